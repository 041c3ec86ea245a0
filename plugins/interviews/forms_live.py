"""Forms of a broadcast's desks: shape only. Buttons that act on a turn all send one form, `do` says which was pressed."""

from __future__ import annotations

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from core.api import SelectField

from .wording_live import MEDIA, ROLES

_DO = re.compile(r"([a-z_]{1,20})((?::\d{1,9}){0,3})")


def trimmed(value: str | None) -> str:
    """Typed text without blanks around it."""
    return (value or "").strip()


def number(text: str | None) -> int | None:
    """A number that a form sends; None for nothing and for what is none."""
    return int(text) if text and re.fullmatch(r"[0-9]{1,9}", text) else None


class ActForm(FlaskForm):
    """A button: `do` is "release:12:3", `why` the reason or the message, `reason` one of those offered, `key` makes it once."""

    do = HiddenField()
    reason = StringField(_l("理由"), filters=[trimmed])
    why = StringField(_l("理由或意见"), filters=[trimmed])
    key = HiddenField()

    def pressed(self) -> tuple[str, list[int]]:
        """("release", [12, 3]); ("", []) for what no button sends."""
        found = _DO.fullmatch(self.do.data or "")
        return (found[1], [int(one) for one in found[2].split(":")[1:]]) if found else ("", [])


class TurnForm(FlaskForm):
    """What is typed: `who` is host, question, note or guest:<id>."""

    key = HiddenField()
    version = HiddenField()
    who = HiddenField()
    question = HiddenField()
    text = TextAreaField(_l("内容"))
    picture_id = SelectField(_l("图片"), choices=[])
    caption = StringField(_l("图片说明"), filters=[trimmed])


class WaitingForm(FlaskForm):
    """A releaser's changes to a turn that waits."""

    version = HiddenField()
    text = TextAreaField(_l("内容"))
    caption = StringField(_l("图片说明"), filters=[trimmed])


class MediaForm(FlaskForm):
    """What can be seen or heard beside the text."""

    version = HiddenField()
    media = SelectField(_l("音视频"), choices=list(MEDIA.items()))
    media_file_id = SelectField(_l("本站的文件"), choices=[])
    media_url = StringField(_l("播放页地址"), filters=[trimmed])


class DutyForm(FlaskForm):
    """Name somebody: `person` is "typist:12"."""

    person = SelectField(_l("指定"), choices=[])

    def named(self) -> tuple[str, int]:
        """("typist", 12); ("", 0) for what isn't offered."""
        role, _sign, user = str(self.person.data or "").partition(":")
        return (role, int(user)) if role in ROLES and user.isdigit() else ("", 0)
