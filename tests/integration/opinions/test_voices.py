"""What an opinion is attached to: a part, a file, a digest; who stands behind it; what is merged in groups."""

from __future__ import annotations

import hashlib
import io
import random
from datetime import timedelta
from typing import Any

import pytest

from core.base.errors import Invalid, NotFound, RuleBroken
from core.plugin.contracts import Campaign, OpinionPart
from tests.integration.opinions.conftest import KIND, NOW, Ledger
from tests.support.chain import PDF, SLUG
from tests.support.many_comments import seed

PHONE, OTHER, THIRD = "13800002046", "13800003157", "13800004268"
TEXT = "建议在中山路小学门口增设减速带"


@pytest.fixture
def voices(ledger: Ledger) -> Ledger:
    """The ledger whose kind has parts, files and support."""
    from dataclasses import replace

    def part(campaign: Any, subject_id: int, anchor: str, version: str = "") -> OpinionPart | None:
        return (
            OpinionPart(anchor, "第三条", "水箱每半年清洗一次。", version or "2") if anchor == "a3" else None
        )

    kinds = ledger.app.extensions["yangguang"].opinion_kinds
    kinds[KIND] = replace(kinds[KIND], part=part, files=True, support=True)
    return ledger


def campaign_of(ledger: Ledger) -> Campaign:
    found: Campaign = ledger.app.extensions["yangguang"].load_campaign(SLUG)
    return found


def attached(name: str = "现场.pdf", data: bytes = PDF) -> Any:
    from core.opinions import service

    return service.take_file(io.BytesIO(data), name, remote="r", now=NOW)


def test_an_opinion_speaks_of_a_part_that_is_there(voices: Ledger) -> None:
    got = voices.say(anchor="a3")
    row = voices.row(got.id)
    assert (row.anchor, row.anchor_version) == ("a3", "2")
    with pytest.raises(Invalid, match="opinions_part_gone"):
        voices.say(anchor="a99")
    assert voices.say("图书馆周末开放时间请延长").number == "2026-0002"  # what was refused took no number


def test_a_file_is_seen_by_staff_and_by_all_only_when_let_through(voices: Ledger) -> None:
    from core.base import files
    from core.opinions import service

    got = voices.say(file=attached(), phone=PHONE)
    file = files.info(voices.row(got.id).file_id)
    assert files.allowed(file, voices.office)
    assert not files.allowed(file, voices.housing)
    assert not files.allowed(file, None)
    voices.accept(got.id)
    assert not files.allowed(file, None)
    version = voices.row(got.id).version
    service.show_file(got.id, version, True, actor=voices.office, now=NOW)
    assert files.allowed(file, None)
    assert service.public_opinion(campaign_of(voices), got.number).file == (file.id, "现场.pdf", len(PDF))
    path = files.path_of(file)
    from core.base.privacy import digest
    from core.opinions.service import persons

    voices.end(got.id)
    persons.erase_person(digest(PHONE), now=NOW)
    assert not path.exists()
    with pytest.raises(NotFound):
        files.info(file.id)
    assert voices.row(got.id).file_digest == hashlib.sha256(PDF).hexdigest()


def test_what_may_not_be_attached_is_refused(voices: Ledger) -> None:
    from core.opinions import rules

    with pytest.raises(RuleBroken, match="secret_mark"):
        attached("机密★1年.pdf")
    with pytest.raises(Invalid, match="file_kind"):
        attached("x.pdf", b"<html><script>alert(1)</script></html>")
    with pytest.raises(Invalid, match="opinions_file_large"):
        attached("x.pdf", PDF + b"0" * (rules.MOST_FILE_MB << 20))
    for _ in range(rules.LIMITS["file"][0] - 2):
        attached()
    with pytest.raises(RuleBroken, match="opinions_files_many"):
        attached()


