"""Forms of the door: shape only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, StringField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.api import RadioField, SelectField

from .forms import WholeNumberField
from .service.check_in import MOST

_PEOPLE = _l("人数请填 1 到 %(most)s 之间的整数。", most=MOST)
_NUMBER = _l("人数请填 0 到 %(most)s 之间的整数。", most=MOST)


class DoorForm(FlaskForm):
    """A form of the door; `form_errors` are sentences about no single field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[str] = []


class LookUpForm(DoorForm):
    """What somebody shows or says."""

    text = StringField(
        _l("编号或手机尾号"),
        validators=[DataRequired(_l("请输入报名编号，或手机号最后四位。")), Length(max=300)],
    )


class LetInForm(DoorForm):
    """Let somebody in who has a booking. `key` makes a double press harmless."""

    booking = HiddenField(validators=[DataRequired()])
    key = HiddenField(validators=[DataRequired(), Length(max=64)])
    people = WholeNumberField(
        _l("来了几个人"),
        validators=[InputRequired(_PEOPLE), NumberRange(1, MOST, _PEOPLE)],
    )


class WalkInForm(DoorForm):
    """Somebody without a booking."""

    session = RadioField(_l("哪一场"), coerce=int, validators=[InputRequired(_l("请选择一个场次。"))])
    people = WholeNumberField(
        _l("来了几个人"),
        default=1,
        validators=[InputRequired(_PEOPLE), NumberRange(1, MOST, _PEOPLE)],
    )
    category = SelectField(_l("代表类别"))
    confirmed = BooleanField()
    key = HiddenField(default=lambda: secrets.token_hex(16), validators=[DataRequired(), Length(max=64)])


class PaperForm(DoorForm):
    """A printed roster keyed in: the lines are added by `paper_form`."""

    at = TimeField(_l("他们是几点到的"), validators=[InputRequired(_l("请填写时间，例如 9:05。"))])
    confirmed = BooleanField()
    walk_ins = WholeNumberField(
        _l("没有报名、当天来的人数"),
        validators=[Optional(), NumberRange(0, MOST, _NUMBER)],
    )
    category = SelectField(_l("他们的代表类别"))
    key = HiddenField(default=lambda: secrets.token_hex(12), validators=[DataRequired(), Length(max=40)])

    def line(self, booking_id: int) -> tuple[Field, Field]:
        """The box and the number of one line."""
        return self[f"came-{booking_id}"], self[f"people-{booking_id}"]


def paper_form(lines: Sequence[tuple[int, int]]) -> PaperForm:
    """A form with a box and a number for every (booking id, size of the group) of the printed roster."""
    made: dict[str, Any] = {}
    for booking_id, party in lines:
        made[f"came-{booking_id}"] = BooleanField()
        made[f"people-{booking_id}"] = WholeNumberField(
            default=party,
            validators=[Optional(), NumberRange(1, MOST, _PEOPLE)],
        )
    return type("PaperFormWithLines", (PaperForm,), made)()
