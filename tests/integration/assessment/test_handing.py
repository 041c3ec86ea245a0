"""Handing in on the database: another day asked for and granted, who is reminded when, what the pack asks of papers, what the
office enters for others, and what a corrected notice changes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from tests.support.uploads import pdf


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    made = make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")
    with made.test_request_context("/zh/"):
        yield made


def campaign() -> Any:
    from core.api import campaigns

    return campaigns.live_campaigns()[0]


def now() -> datetime:
    from core.api import clock

    return clock.now()


def owed(kind: str = "") -> tuple[Any, int]:
    """A duty with a day that isn't a law's, and a department that owes it and has done nothing."""
    from plugins.assessment.service import duties
    from plugins.assessment.store import duties as store
    from plugins.assessment.store import submissions

    here = campaign()
    busy = {(row.key, row.department_id) for row in submissions.submissions(here.id)}
    busy |= {(row.key, row.department_id) for row in store.extensions(here.id)}
    busy |= {(row.key, row.department_id) for row in store.reminders(here.id)}
    return next(
        (duty, unit)
        for duty in duties.all_duties(here)
        if duty.day is not None and not duty.from_law and not duty.dropped and kind in ("", duty.kind)
        for unit in duty.owes
        if (duty.key, unit) not in busy
    )


def cell(duty: Any, unit: int, at: datetime | None = None) -> Any:
    from plugins.assessment.service import duties

    return duties.matrix(campaign(), (unit,), at or now()).cells[unit, duty.key]


def actor(unit: int, *permissions: str) -> Any:
    from core.api import Actor, Grant

    return Actor(None, "某人", (Grant("editor", frozenset(permissions), frozenset({unit})),), unit)


def messages(kind: str) -> int:
    from core.api import db

    wanted = text("SELECT count(*) FROM base_outbox WHERE kind = :kind")
    return int(db.session.execute(wanted, {"kind": kind}).scalar() or 0)


def test_another_day_is_asked_for_once_and_granted_with_a_reason(demo: Flask) -> None:
    from core.api import SYSTEM, Conflict, Invalid, NotFound
    from plugins.assessment.permissions import HAND_IN, SEE
    from plugins.assessment.service import extensions

    duty, unit = owed()
    here, at = campaign(), now()
    editor, stranger = actor(unit, HAND_IN, SEE), actor(unit + 1, HAND_IN, SEE)
    wanted = max(duty.day, at.date()) + timedelta(days=6)

    def ask(**changed: Any) -> int:
        said = {"wanted": wanted, "reason": "材料还差两张照片", "actor": editor, **changed}
        return extensions.ask(
            here, duty.key, unit, said["wanted"], said["reason"], actor=said["actor"], now=at
        )

    for changed in ({"wanted": None}, {"wanted": duty.day}, {"reason": "  "}, {"reason": "长" * 501}):
        with pytest.raises(Invalid):
            ask(**changed)
    with pytest.raises(NotFound):
        ask(actor=stranger)
    number = ask()
    assert cell(duty, unit).asked
    with pytest.raises(Conflict, match="asked_already"):
        ask()

    def decide(verdict: str, day: Any, answer: str) -> None:
        extensions.decide(here, number, verdict, day, answer, actor=SYSTEM, now=at)

    with pytest.raises(Invalid):
        decide("granted", duty.day, "同意")
    with pytest.raises(Invalid):
        decide("granted", wanted, " ")
    with pytest.raises(Invalid):
        decide("perhaps", wanted, "同意")
    other = wanted - timedelta(days=2)
    decide("granted", other, "同意，早两天")
    with pytest.raises(Conflict, match="decided_already"):
        decide("refused", None, "不同意")
    found = cell(duty, unit)
    assert (found.day, found.asked) == (other, False)
    # The day after it has passed the department is late, by the new day.
    after = at + (other - at.date()) + timedelta(days=3)
    assert cell(duty, unit, after).state == "late"
    # Refused: the day stays.
    again = extensions.ask(here, duty.key, unit, wanted, "还差一张", actor=editor, now=at)
    extensions.decide(here, again, "refused", None, "不能再晚", actor=SYSTEM, now=at)
    assert cell(duty, unit).day == other
    assert [one.state for one in extensions.listed(here, actor=editor, key=duty.key)] == [
        "refused",
        "granted",
    ]
    assert extensions.listed(here, actor=stranger, department_id=unit) == []


def test_a_department_is_reminded_at_each_mark_once_and_the_record_says_whom(demo: Flask) -> None:
    from core.api import SYSTEM, people_with
    from plugins.assessment.permissions import HAND_IN
    from plugins.assessment.service import reminders

    here = campaign()
    duty, unit = owed()
    people = [one.id for one in people_with(HAND_IN, department_id=unit) if one.department_id == unit]
    before, after = reminders.marks()
    told = []
    start = datetime.combine(duty.day, now().timetz()) - timedelta(days=max(before) + 2)
    for n in range(max(before) + max(after) + 6):
        at = start + timedelta(days=n)
        reminders.remind(here, at)
        assert reminders.remind(here, at) == 0  # asked twice on a day, nobody hears twice
        rows = [
            one for one in reminders.listed(here, actor=SYSTEM, department_id=unit, key=duty.key)
            if one.due == duty.day
        ]  # fmt: skip
        told = [(one.mark, one.way, one.told) for one in rows]
    marks = sorted({mark for mark, _way, _told in told})
    assert marks == sorted([-one for one in before] + list(after)) or marks == sorted([*before, *after])
    assert len(told) == len(before) + len(after)
    assert {way for _mark, way, _told in told} == {"message" if people else "call"}
    assert all(set(ids) <= set(people) for _mark, _way, ids in told)


def test_the_daily_job_leaves_a_campaign_alone_that_switched_the_assessment_off(demo: Flask) -> None:
    from core.api import SYSTEM, campaigns
    from plugins.assessment.service import reminders
    from plugins.assessment.store import duties as store

    here = campaign()
    duty, _unit = owed()
    at = datetime.combine(duty.day, now().timetz()) - timedelta(days=1)
    assert here.state == "open"
    reminders.remind_everywhere(at)
    count = len(store.reminders(here.id))
    assert count > 0
    from core.campaigns import service

    service.switch_plugin(here.slug, "assessment", False, "今年不报", actor=SYSTEM, now=at)
    reminders.remind_everywhere(at + timedelta(days=2))
    assert len(store.reminders(campaigns.campaign_by_id(here.id).id)) == count


def paper(**changed: Any) -> Any:
    from plugins.assessment.service.handing_in import SavePaper

    return replace(SavePaper("到场 60 人，答复 28 个问题。例如演示了怎么查水表。"), **changed)


def hand_in(duty: Any, unit: int, command: Any, version: int = 0, **more: Any) -> Any:
    from core.api import SYSTEM
    from plugins.assessment.service import handing_in

    files = [handing_in.Upload(io.BytesIO(made), name) for name, made in more.get("files", {}).items()]
    return handing_in.save(
        campaign(), duty.key, unit, command, files, version, hand_in=True, actor=more.get("actor", SYSTEM),
        now=now(),
    )  # fmt: skip


def test_a_summary_needs_figures_and_a_case_and_a_plan_its_emergency_plan(demo: Flask) -> None:
    """CP-07 and CP-08 of the pack."""
    from plugins.assessment.service import submissions
    from plugins.assessment.service.handing_in import KeptAsDraft

    needs = submissions.needs_of(campaign())
    assert needs.figures >= 1
    duty, unit = owed("summary")
    for words, code in (
        ("活动办得很好，群众很满意。例如张阿姨问了水表的事。", "figures"), ("到场 60 人，答复 28 个问题，发放 300 份资料。", "case"),
    ):  # fmt: skip
        with pytest.raises(KeptAsDraft) as refused:
            hand_in(duty, unit, paper(text=words), _version(duty, unit))
        assert code in refused.value.problems[0][1].code
        view = submissions.view(campaign(), duty.key, unit, actor=_system())
        assert (view.state, view.text, view.handings) == ("draft", words, ())
    assert hand_in(
        duty,
        unit,
        paper(text="到场 60 人，答复 28 个问题，发放 300 份资料。例如演示了怎么查水表。"),
        _version(duty, unit),
    )
    plan, other = owed("plan")
    for changed in ({"plan_attached": False}, {"plan_attached": True}):  # said, but nothing is attached
        with pytest.raises(KeptAsDraft) as refused:
            hand_in(plan, other, paper(gathering=True, **changed), _version(plan, other))
        assert refused.value.problems[0][1].code == "assessment.no_emergency_plan"
    given = {"应急预案.pdf": pdf("plan")}
    assert hand_in(plan, other, paper(gathering=True, plan_attached=True), _version(plan, other), files=given)


def test_a_refused_file_is_named_and_neither_words_nor_good_files_are_lost(demo: Flask) -> None:
    from plugins.assessment.service import submissions
    from plugins.assessment.service.handing_in import KeptAsDraft

    duty, unit = owed("material")
    given = {"名单.pdf": pdf("names"), "照片.heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "空.txt": b""}
    with pytest.raises(KeptAsDraft) as refused:
        hand_in(duty, unit, paper(), files=given)
    assert [name for name, _why in refused.value.problems] == ["照片.heic", "空.txt"]
    view = submissions.view(campaign(), duty.key, unit, actor=_system())
    assert (view.state, view.text, [one.name for one in view.files]) == ("draft", paper().text, ["名单.pdf"])
    keep = tuple(one.id for one in view.files)
    assert hand_in(duty, unit, paper(keep=keep), view.version)
    whole = submissions.view(campaign(), duty.key, unit, actor=_system())
    assert [one.name for one in whole.handings[0].files] == ["名单.pdf"]


def _system() -> Any:
    from core.api import SYSTEM

    return SYSTEM


def _version(duty: Any, unit: int) -> int:
    from plugins.assessment.service import submissions

    found: int = submissions.view(campaign(), duty.key, unit, actor=_system()).version
    return found


def test_what_came_on_paper_is_entered_by_the_office_with_whom_and_when(demo: Flask) -> None:
    from core.api import Invalid, NotAllowed, NotFound, db
    from plugins.assessment.permissions import HAND_IN, SEE
    from plugins.assessment.service import submissions

    duty, unit = owed("material")
    came = now() - timedelta(days=2, hours=3)
    brought = paper(way="chat", brought_by="办公室小陈", came_at=came)
    editor, stranger = actor(unit, HAND_IN, SEE), actor(unit + 1, HAND_IN, SEE)
    with pytest.raises(NotAllowed):
        hand_in(duty, unit, brought, actor=editor)
    for changed in (
        {"brought_by": ""},
        {"came_at": None},
        {"came_at": now() + timedelta(hours=1)},
        {"way": "pigeon"},
    ):
        with pytest.raises(Invalid):
            hand_in(duty, unit, replace(brought, **changed))
    news = messages("assessment.paper_in")
    handing = hand_in(duty, unit, brought)
    assert messages("assessment.paper_in") == news  # the office needn't be told what it entered itself
    whole, one = submissions.handing_of(campaign(), handing, actor=editor)
    assert (one.way, one.brought_by, one.came_at) == ("chat", "办公室小陈", came)
    assert one.receipt.startswith("BS2026-")
    assert whole.in_at == came
    assert cell(duty, unit).state in ("in_time", "in_late")
    # The name is sealed where it lies.
    kept = db.session.execute(
        text("SELECT brought_by_sealed FROM assessment_handing WHERE id = :id"), {"id": handing}
    )
    assert "小陈" not in str(kept.scalar())
    with pytest.raises(NotFound):
        submissions.handing_of(campaign(), handing, actor=stranger)


def test_a_corrected_notice_moves_the_day_and_a_withdrawn_sentence_keeps_its_papers(demo: Flask) -> None:
    from core.api import SYSTEM
    from core.campaigns import service
    from plugins.assessment.permissions import SEE
    from plugins.assessment.service import duties, submissions
    from plugins.assessment.service.duties import SaveDuty

    here = campaign()
    file = service.campaign_file(here.slug)
    dated = [
        one for one in file.duties
        if one.day is not None and duties.duty(here, f"notice:{one.id}").day == one.day
    ]  # fmt: skip
    first, second = dated[0], dated[1]
    # The office fixed the second one's day itself.
    mine = duties.duty(here, f"notice:{second.id}")
    fixed = second.day + timedelta(days=4)
    duties.save_duty(
        here, mine.key, SaveDuty(mine.title, mine.kind, fixed, None), mine.version, actor=SYSTEM, now=now()
    )  # fmt: skip
    duty, unit = owed("material")
    handing = hand_in(duty, unit, paper())
    draft = file.draft()
    moved = tuple(
        replace(one, day=one.day + timedelta(days=7)) if one.what in (first.what, second.what) and one.day else one
        for one in draft.duties
    )  # fmt: skip
    service.update_campaign(here.slug, replace(draft, duties=moved), file.version, actor=SYSTEM, now=now())
    here = campaign()
    assert duties.duty(here, f"notice:{first.id}").day == first.day + timedelta(days=7)
    assert duties.duty(here, f"notice:{second.id}").day == fixed
    # The sentence that the paper came for is gone.
    file = service.campaign_file(here.slug)
    left = tuple(one for one in file.draft().duties if one.what != duty.title)
    assert len(left) < len(file.draft().duties)
    service.update_campaign(
        here.slug, replace(file.draft(), duties=left), file.version, actor=SYSTEM, now=now()
    )
    here = campaign()
    assert duty.key not in {one.key for one in duties.all_duties(here)}
    beside = submissions.beside_board(here, actor=actor(unit, SEE))
    assert [(one.department_id, one.title) for one in beside] == [(unit, duty.title)]
    whole, one = submissions.handing_of(here, handing, actor=actor(unit, SEE))
    assert (whole.duty.title, whole.duty.source, one.text) == (duty.title, submissions.GONE, paper().text)
    assert submissions.beside_board(here, actor=actor(unit + 1, SEE)) == []
