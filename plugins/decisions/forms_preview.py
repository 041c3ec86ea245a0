"""Forms of previews: shape only. What the rules say about the content is said by the rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Form, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.api import RadioField, SelectField, fields

from .wording_preview import HEARINGS, PREVIEW_KINDS, RESULTS

SECRET = _l("我确认内容没有密级标志，可以公开")
SECRET_MISSING = _l("请先确认内容没有密级标志。")


class PreviewForm(FlaskForm):
    """One decision: what it is, when and how comments are taken. The drafter confirms that nothing secret is in it."""

    version = HiddenField()
    title = StringField(
        _l("决策名称"), [DataRequired(_l("写上决策的名称。")), Length(max=200, message=_l("最多 200 个字。"))]
    )
    kind = RadioField(
        _l("类别"), [InputRequired(_l("选上是改革、政策还是项目。"))], choices=list(PREVIEW_KINDS.items())
    )
    department_id = SelectField(_l("起草单位"), [InputRequired(_l("选上起草单位。"))])
    item_id = SelectField(_l("目录事项"), [Optional()])
    summary = TextAreaField(
        _l("一段话说明白"), [Optional(), Length(max=2000, message=_l("最多 2000 个字。"))]
    )
    basis = TextAreaField(_l("依据"), [Optional(), Length(max=2000, message=_l("最多 2000 个字。"))])
    contact = StringField(_l("联系方式"), [Optional(), Length(max=200, message=_l("最多 200 个字。"))])
    comment_from = fields.DayField(_l("意见从哪天起"), [Optional()])
    comment_until = fields.DayField(_l("意见到哪天止"), [Optional()])
    shorter_reason = TextAreaField(
        _l("缩短的理由"), [Optional(), Length(max=1000, message=_l("最多 1000 个字。"))]
    )
    web = BooleanField(_l("网上提意见"))
    phone = StringField(_l("电话"), [Optional(), Length(max=200)])
    email = StringField(_l("电子邮箱"), [Optional(), Length(max=200)])
    post = StringField(_l("信函寄到"), [Optional(), Length(max=200)])
    place = StringField(_l("当面提交的地点"), [Optional(), Length(max=200)])
    explanation = TextAreaField(_l("说明"), [Optional(), Length(max=20000, message=_l("最多 20000 个字。"))])
    hearing = RadioField(
        _l("开不开会"), [InputRequired(_l("选上开不开会。"))], choices=list(HEARINGS.items())
    )
    no_secret_marks = BooleanField(SECRET, [DataRequired(SECRET_MISSING)])


class StopForm(FlaskForm):
    version = HiddenField()
    reason = TextAreaField(_l("为什么停止"), [DataRequired(_l("写明为什么停止。")), Length(max=1000)])
    no_secret_marks = BooleanField(SECRET, [DataRequired(SECRET_MISSING)])


class SendReviewForm(FlaskForm):
    sent_on = fields.DayField(_l("哪天送审查"), [InputRequired(_l("写上送审查的日子。"))])
    reviewed_by = StringField(_l("谁来审查"), [DataRequired(_l("写上审查的单位。")), Length(max=120)])


class EndReviewForm(FlaskForm):
    review_id = HiddenField()
    done_on = fields.DayField(_l("哪天审完"), [InputRequired(_l("写上审完的日子。"))])
    result = RadioField(
        _l("结论"),
        [InputRequired(_l("选上审查结论。"))],
        choices=[(code, word) for code, (_state, word) in RESULTS.items() if code],
    )
    conditions = TextAreaField(_l("要改什么"), [Optional(), Length(max=2000)])
    file = FileField(_l("审查意见书"), [Optional()])
    no_secret_marks = BooleanField(SECRET, [DataRequired(SECRET_MISSING)])


class MetForm(FlaskForm):
    review_id = HiddenField()
    met_on = fields.DayField(_l("哪天改好"), [InputRequired(_l("写上改好的日子。"))])


class DatesForm(Form):
    """What is reckoned with. It changes nothing, so it travels in the address."""

    published = fields.DayField(_l("哪天公布草案"), [Optional()])
    decided = fields.DayField(_l("想在哪天决定"), [Optional()])
    hearing = fields.DayField(_l("想在哪天开听证会"), [Optional()])
    chain = fields.WholeNumberField(
        _l("公开流程留几个工作日"), [Optional(), NumberRange(0, 60, message=_l("请填 0 到 60 之间的天数"))]
    )


def preview_form(
    units: Sequence[tuple[int, str]], items: Sequence[tuple[int, str]], **given: Any
) -> PreviewForm:
    form = PreviewForm(**given)
    form.department_id.choices = [(str(i), name) for i, name in units]
    form.item_id.choices = [("", _l("不在目录里")), *((str(i), name) for i, name in items)]
    return form
