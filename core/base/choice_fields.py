"""The fields of forms that offer choices, given as pairs (value, title), as all forms of the house write them.

WTForms takes pairs no longer from 3.4 on; it wants SelectChoice. Here a pair becomes one that still can be taken apart.
What isn't offered is refused in the house's words: WTForms' own are English only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import wtforms
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError


class Offer(SelectChoice):
    """One choice: `value, title = offer`, `offer[0]`."""

    def __iter__(self) -> Iterator[Any]:
        return iter((self.value, self.label))

    def __getitem__(self, place: int) -> Any:
        return (self.value, self.label)[place]


def _offers(choices: Iterable[Any] | None) -> list[Any] | None:
    if choices is None:
        return None
    return [one if isinstance(one, SelectChoice) else Offer(one[0], one[1]) for one in choices]


class _OfPairs:
    def __init__(
        self, label: Any = None, validators: Any = None, *, choices: Iterable[Any] | None = None, **more: Any
    ) -> None:
        super().__init__(label, validators, choices=_offers(choices), **more)  # type: ignore[call-arg]

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)  # type: ignore[misc]
        except ValueError as problem:
            raise ValueError(_("请从列出的选项里选。")) from problem

    def pre_validate(self, form: wtforms.form.BaseForm) -> None:
        try:
            super().pre_validate(form)  # type: ignore[misc]
        except ValidationError as problem:
            raise ValidationError(_("请从列出的选项里选。")) from problem

    @property
    def choices(self) -> Any:
        """What can be chosen; None until a view has given it."""
        return super().choices  # type: ignore[misc]

    @choices.setter
    def choices(self, choices: Iterable[Any] | None) -> None:
        wtforms.SelectField.choices.fset(self, _offers(choices))


class SelectField(_OfPairs, wtforms.SelectField):
    """One of a list that opens."""


class RadioField(_OfPairs, wtforms.RadioField):
    """One of some that all can be seen."""


class SelectMultipleField(_OfPairs, wtforms.SelectMultipleField):
    """Any of some."""
