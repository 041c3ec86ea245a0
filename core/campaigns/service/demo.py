"""The demo's campaign: read from a notice about a city that doesn't exist, its days counted from today."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.base import clock
from core.base.access import SYSTEM
from core.campaigns import notice, packs_store
from core.campaigns.service.changes import move_campaign
from core.campaigns.service.reading import create_from, draft_from, findings_of
from core.plugin.contracts import Campaign

PACK = "yunchuan"
DEMO_PACK = "yunchuan-demo"
#: The campaign began this many days ago and goes on for so many more, so that something is past, now and to come.
BEGAN, GOES_ON = timedelta(days=6), timedelta(days=40)


def create_demo_campaign(now: datetime) -> Campaign:
    """Read the demo notice, make its campaign under a pack whose days fit, and open it."""
    today = clock.local(now).date()
    _write_pack(today)
    findings = findings_of(notice.read_notice(notice.demo_notice(today - BEGAN)))
    findings["pack_id"] = DEMO_PACK
    draft, units = draft_from(findings)
    draft = replace(
        draft,
        summary="四十个部门开门、接线、答问，件件有回音。",
        ends_on=today + GOES_ON,
    )
    campaign = create_from(draft, units, actor=SYSTEM, now=now)
    return move_campaign(campaign.slug, "open", actor=SYSTEM, now=now)


def _write_pack(today: date) -> None:
    """The city's pack with its fixed days moved near today, as a pack of this instance."""
    text = (packs_store.BUNDLED / f"{PACK}.toml").read_text(encoding="utf-8")
    start = today - BEGAN
    days = {
        "CP-02.parts.plan": start - timedelta(days=20),
        "CP-02.parts.material": start - timedelta(days=5),
        "CP-02.parts.summary": start + timedelta(days=13),
        "CP-03": start,
        "CP-04": start,
        "OD-02": today + timedelta(days=10),
        "OD-13": today + GOES_ON + timedelta(days=15),
    }
    for rule, day in days.items():
        text = _with_value(text, rule, f'"{_in_year(day, start.year):%m-%d}"')
    last = _in_year(today + GOES_ON, start.year)
    text = _with_value(text, "CP-01", f'["{start:%m-%d}", "{last:%m-%d}"]')
    text = text.replace(f'id = "{PACK}"', f'id = "{DEMO_PACK}"', 1).replace(
        "（演示）", "（演示，日期按今天推算）", 1
    )
    folder = packs_store.own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{DEMO_PACK}.toml").write_text(text, encoding="utf-8")


def _with_value(text: str, rule: str, value: str) -> str:
    return re.sub(rf"(\[rules\.{re.escape(rule)}\][^\[]*?\nvalue = )[^\n]*", rf"\g<1>{value}", text, count=1)


def _in_year(day: date, year: int) -> date:
    """A pack's fixed days belong to the campaign's year: what would fall out of it is held at its edge."""
    return min(max(day, date(year, 1, 1)), date(year, 12, 31))
