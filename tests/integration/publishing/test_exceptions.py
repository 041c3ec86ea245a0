"""Waivers, what already happened, withdrawals and corrections through the chain, deputies."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from core.base import clock
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.registry import registry
from core.plugin.contracts import Blocker, SubjectPlace
from core.publishing import service, store
from core.publishing.contracts import PaperSignature
from core.publishing.errors import Gone
from core.publishing.models import DeputyRow
from tests.integration.publishing.test_race import rush
from tests.support.chain import KIND, NOW, City, png

DAY = timedelta(days=1)


@pytest.fixture
def at_now() -> Iterator[None]:
    """Deputies and lists ask which day it is."""
    with clock.travel(NOW):
        yield


def scan() -> tuple[Any, str]:
    return io.BytesIO(png()), "批件.png"


@pytest.fixture
def od03(city: City, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A judge that says OD-03 whenever it is asked; the moments at which it was asked."""
    asked: list[Any] = []

    def judge(hook: str, **arguments: Any) -> list[Blocker]:
        asked.append(arguments["now"])
        return [Blocker("note_too_long", {"limit": 1}, rule="OD-03")] if hook == "publish_blockers" else []

    monkeypatch.setattr(registry().host, "judge", judge)
    return asked


# ── waivers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_rule_from_a_notice_is_waived_for_one_item(city: City, od03: list[Any]) -> None:
    first, second = city.submit(1), city.submit(2)
    for document_id in (first, second):
        city.walk(document_id)
        with pytest.raises(RuleBroken):
            city.publish(document_id)
    office = city.actor("office")
    waiver = service.waive(KIND, 1, "OD-03", "防汛推迟，市政府同意", scan(), actor=office, now=NOW)
    assert [(w.rule_id, w.who) for w in service.waivers(KIND, 1)] == [("OD-03", "林知远")]
    assert service.publish_verdict(first, now=NOW) == []
    assert [b.rule for b in service.publish_verdict(second, now=NOW)] == ["OD-03"]
    service.revoke_waiver(waiver, actor=office, now=NOW)
    assert service.waivers(KIND, 1) == []
    with pytest.raises(RuleBroken):
        city.publish(first)
    again = service.waive(KIND, 1, "OD-03", "市政府同意", scan(), actor=office, now=NOW)
    city.publish(first)
    with pytest.raises(Conflict) as used:
        service.revoke_waiver(again, actor=office, now=NOW)
    assert used.value.code == "waiver_used"


@pytest.mark.parametrize("rule_id", ["PB-01", "DP-02", "PI-01", "SC-01", "XX-99", ""])
def test_a_rule_from_law_is_never_waived(city: City, rule_id: str) -> None:
    city.submit()
    with pytest.raises(RuleBroken) as refused:
        service.waive(KIND, 1, rule_id, "着急", scan(), actor=city.actor("office"), now=NOW)
    assert refused.value.code == "rule_not_waivable"


def test_a_waiver_wants_a_reason_a_scan_and_the_office(city: City) -> None:
    city.submit()
    office = city.actor("office")
    with pytest.raises(Invalid):
        service.waive(KIND, 1, "OD-03", " ", scan(), actor=office, now=NOW)
    with pytest.raises(Invalid):
        service.waive(KIND, 1, "OD-03", "理由", None, actor=office, now=NOW)
    with pytest.raises(NotAllowed):
        service.waive(KIND, 1, "OD-03", "理由", scan(), actor=city.actor("leader"), now=NOW)
    service.waive(KIND, 1, "OD-03", "理由", scan(), actor=office, now=NOW)
    with pytest.raises(Conflict):
        service.waive(KIND, 1, "OD-03", "理由", scan(), actor=office, now=NOW)


def test_before_the_document_exists_the_owner_says_whose_it_is(city: City) -> None:
    office = city.actor("office")
    with pytest.raises(NotFound):
        service.waive(KIND, 5, "OD-03", "理由", scan(), actor=office, now=NOW)
    from dataclasses import replace

    kinds = registry().document_kinds
    kinds[KIND] = replace(
        kinds[KIND], place_of=lambda subject_id: SubjectPlace(city.campaign_id, city.units["water"], "草稿")
    )
    service.waive(KIND, 5, "OD-03", "理由", scan(), actor=office, now=NOW)
    from core.campaigns import service as campaigns

    assert service.waived_rules(KIND, 5, campaigns.campaign_by_id(city.campaign_id)) == {"OD-03"}


