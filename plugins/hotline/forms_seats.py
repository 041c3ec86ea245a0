"""Forms of topics, seats, passes and programmes: shape only."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DecimalField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.api import RadioField, SelectField, SelectMultipleField, clock, fields

from .wording_seats import LANGUAGES, TERM_CLASSES

_TIME = re.compile(r"([01]?\d|2[0-4]):?([0-5]\d)")
#: how many departments a topic may name
UNITS = 4


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


def check_boxes(label: Any, **more: Any) -> SelectMultipleField:
    """Check boxes, any number of them."""
    return SelectMultipleField(
        label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), **more
    )


def read_day(text: str) -> date | None:
    """A day of an address or a field, None for what is none or lies too far off to be counted with."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in fields.YEARS else None


class ClockField(StringField):
    """A time of day such as 9:00; kept as 09:00. 24:00 is the day's end."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace("：", ":")
        self.data = text
        found = _TIME.fullmatch(text)
        if found and (int(found[1]) < 24 or found[2] == "00"):
            self.data = f"{int(found[1]):02d}:{found[2]}"
        elif text:
            raise ValueError(_("请填写几点几分，例如 9:00"))


def moment(day: date | None, at: str | None) -> datetime:
    """A checked day and a time of it in China; 24:00 is the next midnight."""
    assert day is not None, "the form has checked it"
    if at == "24:00":
        return datetime.combine(day + timedelta(days=1), time(0), clock.SHANGHAI)
    return datetime.combine(day, time.fromisoformat(at or ""), clock.SHANGHAI)


class _WithUnits(FlaskForm):
    """A form that asks for departments, one box each; the first one is the main one."""

    def unit_fields(self) -> list[SelectField]:
        return [self[f"unit{number}"] for number in range(1, UNITS + 1)]

    def offer(self, units: list[tuple[int, str]]) -> None:
        for field in self.unit_fields():
            field.choices = [(0, "—"), *units]

    def fill_units(self, chosen: tuple[int, ...]) -> None:
        for field, unit in zip(self.unit_fields(), [*chosen, *[0] * UNITS], strict=False):
            field.data = unit

    @property
    def chosen_units(self) -> tuple[int, ...]:
        return tuple(field.data for field in self.unit_fields() if field.data)

    unit1 = SelectField(_l("主办部门"), coerce=int, default=0)
    unit2 = SelectField(_l("协办部门"), [Optional()], coerce=int, default=0)
    unit3 = SelectField(_l("协办部门二"), [Optional()], coerce=int, default=0)
    unit4 = SelectField(_l("协办部门三"), [Optional()], coerce=int, default=0)


class TopicForm(_WithUnits):
    """A topic."""

    name = StringField(_l("热点名称"), [DataRequired(message=_l("请填写热点名称"))], filters=[trimmed])
    short = StringField(_l("席位牌上的简称"), [Optional()], filters=[trimmed])
    term_class = RadioField(_l("办理时限按哪一类"), choices=list(TERM_CLASSES.items()), default="other")
    min_cover = fields.WholeNumberField(
        _l("开线时最少几个专席"),
        [InputRequired(message=_l("请填写最少几个席位，不要求就填 0"))],
        default=1,
    )
    script = TextAreaField(_l("话术"), [Optional()], filters=[trimmed])
    version = HiddenField(default="0")


class MergeForm(FlaskForm):
    """Into which topic."""

    topic = SelectField(_l("并入哪个热点"), coerce=int)


class ShiftForm(FlaskForm):
    """A shift."""

    day = fields.DayField(_l("日期"), [InputRequired(message=_l("请填写日期"))])
    starts = ClockField(_l("几点开始"), [InputRequired(message=_l("请填写几点开始"))])
    ends = ClockField(_l("几点结束"), [InputRequired(message=_l("请填写几点结束"))])
    seat_number = fields.WholeNumberField(_l("席位号"), [InputRequired(message=_l("请填写席位号"))])
    topics = check_boxes(_l("接哪些热点"), coerce=int)
    general = BooleanField(_l("接全部热点"))
    department = SelectField(_l("部门"), coerce=int, default=0)
    expert = SelectField(_l("谁来坐席"), coerce=int, default=0)
    expert_name = StringField(_l("没有账号的，写姓名"), [Optional()], filters=[trimmed])
    expert_title = StringField(_l("职务或岗位"), [Optional()], filters=[trimmed])
    name_public = BooleanField(_l("专席预告上写出姓名"))
    languages = check_boxes(_l("会说的方言和语言"), choices=list(LANGUAGES.items()))
    version = HiddenField(default="0")


class CopyForm(FlaskForm):
    """A day like another one."""

    source = HiddenField()
    target = fields.DayField(_l("照这一天排到"), [InputRequired(message=_l("请填写日期"))])


class PassForm(FlaskForm):
    """Where the pass is sent, if anywhere."""

    phone = StringField(_l("专家的手机号"), [Optional(), Length(max=30)], filters=[trimmed])


class EnterForm(FlaskForm):
    """The code of a pass."""

    code = StringField(_l("当班码"), [DataRequired(message=_l("请填写当班码"))], filters=[trimmed])


class StaffingForm(FlaskForm):
    """A load of calls. Sent by GET: it changes nothing."""

    class Meta:
        csrf = False

    calls = DecimalField(_l("每小时来电"), [InputRequired(message=_l("请填写每小时来电"))], places=None)
    length = fields.WholeNumberField(
        _l("平均每通多少秒，连话后整理"), [InputRequired(message=_l("请填写平均每通多少秒"))]
    )
    share = fields.WholeNumberField(
        _l("要有百分之几按时接听"),
        [InputRequired(message=_l("请填写目标")), NumberRange(1, 99, message=_l("目标请填 1 到 99"))],
    )
    seconds = fields.WholeNumberField(
        _l("按时是多少秒以内"),
        [InputRequired(message=_l("请填写秒数")), NumberRange(0, 3600, message=_l("秒数请填 0 到 3600"))],
    )


class ProgrammeForm(_WithUnits):
    """A special programme."""

    title = StringField(_l("节目名称"), [DataRequired(message=_l("请填写节目名称"))], filters=[trimmed])
    day = fields.DayField(_l("日期"), [InputRequired(message=_l("请填写日期"))])
    starts = ClockField(_l("几点开始"), [InputRequired(message=_l("请填写几点开始"))])
    ends = ClockField(_l("几点结束"), [InputRequired(message=_l("请填写几点结束"))])
    place = StringField(_l("在哪里播出"), [Optional(), Length(max=120)], filters=[trimmed])
    summary = TextAreaField(_l("给群众的介绍"), [Optional(), Length(max=2000)], filters=[trimmed])
    version = HiddenField(default="0")
