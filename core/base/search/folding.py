"""How a text is read for search: width, case, dates, numbers and document numbers in one form. Standard library only.

A folded text is words between single spaces, with `|` where a sentence or a clause ends, and a space at either end:
`请在9月19日（周六）前报名。` → ` 请 在 9月 19日 周六 前 报名 | `. Every word keeps where it stood in the real text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

BREAK = "|"
LONGEST_WORD = 60
CJK = r"々〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
         "august aug", "september sept sep", "october oct", "november nov", "december dec"), 1
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
#: Read in this order at each place of the text.
_SCAN = re.compile(
    rf"""
    (?P<day>(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d))
  | (?P<month_day>(?P<md_m>\d{{1,2}})月(?P<md_d>\d{{1,2}})[日号])
  | (?P<day_month>(?P<dm_d>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<dm_m>{_MONTH})\.?(?:,?\ (?P<dm_y>\d{{4}}))?(?![a-z0-9]))
  | (?P<english_day>(?P<e_m>{_MONTH})\.?\ (?P<e_d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\ (?P<e_y>\d{{4}}))?(?![a-z0-9]))
  | (?P<number>[〔\[(【〖<〈《]\ ?(?P<n_y>\d{{4}})\ ?年?[〕\])】〗>〉》]\ ?第?\ ?(?P<n_n>\d{{1,5}})\ ?号)
  | (?P<bare_number>(?P<b_y>\d{{4}})(?:年\ ?第?|\ ?第|[-\ ])(?P<b_n>\d{{1,5}})号)
  | (?P<area>0\d{{2,3}})[-\ )]\ ?(?P<local>\d{{7,8}}|\d{{3,4}}[-\ ]\d{{4}})(?!\d)
  | (?P<mobile>1\d{{2}}[-\ ]\d{{4}}[-\ ]\d{{4}}(?!\d))
  | (?P<service>[48]00[-\ ]\d{{3}}[-\ ]\d{{4}}(?!\d))
  | (?P<phone>(?!(?:19|20)\d\d[-\ ](?:19|20)\d\d)\d{{3,4}}[-\ ]\d{{4}}(?![\d-]))
  | (?P<thousands>\d{{1,3}}(?:,\d{{3}})+(?!\d))
  | (?P<time>\d{{1,2}}:\d{{2}}(?!\d))
  | (?P<decimal>\d+[.·]\d+)
  | (?P<counted>\d+[年月日号])
  | (?P<digits>\d+)
  | (?P<latin>[a-z][a-z0-9]*(?:'s\b)?)
  | (?P<cjk>[{CJK}]+)
  | (?P<other>[^\W_]+)
  | (?P<break>[\n。！？；;!?，、:,…—|]|\.(?=\s|$))
    """,
    re.VERBOSE,
)
Cut = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Word:
    """A folded word and where it stands in the real text, [start, end)."""

    text: str
    start: int
    end: int


class _Fold(dict[int, str]):
    """Character → what it is read as. Full width becomes half width; accents, controls and invisible signs go."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Mn"):
            found = "\n" if char in "\r\n\v\f" else " " if char == "\t" else ""
        else:
            spread = unicodedata.normalize("NFKD", char)
            found = "".join(c for c in spread if unicodedata.category(c) != "Mn").casefold()
        self[code] = found = {"–": "-", "−": "-", "‐": "-", "‑": "-", "’": "'", "•": "·"}.get(found, found)
        return found


_FOLD = _Fold()


def _folded(text: str) -> tuple[str, list[int] | None]:
    """The text in one width and case, and for each of its characters where it came from (None: the same place)."""
    folded = text.translate(_FOLD)
    if len(folded) == len(text) and all(len(_FOLD[code]) == 1 for code in set(map(ord, text))):
        return folded, None
    origin = [place for place, char in enumerate(text) for _ in _FOLD[ord(char)]]
    return folded, origin


def read(text: str, cut: Cut) -> Iterator[Word]:
    """The words of a text in order, with a BREAK where a clause ends. `cut` parts a run of Chinese into words."""
    folded, origin = _folded(text)

    def word(said: str, start: int, end: int) -> Word:
        if origin is None:
            return Word(said, start, end)
        return Word(said, origin[start], origin[end - 1] + 1)

    for match in _SCAN.finditer(folded):
        start, end = match.span()
        if match.lastgroup == "cjk" or match["cjk"]:
            for part in cut(match["cjk"]):
                yield word(part, start, start + len(part))
                start += len(part)
        else:
            for said in _said(match):
                yield word(said, start, end)


def _said(match: re.Match[str]) -> list[str]:
    if match["day"]:
        return _day(match["y"], match["m"], match["d"])
    if match["month_day"]:
        return _day(None, match["md_m"], match["md_d"])
    if match["day_month"]:
        return _day(match["dm_y"], _MONTHS[match["dm_m"]], match["dm_d"])
    if match["english_day"]:
        return _day(match["e_y"], _MONTHS[match["e_m"]], match["e_d"])
    if match["number"]:
        return [f"〔{match['n_y']}〕{int(match['n_n'])}号"]
    if match["bare_number"]:
        return [f"〔{match['b_y']}〕{int(match['b_n'])}号"]
    if match["area"]:
        return [match["area"], _digits(match["local"])]
    for name in ("mobile", "service", "phone", "thousands"):
        if match[name]:
            return [_digits(match[name])]
    if match["decimal"]:
        return [match["decimal"].replace("·", ".")[:LONGEST_WORD]]
    if match["counted"]:
        return [(match["counted"][:-1].lstrip("0") or "0")[:LONGEST_WORD] + match["counted"][-1]]
    if match["latin"]:
        return [stem(match["latin"].removesuffix("'s"))[:LONGEST_WORD]]
    if match["break"]:
        return [BREAK]
    return [match.group()[:LONGEST_WORD]]


def _day(year: str | None, month: str | int, day: str) -> list[str]:
    return [*([f"{int(year)}年"] if year else []), f"{int(month)}月", f"{int(day)}日"]


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def stem(word: str) -> str:
    """An English word without its ending, so that booking, bookings, booked and book are one; other words stay."""
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("es") and word[:-2].endswith(("s", "x", "z", "ch", "sh")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and re.search("[aeiouy]", root):
            if root[-1] == root[-2] and root[-1] not in "lsz":
                return root[:-1]
            return root.removesuffix("e")
    return word[:-1] if word.endswith("e") and len(word) > 4 else word
