"""Who waits for a paper or an answer hears of it, once for each person; the demo's people have no way to get mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask

from core.base.outbox import NewMessage


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")


def test_return_and_extension_are_told_to_the_department_and_the_wish_to_the_office(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plugins.assessment.service import telling

    sent: list[tuple[str, int | None]] = []
    queue = telling.outbox.queue_messages

    def kept(messages: Sequence[NewMessage], *, now: datetime) -> int:
        sent.extend((one.kind.removeprefix("assessment."), one.user_id) for one in messages)
        return queue(messages, now=now)

    monkeypatch.setattr(telling.outbox, "queue_messages", kept)
    with demo.test_request_context("/zh/"):
        from core.api import SYSTEM, campaigns, clock, departments, people_with, unit_of_work
        from plugins.assessment.permissions import BOARD, HAND_IN
        from plugins.assessment.service import duties, extensions, submissions
        from plugins.assessment.store import submissions as store

        campaign, now = campaigns.live_campaigns()[0], clock.now()
        unit = next(one.id for one in departments() if one.name.endswith("水务局"))
        mine = [
            one for one in people_with(HAND_IN, department_id=unit, campaign_id=campaign.id)
            if one.department_id == unit
        ]  # fmt: skip
        office = people_with(BOARD, campaign_id=campaign.id)
        assert mine
        assert office
        row = next(row for row in store.submissions(campaign.id) if row.state == "handed_in")
        with unit_of_work():
            row.department_id, row.key = unit, duties.all_duties(campaign)[-1].key
        submissions.judge(campaign, row.id, row.version, "returned", "请补照片", actor=SYSTEM, now=now)
        duty = next(
            one for one in duties.all_duties(campaign)
            if one.day is not None and unit in one.owes and not one.from_law and one.source != "plugin"
        )  # fmt: skip
        assert duty.day is not None
        wanted = max(duty.day, clock.local(now).date()) + timedelta(days=9)
        asked = extensions.ask(campaign, duty.key, unit, wanted, "材料还差照片", actor=SYSTEM, now=now)
        extensions.decide(campaign, asked, "granted", wanted, "同意", actor=SYSTEM, now=now)
        hands_in, keeps = sorted(one.id for one in mine), sorted(one.id for one in office)
        assert [who for kind, who in sent if kind == "paper_returned"] == hands_in
        assert [who for kind, who in sent if kind == "extension_granted"] == hands_in
        assert [who for kind, who in sent if kind == "extension_asked"] == keeps
