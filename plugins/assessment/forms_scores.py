"""Forms of scores: shape only. What the rules say about the content is said by the service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import RadioField

_SECRET = _l("我确认内容没有密级标志")
_SECRET_MISSING = _l("请先确认内容没有密级标志。")


class RunForm(FlaskForm):
    """Compute again."""

    reason = StringField(
        _l("为什么计算"),
        validators=[DataRequired(_l("请写计算的原因，500 字以内。")), Length(max=500)],
    )


class JudgeScoreForm(FlaskForm):
    """Points by hand."""

    version = HiddenField()
    points = StringField(_l("得分"), validators=[DataRequired(_l("请填得分，最多两位小数。"))])
    reason = TextAreaField(_l("评分理由"), validators=[DataRequired(_l("请写评分的理由，2000 字以内。"))])
    files = MultipleFileField(_l("依据材料"))
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class SheetForm(FlaskForm):
    """One indicator's points of every department; fields are added by `sheet_form`."""

    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


def sheet_form(units: Iterable[int], **kwargs: Any) -> SheetForm:
    """The form with points, reason and the seen version of each department."""

    class WithUnits(SheetForm):
        pass

    for unit in units:
        setattr(WithUnits, f"points-{unit}", StringField(_l("得分"), validators=[Optional(), Length(max=8)]))
        setattr(
            WithUnits,
            f"reason-{unit}",
            StringField(_l("评分理由"), validators=[Optional(), Length(max=2000)]),
        )
        setattr(WithUnits, f"version-{unit}", HiddenField())
    return WithUnits(**kwargs)


class AppealForm(FlaskForm):
    """A department objects."""

    text = TextAreaField(_l("申诉理由"), validators=[DataRequired(_l("请写申诉的理由，2000 字以内。"))])
    files = MultipleFileField(_l("证明材料"))
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])


class AnswerAppealForm(FlaskForm):
    """The office answers."""

    verdict = RadioField(
        _l("处理意见"),
        choices=[("upheld", _l("申诉成立，重新计算")), ("refused", _l("维持原来的评分"))],
        validators=[InputRequired(_l("请选申诉是否成立。"))],
    )
    points = StringField(_l("改为多少分"), validators=[Optional()])
    answer = TextAreaField(_l("答复理由"), validators=[DataRequired(_l("请写答复的理由，2000 字以内。"))])
    not_secret = BooleanField(_SECRET, validators=[DataRequired(_SECRET_MISSING)])
