"""The notice reader: a government office's notice as text in, its campaign's parts out. See docs/notice-reader.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .demo import demo_notice
from .model import NotANotice, Notice

if TYPE_CHECKING:
    from .reader import MAX_CHARACTERS, read_notice

__all__ = ["MAX_CHARACTERS", "NotANotice", "Notice", "demo_notice", "read_notice"]


def __getattr__(name: str) -> Any:
    # With the first notice: two hundred patterns that no start and no other page needs.
    if name in ("MAX_CHARACTERS", "read_notice"):
        from . import reader

        return getattr(reader, name)
    raise AttributeError(name)
