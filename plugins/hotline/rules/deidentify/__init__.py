"""Finds who somebody is in a text: names, numbers, plates, addresses. Pure; spans count Unicode characters."""

from .finding import find, find_lines, lines_of
from .masking import mask, masked
from .model import KINDS, Span

__all__ = ["KINDS", "Span", "find", "find_lines", "lines_of", "mask", "masked"]
