"""What the assessment's own records say of each department: days late, what was returned, what was put right in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from core.api import Campaign, Indicator, IndicatorRow, campaigns, clock

from ..rules.inspection import in_time
from ..store import inspection
from ..store import scores as store
from . import duties

#: how a cell stands that counts: it came, or its day is over
COUNTED = ("in_time", "in_late", "late")


def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    """Days late of every duty whose day has come, whether it was in time, and how often something was returned."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    board = duties.matrix(campaign, tuple(units), now, plugins=False)
    returned: dict[int, list[IndicatorRow]] = {unit: [] for unit in units}
    for unit, submission, handing, title in store.returned(campaign.id):
        if unit in returned:
            returned[unit].append(
                IndicatorRow(
                    f"handing:{handing}", title, Fraction(1), "assessment_staff.submission",
                    {"campaign": campaign.slug, "submission_id": submission},
                )
            )  # fmt: skip
    found = []
    for unit in units:
        days: list[IndicatorRow] = []
        in_time: list[IndicatorRow] = []
        for duty in board.duties:
            cell = board.cells[unit, duty.key]
            late = cell.state in ("in_late", "late") or (cell.state == "returned" and cell.days > 0)
            if not late and cell.state not in COUNTED:
                continue
            opened = {"campaign": campaign.slug, "key": duty.key, "department_id": unit}
            where = ("assessment_staff.cell", opened)
            days.append(IndicatorRow(duty.key, duty.title, Fraction(cell.days if late else 0), *where))
            in_time.append(IndicatorRow(duty.key, duty.title, Fraction(0 if late else 1), *where))
        board_page: dict[str, Any] = {
            "endpoint": "assessment_staff.board",
            "values": {"campaign": campaign.slug},
        }
        if days:
            found += [
                Indicator(
                    "assessment.late_days", _l("报送迟了几天"), "天", unit, tuple(days), False, **board_page
                ),
                Indicator(
                    "assessment.in_time", _l("材料按时报送"), "项", unit, tuple(in_time), True, **board_page
                ),
                Indicator(
                    "assessment.returned", _l("材料退回"), "件", unit, tuple(returned[unit]), False, **board_page
                ),
            ]  # fmt: skip
    found += [
        Indicator(
            "assessment.rectified_in_time", _l("检查发现的问题按期整改"), "个", unit, tuple(rows), True,
            endpoint="assessment_staff.inspections", values={"campaign": campaign.slug},
        )
        for unit, rows in sorted(rectified(campaign, now).items())
        if unit in returned
    ]  # fmt: skip
    return found


def rectified(campaign: Campaign, now: datetime) -> dict[int, list[IndicatorRow]]:
    """department → its findings that were put right or whose day is over, 1 for those in time."""
    today = clock.local(now).date()
    found: dict[int, list[IndicatorRow]] = {}
    for row in inspection.findings(campaign.id):
        well = in_time(row.state, row.due_on, row.reported_on, today)
        if well is None:
            continue
        found.setdefault(row.department_id, []).append(
            IndicatorRow(
                f"finding:{row.id}", row.text[:60], Fraction(1 if well else 0), "assessment_staff.finding",
                {"campaign": campaign.slug, "finding_id": row.id},
            )
        )  # fmt: skip
    return found