def test_the_digest_is_proven_by_code_or_text_also_after_erasing(voices: Ledger) -> None:
    from core.base.privacy import digest
    from core.opinions import service
    from core.opinions.service import persons

    campaign = campaign_of(voices)
    got = voices.say(anchor="a3", file=attached(), phone=PHONE)
    said = hashlib.sha256(PDF).hexdigest()
    by_hand = f"yangguang-opinion-1\n{got.number}\n2026-09-10T10:00:00+08:00\na3\n{said}\n{TEXT}"
    assert got.digest == hashlib.sha256(by_hand.encode()).hexdigest()
    found = service.prove(campaign, got.number, code=got.code)
    assert (found.digest, found.canonical, found.erased, found.part) == (got.digest, by_hand, False, "第三条")
    voices.accept(got.id)
    voices.end(got.id)
    persons.erase_person(digest(PHONE), now=NOW)
    found = service.prove(campaign, got.number, code=got.code)
    assert (found.digest, found.file_digest, found.canonical, found.erased) == (got.digest, said, "", True)
    assert service.prove(campaign, got.number, text=f"  {TEXT}\r\n").same is True
    wrong = service.prove(campaign, got.number, text=TEXT + "。")
    assert (wrong.same, wrong.digest, wrong.subject) == (False, "", "")
    with pytest.raises(NotFound):
        service.prove(campaign, got.number, code="AAAA-AAAA")
    with pytest.raises(RuleBroken, match="opinions_proof_empty"):
        service.prove(campaign, got.number)


def test_a_phone_stands_behind_an_opinion_once_and_takes_it_back(voices: Ledger) -> None:
    from core.base.privacy import digest
    from core.opinions import service
    from core.opinions.contributions import personal_records
    from core.opinions.service import persons

    campaign = campaign_of(voices)
    mine, twin = voices.say(phone=PHONE), voices.say("希望中山路小学门口加装减速带，谢谢", phone=OTHER)
    with pytest.raises(NotFound):
        service.support(campaign, mine.number, OTHER, remote="r", now=NOW)
    for one in (mine, twin):
        voices.accept(one.id)
    with pytest.raises(RuleBroken, match="opinions_own"):
        service.support(campaign, mine.number, PHONE, remote="r", now=NOW)
    assert service.support(campaign, mine.number, OTHER, remote="r", now=NOW) == 1
    assert service.support(campaign, mine.number, OTHER, remote="r", now=NOW) == 1
    assert service.support(campaign, mine.number, THIRD, remote="r", now=NOW) == 2
    assert service.take_back(campaign, mine.number, THIRD, now=NOW) == 1
    assert service.support(campaign, twin.number, THIRD, remote="r", now=NOW) == 1
    found, _total = service.public_opinions(campaign, most_supported=True)
    assert [one.supports for one in found] == [1, 1]
    # Merged, the phones behind both are counted once each.
    versions = [(one.id, voices.row(one.id).version) for one in (mine, twin)]
    service.merge(versions, actor=voices.office, now=NOW)
    assert voices.row(mine.id).supports == 2
    records = personal_records(digest(THIRD))
    assert [twin.number in record.title for record in records] == [True]
    persons.erase_person(digest(THIRD), now=NOW)
    assert voices.row(mine.id).supports == 1
    assert personal_records(digest(THIRD)) == []
    voices.end(mine.id)
    with pytest.raises(RuleBroken, match="opinions_support_over"):
        service.take_back(campaign, mine.number, OTHER, now=NOW)
    persons.erase_person(digest(OTHER), now=NOW)
    assert voices.row(mine.id).supports == 1  # the person goes, the published count stays


