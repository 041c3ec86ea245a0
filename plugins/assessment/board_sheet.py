"""The board as .xlsx."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping

from flask_babel import gettext as _

from .cells import plain
from .rules.duties import Cell, Duty
from .service.duties import Board


def make(board: Board, names: Mapping[int, str], text: Callable[[Cell, Duty], str]) -> bytes:
    """A row for each department, a column for each duty; under the duty its day."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("报送台账")
    sheet.append([_("单位"), *(plain(one.title) for one in board.duties)])
    sheet.append([_("截止日期"), *(one.day.isoformat() if one.day else "" for one in board.duties)])
    for department in board.departments:
        cells = [(board.cells.get((department, one.key)), one) for one in board.duties]
        sheet.append(
            [plain(names.get(department, "")), *(text(cell, one) if cell else "" for cell, one in cells)]
        )
    for index in range(1, len(board.duties) + 2):
        sheet.column_dimensions[get_column_letter(index)].width = 22
    for row in (1, 2):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B3"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
