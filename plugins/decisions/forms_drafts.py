"""Forms of drafts: shape only."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import RadioField, SelectField

from .forms_preview import SECRET, SECRET_MISSING
from .wording_drafts import PARAGRAPH_KINDS, PURPOSES


class VersionForm(FlaskForm):
    """A new version: pasted or a file. The drafter confirms that nothing secret is in it (SC-01)."""

    purpose = RadioField(
        _l("这是哪一种稿"), [InputRequired(_l("选上这是哪一种稿。"))], choices=list(PURPOSES.items())
    )
    text = TextAreaField(_l("草案全文"), [Optional()])
    file = FileField(_l("选择文件"), [Optional()])
    note = TextAreaField(_l("这一稿改了什么"), [Optional(), Length(max=2000, message=_l("最多 2000 个字。"))])
    explanation = TextAreaField(
        _l("起草说明"), [Optional(), Length(max=20000, message=_l("最多 20000 个字。"))]
    )
    no_secret_marks = BooleanField(SECRET, [DataRequired(SECRET_MISSING)])


class SendForm(FlaskForm):
    """送审; a published announcement is corrected with words about what was wrong."""

    correction = TextAreaField(_l("更正说明"), [Optional(), Length(max=2000, message=_l("最多 2000 个字。"))])


class CutForm(FlaskForm):
    """A paragraph's words with line ends where it is to be cut."""

    version = HiddenField()
    text = TextAreaField(_l("在要分开的地方换行"), [DataRequired(_l("这里不能空着。"))])


class PlaceForm(FlaskForm):
    """What a paragraph is, how deep it stands, and which one of the version before it is."""

    version = HiddenField()
    kind = SelectField(_l("这一段是什么"), choices=list(PARAGRAPH_KINDS.items()))
    depth = SelectField(_l("在第几层"))
    anchor = SelectField(_l("它是上一稿的哪一段"), [Optional()])


def place_form(depth: int, free: tuple[tuple[str, str], ...], **given: Any) -> PlaceForm:
    """The form with the layers and the anchors there are to choose from."""
    form = PlaceForm(**given)
    form.depth.choices = [(str(n), str(n + 1)) for n in range(max(depth + 2, 4))]
    form.anchor.choices = [("", _l("不变")), ("new", _l("是新的一段，和上一稿没有关系")), *free]
    return form
