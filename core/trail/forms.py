"""Forms of the trail room: shapes only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from core.base.choice_fields import RadioField
from core.trail.messages import WAYS


class CounterForm(FlaskForm):
    """Who stands at the counter, and how we know."""

    phone = StringField(_l("来人的手机号"), [InputRequired(_l("请填写手机号。"))])
    way = RadioField(
        _l("怎样确认是本人"),
        choices=list(WAYS.items()),
        default="code",
        validators=[InputRequired(_l("请选一种。"))],
    )
    code = StringField(_l("来人手机上收到的验证码"), [Optional()])


class CorrectForm(FlaskForm):
    """One value of one record."""

    ref = HiddenField()
    name = HiddenField()
    value = StringField(_l("正确的内容"), [Length(max=60, message=_l("最多 60 个字。"))])


class PlainForm(FlaskForm):
    """Only the token."""
