"""The product's name and version as archives bear them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def product() -> str:
    """ "yangguang 0.1.0"; without a version when the product runs from its source alone."""
    try:
        return f"yangguang {version('yangguang')}"
    except PackageNotFoundError:
        return "yangguang"
