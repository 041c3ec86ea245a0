"""The hygiene check: finds injected, damaged, forgotten and private text. Standard library only; see docs/hygiene.md."""

from .engine import check
from .model import KINDS, Context, Finding
from .names import areas_named
from .reasons import KIND_NAMES, REASONS

__all__ = ["KINDS", "KIND_NAMES", "REASONS", "Context", "Finding", "areas_named", "check"]
