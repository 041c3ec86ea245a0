"""Forms of the plan and the notice: shape only. What the rules say about the content is said by the rules."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp

from core.api import DomainError, NotAllowed, NotFound, RadioField, SelectField, fields, words

from .rules.schedule import MONTH
from .wording_schedule import PLACE_KINDS

SPARE_GUESTS = 1


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


def number_or_none(value: Any) -> int | None:
    """A list's empty choice is nothing."""
    return int(value) if value not in (None, "", "None") else None


class HouseForm(FlaskForm):
    """A form that shows refusals where they belong."""

    def blame(self, refusal: DomainError) -> None:
        """A refusal's words at the field it names, or above the form. What the page has no business with goes on."""
        if isinstance(refusal, NotFound | NotAllowed):
            raise refusal
        field = self._fields.get(getattr(refusal, "field", None) or "")
        if field is None:
            self.form_errors.append(words(refusal))
        else:
            field.errors = [*field.errors, words(refusal)]

    def seen(self) -> int:
        """The version that the page was drawn from."""
        text = str(self._fields["version"].data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class PressForm(FlaskForm):
    """A button and nothing else."""


class GuestForm(Form):
    """One guest; a row without name and post doesn't count."""

    id = HiddenField()
    name = StringField(_l("姓名"), filters=[trimmed], validators=[Optional(), Length(max=40)])
    post = StringField(_l("职务"), filters=[trimmed], validators=[Optional(), Length(max=80)])
    photo = SelectField(_l("照片"), coerce=number_or_none, validate_choice=False, default=None)

    @property
    def counts(self) -> bool:
        return bool(self.name.data or self.post.data)


class InterviewForm(HouseForm):
    """An interview as it is planned."""

    version = HiddenField()
    department_id = SelectField(
        _l("受访单位"), coerce=int, validators=[InputRequired(_l("请选择受访单位。"))]
    )
    title = StringField(
        _l("题目"),
        filters=[trimmed],
        validators=[DataRequired(_l("请写题目，例如“阶梯水价怎么算”。")), Length(max=120)],
    )
    topic = TextAreaField(_l("主题说明"), validators=[Optional(), Length(max=2000)])
    starts_at = fields.MomentField(_l("开始"), validators=[Optional()])
    ends_at = fields.MomentField(_l("结束"), validators=[Optional()])
    month = StringField(
        _l("时间没定的，先定月份"),
        filters=[trimmed],
        validators=[Optional(), Regexp(MONTH, message=_l("请按年-月填写，例如 2026-09。"))],
    )
    place_id = SelectField(_l("地点"), coerce=number_or_none, validate_choice=False, default=None)
    host_id = SelectField(_l("主持人"), coerce=number_or_none, validate_choice=False, default=None)
    guests = FieldList(FormField(GuestForm), label=_l("嘉宾"))
    questions_from = fields.MomentField(_l("提问从什么时候开始"), validators=[Optional()])
    questions_until = fields.MomentField(_l("提问到什么时候截止"), validators=[Optional()])
    contact = StringField(_l("联系方式"), filters=[trimmed], validators=[Optional(), Length(max=200)])
    outline = TextAreaField(_l("提纲"), validators=[Optional(), Length(max=20000)])
    not_secret = BooleanField(
        _l("我确认内容没有密级标志，可以公开"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )


class CorrectionForm(HouseForm):
    """Send a text into the chain; a corrected one says what was wrong."""

    correction = TextAreaField(_l("更正说明"), validators=[Optional(), Length(max=2000)])


class CallOffForm(HouseForm):
    """Why the interview is called off."""

    version = HiddenField()
    reason = TextAreaField(
        _l("为什么取消"),
        validators=[DataRequired(_l("请写取消的原因，500 字以内；大家都看得到。")), Length(max=500)],
    )


class PlaceForm(HouseForm):
    """A place where interviews are held."""

    kind = RadioField(
        _l("哪一种地点"),
        choices=list(PLACE_KINDS.items()),
        default="studio",
        validators=[InputRequired(_l("请选择是哪一种地点。"))],
    )
    name = StringField(
        _l("名称"), filters=[trimmed], validators=[DataRequired(_l("请写地点的名称。")), Length(max=120)]
    )
    address = StringField(_l("地址"), filters=[trimmed], validators=[Optional(), Length(max=200)])
    closed = BooleanField(_l("不再使用"))
