"""Forms of the questions' desk: shape only. Each question has its own, so its fields carry the question's number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Optional

from core.api import DomainError, SelectField, words

from .wording_questions import REASONS


class QuestionForm(FlaskForm):
    """What a host does with one question: its public words, a department, a reason; `version` as it was seen."""

    version = HiddenField()
    text = TextAreaField(_l("公开的文字"), validators=[Optional()])
    department = SelectField(_l("交给哪个部门"), choices=[], validate_choice=False)
    reason = SelectField(_l("不公开的原因"), choices=[], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form_errors: list[str] = []
        self.reason.choices = [("", _("请选原因")), *REASONS.items()]

    def offer(self, units: Sequence[Any]) -> None:
        """The departments to choose from."""
        self.department.choices = [
            ("", _("请选择单位")),
            *((str(unit.id), unit.label) for unit in units if unit.active),
        ]

    def seen(self) -> int:
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def unit(self) -> int | None:
        text = self.department.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def blame(self, refusal: DomainError) -> None:
        """A refusal's words at the field it names, or above the form."""
        field = self._fields.get(
            {"department_id": "department"}.get(name := getattr(refusal, "field", None) or "", name)
        )
        if field is None:
            self.form_errors.append(words(refusal))
        else:
            field.errors = [*field.errors, words(refusal)]


def form_of(opinion_id: int, **given: Any) -> QuestionForm:
    """The form of one question."""
    return QuestionForm(prefix=f"q{opinion_id}-", **given)
