"""Runs over many departments and years: the same records give the same result, one changed record changes only what hangs on
it. `make soak` part `scores` has a hundred departments and five years, and prints how long they took."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

DEPARTMENTS, YEARS = int(os.environ.get("SCORED_DEPARTMENTS", "40")), int(os.environ.get("SCORED_YEARS", "2"))


def years_of(now: datetime) -> list[Any]:
    """Campaigns, the live one first, each with all departments and their records."""
    from core.api import SYSTEM, campaigns, db, unit_of_work
    from core.campaigns.models import ParticipantRow
    from core.campaigns.service import copying
    from core.users.contracts import SaveDepartment
    from core.users.service import departments

    first = campaigns.live_campaigns()[0]
    known = len(campaigns.participants(first.id))
    for number in range(known, DEPARTMENTS):
        made = departments.add_department(
            SaveDepartment(f"云川市第{number}局", "bureau", None), actor=SYSTEM, now=now
        )
        with unit_of_work():
            db.session.add(ParticipantRow(campaign_id=first.id, department_id=made.id))
    found = [campaigns.campaign_by_id(first.id)]
    while len(found) < YEARS:
        found.append(copying.copy_campaign(found[-1].slug, actor=SYSTEM, now=now))
    for year in found:
        record(year, now)
    return found


def record(campaign: Any, now: datetime) -> None:
    """Papers for every duty, some of them late, some returned; findings aren't needed: they are few."""
    from core.api import campaigns, db, unit_of_work
    from plugins.assessment.models.submissions import Handing, Submission
    from plugins.assessment.service import duties
    from plugins.assessment.store import submissions as store

    had = {(row.department_id, row.key) for row in store.submissions(campaign.id)}
    with unit_of_work():
        for place, duty in enumerate(duties.all_duties(campaign)):
            for unit in campaigns.participants(campaign.id):
                if (unit, duty.key) in had or unit not in duty.owes or (unit + place) % 7 == 0:
                    continue
                came = now - timedelta(days=(unit * 3 + place) % 25)
                row = Submission(
                    campaign_id=campaign.id, key=duty.key, department_id=unit, title=duty.title, kind=duty.kind,
                    state="handed_in", in_at=came, saved_at=came,
                )  # fmt: skip
                db.session.add(row)
                db.session.flush()
                for number in (1, 2) if (unit + place) % 3 == 0 else (1,):
                    db.session.add(
                        Handing(
                            submission_id=row.id, number=number, way="web", came_at=came, entered_at=came,
                            state="returned" if number == 1 and (unit + place) % 3 == 0 else "handed_in",
                        )
                    )  # fmt: skip


def run(campaign: Any, now: datetime) -> Any:
    from core.api import SYSTEM, unit_of_work
    from plugins.assessment.service import scores
    from plugins.assessment.store import scores as store

    with unit_of_work():
        run_id = scores.begin(campaign, "核对", actor=SYSTEM, now=now)
    scores.compute(now, run_id)
    return store.run(run_id)


def test_the_same_records_give_the_same_ranking_and_one_changes_only_its_own(
    make_demo: Callable[..., Flask], capsys: Any
) -> None:
    demo = make_demo("2026-05-28T10:42", SECOND_FACTOR_ROLES="none")
    with demo.test_request_context("/zh/"):
        from core.api import clock, unit_of_work
        from plugins.assessment.store import scores as store
        from plugins.assessment.store import submissions

        now = clock.now()
        campaigns = years_of(now)
        began = time.monotonic()
        first = [run(one, now) for one in campaigns]
        taken = time.monotonic() - began
        with capsys.disabled():
            sys.stdout.write(f"\n{DEPARTMENTS} departments, {len(campaigns)} years: {taken:.1f} s\n")
        assert all(one.state == "ready" and one.total >= DEPARTMENTS - 1 for one in first)
        again = [run(one, now) for one in campaigns]
        assert [(one.frozen, one.result) for one in again] == [(one.frozen, one.result) for one in first]

        with unit_of_work():
            late = next(row for row in submissions.submissions(campaigns[0].id) if row.state == "handed_in")
            late.in_at = now + timedelta(days=9)
        changed = run(campaigns[0], now + timedelta(days=10))
        unchanged = run(campaigns[0], now)
        assert changed.frozen != first[0].frozen

        def digests(one: Any) -> dict[tuple[int, str], str]:
            return {(row.department_id, row.code): row.digest for row in store.measures(one.id)}

        before, after = digests(first[0]), digests(unchanged)
        moved = {place for place in before | after if before.get(place) != after.get(place)}
        assert moved
        assert {unit for unit, _code in moved} == {late.department_id}
        assert {code for _unit, code in moved} <= {"assessment.late_days", "assessment.in_time"}
