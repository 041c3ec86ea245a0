"""Forms of a work order's page: shape only. Several stand on one page, so each has the act's name before its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from core.api import DomainError, RadioField, SelectField, words


class ActForm(FlaskForm):
    """Only the version that was seen."""

    version = HiddenField()

    def seen(self) -> int:
        """The version that the page showed; 0 for anything that isn't one."""
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


class ReasonForm(ActForm):
    reason = TextAreaField(_l("理由"))


class UrgeForm(ActForm):
    reason = TextAreaField(_l("督办意见"), [Optional()])


class NoteForm(ActForm):
    note = TextAreaField(_l("备注，只给同事看"))


class ReplyForm(ActForm):
    reply = TextAreaField(_l("答复，会告诉来电人"))


class DispatchForm(ActForm):
    department_id = SelectField(_l("派给哪个单位"), choices=[], validate_choice=False)
    term_class = RadioField(_l("时限"), choices=[], validate_choice=False)


class RedispatchForm(ActForm):
    department_id = SelectField(_l("改派给哪个单位"), choices=[], validate_choice=False)
    reason = TextAreaField(_l("理由"))


class DecideForm(ActForm):
    verdict = RadioField(
        _l("您的决定"),
        choices=[("upheld", _l("异议成立")), ("refused", _l("异议不成立，仍由原单位办理"))],
        validate_choice=False,
    )
    department_id = SelectField(
        _l("成立的话，改派给哪个单位"), [Optional()], choices=[], validate_choice=False
    )
    reason = TextAreaField(_l("理由"))


class ExtensionForm(ActForm):
    days = IntegerField(_l("延几个工作日"), [Optional()])
    reason = TextAreaField(_l("理由"))


class MergeForm(ActForm):
    into = StringField(_l("并到哪件工单（写工单号）"), [Optional()])
    target = HiddenField()


class EditForm(ActForm):
    title = StringField(_l("一句话诉求"))
    place = StringField(_l("地点"), [Optional()])
    words = TextAreaField(_l("来电人说的"), [Optional()])
    topic_id = SelectField(_l("热点"), [Optional()], choices=[], validate_choice=False)
    urgent = BooleanField(_l("紧急"))
    confidential = BooleanField(_l("来电人要求保密"))

    def topic(self) -> int | None:
        typed = self.topic_id.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else None


#: act → its form
FORMS: dict[str, type[ActForm]] = {
    "accept": ActForm,
    "object": ReasonForm,
    "decide": DecideForm,
    "dispatch": DispatchForm,
    "answer": ReplyForm,
    "redispatch": RedispatchForm,
    "ask_extension": ExtensionForm,
    "extend": ActForm,
    "refuse_extension": ReasonForm,
    "reply": ReplyForm,
    "send_back": ReasonForm,
    "close": ActForm,
    "urge": UrgeForm,
    "note": NoteForm,
    "merge": MergeForm,
    "unmerge": ActForm,
    "make_confidential": ActForm,
    "told": ActForm,
    "edit": EditForm,
}


def form_of(act: str, *, fresh: bool = True, **data: Any) -> Any:
    """The form of an act; a fresh one ignores what was sent."""
    kind = FORMS[act]
    return kind(prefix=f"{act}-", formdata=None, data=data) if fresh else kind(prefix=f"{act}-")


def offer(form: Any, units: Sequence[Any], first: object) -> None:
    """Let the form choose among departments."""
    form.department_id.choices = [("", first), *((str(unit.id), unit.label) for unit in units)]


def chosen_unit(form: Any) -> int | None:
    typed = form.department_id.data or ""
    return int(typed) if typed.isdecimal() and len(typed) < 10 else None


def blame(form: Any, error: DomainError) -> None:
    """A refusal's words at the field it names, or above the form."""
    field = form._fields.get(getattr(error, "field", None) or "")
    if field is None:
        form.form_errors.append(words(error))
    else:
        field.errors = [*field.errors, words(error)]
