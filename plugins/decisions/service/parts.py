"""The other parts' services, as far as they are there."""

from __future__ import annotations

from importlib import import_module, util
from types import ModuleType


def part(name: str, function: str) -> ModuleType | None:
    """service/<name>.py when it has that function."""
    module = f"{__package__}.{name}"
    if util.find_spec(module) is None:
        return None
    found = import_module(module)
    return found if hasattr(found, function) else None
