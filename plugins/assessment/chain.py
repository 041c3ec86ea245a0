"""The texts of the assessment that go through the publishing chain."""

from __future__ import annotations

from core.api import TextKind

#: 报送材料 put into the column; the subject is the submission
ITEM = TextKind("assessment.item")

#: 活动总结; the subject is the report
REPORT = TextKind("assessment.report")
