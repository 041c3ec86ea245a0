"""Which texts ask for the same thing in other words. Pure: nothing is stored, nothing is asked of the network."""

from core.base.similar.comparing import THRESHOLD, likeness
from core.base.similar.grouping import similar_groups
from core.base.similar.reading import Reading, read

__all__ = ["THRESHOLD", "Reading", "likeness", "read", "similar_groups"]
