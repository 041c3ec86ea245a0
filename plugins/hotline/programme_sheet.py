"""A programme's report as a sheet: figures by department, nobody's name or number."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from flask_babel import gettext as _

from core.api import clock

from .service.programmes import Report


def sheet(report: Report, units: Mapping[int, str]) -> bytes:
    """The .xlsx file."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    page = book.worksheets[0]
    page.title = _("节目情况")
    programme = report.programme
    starts, ends = clock.local(programme.starts_at), clock.local(programme.ends_at)
    page.append([_written(programme.title)])
    page.append([_("播出时间"), f"{starts:%Y-%m-%d %H:%M}—{ends:%H:%M}"])
    page.append([_("打进来的电话"), report.calls])
    page.append([_("接通"), report.answered_calls])
    page.append([_("还在等回电"), report.waiting])
    page.append([])
    page.append([_("部门"), _("工单"), _("当场答复"), _("转部门办理"), _("还没办结")])
    for line in report.lines:
        unit = units.get(line.department_id, "") if line.department_id is not None else _("热线本身")
        page.append([_written(unit), line.orders, line.on_air, line.passed_on, line.open])
    names = ("orders", "on_air", "passed_on", "open")
    page.append([_("合计"), *(report.total(name) for name in names)])
    page.append([_("保密件不计在内。")])
    page["A1"].font = Font(bold=True, size=14)
    page.column_dimensions["A"].width = 28
    body = BytesIO()
    book.save(body)
    return body.getvalue()


def _written(text: str) -> str:
    """A text that a spreadsheet must not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
