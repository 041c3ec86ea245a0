"""Forms of inspections: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from core.api import RadioField, SelectField, SelectMultipleField, fields

from .wording_inspection import COUNTS, VERDICTS

_SECRET = _l("我确认内容没有密级标志")
_SECRET_MISSING = _l("请先确认内容没有密级标志。")


class RoundForm(FlaskForm):
    """A round of inspections."""

    version = HiddenField()
    title = StringField(_l("检查名称"), validators=[DataRequired(_l("请写检查的名称，200 字以内。"))])
    starts_on = fields.DayField(_l("从哪天"), validators=[Optional()])
    ends_on = fields.DayField(_l("到哪天"), validators=[Optional()])
    checklist = TextAreaField(_l("检查内容"), validators=[DataRequired(_l("请写检查内容，一行一条。"))])
    days = fields.WholeNumberField(_l("整改期限"), validators=[InputRequired(_l("整改期限请填 1 到 90。"))])
    count = RadioField(
        _l("期限怎样算"), choices=list(COUNTS.items()),
        validators=[InputRequired(_l("请选按工作日还是按天算。"))],
    )  # fmt: skip
    wanted = fields.WholeNumberField(
        _l("抽取几个单位"), validators=[InputRequired(_l("请填抽取几个单位，或者选必查的单位。"))]
    )
    always = SelectMultipleField(_l("必查的单位"), coerce=int, validators=[Optional()])
    why_always = TextAreaField(_l("为什么必查"), validators=[Optional()])
    drawn_from = SelectMultipleField(_l("参加抽取的单位"), coerce=int, validators=[Optional()])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class AssignForm(FlaskForm):
    """Who goes there, and when."""

    inspector_id = SelectField(_l("检查人员"), coerce=int, choices=[])
    day = fields.DayField(_l("哪一天"), validators=[Optional()])


class CheckForm(FlaskForm):
    """One line of the checklist."""

    version = HiddenField()
    verdict = RadioField(
        _l("情况"), choices=list(VERDICTS.items()),
        validators=[InputRequired(_l("请选符合、有问题或者不涉及。"))],
    )  # fmt: skip
    note = TextAreaField(_l("说明"), validators=[Optional()])
    files = MultipleFileField(_l("拍照"))


class FinishForm(FlaskForm):
    """The end of a visit."""

    version = HiddenField()
    place = StringField(_l("检查地点"), validators=[Optional()])
    note = TextAreaField(_l("总的情况"), validators=[Optional()])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class ActForm(FlaskForm):
    """A step of a finding: what was done or why, photos, another day."""

    version = HiddenField()
    text = TextAreaField(_l("情况说明"), validators=[Optional()])
    day = fields.DayField(_l("新的期限"), validators=[Optional()])
    files = MultipleFileField(_l("照片或者扫描件"))
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])
