"""Forms of photos: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional

from core.api import SelectField, SelectMultipleField, fields

_SECRET = _l("我确认内容没有密级标志")
_SECRET_MISSING = _l("请先确认内容没有密级标志。")


class OfferForm(FlaskForm):
    """Photos of one department."""

    department_id = SelectField(_l("哪个单位的"), coerce=int, choices=[])
    files = MultipleFileField(_l("照片"))
    drawer = SelectMultipleField(_l("或者从本单位的资料库里选"), coerce=int, choices=[])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class CaptionForm(FlaskForm):
    """Who, when, where, what."""

    version = HiddenField()
    what = TextAreaField(_l("在做什么"), validators=[Optional()])
    who = StringField(_l("画面里是谁"), validators=[Optional()])
    place = StringField(_l("在哪里"), validators=[Optional()])
    taken_on = fields.DayField(_l("哪一天"), validators=[Optional()])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class JudgePhotoForm(FlaskForm):
    """Chosen, passed over, or open again."""

    version = HiddenField()
    reason = TextAreaField(_l("原因"), validators=[Optional()])
