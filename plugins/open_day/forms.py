"""Forms of the open day: shape only. What the rules say about the content is said by the rules."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from core.api import SelectField, SelectMultipleField, fields

from .messages import FORM_NOTES, FORMS, KNOWN, known
from .rules.plan import SITE_KINDS

WholeNumberField = fields.WholeNumberField
MomentField = fields.MomentField
DayField = fields.DayField

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def check_boxes(label: Any, choices: list[tuple[str, Any]]) -> SelectMultipleField:
    """Check boxes, any number of them."""
    return SelectMultipleField(
        label, choices=choices, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


class ClockField(StringField):
    """A time of day such as 9:00; kept as 09:00."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace("：", ":")
        self.data = text
        found = _TIME.fullmatch(text)
        if found:
            self.data = f"{int(found[1]):02d}:{found[2]}"
        elif text:
            raise ValueError(_("请填写几点几分，例如 9:00"))


class AgendaRowForm(Form):
    """One row of the agenda; an empty one is left out."""

    time = ClockField(_l("几点"))
    what = StringField(_l("做什么"), validators=[Length(max=200, message=_l("一行请控制在 200 个字以内"))])

    @property
    def is_empty(self) -> bool:
        return not trimmed(self.what.data) and not self.time.data

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.time.data and not trimmed(self.what.data):
            self.what.errors = [_("请写这个时间做什么")]
            return False
        return sound


class PlanForm(FlaskForm):
    """The plan (实施方案). A draft may be incomplete, so only what is typed is checked."""

    department = SelectField(_l("单位"), coerce=int)
    name = StringField(_l("名称"), validators=[Length(max=120, message=_l("名称请控制在 120 个字以内"))])
    theme = StringField(_l("开放主题"), validators=[Length(max=120, message=_l("主题请控制在 120 个字以内"))])
    forms = check_boxes(_l("开放形式"), list(FORMS.items()))
    site_kinds = check_boxes(
        _l("进哪类现场"), [(kind, KNOWN[kind]) for kinds in SITE_KINDS.values() for kind in kinds]
    )
    site_other = StringField(_l("别的现场"), validators=[Optional(), Length(max=200)])
    leaders = TextAreaField(_l("参加领导"), validators=[Length(max=500)])
    day = DayField(_l("开放日期"))
    starts = ClockField(_l("几点开始"))
    ends = ClockField(_l("几点结束"))
    place = StringField(_l("地点"), validators=[Length(max=200, message=_l("地点请控制在 200 个字以内"))])
    number = WholeNumberField(
        _l("参加人数"),
        validators=[Optional(), NumberRange(1, 5000, message=_l("参加人数要在 1 到 5000 之间"))],
    )
    invitees = TextAreaField(_l("邀请对象"), validators=[Length(max=2000)])
    agenda = FieldList(FormField(AgendaRowForm), label=_l("活动安排"), min_entries=4, max_entries=40)
    dialogue = check_boxes(_l("座谈或问卷"), [])
    emergency = TextAreaField(_l("应急预案"), validators=[Length(max=8000)])
    emergency_file = FileField(_l("应急预案附件"), validators=[Optional()])
    drop_file = BooleanField(_l("去掉现在的附件"))
    gate_list = BooleanField(_l("进门要核对名单，报名时要填姓名全称"))
    #: an uploaded plan may carry marks; the drafter confirms before anything is stored (SC-01)
    not_secret = BooleanField(
        _l("我确认来源材料没有密级标识，内容可以在本平台存放"),
        validators=[InputRequired(message=_l("请确认来源材料没有密级标识；有密级的不能放进本平台"))],
    )

    def validate_ends(self, field: ClockField) -> None:
        if self.starts.data and field.data and field.data <= self.starts.data:
            raise ValidationError(_("结束时间要晚于开始时间"))

    def form_notes(self) -> dict[str, str]:
        """A line under each form of opening."""
        return {code: str(note) for code, note in FORM_NOTES.items()}

    def site_groups(self) -> dict[str, str]:
        """Beside each kind of site, which group of the notice it belongs to."""
        return {kind: known(group) for group, kinds in SITE_KINDS.items() for kind in kinds}

    def chosen_sites(self) -> tuple[str, ...]:
        """The kinds of site, those of the notice and those that were written."""
        written = [word.strip() for word in re.split(r"[、，,;；\n]", self.site_other.data or "")]
        return tuple(dict.fromkeys([*(self.site_kinds.data or ()), *filter(None, written)]))


class DecisionForm(FlaskForm):
    """The office's word on a plan."""

    decision = HiddenField()
    remarks = TextAreaField(_l("退回意见"), validators=[Length(max=2000)])


class SubmitForm(FlaskForm):
    """One button; for an announcement that is public, what was wrong with it (更正)."""

    correction = TextAreaField(
        _l("更正说明"), [Optional(), Length(max=2000, message=_l("更正说明最多 2000 个字。"))]
    )
