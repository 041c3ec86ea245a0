"""From the real notices the board shows every duty and date they name. The table was written by reading them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.base.access import SYSTEM
from core.campaigns.service import reading
from core.users import service as users
from core.users.contracts import SaveDepartment

NOTICES = Path(__file__).resolve().parents[4] / "shared" / "notices"
NOW = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)
#: notice → (day or the term it hangs on, a word of what is owed)
TABLE: dict[str, list[tuple[str, str]]] = {
    "2012-xiuyan-515-plan.txt": [("2012-05-17", "总结")],
    "2020-city-515-plan.txt": [
        ("2020-05-07", "方案"), ("2020-05-10", "材料"), ("2020-05-15", "问卷"), ("2020-05-29", "总结"),
    ],
    "2020-chaoyang-515-notice.txt": [("2020-05-07", "材料"), ("2020-05-15", "署名文章"), ("2020-05-29", "开展情况")],
    "2024-yuanzhou-open-day-plan.txt": [
        ("2024-08-20", "方案"), ("event_start-15d", "宣传"), ("event_end+3d", "实施情况"),
        ("event_end+15d", "意见"), ("2024-10-15", "开展情况"),
    ],
}  # fmt: skip
PACKS = {"2012": "x12", "2020-city": "c20", "2020-chaoyang": "cy20", "2024": "y24"}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_duty_and_day_of_a_notice_is_on_the_board(name: str, db_session: object, app: object) -> None:
    path = NOTICES / name
    if not path.exists():
        pytest.skip("the notices are not here")
    from core.campaigns import service as campaigns
    from plugins.assessment.service import duties

    root = users.add_department(SaveDepartment("某市", "city", None), actor=SYSTEM, now=NOW).id
    for one in ("某市水务局", "某市住建局"):
        users.add_department(SaveDepartment(one, "bureau", root), actor=SYSTEM, now=NOW)
    text = path.read_text(encoding="utf-8")
    findings = reading.findings_of(reading.read(text))
    findings["pack_id"] = next(pack for start, pack in PACKS.items() if name.startswith(start))
    draft, units = reading.draft_from(findings)
    made = reading.create_from(draft, [*units, "某市水务局"], actor=SYSTEM, now=NOW)
    campaign = campaigns.campaign_by_id(made.id)
    found = [one for one in duties.all_duties(campaign) if one.source in ("notice", "rule")]
    shown = [(one.day.isoformat() if one.day else one.hangs, one.title) for one in found]
    for day, word in TABLE[name]:
        assert any(day == on and word in what for on, what in shown), (day, word, shown)
    # Nothing that the notice says is there twice by the pack.
    days = [(one.day, "summary" if one.kind == "report" else one.kind) for one in found if one.day]
    assert len({*days}) == len(days), shown
    assert all(isinstance(one.day, date) or one.hangs for one in found)
