"""The summary report: outline, numbering, figures in words, what it lacks, where the signature stands. Standard library only."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

#: the headings that a new report begins with, as the notices ask for them
OUTLINE = ("基本情况", "主要做法", "存在问题", "下一步打算")
MOST_PARTS, MOST_CASES, MOST_TYPED, MOST_PHOTOS = 12, 12, 30, 20
LONGEST_TEXT, LONGEST_HEAD = 8000, 60
_NUMERALS = "〇一二三四五六七八九"
#: （一）… begins a heading of the second level, 1. one of the third (GB/T 9704-2012, 7.3.3)
_SECOND = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]\s*\S")
_THIRD = re.compile(r"^\d{1,2}\s*[.．、]\s*[^\s\d]")
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,4})?")


@dataclass(frozen=True)
class Figure:
    """A figure of a report. `code` "" for one typed by hand, which has `source` (where from). `of`: the denominator of a
    share. `digest` is over the rows that it was counted from."""

    title: str
    unit: str
    value: Fraction
    of: int | None = None
    code: str = ""
    section: str = ""
    source: str = ""
    digest: str = ""

    @property
    def typed(self) -> bool:
        return not self.code


@dataclass(frozen=True)
class Texts:
    """What somebody wrote: parts and cases as (title, text)."""

    title: str
    addressee: str
    signer: str
    signed_on: date | None
    parts: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str], ...]
    typed: tuple[Figure, ...] = ()
    photos: tuple[int, ...] = field(default=())


def unit_said(unit: str, of: int | None) -> str:
    """份; of a share, which stands in per cent, 按份计."""
    return f"按{unit}计" if of is not None and unit else unit


def numeral(number: int) -> str:
    """一, 二 … 九十九."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return ("" if tens == 1 else _NUMERALS[tens]) + "十" + (_NUMERALS[ones] if ones else "")


def levels(text: str) -> list[tuple[str, str]]:
    """The lines of a text as (kind, line): heading2 for （一）, heading3 for 1., else paragraph. A long line that only begins
    with a number is a paragraph, and so is one that begins with a fraction (3.5万人次)."""
    found = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        kind = "heading2" if _SECOND.match(line) else "heading3" if _THIRD.match(line) else "paragraph"
        found.append((kind if kind == "paragraph" or len(line) <= 40 else "paragraph", line))
    return found


def in_words(value: Fraction, of: int | None) -> str:
    """1234, 3.5; a share as 92.31%（36/39）, — where nobody is in the denominator."""
    if of is None:
        return plain(value)
    if not of:
        return "—"
    return f"{percent(value, of)}（{plain(value)}/{of}）"


def percent(value: Fraction, of: int) -> str:
    """A share with two decimals, half up."""
    return f"{_rounded(value / of * 100, 2)}%"


def plain(value: Fraction) -> str:
    """A number as it is; fractions with two decimals, or as many as were typed up to four."""
    if value.denominator == 1:
        return str(value.numerator)
    return (
        _rounded(value, 2)
        if (value * 100).denominator == 1 or (value * 10_000).denominator > 1
        else exact(value)
    )


def exact(value: Fraction) -> str:
    """A typed number as it was typed, without needless noughts."""
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _rounded(value: Fraction, places: int) -> str:
    whole = Decimal(value.numerator) / Decimal(value.denominator)
    return str(whole.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


def change(now: Fraction, before: Fraction) -> str:
    """How a figure moved against last year: +12.5%, -3.0%; "" where last year's is nought."""
    if not before:
        return ""
    moved = (now - before) / before * 100
    return f"{'+' if moved > 0 else ''}{_rounded(moved, 1)}%"


def read_number(text: str) -> Fraction | None:
    """A typed figure; None for what isn't a number. Full-width digits and thousands' commas are understood."""
    cleaned = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    if not _NUMBER.fullmatch(cleaned):
        return None
    try:
        return Fraction(Decimal(cleaned))
    except InvalidOperation:
        return None


def lacks(texts: Texts, figures: Sequence[Figure], least_figures: int, least_cases: int) -> list[str]:
    """Codes of what a report lacks before it can be sent (CP-07 says how many figures and cases)."""
    found = []
    if not texts.title.strip():
        found.append("assessment.report_title")
    if not any(text.strip() for _title, text in texts.parts):
        found.append("assessment.report_empty")
    if len(figures) < least_figures:
        found.append("assessment.report_figures")
    if sum(bool(text.strip()) for _title, text in texts.cases) < least_cases:
        found.append("assessment.report_cases")
    if not texts.signer.strip() or texts.signed_on is None:
        found.append("assessment.report_signature")
    return found


def changed(kept: Iterable[Figure], current: Iterable[Figure]) -> list[tuple[Figure | None, Figure | None]]:
    """Figures that the records say otherwise now than when the report was filled: (then, now)."""
    then = {one.code: one for one in kept if one.code}
    now = {one.code: one for one in current if one.code}
    return [
        (then.get(code), now.get(code))
        for code in dict.fromkeys([*then, *now])
        if code not in then or code not in now or then[code].digest != now[code].digest
    ]


def date_in_full(day: date) -> str:
    """2026年5月29日 (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def signature_indents(signer: str, day: str) -> tuple[float, float]:
    """How many characters signer and date stand from the right edge, without a seal: the signer two, the date's first
    character two to the right of the signer's; a longer date stands two from the edge (GB/T 9704-2012, 7.3.5.2)."""
    n, m = width(signer), width(day)
    return (4 + m - n, 2.0) if m > n else (2.0, n - m)


def width(text: str) -> float:
    """The width of a line in characters; digits and letters count half."""
    return sum(0.5 if ord(sign) < 0x2E80 else 1 for sign in text)


def figure_as_json(one: Figure) -> dict[str, Any]:
    return {
        "title": one.title, "unit": one.unit, "value": str(one.value), "of": one.of, "code": one.code,
        "section": one.section, "source": one.source, "digest": one.digest,
    }  # fmt: skip


def figure_of_json(kept: Mapping[str, Any]) -> Figure:
    return Figure(
        kept["title"], kept["unit"], Fraction(kept["value"]), kept["of"], kept["code"], kept["section"],
        kept["source"], kept["digest"],
    )  # fmt: skip
