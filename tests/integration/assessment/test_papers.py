"""What is handed in: figures, cases and emergency plans (CP-07, CP-08), what the office enters for others, corrected notices."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.integration.assessment.test_extensions import House

GOOD = "到场 60 人，例如演示了查水表。"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


@pytest.fixture
def house(demo: Flask) -> Iterator[House]:
    with demo.test_request_context("/zh/"):
        yield House()


def owed(house: House, kind: str) -> Any:
    from plugins.assessment.service import duties

    return next(
        one for one in duties.all_duties(house.campaign)
        if one.kind == kind and one.source == "notice" and one.day is not None and house.water in one.owes
    )  # fmt: skip


def hand_in(
    house: House, kind: str, files: tuple[tuple[bytes, str], ...] = (), login: str = "editor", **told: Any
) -> Any:
    """Hand in for the water bureau, on top of whatever is there; returns the handing's id."""
    from plugins.assessment.service import handing_in, submissions
    from plugins.assessment.service.handing_in import SavePaper, Upload

    key, who = owed(house, kind).key, house.who(login)
    version = submissions.view(house.campaign, key, house.water, actor=who).version
    return handing_in.save(
        house.campaign, key, house.water, SavePaper(**told), [Upload(io.BytesIO(data), name) for data, name in files],
        version, hand_in=True, actor=who, now=house.now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "files", "code"),
    [
        ("活动办得很好，例如演示了查水表。", (), "assessment.no_figures"),
        ("5月15日办活动，例如演示了查水表。", (), "assessment.no_figures"),  # a date is no figure
        ("到场 60 人，活动办得很好。", (), "assessment.no_cases"),
        ("", (), "assessment.nothing_handed"),
        (GOOD, (), None),
        ("见附件。", ((GOOD.encode(), "总结.txt"),), None),  # what a file says counts
        ("见附件。", (("办得很好。".encode(), "总结.txt"),), "assessment.no_figures"),
        ("见附件。", ((rb"{\rtf1 x}", "总结.rtf"),), None),  # nobody can read it here: warned, not refused
    ],
)
def test_a_summary_names_figures_and_cases(house: House, text: str, files: Any, code: str | None) -> None:
    from plugins.assessment.service import submissions
    from plugins.assessment.service.handing_in import KeptAsDraft

    if code is None:
        assert hand_in(house, "summary", files, text=text)
        return
    with pytest.raises(KeptAsDraft) as refused:
        hand_in(house, "summary", files, text=text)
    assert [why.code for _name, why in refused.value.problems] == [code]
    key = owed(house, "summary").key
    assert submissions.view(house.campaign, key, house.water, actor=house.who("editor")).handings == ()


def test_a_gathering_needs_its_emergency_plan_as_a_file(house: House) -> None:
    from plugins.assessment.service.handing_in import KeptAsDraft

    plan = ((b"one", "应急预案.txt"),)
    for files, ticked in (((), False), ((), True), (plan, False)):
        with pytest.raises(KeptAsDraft) as refused:
            hand_in(house, "plan", files, text="方案", gathering=True, plan_attached=ticked)
        assert refused.value.problems[0][1].code == "assessment.no_emergency_plan"
    assert hand_in(house, "plan", plan, text="方案", gathering=True, plan_attached=True)


def test_nothing_of_a_plan_is_asked_where_nobody_gathers(house: House) -> None:
    assert hand_in(house, "plan", text="方案")


