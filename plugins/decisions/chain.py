"""The texts of decision preview that go through the publishing chain."""

from __future__ import annotations

from core.api import TextKind

CATALOGUE = TextKind("decisions.catalogue")
DRAFT = TextKind("decisions.draft")
MEETING = TextKind("decisions.meeting")
FEEDBACK = TextKind("decisions.feedback")
DECISION = TextKind("decisions.decision")
INTERPRETATION = TextKind("decisions.interpretation")
PROGRESS = TextKind("decisions.progress")
#: the kind of opinions that comments on a draft are
COMMENT = "decisions.comment"
