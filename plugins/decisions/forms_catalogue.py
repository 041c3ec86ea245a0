"""Forms of the yearly catalogue: shape only."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from core.api import RadioField

from .forms_preview import SECRET, SECRET_MISSING
from .wording_preview import PREVIEW_KINDS


class ItemForm(FlaskForm):
    version = HiddenField()
    title = StringField(
        _l("决策事项"),
        [DataRequired(_l("写上决策事项的名称。")), Length(max=200, message=_l("最多 200 个字。"))],
    )
    kind = RadioField(
        _l("类别"), [InputRequired(_l("选上是改革、政策还是项目。"))], choices=list(PREVIEW_KINDS.items())
    )
    number = StringField(_l("编号"), [Optional(), Length(max=20, message=_l("最多 20 个字。"))])
    basis = TextAreaField(_l("依据"), [Optional(), Length(max=2000, message=_l("最多 2000 个字。"))])
    unit = StringField(_l("承办单位"), [Optional(), Length(max=200, message=_l("最多 200 个字。"))])
    planned = StringField(
        _l("计划时间"), [DataRequired(_l("写上计划什么时候决策，例如：第三季度、9月。")), Length(max=60)]
    )
    contact = StringField(_l("联系方式"), [Optional(), Length(max=200, message=_l("最多 200 个字。"))])
    no_secret_marks = BooleanField(SECRET, [DataRequired(SECRET_MISSING)])


class DropForm(FlaskForm):
    version = HiddenField()
    reason = TextAreaField(
        _l("为什么不再办理"), [Optional(), Length(max=1000, message=_l("最多 1000 个字。"))]
    )


class UploadForm(FlaskForm):
    file = FileField(_l("目录表格"), [FileRequired(_l("选一个 .xlsx 文件。"))])
    no_secret_marks = BooleanField(SECRET, [DataRequired(SECRET_MISSING)])


class VersionForm(FlaskForm):
    """One button that changes what was seen."""

    version = HiddenField()


class SubmitCatalogueForm(FlaskForm):
    version = HiddenField()
    correction = TextAreaField(_l("更正说明"), [Optional(), Length(max=2000)])
