"""Forms of the exchange of sheets: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, StringField
from wtforms.validators import Optional

from core.api import RadioField, SelectField

from .rules.order_sheet import COLUMNS, SHEETS
from .wording_exchange import SHEETS as SHEET_WORDS


class UploadForm(FlaskForm):
    sheet = RadioField(
        _l("这是什么表"), choices=[(code, SHEET_WORDS[code]) for code in SHEETS], validate_choice=False
    )
    file = FileField(_l("表格（.xlsx）"))


class ExportForm(FlaskForm):
    sheet = RadioField(
        _l("导出什么"), choices=[(code, SHEET_WORDS[code]) for code in SHEETS], validate_choice=False
    )
    column_map = SelectField(_l("列名用哪一套"), [Optional()], choices=[], validate_choice=False)
    confidential = BooleanField(_l("包括我能看的保密工单，表里写明“保密”"))


class PlainForm(FlaskForm):
    """Only the token: for buttons."""


def map_form(sheet: str, headings: Sequence[str], chosen: dict[str, str], *, fresh: bool) -> Any:
    """A form with a choice of headings for each of our columns, and a name to keep the map under."""
    fields: dict[str, Any] = {
        # A title may be made of the words, so its column may be missing though each order needs one.
        column.code: SelectField(
            column.heading,
            [] if column.needed and column.code != "title" else [Optional()],
            choices=[],
            validate_choice=False,
        )
        for column in COLUMNS[sheet]
    }
    fields["map_name"] = StringField(_l("给这套对照起个名字，下次直接用"), [Optional()])
    kind = type("MapForm", (FlaskForm,), fields)
    form = kind(formdata=None, data=chosen, prefix="col-") if fresh else kind(prefix="col-")
    for column in COLUMNS[sheet]:
        form[column.code].choices = [("", _l("表里没有")), *((h, h) for h in headings if h)]
    return form
