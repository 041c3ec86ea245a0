"""Forms of the transcript, its pictures, recording and subtitles, and of answers afterwards. Shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import SelectField

from .rules.transcript import LONGEST, MOST_TURNS
from .wording_transcript import SPEAKERS

_SECRET = _l("我确认内容没有密级标志，可以公开")
_SECRET_MISSING = _l("请先确认内容没有密级标志。")


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


class TurnForm(Form):
    """One turn of a transcript."""

    id = HiddenField()
    speaker = SelectField(_l("谁说"), choices=list(SPEAKERS.items()), validate_choice=False)
    who = StringField(
        _l("怎样称呼"), [Optional(), Length(max=LONGEST["who"], message=_l("称呼最多 140 个字。"))]
    )
    text = TextAreaField(
        _l("说的话"), [Optional(), Length(max=LONGEST["text"], message=_l("一段最多 8000 个字，请拆开。"))]
    )
    caption = StringField(
        _l("图片说明"), [Optional(), Length(max=LONGEST["caption"], message=_l("图片说明最多 200 个字。"))]
    )


class TranscriptForm(FlaskForm):
    """Lead and turns of a transcript."""

    version = HiddenField()
    lead = TextAreaField(_l("导语"), [Optional(), Length(max=4000, message=_l("导语最多 4000 个字。"))])
    turns = FieldList(FormField(TurnForm), max_entries=MOST_TURNS)
    not_secret = BooleanField(_SECRET, validators=[InputRequired(message=_SECRET_MISSING)])


class VersionForm(FlaskForm):
    """A button for what was seen."""

    version = HiddenField()


class SubmitForm(VersionForm):
    """Send the transcript on; for one that is public, what was wrong with it (更正)."""

    correction = TextAreaField(
        _l("更正说明"), [Optional(), Length(max=2000, message=_l("更正说明最多 2000 个字。"))]
    )


class PictureForm(VersionForm):
    """Put a picture of the drawer beside a turn."""

    turn = SelectField(_l("放在哪一段旁边"), coerce=int, validate_choice=False)
    picture = SelectField(_l("哪张图片"), coerce=int, validate_choice=False)
    caption = StringField(
        _l("图片说明"),
        filters=[trimmed],
        validators=[Optional(), Length(max=200, message=_l("图片说明最多 200 个字。"))],
    )
    not_secret = BooleanField(_SECRET, validators=[InputRequired(message=_SECRET_MISSING)])


class RecordingForm(VersionForm):
    """Where the recording is: a file of the drawer, a new file, or another site's address."""

    file_id = SelectField(_l("图片与附件里的录音录像"), coerce=int, validate_choice=False)
    file = FileField(_l("上传录音录像"))
    url = StringField(
        _l("其他网站上的地址"),
        filters=[trimmed],
        validators=[Optional(), Length(max=300, message=_l("地址最多 300 个字。"))],
    )
    not_secret = BooleanField(_SECRET, validators=[InputRequired(message=_SECRET_MISSING)])


class SubtitlesForm(VersionForm):
    """A file of subtitles to look at."""

    file = FileField(_l("字幕文件"))
    not_secret = BooleanField(_SECRET, validators=[InputRequired(message=_SECRET_MISSING)])


class KeepForm(VersionForm):
    """Subtitles that were looked at."""

    cues = HiddenField()


class AnswerForm(VersionForm):
    """A department's answer to a question that wasn't answered on air."""

    text = TextAreaField(
        _l("答复"),
        validators=[
            DataRequired(_l("请写答复的内容。")),
            Length(max=1000, message=_l("答复最多 1000 个字，请写得简短些。")),
        ],
    )
    not_secret = BooleanField(_SECRET, validators=[InputRequired(message=_SECRET_MISSING)])


class HandOnForm(VersionForm):
    """Let another department answer."""

    department_id = SelectField(_l("请哪个单位答复"), coerce=int, validate_choice=False)
