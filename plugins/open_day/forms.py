"""Forms of the open day: shape only. What the rules say about the content is said by the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, DateTimeLocalInput, ListWidget

from core.api import clock

from .messages import FORM_NOTES, FORMS, known
from .rules.values import key_of

_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


class DayField(DateField):
    """A date; what can't be read stays in the box and is named."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not "".join(valuelist).strip():
            self.data = None
            return
        text = valuelist[0].strip()
        found = re.fullmatch(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?", text)
        try:
            self.data = date(int(found[1]), int(found[2]), int(found[3])) if found else None
        except ValueError:
            self.data = None
        if self.data is None:
            raise ValueError(_("请填写存在的日期，例如 2026-09-19"))


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


class MomentField(StringField):
    """A moment in Shanghai time from a datetime-local box; `data` is aware."""

    widget = DateTimeLocalInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().replace(" ", "T")
        self.data: Any = None
        if not text:
            return
        try:
            self.data = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI)
        except ValueError:
            raise ValueError(_("请填写日期和时间，例如 2026-09-14 17:00")) from None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{clock.local(self.data):%Y-%m-%dT%H:%M}" if self.data else ""


class PlanForm(FlaskForm):
    """The plan (实施方案). A draft may be incomplete, so only what is typed is checked."""

    department = SelectField(_l("单位"), coerce=int)
    name = StringField(_l("名称"), validators=[Length(max=120, message=_l("名称请控制在 120 个字以内"))])
    theme = StringField(_l("开放主题"), validators=[Length(max=120, message=_l("主题请控制在 120 个字以内"))])
    forms = SelectMultipleField(
        _l("开放形式"),
        choices=list(FORMS.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    leaders = TextAreaField(_l("参加领导"), validators=[Length(max=500)])
    day = DayField(_l("开放日期"))
    starts = ClockField(_l("几点开始"))
    ends = ClockField(_l("几点结束"))
    place = StringField(_l("地点"), validators=[Length(max=200, message=_l("地点请控制在 200 个字以内"))])
    number = WholeNumberField(
        _l("参加人数"),
        validators=[Optional(), NumberRange(1, 5000, message=_l("参加人数要在 1 到 5000 之间"))],
    )
    agenda = TextAreaField(_l("活动安排"), validators=[Length(max=8000)])
    emergency = TextAreaField(_l("应急预案"), validators=[Length(max=8000)])
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


class DecisionForm(FlaskForm):
    """The office's word on a plan."""

    decision = HiddenField()
    remarks = TextAreaField(_l("退回意见"), validators=[Length(max=2000)])


class SessionForm(Form):
    """One session; an empty row is left out."""

    title = StringField(_l("场次名称，例如上午场"))
    day = DayField(_l("日期"))
    starts = ClockField(_l("开始"))
    ends = ClockField(_l("结束"))
    place = StringField(_l("地点"))
    capacity = WholeNumberField(_l("报名名额"))

    @property
    def is_empty(self) -> bool:
        typed = [self.day.raw_data, self.starts.raw_data, self.ends.raw_data, self.capacity.raw_data]
        written = any(trimmed(str(raw[0])) for raw in typed if raw)
        return not written and not any((self.day.data, self.starts.data, self.capacity.data))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.is_empty:
            return sound
        for field, sentence in (
            (self.day, _("请填写这一场的日期")),
            (self.starts, _("请填写这一场几点开始")),
            (self.ends, _("请填写这一场几点结束")),
            (self.capacity, _("请填写这一场的报名名额")),
        ):
            if not field.data and not field.errors:
                field.errors = [sentence]
                sound = False
        if (
            self.starts.data
            and self.ends.data
            and not self.ends.errors
            and self.ends.data <= self.starts.data
        ):
            self.ends.errors = [_("结束时间要晚于开始时间")]
            sound = False
        if (
            self.capacity.data is not None
            and not 1 <= self.capacity.data <= 5000
            and not self.capacity.errors
        ):
            self.capacity.errors = [_("名额要在 1 到 5000 之间")]
            sound = False
        return sound


class AnnouncementForm(FlaskForm):
    """The announcement's draft; the pack's items are added as fields `item-<key>` by `announcement_form`."""

    title = StringField(
        _l("标题"),
        validators=[
            DataRequired(message=_l("请填写标题")),
            Length(max=120, message=_l("标题请控制在 120 个字以内")),
        ],
    )
    doc_number = StringField(
        _l("发文字号"), validators=[Length(max=60, message=_l("发文字号请控制在 60 个字以内"))]
    )
    sessions = FieldList(FormField(SessionForm), label=_l("场次"), min_entries=1, max_entries=20)
    recommended = WholeNumberField(
        _l("线下推荐人数"),
        validators=[Optional(), NumberRange(0, 5000, message=_l("推荐人数要在 0 到 5000 之间"))],
    )
    opens_at = MomentField(_l("报名开始"))
    closes_at = MomentField(_l("报名截止"))
    not_secret = BooleanField(
        _l("我确认来源材料没有密级标识，内容可以在本平台存放"),
        validators=[InputRequired(message=_l("请确认来源材料没有密级标识；有密级的不能放进本平台"))],
    )

    def picture_fields(self) -> list[Any]:
        """The fields of the pictures to choose from: a place number, or nothing."""
        return [field for field in self if field.name.startswith("picture-")]

    @property
    def chosen_pictures(self) -> tuple[int, ...]:
        """The chosen pictures' ids by their place numbers."""
        chosen = [
            (field.data, field.name.removeprefix("picture-")) for field in self.picture_fields() if field.data
        ]
        return tuple(int(name) for _, name in sorted(chosen, key=lambda one: (one[0], int(one[1]))))

    def item_fields(self) -> list[Any]:
        """The fields of the pack's items, in its order."""
        return [field for field in self if field.name.startswith("item-")]


_LONG = ("content", "invitees", "tips", "signup", "time_place")


def announcement_form(
    names: tuple[str, ...], picture_ids: Iterable[int] = (), **kwargs: Any
) -> AnnouncementForm:
    """The form with one text field for each item that the pack names, and a number for each picture to choose from."""

    class WithItems(AnnouncementForm):
        pass

    for n, name in enumerate(names, 1):
        key = key_of(name, n)
        kind = TextAreaField if key in _LONG or key.startswith("item_") else StringField
        field = kind(known(name), validators=[Length(max=8000, message=_l("请控制在 8000 个字以内"))])
        setattr(WithItems, f"item-{key}", field)
    for picture_id in picture_ids:
        place = WholeNumberField(
            _l("第几张"), validators=[Optional(), NumberRange(1, 9, message=_l("请填 1 到 9，不用的留空"))]
        )
        setattr(WithItems, f"picture-{picture_id}", place)
    return WithItems(**kwargs)


class SubmitForm(FlaskForm):
    """One button; for an announcement that is public, what was wrong with it (更正)."""

    correction = TextAreaField(
        _l("更正说明"), [Optional(), Length(max=2000, message=_l("更正说明最多 2000 个字。"))]
    )


class CodeForm(FlaskForm):
    """Step 1: a phone, then the code that was sent to it."""

    phone = StringField(_l("手机号"))
    code = StringField(_l("短信验证码"))


class DetailsForm(FlaskForm):
    """Step 2: category, name, declarations, and what may be left out."""

    session = RadioField(
        _l("选一个场次"), coerce=int, validators=[InputRequired(message=_l("请选择一个场次"))]
    )
    category = RadioField(_l("代表类别"), validators=[InputRequired(message=_l("请选择一个代表类别"))])
    call_name = StringField(
        _l("怎么称呼您"),
        filters=[trimmed],
        validators=[
            DataRequired(message=_l("请填写怎么称呼您，例如“王女士”")),
            Length(max=20, message=_l("称呼请控制在 20 个字以内")),
        ],
    )
    age_capacity = BooleanField()
    ties = BooleanField()
    photo = BooleanField(_l("同意公开有我的现场照片"), description=_l("不同意也能参加，以后可以撤回"))
    wheelchair = BooleanField(_l("需要轮椅通道"))
    sign_language = BooleanField(_l("需要手语翻译"))


class ConfirmForm(FlaskForm):
    """Step 3: nothing but the key that makes a double click one booking."""

    key = HiddenField()


class FindForm(FlaskForm):
    """Find a booking by its number and the phone that booked it."""

    number = StringField(
        _l("报名编号"),
        filters=[trimmed],
        validators=[DataRequired(message=_l("请填写报名编号，例如 0919-2-017"))],
    )
    phone = StringField(
        _l("报名时的手机号"), validators=[DataRequired(message=_l("请填写报名时用的 11 位手机号"))]
    )
    code = StringField(_l("短信验证码"))
