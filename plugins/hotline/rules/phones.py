"""Telephone numbers: how one is dialled and kept, and how it is shown to whoever needn't ring it."""

from __future__ import annotations

import re
from typing import Final

_FULL_WIDTH: Final = str.maketrans("０１２３４５６７８９＋－（）＊＃　", "0123456789+-()*# ")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
#: no number of a line begins like a mobile: such a one lacks digits
_OTHER: Final = re.compile(r"(?!1[3-9]\d{6})\d{6,16}")
#: what only a telephone system tells: extensions, service numbers, numbers from abroad, with star and hash
_REPORTED: Final = re.compile(r"\+?[\d*#]{2,24}")


def dial(text: str) -> str:
    """A number as it is dialled: digits only, without +86 before a mobile number; "" for what nobody can dial."""
    plain = _bare(text)
    return plain if _MOBILE.fullmatch(plain) or _OTHER.fullmatch(plain) else ""


def reported(text: str) -> str:
    """The same for what a telephone system says, which is kept as it is where it is no usual number; "" when it can be
    none at all."""
    plain = _bare(text)
    return dial(plain) or (plain if _REPORTED.fullmatch(plain) else "")


def masked(phone: str) -> str:
    """138****2046; of a shorter number the last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"{'*' * max(len(phone) - 2, 0)}{phone[-2:]}"


def _bare(text: str) -> str:
    plain = re.sub(r"[\s\-()]", "", text.translate(_FULL_WIDTH))
    return re.sub(r"^(?:\+86|0086|86(?=1[3-9]\d{9}$))", "", plain)