def test_groups_are_found_by_the_job_and_decided_by_a_person(ledger: Ledger) -> None:
    from core.base.db import db
    from core.base.jobs import JobRow, run_long
    from core.opinions import service
    from core.opinions.models import Opinion, OpinionGroup

    unit = ledger.city.units["water"]
    seed(
        ledger.city.campaign_id, KIND, 1, 500, roads=("中山",), department_id=unit, now=NOW, chance=random.Random(3),
        states=(("received", 2), ("assigned", 1)),
    )  # fmt: skip
    with pytest.raises(NotFound):
        service.ask(KIND, 2, actor=ledger.office, now=NOW)
    service.ask(KIND, 1, actor=ledger.office, now=NOW)
    service.ask(KIND, 1, actor=ledger.office, now=NOW)
    assert db.session.query(JobRow).filter_by(name="opinions.compare").count() == 1
    assert "减速带" not in str([row.payload for row in db.session.query(JobRow)])
    run_long(NOW)
    found = service.groups(KIND, 1, actor=ledger.office)
    assert (found.state, found.done, found.fresh) == ("done", 500, 0)
    assert found.lines[0].size >= 3
    first, second = found.lines[0], found.lines[1]
    # all of the first, and the authors hear once, together
    number, joined = service.merge_group(first.id, actor=ledger.office, now=NOW)
    assert joined == first.size - 1
    head = db.session.query(Opinion).filter_by(number=number).one()
    assert service.opinion_view(head.id, actor=ledger.office, now=NOW).line.merged == joined
    # the second is kept apart, and not proposed again
    service.keep_group_apart(second.id, actor=ledger.office, now=NOW)
    before = {sample[1] for sample in second.samples}
    service.ask(KIND, 1, actor=ledger.office, now=NOW + timedelta(hours=1))
    run_long(NOW + timedelta(hours=1))
    again = service.groups(KIND, 1, actor=ledger.office)
    assert all(not before <= {sample[1] for sample in line.samples} for line in again.lines)
    assert db.session.query(OpinionGroup).filter_by(state="apart").count() == 1
    # some of a third
    third = again.lines[0]
    _row, members, total = service.group(third.id, actor=ledger.office)
    _number, some = service.merge_group(
        third.id, [one[0] for one in members[:2]], actor=ledger.office, now=NOW
    )
    assert some == 1
    assert service.groups(KIND, 1, actor=ledger.office).found == again.found - (total < 4)


def test_everyone_in_a_large_merge_is_told_once(ledger: Ledger) -> None:
    from core.base.db import db
    from core.base.jobs import run_long
    from core.base.outbox import OutboxMessage
    from core.base.privacy import digest, seal
    from core.opinions import service
    from core.opinions.models import Opinion

    unit = ledger.city.units["water"]
    ids = seed(ledger.city.campaign_id, KIND, 1, 60, department_id=unit, now=NOW, states=(("assigned", 1),))
    for n, row in enumerate(db.session.query(Opinion).order_by(Opinion.id)):
        phone = f"138{n:08d}"
        row.phone_sealed, row.person_digest = seal(phone), digest(phone)
    db.session.commit()
    service.merge([(one, 1) for one in ids], actor=ledger.office, now=NOW)
    ledger.end(ids[0], "not_adopted", "与上位法不一致，不能采纳。")
    told = db.session.query(OutboxMessage).filter_by(kind="opinions.ended")
    assert told.count() == 1
    run_long(NOW)
    assert told.count() == 60
    run_long(NOW)
    assert told.count() == 60
    feedback = service.feedback_on(KIND, 1)
    assert [(len(one.numbers), one.outcome) for one in feedback] == [(60, "not_adopted")]


def test_a_new_look_is_asked_for_when_many_came(ledger: Ledger) -> None:
    from core.base.db import db
    from core.base.jobs import JobRow
    from core.opinions import rules

    unit = ledger.city.units["water"]
    seed(ledger.city.campaign_id, KIND, 1, 74, department_id=unit, now=NOW)
    assert not rules.look_again(49, 0)
    ledger.say("请把中山路的路灯修一修")
    assert db.session.query(JobRow).filter_by(name="opinions.compare").count() == 1


def test_pages_of_many_are_counted_by_the_database(ledger: Ledger) -> None:
    from core.opinions import service

    unit = ledger.city.units["water"]
    seed(ledger.city.campaign_id, KIND, 1, 300, department_id=unit, now=NOW)
    everything = service.feedback_on(KIND, 1)
    assert len(everything) == 300
    assert service.feedback_on(KIND, 1, page=2, per_page=100) == everything[100:200]
    total, still_open = service.counts_for(KIND, 1)
    assert total == sum(count for *_rest, count in service.tally(KIND, 1)) == 300
    assert still_open == sum(one.open for one in everything)
    campaign = campaign_of(ledger)
    shown, count = service.public_opinions(campaign, kind=KIND, subject_id=1, anchor="a1", outcome="partly")
    wanted = [one for one in everything if (one.anchor, one.outcome) == ("a1", "partly")]
    assert count == len(wanted)
    assert {one.numbers[0] for one in shown} <= {one.numbers[0] for one in wanted}
    most, _ = service.public_opinions(campaign, kind=KIND, subject_id=1, most_supported=True)
    assert [one.supports for one in most] == sorted((one.supports for one in most), reverse=True)
