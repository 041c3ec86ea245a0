"""The texts of an interview that go through the publishing chain; the subject of each is the interview."""

from __future__ import annotations

from core.api import TextKind

#: 访谈预告
NOTICE = TextKind("interviews.notice")
#: 访谈提纲, signed before the broadcast
OUTLINE = TextKind("interviews.outline")
#: 访谈实录
TRANSCRIPT = TextKind("interviews.transcript")
#: the kind of opinions that questions to an interview are; the subject is the interview
QUESTION = "interviews.question"
