"""What the search room does: `from core.search import service`."""

from core.search.service.copies import copies_of, forget
from core.search.service.looking import Asked, Choices, Line, Page, Place, choices, find
from core.search.service.rebuilding import Compared, Rebuilt, check, rebuild

__all__ = [
    "Asked",
    "Choices",
    "Compared",
    "Line",
    "Page",
    "Place",
    "Rebuilt",
    "check",
    "choices",
    "copies_of",
    "find",
    "forget",
    "rebuild",
]
