"""Forms of duties and extensions: shape only. What the rules say about the content is said by the service."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import RadioField, SelectField, SelectMultipleField, fields

from .wording_duties import KINDS_OF_DUTY

_SECRET = _l("我确认内容没有密级标志")
_SECRET_MISSING = _l("请先确认内容没有密级标志。")


class PressForm(FlaskForm):
    """A button and nothing else."""


class DutyForm(FlaskForm):
    """What the office says about a duty."""

    version = HiddenField()
    title = StringField(
        _l("报送事项"), validators=[DataRequired(_l("请写报送事项的名称，300 字以内。")), Length(max=300)]
    )
    kind = SelectField(_l("类别"), choices=list(KINDS_OF_DUTY.items()))
    day = fields.DayField(_l("截止日期"), validators=[Optional()])
    everyone = BooleanField(_l("按通知：写到的单位都要报"), default=True)
    owes = SelectMultipleField(_l("哪些单位要报"), coerce=int, validators=[Optional()])
    dropped = BooleanField(_l("这一项不再催报"))
    reason = StringField(_l("不再催报的原因"), validators=[Optional(), Length(max=300)])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class AskForm(FlaskForm):
    """Another day is asked for."""

    wanted = fields.DayField(
        _l("希望延到哪天"), validators=[InputRequired(_l("请填写日期，例如 2026-09-20"))]
    )
    reason = TextAreaField(_l("延期的原因"), validators=[DataRequired(_l("请写延期的原因，500 字以内。"))])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class DecideForm(FlaskForm):
    """The office answers it."""

    verdict = RadioField(
        _l("批复"),
        choices=[("granted", _l("同意延期")), ("refused", _l("不同意"))],
        validators=[InputRequired(_l("请选同意或者不同意。"))],
    )
    day = fields.DayField(_l("延到哪天"), validators=[Optional()])
    answer = TextAreaField(
        _l("批复的理由"), validators=[DataRequired(_l("请写批复的理由，500 字以内；单位看得到。"))]
    )


class CalledForm(FlaskForm):
    """Somebody called."""

    note = StringField(_l("通话结果"), validators=[Optional(), Length(max=300)])
