"""Another day for a duty, and the nightly reminders: who asks, who decides, who is told when, nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask


class House:
    """The demo on its day, with people by their login and a duty that the water bureau owes."""

    def __init__(self) -> None:
        from core.api import campaigns, clock
        from plugins.assessment.service import duties

        self.campaign, self.now = campaigns.live_campaigns()[0], clock.now()
        self.today = clock.local(self.now).date()
        self.water = self.unit("水务局")
        self.duty = next(
            one
            for one in duties.all_duties(self.campaign)
            if one.source == "notice" and one.day is not None and one.day > self.today and self.water in one.owes
        )  # fmt: skip
        assert self.duty.day is not None
        self.day: date = self.duty.day

    def unit(self, ending: str) -> int:
        from core.api import departments

        return next(one.id for one in departments() if one.name.endswith(ending))

    def who(self, login: str) -> Any:
        from core.api import db
        from core.users.models import UserRow
        from core.users.service.sign_in import actor_of

        return actor_of(db.session.query(UserRow).filter_by(login_name=login).one())

    def ask(
        self, day: date | None, reason: str = "场馆检修，晚几天交。", login: str = "editor", **other: Any
    ) -> int:
        from plugins.assessment.service import extensions

        key, unit = other.get("key", self.duty.key), other.get("unit", self.water)
        return extensions.ask(
            self.campaign, key, unit, day, reason, actor=self.who(login), now=other.get("now", self.now)
        )

    def decide(
        self,
        number: int,
        verdict: str,
        day: date | None = None,
        answer: str = "同意。",
        login: str = "office",
    ) -> None:
        from plugins.assessment.service import extensions

        extensions.decide(
            self.campaign, number, verdict, day, answer, actor=self.who(login), now=self.now
        )  # fmt: skip

    def cell(self, now: Any = None) -> Any:
        from plugins.assessment.service import duties

        board = duties.matrix(self.campaign, (self.water,), now or self.now, plugins=False)
        return board.cells[self.water, self.duty.key]

    def messages(self, kind: str) -> list[tuple[int | None, str]]:
        """(person, fact) of every message of a kind."""
        from core.api import db
        from core.base.outbox import OutboxMessage

        rows = db.session.query(OutboxMessage).filter_by(kind=kind).order_by(OutboxMessage.id)
        return [(row.user_id, row.fact) for row in rows]

    def trail(self, action: str) -> list[tuple[int | None, int | None, int | None]]:
        from core.api import db
        from core.base.audit import AuditEntry

        rows = db.session.query(AuditEntry).filter_by(action=action).order_by(AuditEntry.id)
        return [(row.user_id, row.department_id, row.subject_id) for row in rows]


@pytest.fixture
def mail(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody gets mail; the demo's people have no address."""
    from core.api import registry
    from core.base.outbox import StaffWay

    monkeypatch.setattr(registry(), "staff_way", lambda _user, _kind: StaffWay("mail", "zh"))


@pytest.fixture
def house(make_demo: Callable[..., Flask]) -> Iterator[House]:
    demo = make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")
    with demo.test_request_context("/zh/"):
        yield House()