# ── 补录 ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def happened(city: City, at: Any, subject_id: int = 1, **change: Any) -> int:
    given = {
        "portal_url": "https://www.example.gov.cn/5.html",
        "reason": "当时停电",
        "scan": scan(),
        **change,
    }
    return service.record_happened(
        KIND,
        subject_id,
        at,
        given["portal_url"],
        given["reason"],
        given["scan"],
        actor=city.actor("office"),
        now=NOW,
    )


def test_what_happened_is_entered_with_its_true_date(city: City, od03: list[Any]) -> None:
    true = NOW - 20 * DAY
    document_id = city.submit()
    happened(city, true)
    for step in ("first_review", "secrecy_review", "approval"):
        city.paper(document_id, step, name="", user_id=city.ids[{"first_review": "reviewer", "secrecy_review": "secrecy", "approval": "leader"}[step]], signed_on=(true - 2 * DAY).date(), scan=io.BytesIO(png()))  # fmt: skip
    service.waive(KIND, 1, "OD-03", "已经发生", scan(), actor=city.actor("office"), now=NOW)
    od03.clear()
    city.publish(document_id)
    assert od03 == [true]
    found = service.published(KIND, 1)
    assert found is not None
    assert (found.published_at, found.counts_from, found.entered_late) == (true, true, NOW)
    lines, _total = service.published_list(city.campaign_id, limit=5)
    assert lines[0].entered_late == NOW
    version = service.publication_views(document_id)[0]
    assert (version.late_reason, version.portal_url) == ("当时停电", "https://www.example.gov.cn/5.html")
    entry = service.happened(KIND, 1)
    assert entry is not None
    assert entry.used
    with pytest.raises(Conflict):
        service.drop_happened(entry.id, actor=city.actor("office"), now=NOW)


def test_it_needs_every_signature_and_what_is_true(city: City) -> None:
    document_id = city.submit()
    for change, field in (
        ({"at": NOW + DAY}, "happened_at"),
        ({"at": NOW.replace(year=2025)}, "happened_at"),
        ({"at": NOW - DAY, "portal_url": "门户"}, "portal_url"),
        ({"at": NOW - DAY, "reason": ""}, "reason"),
        ({"at": NOW - DAY, "scan": None}, "scan"),
    ):
        with pytest.raises(Invalid) as refused:
            happened(city, **change)
        assert refused.value.field == field
    entry = happened(city, NOW - DAY)
    with pytest.raises(Conflict):
        happened(city, NOW - DAY)
    with pytest.raises(Conflict):
        city.publish(document_id)
    service.drop_happened(entry, actor=city.actor("office"), now=NOW)
    with pytest.raises(Invalid) as early:
        city.paper(
            document_id, "first_review", name="周远", signed_on=(NOW - 5 * DAY).date(), scan=io.BytesIO(png())
        )
    assert early.value.code == "signed_before_text"


# ── corrections and withdrawals ─────────────────────────────────────────────────────────────────────────────────────
def test_a_correction_says_what_was_wrong_and_is_signed_with_the_text(city: City) -> None:
    document_id = city.published()
    first = city.digest(document_id)
    city.submit(correction="原文人数写错，应为60人。")
    assert city.digest(document_id) != first, "the same words with another purpose are another text to sign"
    city.walk(document_id)
    city.publish(document_id, now=NOW + DAY)
    found = service.published(KIND, 1)
    assert found is not None
    assert (found.version, found.correction) == (2, "原文人数写错，应为60人。")
    versions = service.public_versions(city.campaign_id, document_id)
    assert [(v.version, v.correction) for v in versions] == [(2, "原文人数写错，应为60人。"), (1, "")]


