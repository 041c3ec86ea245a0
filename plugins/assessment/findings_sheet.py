"""Findings as a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from .cells import plain
from .service.findings import FindingView
from .wording_inspection import FINDINGS


def findings_xlsx(found: Sequence[FindingView], names: Mapping[int, str]) -> bytes:
    """A row each."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet()
    sheet.title = str(_("检查发现的问题"))
    sheet.append([str(one) for one in (_("编号"), _("单位"), _("问题"), _("期限"), _("状态"), _("逾期天数"))])
    for one in found:
        sheet.append(
            [
                one.number, names.get(one.department_id, ""), plain(one.text), one.due_on.isoformat(),
                str(FINDINGS[one.state][1]), one.late or None,
            ]
        )  # fmt: skip
    for column, wide in zip("ABCDEF", (8, 20, 60, 12, 12, 10), strict=True):
        sheet.column_dimensions[column].width = wide
    sheet.freeze_panes = "A2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()
