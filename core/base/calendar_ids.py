"""The names of calendar entries (UID, RFC 5545 §3.8.4.7)."""

from __future__ import annotations

from core.base.privacy import derived_key


def calendar_id(key: str) -> str:
    """The UID of `key` in this house, the same in every file and at every address under which the site is reached.

    A calendar that imports the entry again, moved or renamed, replaces the one that it has.
    """
    return f"{key}@{derived_key('calendar').hex()[:16]}.yangguang"
