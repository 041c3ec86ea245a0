"""Figures over the years as a spreadsheet."""

from __future__ import annotations

import io

from flask_babel import gettext as _

from core.api import registry

from .service.years import YearTable


def years_xlsx(table: YearTable) -> bytes:
    """A row for each figure; shares as numerator and denominator."""
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
            cells: list[str | float | int | None] = [line.title, line.unit]
            for one in line.values:
                cells += [float(one[0]) if one is not None else None, one[1] if one is not None else None]
            sheet.append([*cells, line.change])
    for place in table.ranks:
        ranks: list[str | float | int | None] = [
            f"{_('考核名次')} {registry().department_name(place.department_id)}",
            "",
        ]
        for rank in place.places:
            ranks += [rank[0] if rank is not None else None, None]
        sheet.append([*ranks, ""])
    sheet.column_dimensions["A"].width = 28
    sheet.freeze_panes = "B2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
