"""Forms of the decision, its interpretation and its milestones. Shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from core.api import RadioField, fields

from .forms_feedback import NotSecret
from .wording_feedback import DECISION_WAYS


class DecisionForm(NotSecret):
    """The decision: number, day, who decided, and its text or where it stands."""

    draft_number = HiddenField()
    title = StringField(_l("标题"), [Length(max=200, message=_l("标题最多 200 个字。"))])
    number = StringField(_l("文号"), [Optional(), Length(max=60, message=_l("文号最多 60 个字。"))])
    decided_on = fields.DayField(_l("作出决定的日期"), [Optional()])
    body = StringField(
        _l("作出决定的会议或机关"), [Optional(), Length(max=120, message=_l("最多 120 个字。"))]
    )
    note = TextAreaField(_l("说明"), [Optional(), Length(max=4000, message=_l("最多 4000 个字。"))])
    way = RadioField(
        _l("最终文本怎么给"),
        choices=list(DECISION_WAYS.items()),
        validators=[InputRequired(message=_l("选上最终文本怎么给。"))],
    )
    text = TextAreaField(_l("最终文本"), [Optional()])
    file = FileField(_l("或者上传 .docx、.txt 文件"), [Optional()])
    url = StringField(_l("发布的网址"), [Optional(), Length(max=500, message=_l("网址最多 500 个字符。"))])
    place = StringField(_l("发布在哪里"), [Optional(), Length(max=80, message=_l("最多 80 个字。"))])


class AnswerForm(Form):
    """A question of the interpretation with its answer."""

    question = StringField(_l("问"), [Optional(), Length(max=200, message=_l("问题最多 200 个字。"))])
    answer = TextAreaField(_l("答"), [Optional(), Length(max=4000, message=_l("最多 4000 个字。"))])


class InterpretationForm(NotSecret):
    """The interpretation as questions and answers."""

    draft_number = HiddenField()
    title = StringField(_l("标题"), [Length(max=200, message=_l("标题最多 200 个字。"))])
    background = TextAreaField(_l("出台背景"), [Optional(), Length(max=8000, message=_l("最多 8000 个字。"))])
    answers = FieldList(FormField(AnswerForm), max_entries=24)
    contact = TextAreaField(_l("咨询方式"), [Optional(), Length(max=500, message=_l("最多 500 个字。"))])


class MilestoneForm(NotSecret):
    """One step of carrying the decision out."""

    version = HiddenField()
    title = StringField(_l("要做的事"), [Length(max=200, message=_l("最多 200 个字。"))])
    due = fields.DayField(_l("完成期限"), [InputRequired(message=_l("写上完成期限。"))])
    done_on = fields.DayField(_l("完成的日子"), [Optional()])
    note = TextAreaField(_l("做了什么"), [Optional(), Length(max=4000, message=_l("最多 4000 个字。"))])
    evidence_url = StringField(
        _l("可以查到的网址"), [Optional(), Length(max=500, message=_l("网址最多 500 个字符。"))]
    )


class DropForm(FlaskForm):
    """One button with the version that was seen."""

    version = HiddenField()
