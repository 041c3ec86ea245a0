"""Frozen shapes that the parts of the assessment pass to each other."""

from __future__ import annotations
