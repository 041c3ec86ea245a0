"""The notice reader: a government office's notice as text in, its campaign's parts out. See docs/notice-reader.md."""

from __future__ import annotations

from .demo import demo_notice
from .model import NotANotice, Notice
from .reader import MAX_CHARACTERS, read_notice

__all__ = ["MAX_CHARACTERS", "NotANotice", "Notice", "demo_notice", "read_notice"]
