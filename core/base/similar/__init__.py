"""Which texts ask for the same thing in other words. Pure: nothing is stored, nothing is asked of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.base.similar.comparing import THRESHOLD, likeness
    from core.base.similar.grouping import similar_groups
    from core.base.similar.many import groups_of_many
    from core.base.similar.reading import Reading, read

__all__ = ["THRESHOLD", "Reading", "groups_of_many", "likeness", "read", "similar_groups"]


def __getattr__(name: str) -> Any:
    # With the first text that is compared: the word lists and patterns are no part of a start.
    if name not in __all__:
        raise AttributeError(name)
    from core.base.similar import comparing, grouping, many, reading

    return next(
        getattr(module, name) for module in (comparing, grouping, many, reading) if hasattr(module, name)
    )
