"""The hygiene check: finds injected, damaged, forgotten and private text. Standard library only; see docs/hygiene.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import KINDS, Context, Finding
from .reasons import KIND_NAMES, REASONS

if TYPE_CHECKING:
    from .engine import check
    from .other_areas import areas_named

__all__ = ["KINDS", "KIND_NAMES", "REASONS", "Context", "Finding", "areas_named", "check"]


def __getattr__(name: str) -> Any:
    # With the first text: a hundred patterns take a quarter of a second, and no start or page needs them.
    if name == "check":
        from .engine import check

        return check
    if name == "areas_named":
        from .other_areas import areas_named

        return areas_named
    raise AttributeError(name)
