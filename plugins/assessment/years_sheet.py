"""Figures over the years as a spreadsheet."""

from __future__ import annotations

import io
from typing import Any

from flask_babel import gettext as _

from core.api import registry

from .rules.scores import shown
from .service.years import YearTable
from .wording_reports import unit_shown


def years_xlsx(table: YearTable) -> bytes:
    """A row for each figure, shares as numerator and denominator; the ranks with their rates on a sheet of their own."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet()
    sheet.title = str(_("和去年比"))
    head = [str(_("项目")), str(_("计量单位"))]
    for year in table.campaigns:
        head += [year.title, str(_("分母"))]
    sheet.append([*head, str(_("比去年"))])
    for lines in table.sections.values():
        for line in lines:
            cells: list[str | float | int | None] = [line.title, unit_shown(line.unit)]
            for one in line.values:
                cells += [float(one[0]) if one is not None else None, one[1] if one is not None else None]
            sheet.append([*cells, line.change])
    if table.ranks:
        _add_ranks(book.create_sheet(), table)
    for page in book.worksheets:
        page.column_dimensions["A"].width = 28
        page.freeze_panes = "B2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _add_ranks(sheet: Any, table: YearTable) -> None:
    """A row for each department: rank and rate of every year."""
    sheet.title = str(_("考核名次"))
    head = [str(_("单位"))]
    for year in table.campaigns:
        head += [f"{year.title} {_('名次')}", str(_("得分率"))]
    sheet.append(head)
    for line in table.ranks:
        cells: list[str | int | None] = [registry().department_name(line.department_id)]
        for place in line.places:
            cells += [place[0], shown(place[1])] if place is not None else [None, None]
        sheet.append(cells)
