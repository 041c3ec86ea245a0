"""Handing in: nothing is lost that was written or came through; papers of a withdrawn sentence stay in sight."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

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


def actor(unit: int, *permissions: str) -> Any:
    from core.api import Actor, Grant

    return Actor(None, "某人", (Grant("editor", frozenset(permissions), frozenset({unit})),), unit)


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


def test_what_a_paper_lacks_is_said_and_it_stays_a_draft(demo: Flask) -> None:
    from plugins.assessment.service import submissions
    from plugins.assessment.service.handing_in import KeptAsDraft

    duty, unit = owed("summary")
    for words, code in (
        ("活动办得很好，群众很满意。例如张阿姨问了水表的事。", "figures"), ("到场 60 人，答复 28 个问题，发放 300 份资料。", "case"),
    ):  # fmt: skip
        with pytest.raises(KeptAsDraft) as refused:
            hand_in(duty, unit, paper(text=words), _version(duty, unit))
        assert code in refused.value.problems[0][1].code
        view = submissions.view(campaign(), duty.key, unit, actor=_system())
        assert (view.state, view.text, view.handings) == ("draft", words, ())
    whole = paper(text="到场 60 人，答复 28 个问题，发放 300 份资料。例如演示了怎么查水表。")
    assert hand_in(duty, unit, whole, _version(duty, unit))


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
    assert first.day is not None
    assert second.day is not None
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


def test_a_wish_for_another_day_can_be_refused_when_its_duty_is_gone(demo: Flask) -> None:
    from core.api import SYSTEM
    from core.campaigns import service
    from plugins.assessment.service import extensions

    duty, unit = owed("material")
    here = campaign()
    wanted = max(duty.day, now().date()) + timedelta(days=6)
    asked = extensions.ask(here, duty.key, unit, wanted, "还差照片", actor=SYSTEM, now=now())
    file = service.campaign_file(here.slug)
    left = tuple(one for one in file.draft().duties if one.what != duty.title)
    service.update_campaign(
        here.slug, replace(file.draft(), duties=left), file.version, actor=SYSTEM, now=now()
    )
    extensions.decide(campaign(), asked, "refused", None, "这项不用再报", actor=SYSTEM, now=now())
    assert extensions.one(campaign(), asked, actor=SYSTEM).state == "refused"
