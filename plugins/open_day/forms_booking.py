"""Forms of a citizen who books: shape only, nothing that a rule decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from core.api import RadioField, SelectField

from .forms import trimmed
from .messages import NEEDS
from .wording_booking import party_words


class _AboutYou(FlaskForm):
    """What is asked of a person: how to call them, the category, how many come."""

    category = RadioField(_l("代表类别"), validators=[InputRequired(message=_l("请选择一个代表类别"))])
    party = SelectField(_l("几位一起来"), coerce=int, default=1)
    call_name = StringField(
        _l("怎么称呼您"),
        filters=[trimmed],
        validators=[
            DataRequired(message=_l("请填写怎么称呼您，例如“王女士”")),
            Length(max=20, message=_l("称呼请控制在 20 个字以内")),
        ],
    )

    def need_fields(self) -> list[Any]:
        """The fields of the help that this open day offers."""
        return [self[f"{code}"] for code in NEEDS if code in self]

    @property
    def chosen_needs(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.need_fields() if field.data)


class DetailsForm(_AboutYou):
    """Step 2: session, category, name, declarations, and what may be left out."""

    session = RadioField(
        _l("选一个场次"), coerce=int, validators=[InputRequired(message=_l("请选择一个场次"))]
    )
    full_name = StringField(
        _l("姓名"),
        filters=[trimmed],
        validators=[
            DataRequired(message=_l("请填写入场登记用的姓名")),
            Length(max=40, message=_l("姓名请控制在 40 个字以内")),
        ],
    )
    age_capacity = BooleanField()
    ties = BooleanField()
    photo = BooleanField(_l("同意公开有我的现场照片"), description=_l("不同意也能参加，以后可以撤回"))


class ChangeForm(_AboutYou):
    """Set right what was booked."""


def details_form(needs: Sequence[str], companions: int, gate_list: bool, **kwargs: Any) -> DetailsForm:
    """Step 2 with the fields that this open day has."""
    form = _with_needs(DetailsForm, needs)(**kwargs)
    _fit(form, companions)
    if not gate_list:
        del form.full_name
    return form


def change_form(needs: Sequence[str], companions: int, **kwargs: Any) -> ChangeForm:
    """The change page with the fields that this open day has."""
    form = _with_needs(ChangeForm, needs)(**kwargs)
    _fit(form, companions)
    return form


def _with_needs(kind: type[Any], needs: Sequence[str]) -> type[Any]:
    fields = {code: BooleanField(NEEDS[code]) for code in NEEDS if code in needs}
    return type(kind.__name__, (kind,), fields)


def _fit(form: Any, companions: int) -> None:
    if companions:
        form.party.choices = [(n, party_words(n)) for n in range(1, companions + 2)]
    else:
        del form.party


class ConfirmForm(FlaskForm):
    """Step 3: the key that makes a double click one booking, and what to do when it is full."""

    key = HiddenField()
    may_wait = BooleanField(
        _l("万一刚好报满，替我排候补"), description=_l("有人取消时按先后轮到您，会发短信")
    )
    #: another session, taken with one press when the chosen one was full
    session = IntegerField(validators=[MayBeEmpty()])


class TakeSessionForm(FlaskForm):
    """Another session for a booking that there is."""

    session = RadioField(
        _l("换到哪一场"), coerce=int, validators=[InputRequired(message=_l("请选择一个场次"))]
    )
