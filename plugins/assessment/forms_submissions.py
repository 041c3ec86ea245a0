"""Forms of what is handed in: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from core.api import SelectField, SelectMultipleField, fields

from .wording_submissions import WAYS


class PaperForm(FlaskForm):
    """What a department hands in. The last three are the office's, for what came otherwise."""

    version = HiddenField()
    text = TextAreaField(_l("正文"), validators=[Optional()])
    link = StringField(_l("已在网上发布的链接"), validators=[Optional(), Length(max=500)])
    files = MultipleFileField(_l("添加文件"), validators=[Optional()])
    keep = SelectMultipleField(_l("保留哪些文件"), coerce=int, validators=[Optional()])
    gathering = BooleanField(_l("这次活动有人员聚集"))
    plan_attached = BooleanField(_l("文件里附了应急预案"))
    way = SelectField(_l("怎么来的"), choices=list(WAYS.items()), default="web")
    brought_by = StringField(_l("谁送来的"), validators=[Optional(), Length(max=80)])
    came_at = fields.MomentField(_l("实际收到的时间"), validators=[Optional()])
    not_secret = BooleanField(
        _l("我确认内容没有密级标志"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )


class JudgeForm(FlaskForm):
    """Accepted, or returned with remarks."""

    version = HiddenField()
    remarks = TextAreaField(_l("意见"), validators=[Optional(), Length(max=2000)])


class ItemForm(FlaskForm):
    """An item of the column."""

    version = HiddenField()
    title = StringField(_l("标题"), validators=[Optional()])
    text = TextAreaField(_l("正文"), validators=[Optional()])
    link = StringField(_l("原文链接"), validators=[Optional(), Length(max=500)])
    photos = SelectMultipleField(_l("用哪些照片"), coerce=int, validators=[Optional()])
    files = SelectMultipleField(_l("把报送的哪些文件作为附件公开"), coerce=int, validators=[Optional()])
    not_secret = BooleanField(
        _l("我确认内容没有密级标志"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )
