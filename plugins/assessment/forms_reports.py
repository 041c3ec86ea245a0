"""Forms of the summary report: shape only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from core.api import fields

from .rules.reports import MOST_PHOTOS


class PartForm(Form):
    """A heading and its text."""

    title = StringField(_l("小标题"), validators=[Optional()])
    text = TextAreaField(_l("正文"), validators=[Optional()])


class TypedForm(Form):
    """A figure that no record has."""

    title = StringField(_l("项目"), validators=[Optional(), Length(max=60)])
    value = StringField(_l("数值"), validators=[Optional(), Length(max=24)])
    unit = StringField(_l("单位（如：份）"), validators=[Optional(), Length(max=10)])
    source = StringField(_l("从哪里来的"), validators=[Optional(), Length(max=100)])


class ReportForm(FlaskForm):
    """Everything that is written."""

    version = HiddenField()
    title = StringField(
        _l("标题"), validators=[DataRequired(_l("请写总结的标题，300 字以内。")), Length(max=300)]
    )
    addressee = StringField(_l("主送单位"), validators=[Optional(), Length(max=200)])
    parts = FieldList(FormField(PartForm), max_entries=14)
    cases = FieldList(FormField(PartForm), max_entries=14)
    typed = FieldList(FormField(TypedForm), max_entries=32)
    signer = StringField(_l("署名单位"), validators=[Optional(), Length(max=200)])
    signed_on = fields.DayField(_l("成文日期"), validators=[Optional()])
    not_secret = BooleanField(
        _l("我确认内容没有密级标志"), validators=[DataRequired(_l("请先确认内容没有密级标志。"))]
    )

    @property
    def photo_fields(self) -> list[Any]:
        """The fields of the photos to choose from: a place number, or nothing."""
        return [field for field in self if field.name.startswith("photo-")]

    @property
    def photos(self) -> tuple[int, ...]:
        """The chosen photos' ids by their place numbers."""
        chosen = [(one.data, int(one.name.removeprefix("photo-"))) for one in self.photo_fields if one.data]
        return tuple(photo_id for _place, photo_id in sorted(chosen))


def report_form(photo_ids: Iterable[int], **kwargs: Any) -> ReportForm:
    """The form with a place number for each photo that was chosen at the photo desk."""

    class WithPhotos(ReportForm):
        pass

    for photo_id in photo_ids:
        message = _l("请填 1 到 %(most)s，不用的留空。", most=MOST_PHOTOS)
        place = fields.WholeNumberField(
            _l("第几张"), [Optional(), NumberRange(1, MOST_PHOTOS, message=message)]
        )
        setattr(WithPhotos, f"photo-{photo_id}", place)
    return WithPhotos(**kwargs)


class SendForm(FlaskForm):
    """Into the chain; for one that is public, what was wrong with it."""

    version = HiddenField()
    correction = TextAreaField(_l("更正说明"), validators=[Optional(), Length(max=2000)])
