"""Marks of 密级 in texts (SC-01): a text that bears one is refused before anything of it is stored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from core.base.errors import RuleBroken

#: A grade of 密级; official documents often space the two characters out (“秘　密★1年”).
_GRADE = r"(?:绝\s*密|机\s*密|秘\s*密)"
#: A grade with a star, with its years, or as a line of its own. A law that speaks of “泄露国家秘密3年以下” is no mark.
_MARK = re.compile(
    rf"{_GRADE}\s*[★☆*]|[★☆]\s*{_GRADE}|(?<!国家)(?<!商业)(?<!工作){_GRADE}\s*\(?\s*\d+\s*年(?!以[上下])"
    rf"|(?m:^\s*(?:密\s*级\s*:\s*)?{_GRADE}(?:件|级)?\s*$)"
)
#: drawn by no font, but enough to hide a mark from a search
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def secret_mark(texts: Iterable[str]) -> str | None:
    """The first mark of 密级 in any of the texts (SC-01), or None."""
    for text in texts:
        found = _MARK.search(unicodedata.normalize("NFKC", text.translate(_INVISIBLE)))
        if found is not None:
            return found[0].strip()
    return None


def refuse_marks(texts: Iterable[str]) -> None:
    """Raise RuleBroken("secret_mark", mark=…) when any of the texts bears a mark. Ask before anything is stored."""
    mark = secret_mark(texts)
    if mark is not None:
        raise RuleBroken("secret_mark", mark=mark)


def texts_in(value: Any) -> Iterable[str]:
    """Every string inside nested data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
