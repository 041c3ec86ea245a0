"""Forms of the text check: shapes only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional


class OverruleForm(FlaskForm):
    """Why one finding of the text that the page showed may stand."""

    digest = HiddenField()
    finding = HiddenField()
    reason = TextAreaField(
        _l("保留的理由"),
        [
            InputRequired(_l("请写明为什么可以保留，理由会留在档案里。")),
            Length(max=500, message=_l("理由最多 500 个字。")),
        ],
        filters=[lambda text: (text or "").replace("\x00", "").strip()],
    )


class TextForm(FlaskForm):
    """A text to check without storing it."""

    text = TextAreaField(_l("要检查的文字"), [Optional()])
    file = FileField(_l("选择文件"), [Optional()])
