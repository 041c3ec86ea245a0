"""Decision, interpretation and follow-through on the preview's own page."""

from __future__ import annotations

from .showing_feedback import after_part as public_part

__all__ = ["public_part"]
