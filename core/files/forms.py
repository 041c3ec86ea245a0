"""Forms of the files room: shapes only. What is right is decided by the services."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from core.base.choice_fields import RadioField, SelectField
from core.base.errors import DomainError
from core.base.wording import words
from core.files.messages import ANSWERS, WAYS


def tidy(value: Any) -> Any:
    """Without blanks around, and without the character that no database keeps."""
    return value.replace("\x00", "").strip() if isinstance(value, str) else value


def blame(form: FlaskForm, error: DomainError, **fields: str) -> None:
    """Put a refusal's words at the field it names, or at the form. `fields`: the service's name → the form's."""
    named = getattr(error, "field", None)
    target = form._fields.get(fields.get(named, named)) if named else None
    if target is None:
        form.form_errors.append(words(error))
    else:
        target.errors = [*target.errors, words(error)]


class UploadForm(FlaskForm):
    """Any number of files for one department."""

    department = SelectField(_l("放到哪个单位"), coerce=int)
    files = MultipleFileField(_l("选文件"))
    no_secret_marks = BooleanField(
        _l("我确认这些材料没有密级标识，内容可以在本平台存放"),
        validators=[InputRequired(message=_l("请先确认材料没有密级标识；有密级的不能放进本平台。"))],
    )

    def validate_files(self, field: Any) -> None:
        if not any(sent.filename for sent in field.data or () if sent):
            raise ValidationError(_l("请先选文件。"))

    @property
    def sent(self) -> list[Any]:
        """The files that were sent."""
        return [sent for sent in self.files.data or () if sent and sent.filename]


class CaptionForm(FlaskForm):
    """What a picture shows."""

    caption = TextAreaField(
        _l("说明文字"),
        filters=[tidy],
        validators=[Optional(), Length(max=500, message=_l("最多写 %(max)d 个字。"))],
    )


class ReplaceForm(FlaskForm):
    """Another file in the place of this one."""

    file = FileField(_l("新的文件"))
    no_secret_marks = BooleanField(
        _l("我确认这份材料没有密级标识"),
        validators=[InputRequired(message=_l("请先确认材料没有密级标识；有密级的不能放进本平台。"))],
    )

    def validate_file(self, field: Any) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(_l("请先选文件。"))


class AnswerForm(FlaskForm):
    """Whether anyone can be recognised in a photo."""

    answer = RadioField(
        _l("照片里能认出人吗"),
        choices=list(ANSWERS.items()),
        validators=[InputRequired(message=_l("请选一项：照片里能不能认出人。"))],
    )
    persons = StringField(_l("能认出几个人"), filters=[tidy], validators=[Optional()])

    def validate_persons(self, field: Any) -> None:
        if field.data and not (field.data.isascii() and field.data.isdigit() and len(field.data) < 5):
            raise ValidationError(_l("请填数字，例如 3。"))

    @property
    def count(self) -> int:
        return int(self.persons.data) if self.persons.data else 0


class ConsentForm(FlaskForm):
    """One person's consent."""

    name = StringField(
        _l("姓名"),
        filters=[tidy],
        validators=[
            InputRequired(message=_l("请填写这个人的姓名。")),
            Length(max=40, message=_l("最多写 %(max)d 个字。")),
        ],
    )
    way = RadioField(
        _l("怎么同意的"),
        choices=list(WAYS.items()),
        validators=[InputRequired(message=_l("请选这个人是怎么同意的。"))],
    )
    given_on = StringField(
        _l("哪天同意的"),
        filters=[tidy],
        validators=[InputRequired(message=_l("请填日期，例如 2026-05-15。"))],
    )
    scan = FileField(_l("同意书扫描件"), validators=[Optional()])

    def validate_given_on(self, field: Any) -> None:
        try:
            date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError(_l("请填日期，例如 2026-05-15。")) from None


class ButtonForm(FlaskForm):
    """One button."""
