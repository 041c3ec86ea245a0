"""Forms of the line: a citizen's callback, the supervisor's acts. Shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.api import RadioField, SelectField


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


class PressForm(FlaskForm):
    """A button and nothing else."""


class CallbackPhoneForm(FlaskForm):
    """The number, then the code that was sent to it."""

    phone = StringField(_l("手机号"), filters=[trimmed])
    code = StringField(_l("短信验证码"), filters=[trimmed])


class CallbackForm(FlaskForm):
    """What it is about, when to ring, what is spoken."""

    key = HiddenField()
    topic = RadioField(_l("您想问哪方面的事"), validators=[InputRequired(message=_l("请选一个热点"))])
    when = SelectField(_l("什么时候给您打"))
    language = SelectField(_l("您说哪种话"), validators=[Optional()])
    name = StringField(
        _l("怎么称呼您"),
        filters=[trimmed],
        validators=[Optional(), Length(max=20, message=_l("称呼请控制在 20 个字以内"))],
    )
    summary = TextAreaField(
        _l("一句话说说想问的事"),
        filters=[trimmed],
        validators=[Optional(), Length(max=200, message=_l("请控制在 200 个字以内"))],
    )


class WhenForm(FlaskForm):
    """Another time."""

    when = SelectField(_l("改到什么时候"))


class ReassignForm(FlaskForm):
    """Which seat shall have somebody."""

    seat = SelectField(_l("留给哪个席位"))


class RaiseForm(FlaskForm):
    """Why somebody comes earlier."""

    raise_reason = SelectField(_l("为什么提前"))


class CloseForm(FlaskForm):
    """Why somebody leaves the line."""

    close_reason = SelectField(_l("为什么移出"))
