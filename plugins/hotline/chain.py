"""The published answer's side of the publishing chain."""

from __future__ import annotations

from core.api import TextKind

ANSWER = TextKind("hotline.answer")
#: the endpoint of its public page
PUBLIC = "hotline_public.answer"