def test_the_office_enters_what_came_otherwise_and_both_names_stay(house: House, demo: Flask) -> None:
    from core.api import Invalid, NotAllowed, db
    from plugins.assessment.service import submissions
    from plugins.assessment.store import submissions as store

    came = house.now - timedelta(days=2)
    with pytest.raises(NotAllowed):
        hand_in(house, "summary", text=GOOD, way="chat", brought_by="联络人小周", came_at=came)
    for wrong in (
        {"brought_by": " "},
        {"came_at": None},
        {"came_at": house.now + timedelta(minutes=1)},
        {"way": "fax"},
    ):
        with pytest.raises(Invalid):
            told: dict[str, Any] = {"way": "chat", "brought_by": "联络人小周", "came_at": came, **wrong}
            hand_in(house, "summary", login="office", text=GOOD, **told)
    before = house.messages("assessment.paper_in")
    number = hand_in(
        house, "summary", login="office", text=GOOD, way="paper", brought_by=" 联络人  小周 ", came_at=came
    )
    assert house.messages("assessment.paper_in") == before  # the office needn't tell itself
    row = store.handing(number)
    assert row is not None
    assert "小周" not in row.brought_by_sealed
    view, handing = submissions.handing_of(house.campaign, number, actor=house.who("editor"))
    assert (handing.way, handing.brought_by) == ("paper", "联络人 小周")
    assert (handing.came_at, handing.entered_at) == (came, house.now)
    assert handing.entered_by == house.who("office").user_id
    assert house.trail("assessment.paper_entered")[-1] == (handing.entered_by, house.water, view.id)
    assert view.in_at == came  # in time by when it came, not by when it was typed
    db.session.commit()

    # The department reads on its own pages who brought it and who typed it, and has a receipt for it.
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "editor", "password": "yunchuan-demo"})
    base = f"/zh/staff/c/{house.campaign.slug}/assessment"
    page = client.get(f"{base}/submissions/{view.id}").text
    for words in ("代录", "联络人 小周送来，林知远录入", "纸质"):
        assert words in page, words
    receipt = client.get(f"{base}/receipts/{number}").text
    assert re.search(r"BS2026-\d{5}", receipt)
    assert "代录时间" in receipt
    other = demo.test_client()
    other.post("/zh/staff/sign-in", data={"login_name": "housing", "password": "yunchuan-demo"})
    assert other.get(f"{base}/receipts/{number}").status_code == 404


def test_what_came_on_the_web_bears_no_bringer_and_the_first_time_counts(house: House) -> None:
    from plugins.assessment.service import submissions

    number = hand_in(house, "summary", text=GOOD, brought_by="某人", came_at=house.now - timedelta(days=9))
    view, handing = submissions.handing_of(house.campaign, number, actor=house.who("office"))
    assert (handing.brought_by, handing.came_at, handing.way) == ("", house.now, "web")
    submissions.judge(
        house.campaign,
        view.id,
        view.version,
        "returned",
        "请补名单",
        actor=house.who("office"),
        now=house.now,
    )
    later = replace_now(house, timedelta(days=3))
    again = hand_in(later, "summary", text=f"{GOOD}名单附后。")
    view, handing = submissions.handing_of(house.campaign, again, actor=house.who("office"))
    assert (handing.number, view.in_at) == (2, house.now)


def replace_now(house: House, by: timedelta) -> House:
    later = House()
    later.now = house.now + by
    return later


def test_a_corrected_notice_moves_its_day_but_not_one_that_the_office_fixed(house: House) -> None:
    from core.api import SYSTEM, campaigns
    from core.campaigns import service as core_campaigns
    from plugins.assessment.service import duties

    fixed, moving = owed(house, "plan"), owed(house, "summary")
    office_day = house.day + timedelta(days=11)
    duties.save_duty(
        house.campaign, fixed.key, duties.SaveDuty(fixed.title, fixed.kind, office_day, None), fixed.version,
        actor=SYSTEM, now=house.now,
    )  # fmt: skip
    duties.save_duty(
        house.campaign, moving.key, duties.SaveDuty("总结和照片", moving.kind, moving.day, None), moving.version,
        actor=SYSTEM, now=house.now,
    )  # fmt: skip
    granted = house.day + timedelta(days=4)
    house.decide(house.ask(granted, key=moving.key), "granted", granted)
    file = campaigns.campaign_file(house.campaign.slug)
    draft = file.draft()
    corrected = timedelta(days=2)
    core_campaigns.update_campaign(
        house.campaign.slug,
        replace(draft, duties=tuple(replace(d, day=d.day + corrected if d.day else None) for d in draft.duties)),
        file.version, actor=SYSTEM, now=house.now,
    )  # fmt: skip
    house.campaign = campaigns.campaign_by_id(house.campaign.id)
    now_fixed, now_moving = (duties.duty(house.campaign, one.key) for one in (fixed, moving))
    assert fixed.day is not None
    assert moving.day is not None
    assert (now_fixed.day, now_fixed.said_day) == (office_day, fixed.day + corrected)
    assert (now_moving.day, now_moving.title) == (moving.day + corrected, "总结和照片")
    board = duties.matrix(
        house.campaign, (house.water, house.unit("住房和城乡建设局")), house.now, plugins=False
    )
    assert board.cells[house.unit("住房和城乡建设局"), moving.key].day == moving.day + corrected
    assert board.cells[house.water, moving.key].day == granted