def test_a_withdrawal_goes_through_the_chain_like_a_text(city: City) -> None:
    document_id = city.published()
    with pytest.raises(Invalid):
        service.request_withdrawal(document_id, " ", actor=city.actor("editor"), now=NOW)
    with pytest.raises(NotAllowed):
        service.request_withdrawal(document_id, "活动取消", actor=city.actor("leader"), now=NOW)
    service.request_withdrawal(document_id, "活动取消", actor=city.actor("editor"), now=NOW)
    assert (city.view(document_id).purpose, city.view(document_id).step) == ("withdraw", "first_review")
    assert service.published(KIND, 1) is not None, "public until it is signed"
    with pytest.raises(Conflict):
        city.publish(document_id)
    city.walk(document_id)
    city.set_state("closed")
    city.publish(document_id, now=NOW + DAY)
    assert service.published(KIND, 1) is None
    assert service.published_list(city.campaign_id, limit=5) == ([], 0)
    with pytest.raises(Gone) as gone:
        service.published_or_gone(KIND, 1)
    told = gone.value.withdrawal
    assert (told.reason, told.at, told.version, told.waits) == ("活动取消", NOW + DAY, 1, False)
    assert city.view(document_id).step == "withdrawn"
    assert service.publication_views(document_id)[0].withdrawn_at == NOW + DAY
    with pytest.raises(Conflict):
        service.restore(document_id, actor=city.actor("office"), now=NOW)
    city.set_state("open")
    city.submit(text="新的一版")
    city.walk(document_id)
    city.publish(document_id, now=NOW + 2 * DAY)
    found = service.published_or_gone(KIND, 1)
    assert found.version == 2


def test_the_office_takes_down_at_once_and_the_chain_confirms(city: City) -> None:
    document_id = city.published()
    office, editor = city.actor("office"), city.actor("editor")
    with pytest.raises(NotAllowed):
        service.take_down_at_once(document_id, "电话写错", actor=editor, now=NOW)
    service.take_down_at_once(document_id, "电话写错", actor=office, now=NOW)
    assert service.published(KIND, 1) is None
    found = service.withdrawal(KIND, 1)
    assert found is not None
    assert (found.waits, found.confirm_by) == (True, date(2026, 9, 4))
    assert [w.document_id for w in service.unconfirmed(city.campaign_id, actor=editor)] == [document_id]
    service.request_withdrawal(document_id, "电话写错", actor=editor, now=NOW)
    with pytest.raises(Conflict):
        service.restore(document_id, actor=office, now=NOW)
    city.walk(document_id)
    city.publish(document_id, now=NOW + DAY)
    assert service.unconfirmed(city.campaign_id, actor=editor) == []
    assert city.view(document_id).step == "withdrawn"


def test_what_was_taken_down_by_mistake_is_put_back(city: City) -> None:
    document_id = city.published()
    office = city.actor("office")
    service.take_down_at_once(document_id, "看错了", actor=office, now=NOW)
    service.show_title(document_id, False, actor=office, now=NOW)
    hidden_title = service.withdrawal(KIND, 1)
    assert hidden_title is not None
    assert hidden_title.title == ""
    service.restore(document_id, actor=office, now=NOW)
    found = service.published(KIND, 1)
    assert found is not None
    assert found.version == 1
    assert city.view(document_id).step == "published"
    assert service.withdrawal(KIND, 1) is None


# ── deputies ────────────────────────────────────────────────────────────────────────────────────────────────────────
def duty(city: City, login: str, role: str) -> str:
    found = service.duties_to_give(actor=city.actor(login))
    return next(d.key for d in found if d.role == role and d.person.id == city.ids[login])


def name(city: City, who: str, deputy: str, *, first: int = 0, last: int = 5, role: str = "leader") -> int:
    return service.name_deputy(
        duty(city, who, role), city.ids[deputy], NOW.date() + first * DAY, NOW.date() + last * DAY,
        actor=city.actor(who), now=NOW,
    )  # fmt: skip


def test_a_deputy_signs_on_the_days_and_is_shown_as_one(city: City, at_now: None) -> None:
    name(city, "leader", "reviewer", role="leader")
    document_id = city.submit()
    city.walk(document_id, "approval")
    turn = service.turn(document_id, actor=city.actor("editor"))
    assert turn is not None
    assert [p.name for p in turn.people] == ["陈江月"], "the deputy has signed the first review"
    assert turn.deputies == {city.ids["reviewer"]: "陈江月"}
    with pytest.raises(RuleBroken) as clash:
        city.sign(document_id, "approval", by="reviewer")
    assert clash.value.code == "deputy_same_person"
    assert clash.value.params["person"] == "陈江月"


