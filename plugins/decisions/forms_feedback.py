"""Forms of the feedback: its text with the questions, and what is done with many comments. Shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.api import RadioField, SelectField

from .forms_preview import SECRET, SECRET_MISSING
from .wording_feedback import END_CHOICES


class NotSecret(FlaskForm):
    """What every form with a text asks before anything is stored (SC-01)."""

    not_secret = BooleanField(SECRET, validators=[InputRequired(message=SECRET_MISSING)])


class SubmitForm(FlaskForm):
    """One button; for a text that is public, what was wrong with it (更正)."""

    correction = TextAreaField(
        _l("更正说明"), [Optional(), Length(max=2000, message=_l("更正说明最多 2000 个字。"))]
    )


class QuestionForm(Form):
    """One row of 我们问了什么、您说了什么、我们做了什么."""

    id = HiddenField()
    asked = StringField(_l("我们问了什么"), [Optional(), Length(max=300, message=_l("问题最多 300 个字。"))])
    short = StringField(_l("表格里的简称"), [Optional(), Length(max=40, message=_l("简称最多 40 个字。"))])
    said = TextAreaField(_l("您说了什么"), [Optional(), Length(max=4000, message=_l("最多 4000 个字。"))])
    did = TextAreaField(_l("我们做了什么"), [Optional(), Length(max=4000, message=_l("最多 4000 个字。"))])


class FeedbackForm(NotSecret):
    """The working copy of the feedback."""

    draft_number = HiddenField()
    title = StringField(_l("标题"), [Length(max=200, message=_l("标题最多 200 个字。"))])
    intro = TextAreaField(_l("开头一段"), [Optional(), Length(max=8000, message=_l("最多 8000 个字。"))])
    questions = FieldList(FormField(QuestionForm), max_entries=24)
    closing = TextAreaField(_l("结尾说明"), [Optional(), Length(max=8000, message=_l("最多 8000 个字。"))])


class PlaceForm(FlaskForm):
    """Put the ticked comments under a question."""

    question = SelectField(_l("放到哪个问题下"), choices=[], validate_choice=False)
    every = BooleanField(_l("不只勾选的，筛选出来的全部都放"))


class EndForm(FlaskForm):
    """End the ticked comments alike."""

    outcome = RadioField(_l("办理结果"), choices=list(END_CHOICES.items()), validate_choice=False)
    reason = TextAreaField(_l("理由或答复"), [Optional(), Length(max=1000, message=_l("最多 1000 个字。"))])
    passed_to = StringField(_l("转给哪个单位或平台"), [Optional(), Length(max=120)])
    passed_number = StringField(_l("那边的编号"), [Optional(), Length(max=60)])
