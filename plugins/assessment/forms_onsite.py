"""Forms of counts on the spot: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from core.api import SelectField, fields

from .wording_onsite import WORDS

_COUNT = _l("请填数字，没有的填 0。")


class OnSiteForm(FlaskForm):
    """One activity of one day."""

    version = HiddenField()
    department_id = SelectField(_l("单位"), coerce=int, choices=[])
    held_on = fields.DayField(_l("哪一天"), validators=[InputRequired(_l("请填活动在哪一天。"))])
    title = StringField(
        _l("什么活动"), validators=[DataRequired(_l("请写是什么活动，120 字以内。")), Length(max=120)]
    )
    place = StringField(_l("在哪里"), validators=[Length(max=120)])
    received = fields.WholeNumberField(_l("接待（人次）"), default=0, validators=[InputRequired(_COUNT)])
    answered = fields.WholeNumberField(_l("解答（个）"), default=0, validators=[InputRequired(_COUNT)])
    materials = fields.WholeNumberField(_l("发放资料（份）"), default=0, validators=[InputRequired(_COUNT)])
    source = StringField(
        _l("怎么数的"), validators=[DataRequired(_l("请写清楚怎么数的，例如“签到表”。")), Length(max=200)]
    )
    not_secret = BooleanField(
        _l("我确认内容没有密级标志"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )


class RatingsForm(FlaskForm):
    """How many questionnaires had each word."""

    version = HiddenField()
    very_satisfied = fields.WholeNumberField(
        WORDS["very_satisfied"], default=0, validators=[InputRequired(_COUNT)]
    )
    satisfied = fields.WholeNumberField(WORDS["satisfied"], default=0, validators=[InputRequired(_COUNT)])
    fairly_satisfied = fields.WholeNumberField(
        WORDS["fairly_satisfied"], default=0, validators=[InputRequired(_COUNT)]
    )
    dissatisfied = fields.WholeNumberField(
        WORDS["dissatisfied"], default=0, validators=[InputRequired(_COUNT)]
    )
    very_dissatisfied = fields.WholeNumberField(
        WORDS["very_dissatisfied"], default=0, validators=[InputRequired(_COUNT)]
    )
    source = StringField(
        _l("问卷是谁收的、谁数的"),
        validators=[DataRequired(_l("请写清楚问卷是谁收的、谁数的。")), Length(max=200)],
    )


class VoidForm(FlaskForm):
    """Why it doesn't count any more."""

    version = HiddenField()
    reason = StringField(
        _l("为什么作废"), validators=[DataRequired(_l("请写为什么作废，300 字以内。")), Length(max=300)]
    )
