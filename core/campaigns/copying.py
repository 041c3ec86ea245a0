"""Next year's campaign from this year's, as pure decisions: what is counted on, what is moved, what must be looked at.

Nothing in running text is rewritten, since a sentence can't be trusted to mean its date the same way next year; what
looks like a date, a year or an edition of the old campaign is named instead. Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = "零一二三四五六七八九"
_YEAR = r"(?:19|20)\d{2}\s*年?|[〇零一二三四五六七八九]{4}年"
_DAY = r"\d{1,2}\s*月\s*\d{1,2}\s*日|\d{1,2}\s*月\s*(?:上旬|中旬|下旬|底|初)|\d{4}-\d{1,2}-\d{1,2}"
_WEEKDAY = r"(?:星期|周|礼拜)[一二三四五六日天]"
_EDITION = r"第\s*(?:\d{1,3}|[一二三四五六七八九十百]{1,5})\s*(?:届|次)"
_STALE = re.compile(f"{_DAY}|{_YEAR}|{_WEEKDAY}|{_EDITION}")


@dataclass(frozen=True)
class Passage:
    """Words that may be last year's: where they stand (part of the campaign, which line of it) and the words."""

    part: str
    title: str
    words: str


def next_year(day: date, years: int = 1) -> date:
    """The same day of the month, years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def next_title(title: str, old_year: int, new_year: int, edition: int | None) -> str:
    """The title with the year, in figures or characters, and the edition counted on."""
    title = title.replace(str(old_year), str(new_year)).replace(
        in_characters(old_year), in_characters(new_year)
    )
    if edition is not None:
        for old, new in ((str(edition), str(edition + 1)), (numeral(edition), numeral(edition + 1))):
            title = re.sub(rf"第(\s*){old}(\s*)(?=[届次])", rf"第\g<1>{new}\g<2>", title)
    return title


def next_slug(slug: str, old_year: int, new_year: int, taken: frozenset[str]) -> str:
    """An address for the copy: the year counted on where there is one, and free."""
    wanted = slug.replace(str(old_year), str(new_year)) if str(old_year) in slug else f"{slug}-{new_year}"
    found, n = wanted[:60], 2
    while found in taken:
        found, n = f"{wanted[:56]}-{n}", n + 1
    return found


def stale_words(text: str) -> list[str]:
    """Every date, year, weekday and edition named in a text, each once, in order."""
    return list(dict.fromkeys(found.group().strip() for found in _STALE.finditer(text)))


def in_characters(year: int) -> str:
    """2026 → 二〇二六."""
    return "".join(_DIGITS[int(sign)] for sign in str(year)).replace("零", "〇")


def numeral(number: int) -> str:
    """1 to 99 as in 第十二届."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十") + (
        _DIGITS[ones] if ones else ""
    )
