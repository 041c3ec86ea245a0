"""A score run as .xlsx: the ranking with every indicator's points, and what it was computed from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction

from flask_babel import gettext as _

from .cells import plain
from .rules.scores import shown
from .service.scores import Result
from .wording_scores import title_of


def make(found: Result, names: Mapping[int, str]) -> bytes:
    """A row for each department in the order of the ranking. Numbers are rounded to two decimals for reading."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _("考核评分")
    sheet.append(
        [_("名次"), _("单位"), _("得分率"), _("得分"), _("满分"), *(title_of(g) for g in found.gauges)]
    )
    for place in found.places:
        points = [found.scores[place.department_id, gauge.rule].points for gauge in found.gauges]
        name = names.get(place.department_id, "")
        sheet.append(
            [
                place.rank,
                plain(name),
                _number(place.rate), _number(place.points), _number(place.full), *(_number(p) for p in points),
            ]
        )  # fmt: skip
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for index in range(1, len(found.gauges) + 6):
        sheet.column_dimensions[get_column_letter(index)].width = 24 if index == 2 else 14
    sheet.freeze_panes = "C2"
    notes = book.create_sheet(_("依据"))
    run = found.run
    for line in (
        (_("评分"), run.number), (_("计算原因"), run.reason), (_("规则包"), f"{run.pack_id} {run.pack_version}"),
        (_("规则包摘要"), run.pack_digest), (_("依据摘要"), run.frozen), (_("结果摘要"), run.result),
    ):  # fmt: skip
        notes.append(list(line))
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 16, 70
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(shown(value))
