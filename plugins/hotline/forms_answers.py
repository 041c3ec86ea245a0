"""Forms of published answers and of follow-up: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import RadioField, SelectField

from .wording_answers import SATISFACTION, SPAN_KINDS


class AnswerForm(FlaskForm):
    """Question, answer, whose, about what. The drafter confirms with every save that nothing secret is in it (SC-01)."""

    version = HiddenField()
    question = TextAreaField(
        lazy_pgettext("answer", "问题"), [DataRequired(_l("写上群众问的是什么。")), Length(max=3000)]
    )
    answer = TextAreaField(_l("答复"), [DataRequired(_l("写上答复。")), Length(max=6000)])
    topic_id = SelectField(_l("热点"), [Optional()])
    department_id = SelectField(_l("答复单位"), [InputRequired(_l("选上答复的单位。"))])
    no_secret_marks = BooleanField(
        _l("我确认内容没有密级标志，可以公开"), [DataRequired(_l("请先确认内容没有密级标志。"))]
    )


class MarksForm(FlaskForm):
    """One choice for each mark; made by `marks_form`."""

    version = HiddenField()


class MoreForm(FlaskForm):
    """Words that the finder missed."""

    version = HiddenField()
    words = StringField(_l("再遮一处"), [DataRequired(_l("写上要遮住的字。")), Length(max=100)])
    kind = SelectField(_l("是什么"))


class SubmitAnswerForm(FlaskForm):
    version = HiddenField()
    correction = TextAreaField(_l("更正说明"), [Optional(), Length(max=2000)])


class FollowUpForm(FlaskForm):
    """Resolved or not, one of the five words, and whatever else."""

    resolved = RadioField(
        _l("问题解决了吗？"), [InputRequired(_l("选一下问题解决了没有。"))],
        choices=[("yes", _l("解决了")), ("no", _l("没有解决"))],
    )  # fmt: skip
    satisfaction = RadioField(_l("您满意吗？"), [InputRequired(_l("选一个词，说说满不满意。"))])
    words = TextAreaField(_l("还想说的话"), [Optional(), Length(max=500)])


class FindOrderForm(FlaskForm):
    """The order's number beside the number that is proven by a code."""

    number = StringField(
        _l("工单号"), [DataRequired(_l("写上短信里的工单号，例如 26-05-0931。")), Length(max=20)]
    )
    phone = StringField(_l("手机号"), [DataRequired(_l("写上打热线时留的手机号。")), Length(max=20)])
    code = StringField(_l("短信验证码"))


def answer_form(
    topics: Sequence[tuple[int, str]], units: Sequence[tuple[int, str]], **given: Any
) -> AnswerForm:
    form = AnswerForm(**given)
    form.topic_id.choices = [("", _l("不属于哪个热点")), *((str(i), name) for i, name in topics)]
    form.department_id.choices = [(str(i), name) for i, name in units]
    return form


def marks_form(states: Sequence[str], **given: Any) -> MarksForm:
    """A form with a field `mark-N` for each mark."""

    class Form(MarksForm):
        pass

    for n, _state in enumerate(states):
        choices = [("masked", _l("遮住")), ("kept", _l("保留"))]
        setattr(Form, f"mark-{n}", RadioField(choices=choices, validators=[Optional()]))
    return Form(**given)


def more_form(**given: Any) -> MoreForm:
    form = MoreForm(**given)
    form.kind.choices = list(SPAN_KINDS.items())
    return form


def follow_up_form(**given: Any) -> FollowUpForm:
    form = FollowUpForm(**given)
    form.satisfaction.choices = [(str(code), word) for code, word in SATISFACTION.items()]
    return form
