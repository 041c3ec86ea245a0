"""The ledger on a real database: numbers, moderation, ends, merges, limits, what is told and what is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.plugin.contracts import Campaign
from tests.integration.opinions.conftest import KIND, NOW, Ledger, declare

PHONE = "13800002046"
OTHER = "13800003157"


def test_numbers_run_without_gaps_and_a_retry_gives_the_first_one(ledger: Ledger) -> None:
    from core.base.db import db
    from core.opinions.models import Opinion

    first = ledger.say()
    assert first.number == "2026-0001"
    again = ledger.say(key=f"{1:032x}")
    assert (again.number, again.code, again.first_time) == (first.number, first.code, False)
    with pytest.raises(Invalid):
        ledger.say("短")
    assert ledger.say("图书馆周末开放时间请延长").number == "2026-0002"
    assert db.session.query(Opinion).count() == 2


def test_twenty_at_once_get_twenty_numbers(ledger: Ledger) -> None:
    from core.base.db import db

    app = ledger.app

    def say(n: int) -> str:
        with app.app_context():
            try:
                return ledger.say(
                    f"第{n}位群众的意见：请公开第{n}期检测结果", key=f"{1000 + n:032x}", remote=f"r{n}"
                ).number
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(say, range(20)))
    assert numbers == [f"2026-{n:04d}" for n in range(1, 21)]


def test_a_mark_of_secrecy_is_refused_unstored(ledger: Ledger) -> None:
    from core.base.db import db
    from core.opinions.models import Opinion

    with pytest.raises(RuleBroken, match="secret_mark"):
        ledger.say("机密★五年 这份文件请公开")
    assert db.session.query(Opinion).count() == 0


def test_its_way_from_receipt_to_end_and_what_the_author_hears(ledger: Ledger) -> None:
    from core.opinions import service

    got = ledger.say(phone=PHONE, name="王女士")
    with pytest.raises(NotFound):
        service.public_opinion(service_campaign(ledger), got.number)
    ledger.accept(got.id)
    row = ledger.row(got.id)
    assert (row.state, row.department_id, row.due_on) == (
        "assigned",
        ledger.city.units["water"],
        date(2026, 9, 25),
    )
    public = service.public_opinion(service_campaign(ledger), got.number)
    assert public.text == "建议在中山路小学门口增设减速带"
    with pytest.raises(Invalid, match="opinions_reason_missing"):
        ledger.end(got.id, "not_adopted", "")
    with pytest.raises(NotAllowed):
        ledger.end(got.id, actor=ledger.housing)
    ledger.end(got.id, "partly", "先装一处，另一处等道路改造。", actor=ledger.water)
    kinds = [kind for kind, _state, _body in ledger.sent(PHONE)]
    assert kinds == ["opinions.received", "opinions.ended"]
    assert "部分采纳" in ledger.sent(PHONE)[1][2]
    standing = service.standing(service_campaign(ledger), "意见 2026－1", got.code.lower())
    assert (standing.outcome, standing.open) == ("partly", False)
    with pytest.raises(NotFound):
        service.standing(service_campaign(ledger), got.number, "AAAA-AAAA")


def service_campaign(ledger: Ledger) -> Campaign:
    from core.campaigns import service as campaigns

    return campaigns.campaign_by_id(ledger.city.campaign_id)


def test_a_rejected_one_keeps_number_and_reason_and_is_never_public(ledger: Ledger) -> None:
    from core.opinions import service

    got = ledger.say(phone=PHONE)
    with pytest.raises(Invalid, match="opinions_rejection_missing"):
        service.reject(got.id, 1, "because", actor=ledger.office, now=NOW)
    service.reject(got.id, 1, "off_topic", actor=ledger.office, now=NOW)
    assert "无关" in ledger.sent(PHONE)[-1][2]
    assert service.standing(service_campaign(ledger), got.number, got.code).reason_code == "off_topic"
    assert service.public_opinions(service_campaign(ledger)) == ([], 0)
    assert ledger.say().number == "2026-0002"


def test_the_second_moderator_is_told(ledger: Ledger) -> None:
    from core.opinions import service

    got = ledger.say()
    service.hold(got.id, 1, actor=ledger.office, now=NOW)
    with pytest.raises(Conflict, match="opinions_changed"):
        service.accept(got.id, 1, text=None, actor=ledger.office, now=NOW)
    assert ledger.row(got.id).state == "held"
    done = service.in_bulk(service.accept, [(got.id, 1)], text=None, actor=ledger.office, now=NOW)
    assert done.refused[0][:2] == (got.number, "opinions_changed")


def test_what_names_somebody_is_looked_at_by_itself(ledger: Ledger) -> None:
    from core.opinions import service

    got = ledger.say("请打 13912345678 找张三，路灯坏了")
    with pytest.raises(RuleBroken, match="opinions_names_somebody"):
        ledger.accept(got.id)
    with pytest.raises(Invalid, match="opinions_still_named"):
        ledger.accept(got.id, text="请打 13912345678，路灯坏了")
    ledger.accept(got.id, text="请打 *，路灯坏了")
    found, _total = service.public_opinions(service_campaign(ledger))
    assert "139" not in found[0].text


def test_alike_ones_are_proposed_and_answered_jointly_and_a_merge_can_be_undone(ledger: Ledger) -> None:
    from core.opinions import service
    from core.opinions.contracts import Asked

    one = ledger.say("建议在中山路小学门口增设减速带", phone=PHONE)
    two = ledger.say("中山路小学门口车速太快，希望加装减速带。谢谢！", phone=OTHER)
    ledger.say("图书馆的厕所太脏了")
    lines = service.inbox(Asked(), actor=ledger.office, now=NOW).lines
    by_number = {line.number: line.likeness for line in lines}
    assert (by_number[two.number] or ("", 0))[0] == one.number
    assert by_number["2026-0003"] is None
    with pytest.raises(Conflict):
        service.merge([(one.id, 1), (two.id, 9)], actor=ledger.office, now=NOW)
    assert ledger.row(two.id).state == "received"
    assert service.merge([(two.id, 1), (one.id, 1)], actor=ledger.office, now=NOW) == one.number
    ledger.accept(one.id)
    assert service.open_for(KIND, 1)[0] == 2
    ledger.end(one.id)
    assert f"{two.number} 已办结" in ledger.sent(OTHER)[-1][2]
    public = service.public_opinion(service_campaign(ledger), one.number)
    assert public.numbers == (one.number, two.number)
    assert service.standing(service_campaign(ledger), two.number, two.code).joint == one.number
    service.unmerge(two.id, ledger.row(two.id).version, actor=ledger.office, now=NOW)
    assert ledger.row(two.id).state == "received"
    again = service.inbox(Asked(), actor=ledger.office, now=NOW).lines
    assert all(line.likeness is None or line.likeness[0] != one.number for line in again)


def test_withdrawing_the_leading_one_hands_the_lead_on(ledger: Ledger) -> None:
    from core.base.access import VISITOR
    from core.opinions import service

    ids = [ledger.say(f"门口路灯坏了{mark}").id for mark in "。！？"]
    service.merge([(i, 1) for i in ids], actor=ledger.office, now=NOW)
    service.withdraw(ids[0], actor=VISITOR, now=NOW)
    states = [(ledger.row(i).state, ledger.row(i).merged_into) for i in ids]
    assert states == [("withdrawn", None), ("received", None), ("merged", ids[1])]
    with pytest.raises(Conflict):
        service.withdraw(ids[0], actor=VISITOR, now=NOW)


def test_limits_count_per_phone_and_address(ledger: Ledger) -> None:
    for n in range(10):
        ledger.say(f"这是第 {n} 条不同的意见", phone=PHONE)
    with pytest.raises(RuleBroken, match="opinions_too_many"):
        ledger.say("又来一条意见", phone=PHONE)
    ledger.say("又来一条意见", phone=PHONE, now=NOW + timedelta(hours=25))
    with pytest.raises(RuleBroken, match="opinions_too_many"):
        for n in range(40):
            ledger.say(f"同一个地址的第 {n} 条", remote="one")


def test_a_clerk_enters_what_came_another_way(ledger: Ledger) -> None:
    with pytest.raises(NotAllowed):
        ledger.say(source="letter")
    entered = ledger.say(
        source="letter", actor=ledger.clerk, call="260 0377", way="paper", received_at=NOW - timedelta(days=3)
    )
    row = ledger.row(entered.id)
    assert (row.entered_by, row.way, row.due_on) == (7, "paper", date(2026, 9, 22))
    with pytest.raises(Invalid, match="opinions_from_future"):
        ledger.say(source="letter", actor=ledger.clerk, received_at=NOW + timedelta(days=1))
    ledger.accept(entered.id)
    ledger.end(entered.id)
    assert ledger.sent("260 0377")[-1][:2] == ("opinions.ended", "call")


def test_who_must_prove_a_phone_and_until_when(ledger: Ledger) -> None:
    declare(ledger.app, anonymous=False, until=NOW)
    with pytest.raises(RuleBroken, match="opinions_phone_needed"):
        ledger.say()
    with pytest.raises(RuleBroken, match="opinions_closed"):
        ledger.say(phone=PHONE, now=NOW + timedelta(minutes=1))
    with pytest.raises(NotFound):
        ledger.say(subject_id=77, phone=PHONE)
    late = ledger.say(source="letter", actor=ledger.clerk, received_at=NOW, now=NOW + timedelta(days=2))
    assert late.number == "2026-0001"


def test_departments_see_only_what_was_handed_to_them(ledger: Ledger) -> None:
    from core.opinions import service
    from core.opinions.contracts import Asked

    got = ledger.say()
    ledger.say("另一件还没有审核的事")
    ledger.accept(got.id)
    assert [line.number for line in service.inbox(Asked(tab="open"), actor=ledger.water, now=NOW).lines] == [
        got.number
    ]
    assert service.inbox(Asked(tab="new"), actor=ledger.water, now=NOW).lines == ()
    assert service.inbox(Asked(tab="open"), actor=ledger.housing, now=NOW).lines == ()
    with pytest.raises(NotFound):
        service.opinion_view(got.id, actor=ledger.housing, now=NOW)
    service.assign(got.id, 2, ledger.city.units["housing"], actor=ledger.water, now=NOW)
    assert service.opinion_view(got.id, actor=ledger.housing, now=NOW).line.number == got.number


def test_feedback_waits_until_every_opinion_has_ended(ledger: Ledger) -> None:
    from dataclasses import replace

    from core.opinions import contributions
    from core.plugin.contracts import DocumentKind, RevisionView
    from core.plugin.host import Host

    house = ledger.app.extensions["yangguang"]
    house.document_kinds["opinions.test_feedback"] = DocumentKind(
        "opinions.test_feedback", "反馈", "反馈", "web_public.column", "web_staff.desk", closes=KIND
    )
    revision = RevisionView(
        1, 1, "opinions.test_feedback", 1, 1, "反馈", "", "", (), {}, "", 1, ledger.city.campaign_id
    )
    campaign = service_campaign(ledger)
    host: Host = house.host

    def blockers() -> list[str]:
        with ledger.app.test_request_context("/zh/staff/"):
            found = host.judge("publish_blockers", campaign=campaign, revision=revision, now=NOW)
        return [blocker.code for blocker in found]

    got = ledger.say(phone=PHONE)
    assert blockers() == ["opinions_open"]
    assert contributions.blockers(replace(revision, subject_id=2), campaign) == ()
    ledger.accept(got.id)
    assert blockers() == ["opinions_open"]
    ledger.end(got.id)
    assert blockers() == []
    part = contributions.archive_parts(revision)[0]
    assert part.data["rows"] == [
        [got.number, "", "建议在中山路小学门口增设减速带", "采纳", "已经安排装上。", ""]
    ]
    assert PHONE not in str(part.data)


def test_erasing_and_purging_leave_no_name_and_keep_the_answer(ledger: Ledger) -> None:
    from core.base.privacy import digest
    from core.opinions import contributions, service
    from core.opinions.service import persons

    done, waiting = (
        ledger.say(phone=PHONE, name="王女士"),
        ledger.say("又一件事情请办理", phone=PHONE, name="王女士"),
    )
    ledger.accept(done.id)
    ledger.end(done.id)
    records = contributions.personal_records(digest(PHONE))
    assert [bool(record.duty) for record in records] == [False, True]
    persons.erase_person(digest(PHONE), now=NOW)
    assert ledger.row(done.id).text_sealed == ledger.row(done.id).phone_sealed == ""
    assert service.public_opinion(service_campaign(ledger), done.number).text
    # The open one still owes an answer: text and phone are kept for it, the name is gone, and all goes at its end.
    assert ledger.row(waiting.id).phone_sealed
    assert not ledger.row(waiting.id).name_sealed
    ledger.accept(waiting.id)
    ledger.end(waiting.id)
    assert ledger.sent(PHONE)[-1][0] == "opinions.ended"
    assert contributions.personal_records(digest(PHONE)) == []
    third = ledger.say("第三件事情请办理", phone=OTHER)
    ledger.accept(third.id)
    ledger.end(third.id)
    persons.purge(NOW + timedelta(days=89))
    assert ledger.row(third.id).phone_sealed
    counts = {purged.field: purged.count for purged in persons.purge(NOW + timedelta(days=91))}
    assert counts["opinions.author.phone"] == 1
    assert (ledger.row(third.id).phone_sealed, bool(ledger.row(third.id).published_text)) == ("", True)