def test_a_department_asks_and_the_office_grants_another_day(house: House, mail: None) -> None:
    from core.api import Conflict, Invalid

    wanted, granted = house.day + timedelta(days=5), house.day + timedelta(days=3)
    number = house.ask(wanted)
    office, editor = house.who("office").user_id, house.who("editor").user_id
    assert house.cell().asked
    assert (office, f"assessment:extension:{number}:assessment.extension_asked") in house.messages(
        "assessment.extension_asked"
    )
    with pytest.raises(Conflict) as twice:
        house.ask(wanted + timedelta(days=1))
    assert twice.value.code == "assessment.asked_already"
    for day, answer, field in (
        (house.day, "同意。", "day"),
        (None, "同意。", "day"),
        (granted, "  ", "answer"),
    ):
        with pytest.raises(Invalid) as refused:
            house.decide(number, "granted", day, answer)
        assert refused.value.field == field
    assert house.cell().asked
    house.decide(number, "granted", granted, "延三天，请抓紧。")
    cell = house.cell()
    assert (cell.state, cell.day, cell.asked) == ("extended", granted, False)
    assert house.cell(house.now + (granted - house.today)).state == "extended"
    late = house.cell(house.now + (granted - house.today) + timedelta(days=1))
    assert (late.state, late.days) == ("late", 1)
    told = house.messages("assessment.extension_granted")
    assert editor in {person for person, _fact in told}
    assert office not in {person for person, _fact in told}
    assert house.trail("assessment.extension_granted")[-1] == (office, house.water, number)
    with pytest.raises(Conflict) as again:
        house.decide(number, "refused", None, "不同意。")
    assert again.value.code == "assessment.decided_already"
    assert house.messages("assessment.extension_granted") == told


def test_refused_with_a_reason_the_day_stays_and_another_may_be_asked(house: House, mail: None) -> None:
    from core.api import Invalid
    from plugins.assessment.service import extensions

    number = house.ask(house.day + timedelta(days=5))
    with pytest.raises(Invalid):
        house.decide(number, "refused", None, "")
    house.decide(number, "refused", None, "各单位同一天交。")
    assert (house.cell().state, house.cell().day) == ("owed", house.day)
    seen = extensions.one(house.campaign, number, actor=house.who("editor"))
    assert (seen.state, seen.answer, seen.day) == ("refused", "各单位同一天交。", None)
    assert house.messages("assessment.extension_refused")
    second = house.ask(house.day + timedelta(days=2))
    house.decide(second, "granted", house.day + timedelta(days=2))
    third = house.ask(house.day + timedelta(days=9))
    assert house.cell().day == house.day + timedelta(
        days=2
    )  # the day granted before holds while the next is asked
    house.decide(third, "granted", house.day + timedelta(days=9))
    assert house.cell().day == house.day + timedelta(days=9)


def test_after_the_day_only_a_day_that_is_still_to_come_is_taken(house: House) -> None:
    from core.api import Invalid

    after = house.now + (house.day - house.today) + timedelta(days=4)
    for day in (house.day, house.day + timedelta(days=3), None):
        with pytest.raises(Invalid) as refused:
            house.ask(day, now=after)
        assert refused.value.code == "assessment.wanted_day"
    number = house.ask(house.day + timedelta(days=6), now=after)
    assert house.cell(after).state == "late"
    house.decide(number, "granted", house.day + timedelta(days=6))
    assert house.cell(after).state == "extended"


def test_nobody_asks_without_a_reason_for_others_or_for_what_isn_t_owed(house: House) -> None:
    from core.api import Invalid, NotAllowed, NotFound, RuleBroken
    from plugins.assessment.service import duties

    wanted = house.day + timedelta(days=5)
    with pytest.raises(Invalid):
        house.ask(wanted, " \r\n ")
    with pytest.raises(RuleBroken):
        house.ask(wanted, "机密★2年")
    with pytest.raises(NotFound):
        house.ask(wanted, login="housing")
    with pytest.raises(NotAllowed):
        house.decide(house.ask(wanted), "granted", wanted, login="editor")
    foreign = next(
        one
        for one in duties.all_duties(house.campaign)
        if one.day is not None and house.water not in one.owes
    )
    assert foreign.day is not None
    with pytest.raises(RuleBroken) as refused:
        house.ask(house.today + timedelta(days=20), key=foreign.key)
    assert refused.value.code == "assessment.not_owed"


