"""What a clerk at the counter looks for, and how somebody without a mobile phone is reached."""

from __future__ import annotations

import re
from typing import Literal

Sought = Literal["number", "digits", "name", "nothing"]
_WIDE = str.maketrans("０１２３４５６７８９－—–　", "0123456789--- ")


def sought(text: str) -> tuple[Sought, str]:
    """What was typed into the one box: a booking number (0919-2-017, also without dashes), a telephone number or its
    last digits (at least four), else a name."""
    plain = text.translate(_WIDE).strip()
    digits = re.sub(r"[\s\-+()（）]", "", plain)
    if not plain:
        return "nothing", ""
    if not digits.isdigit():
        return "name", plain
    if re.fullmatch(r"\d{3,4}\s*-\s*\d{1,2}\s*-\s*\d{1,4}", plain):
        return "number", re.sub(r"\s", "", plain)
    if len(digits) == 8 and plain == digits and "0101" <= digits[:4] <= "1231":
        return "number", digits
    return ("digits", digits) if len(digits) >= 4 else ("nothing", "")


def refuse_landline(text: str) -> bool:
    """Whether this can't be dialled: 5 to 16 digits, with blanks, brackets, dashes or an extension."""
    digits = re.sub(r"\D", "", text.translate(_WIDE))
    return not (
        re.fullmatch(r"[\d\s\-()（）+转]{5,30}", text.translate(_WIDE).strip()) and 5 <= len(digits) <= 16
    )