def test_a_deputy_who_signed_nothing_yet_signs(city: City, at_now: None) -> None:
    name(city, "leader", "secrecy", first=1, last=3)
    document_id = city.submit()
    city.walk(document_id, "approval")
    with pytest.raises(NotAllowed):
        city.sign(document_id, "approval", by="secrecy")
    with clock.travel(NOW + DAY):
        turn = service.turn(document_id, actor=city.actor("secrecy"))
        assert turn is not None
        assert (sorted(p.name for p in turn.people), turn.stands_for) == (["赵守一", "陈江月"], "陈江月")
        assert [line.id for line in service.waiting_for(city.actor("secrecy"), city.campaign_id)] == [
            document_id
        ]
        city.sign(document_id, "approval", by="secrecy", now=NOW + DAY)
    step = city.view(document_id).steps[3]
    assert (step.who, step.stood_for) == ("赵守一", "陈江月")
    assert store.signatures(document_id)[-1].for_user_id == city.ids["leader"]


def test_a_deputyship_gives_no_other_power_and_ends(city: City, at_now: None) -> None:
    kept = name(city, "leader", "secrecy")
    actor = city.actor("secrecy")
    assert not actor.can("publishing.approve")
    with pytest.raises(Invalid) as passed_on:
        service.name_deputy(
            f"leader:{city.units['water']}:{city.ids['leader']}", city.ids["editor"], NOW.date(), NOW.date(),
            actor=actor, now=NOW,
        )  # fmt: skip
    assert passed_on.value.code == "deputy_not_own_role"
    with pytest.raises(NotAllowed):
        service.end_deputy(kept, actor=city.actor("editor"), now=NOW)
    service.end_deputy(kept, actor=city.actor("leader"), now=NOW)
    document_id = city.submit()
    city.walk(document_id, "approval")
    with pytest.raises(NotAllowed):
        city.sign(document_id, "approval", by="secrecy")


def test_a_deputy_from_elsewhere_who_sees_nothing_is_refused(city: City, at_now: None) -> None:
    for login in ("strange_leader", "admin"):
        with pytest.raises(Invalid) as refused:
            name(city, "leader", login)
        assert refused.value.code == "deputy_sees_nothing"


def test_the_lead_names_for_others_in_the_department_only(city: City, at_now: None) -> None:
    city.give("editor", "lead")
    lead = city.actor("editor")
    keys = {(d.role, d.person.name) for d in service.duties_to_give(actor=lead)}
    assert ("leader", "陈江月") in keys
    assert ("leader", "钱远山") not in keys
    key = f"leader:{city.units['water']}:{city.ids['leader']}"
    service.name_deputy(key, city.ids["secrecy"], NOW.date(), NOW.date() + DAY, actor=lead, now=NOW)
    assert [line.person for line in service.deputy_lines(actor=lead, now=NOW)] == ["陈江月"]
    assert service.deputy_lines(actor=city.actor("stranger"), now=NOW) == []


def test_two_who_name_at_once_leave_one_deputy(city: City, at_now: None) -> None:
    key, leader = duty(city, "leader", "leader"), city.actor("leader")
    ids = [city.ids["secrecy"], city.ids["reviewer"], city.ids["editor"]]
    db.session.rollback()

    def job(deputy_id: int) -> Callable[[], object]:
        day = NOW.date()
        return lambda: service.name_deputy(key, deputy_id, day, day + DAY, actor=leader, now=NOW)

    answers = rush(city.app, [job(deputy_id) for deputy_id in ids])
    assert answers == {"done": 1, "deputy_there_already": 2}
    db.session.rollback()
    assert len(store.deputies()) == 1
    assert db.session.query(DeputyRow).count() == 1


def test_paper_signed_by_a_deputy_on_a_day_that_is_past(city: City, at_now: None) -> None:
    name(city, "leader", "secrecy", first=0, last=0)
    document_id = city.submit()
    city.walk(document_id, "approval")
    with clock.travel(NOW + 3 * DAY):
        paper = PaperSignature(
            "approval", NOW.date(), io.BytesIO(png()), "单.png", city.ids["secrecy"], no_secret_marks=True
        )
        service.record_paper_signature(
            document_id, city.digest(document_id), paper, actor=city.actor("editor"), now=NOW + 3 * DAY
        )
    row = store.signatures(document_id)[-1]
    assert (row.user_id, row.for_user_id) == (city.ids["secrecy"], city.ids["leader"])