def test_a_day_that_the_law_sets_can_t_be_moved(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from core.api import RuleBroken
    from plugins.assessment.service import duties

    monkeypatch.setattr(duties, "duty", lambda _campaign, _key: replace(house.duty, from_law=True))
    with pytest.raises(RuleBroken) as refused:
        house.ask(house.day + timedelta(days=5))
    assert refused.value.code == "assessment.by_law"


def test_each_mark_is_told_once_to_the_department_and_no_longer_once_it_came(
    house: House, mail: None
) -> None:
    """Day by day through every mark of one duty: on which days the water bureau's editor heard of it."""
    from plugins.assessment.service import reminders
    from plugins.assessment.service.handing_in import SavePaper, save

    start = house.day - timedelta(days=9)
    editor, office = house.who("editor").user_id, house.who("office").user_id
    heard: list[int] = []
    base = set(house.messages(reminders.KIND))
    for n in range(30):
        now = house.now + (start - house.today) + timedelta(days=n)
        before = house.messages(reminders.KIND)
        reminders.remind_everywhere(now)
        after = house.messages(reminders.KIND)
        assert reminders.remind(house.campaign, now + timedelta(hours=3)) == 0  # twice on one day
        assert house.messages(reminders.KIND) == after
        new = [one for one in after if one not in before and one not in base]
        assert office not in {person for person, fact in new if f":{house.duty.key}:{house.water}:" in fact}
        mine = [fact for person, fact in new if person == editor and f":{house.duty.key}:" in fact]
        heard += [n - 9] * len(mine)
        if n == 9 + 3:  # three days late; it comes after this morning's reminder
            save(
                house.campaign, house.duty.key, house.water, SavePaper("到场 60 人，例如演示了查水表。"), (), 0, hand_in=True,
                actor=house.who("editor"), now=now,
            )  # fmt: skip
    before_marks, after_marks = reminders.marks()
    assert heard == sorted([-one for one in before_marks] + [one for one in after_marks if one <= 3])
    rows = reminders.listed(
        house.campaign, actor=house.who("office"), department_id=house.water, key=house.duty.key
    )
    assert {row.way for row in rows} == {"message"}
    assert all(editor in row.told for row in rows)


def test_whoever_gets_no_message_is_called_once(house: House) -> None:
    from core.api import Conflict, NotFound
    from plugins.assessment.service import reminders

    reminders.remind_everywhere(house.now)
    rows = reminders.listed(house.campaign, actor=house.who("office"))
    call = next(row for row in rows if row.way == "call" and row.called_at is None)
    sent = next((row for row in rows if row.way == "message"), None)
    assert call.told == ()
    reminders.called(house.campaign, call.id, " 已告知  王科长 ", actor=house.who("office"), now=house.now)
    again = next(
        row for row in reminders.listed(house.campaign, actor=house.who("office")) if row.id == call.id
    )
    assert (again.called_by, again.note) == (house.who("office").user_id, "已告知 王科长")
    with pytest.raises(Conflict):
        reminders.called(house.campaign, call.id, "", actor=house.who("office"), now=house.now)
    if sent is not None:
        with pytest.raises(NotFound):
            reminders.called(house.campaign, sent.id, "", actor=house.who("office"), now=house.now)


def test_a_day_granted_moves_the_reminders_with_it(house: House, mail: None) -> None:
    from plugins.assessment.service import reminders

    house.decide(house.ask(house.day + timedelta(days=20)), "granted", house.day + timedelta(days=20))
    editor = house.who("editor").user_id
    old_day = house.now + (house.day - house.today) + timedelta(days=1)
    reminders.remind_everywhere(old_day)
    told = [
        f for person, f in house.messages(reminders.KIND) if person == editor and f":{house.duty.key}:" in f
    ]
    assert not [fact for fact in told if f":{house.day}:1" in fact]
    new_day = house.day + timedelta(days=20)
    reminders.remind_everywhere(house.now + (new_day - house.today) + timedelta(days=1))
    told = [
        f for person, f in house.messages(reminders.KIND) if person == editor and f":{house.duty.key}:" in f
    ]
    assert [fact for fact in told if fact.endswith(f":{new_day}:1")]
