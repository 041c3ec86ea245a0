"""The table of words that mean the same, and of words that carry nothing to look for (synonyms.toml)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from core.base.search.folding import CJK

TABLE = Path(__file__).with_name("synonyms.toml")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text("utf-8"))


def groups() -> list[list[str]]:
    """Each group as written."""
    found: list[list[str]] = _table()["groups"]
    return found


def idle_words() -> frozenset[str]:
    """Words that may be missing from what is found."""
    return frozenset(_table()["idle"])


def known_words() -> list[str]:
    """The Chinese words of the table that the segmenter should not cut apart."""
    chinese = re.compile(f"[{CJK}]{{2,}}")
    said = {word for group in groups() for word in group} | idle_words()
    return sorted(word for word in said if chinese.fullmatch(word))
