"""Whole numbers in addresses and forms, no larger than any database keeps: a longer one names nothing that exists."""

from __future__ import annotations

from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

#: SQLite refuses anything larger with an error of its own, on any row.
LARGEST = 2**63 - 1


class RowConverter(IntegerConverter):
    """`<int:…>` in an address: a number that is too large is an address that isn't there (404)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": LARGEST, **kwargs})


class SentValues(ImmutableMultiDict[str, Any]):
    """What was sent: `get(name, type=int)` takes a number that is too large for one that can't be read."""

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        found = super().get(key, default, type)
        return default if type is int and isinstance(found, int) and abs(found) > LARGEST else found


class SaneRequest(Request):
    """Every request of the product."""

    parameter_storage_class = SentValues
