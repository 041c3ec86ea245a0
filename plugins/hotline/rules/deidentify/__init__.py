"""Finds who somebody is in a text: names, numbers, plates, addresses. Pure; spans count Unicode characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import KINDS, Cut, Span

if TYPE_CHECKING:
    from .finding import find, find_lines, lines_of
    from .masking import mask, masked

__all__ = ["KINDS", "Cut", "Span", "find", "find_lines", "lines_of", "mask", "masked"]


def __getattr__(name: str) -> Any:
    # With the first text: fifty patterns with lists of names in them are no part of a start.
    if name not in __all__:
        raise AttributeError(name)
    from . import finding, masking

    return getattr(masking if name in ("mask", "masked") else finding, name)
