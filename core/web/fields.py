"""Fields of forms that keep in the box what can't be read, and name it."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, IntegerField, StringField
from wtforms.widgets import DateTimeLocalInput

from core.base import clock

#: Nothing that is planned or was said has a day outside of them; a day near the first or last can't be counted from.
YEARS = range(1900, 2200)
_DAY = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")


class WholeNumberField(IntegerField):
    """A whole number; what isn't one stays in the box and is named."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        if not text:
            self.data = None
            return
        try:
            self.data = int(text)
        except ValueError:
            self.data = None
            raise ValueError(_("请填写整数，例如 30")) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class DayField(DateField):
    """A day; what can't be read, or lies outside of `years`, stays in the box and is named."""

    years = YEARS

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        found = _DAY.fullmatch(text)
        try:
            day = date(int(found[1]), int(found[2]), int(found[3])) if found else None
        except ValueError:
            day = None
        if day is None or day.year not in self.years:
            raise ValueError(_("请填写存在的日期，例如 2026-09-19"))
        self.data = day


class MomentField(StringField):
    """A moment in Shanghai time from a datetime-local box; `data` is aware."""

    widget = DateTimeLocalInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace(" ", "T")
        self.data: Any = None
        if not text:
            return
        try:
            typed = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)
        except ValueError:
            typed = None
        if typed is None or typed.year not in YEARS:
            raise ValueError(_("请填写日期和时间，例如 2026-09-14 17:00"))
        self.data = typed

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{clock.local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""
