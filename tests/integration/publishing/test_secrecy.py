"""The five verdicts, hiding at once, the list of copies, and what follows on the written instruction (SC-01)."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from core.base import files
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.events import EventRow
from core.publishing import service, store
from core.publishing.errors import Hidden
from core.publishing.models import DocumentRow, RevisionRow
from core.publishing.rules import digest_of
from core.publishing.service.records import archive_intact
from tests.integration.publishing.test_race import rush
from tests.support.chain import KIND, NOW, City, content, png

SECRET = "水源地坐标东经一二三点四五"
HOUR = timedelta(hours=1)


def give(city: City, document_id: int, verdict: str, reason: str = "", *, by: str = "secrecy") -> None:
    digest = city.digest(document_id)
    service.give_verdict(document_id, digest, verdict, reason, actor=city.actor(by), now=NOW)


def at_secrecy(city: City, body: str = "请穿平底鞋。", **more: Any) -> int:
    document_id = city.submit(text=body, **more)
    city.sign(document_id, "first_review")
    return document_id


def instruct(city: City, document_id: int, decision: str, *, by: str = "secrecy") -> int:
    new = service.NewInstruction(decision, "云保〔2026〕3号", NOW.date(), (io.BytesIO(png()), "指令.png"))
    return service.enter_instruction(document_id, new, actor=city.actor(by), now=NOW)


def test_what_may_be_public_goes_on_and_keeps_the_verdict(city: City) -> None:
    document_id = at_secrecy(city)
    give(city, document_id, "public")
    assert city.view(document_id).step == "approval"
    assert [s.verdict for s in store.signatures(document_id)] == ["", "", "public"]


def test_what_must_be_cut_comes_back_and_the_next_reviewer_sees_the_demand(city: City) -> None:
    document_id = at_secrecy(city)
    with pytest.raises(Invalid) as missing:
        give(city, document_id, "redact", "  ")
    assert missing.value.code == "redaction_needed"
    give(city, document_id, "redact", "删去第二段的坐标")
    view = city.view(document_id)
    assert view.step == "drafting"
    assert view.returned is not None
    assert (view.returned.verdict, view.returned.reason) == ("redact", "删去第二段的坐标")
    at_secrecy(city, "改过的正文。")
    remark = city.view(document_id).remarks[-1]
    assert (remark.verdict, remark.revision) == ("redact", 1)


@pytest.mark.parametrize("verdict", ["internal", "on_request"])
def test_what_may_not_be_published_ends_there(city: City, verdict: str) -> None:
    document_id = at_secrecy(city)
    give(city, document_id, verdict, "内部管理事项")
    view = city.view(document_id)
    assert (view.step, view.under_way) == (verdict, False)
    assert view.ended is not None
    assert view.ended.reason == "内部管理事项"
    told = service.ended_for(city.actor("editor"), city.campaign_id, NOW - HOUR)
    assert [(line.id, how) for line, how, _why in told] == [(document_id, verdict)]
    with pytest.raises(Conflict) as ended:
        city.submit(text="再来一稿")
    assert ended.value.code == "document_ended"
    assert service.published(KIND, 1) is None


def test_a_second_version_that_ends_leaves_the_first_public_and_it_can_be_mended(city: City) -> None:
    document_id = city.published()
    at_secrecy(city, "第二版")
    give(city, document_id, "internal", "内部事项")
    found = service.published(KIND, 1)
    assert found is not None
    assert found.version == 1
    assert city.submit(text="第三稿") == document_id


@pytest.mark.parametrize("verdict", ["public", "redact", "on_request", "suspected"])
def test_paper_carries_the_verdict_too(city: City, verdict: str) -> None:
    document_id = at_secrecy(city)
    city.paper(
        document_id, "secrecy_review", name="周远", verdict=verdict, reason="见审批单", scan=io.BytesIO(png())
    )
    row = store.signatures(document_id)[-1]
    assert (row.way, row.verdict, row.signer_name) == ("paper", verdict, "周远")
    assert row.reason == ("见审批单" if verdict in ("redact", "on_request") else "")
    assert service.is_hidden(KIND, 1) is (verdict == "suspected")


def test_only_the_secrecy_reviewer_gives_a_verdict(city: City) -> None:
    document_id = at_secrecy(city)
    for login in ("editor", "leader", "office"):
        with pytest.raises(NotAllowed):
            give(city, document_id, "suspected", by=login)
    with pytest.raises(Invalid):
        give(city, document_id, "whatever")


def test_suspicion_hides_everything_from_everyone_at_once(city: City) -> None:
    document_id = city.published(text=SECRET)
    at_secrecy(city, "更多" + SECRET)
    give(city, document_id, "suspected")
    assert service.is_hidden(KIND, 1)
    assert service.hidden_subjects(KIND) == {1}
    assert service.published(KIND, 1) is None
    assert service.published_list(city.campaign_id, limit=9) == ([], 0)
    assert service.published_kinds(city.campaign_id) == []
    for ask in (
        lambda: service.public_versions(city.campaign_id, document_id),
        lambda: service.public_version(city.campaign_id, document_id, 1),
        lambda: service.published_versions(document_id),
        lambda: service.revision_views(document_id),
        lambda: service.publish_verdict(document_id, now=NOW),
    ):
        with pytest.raises(NotFound):
            ask()
    for login in ("editor", "secrecy", "office", "leader"):
        with pytest.raises(Hidden):
            service.document_view(document_id, actor=city.actor(login))
        with pytest.raises(Hidden):
            service.take_package(document_id, actor=city.actor(login), now=NOW)
    shown = service.document_for(KIND, 1)
    assert shown is not None
    assert (shown.hidden, shown.title, shown.revision, shown.under_way) == (True, "", None, False)
    lines, _total = service.list_documents(actor=city.actor("office"))
    assert [(line.title, line.hidden) for line in lines] == [("", True)]
    assert not service.waiting_for(city.actor("secrecy"), city.campaign_id)
    assert service.under_way_count(city.campaign_id) == 0, "it would keep the campaign open for ever"
    with pytest.raises(Hidden):
        city.submit(text="再来一稿")
    names = db.session.scalars(select(EventRow.name)).all()
    assert "publishing.hidden" in names


def test_the_list_of_copies_names_places_and_people_but_no_text(city: City) -> None:
    document_id = city.published(text=SECRET)
    office, secrecy = city.actor("office"), city.actor("secrecy")
    service.record_portal(
        document_id,
        "https://www.example.gov.cn/9.html",
        NOW,
        (io.BytesIO(png()), "图.png"),
        actor=office,
        now=NOW,
    )
    service.take_package(document_id, actor=office, now=NOW)
    service.note_opened(document_id, actor=city.actor("leader"), now=NOW)
    service.note_opened(document_id, actor=city.actor("leader"), now=NOW)
    with pytest.raises(NotAllowed):
        service.hide(document_id, actor=city.actor("leader"), now=NOW)
    service.hide(document_id, actor=secrecy, now=NOW)
    view = service.quarantine_view(document_id, actor=secrecy)
    said = repr(view)
    assert SECRET not in said
    assert content().title not in said
    assert "https://www.example.gov.cn/9.html" in [copy.where for copy in view.copies]
    assert len(view.copies) >= 5
    assert [who for who, act, _at in view.readers if act == "publishing.opened"] == ["陈江月"]
    assert [who for who, act, _at in view.readers if act == "publishing.package_taken"] == ["林知远"]
    for login in ("editor", "leader", "stranger", "admin"):
        with pytest.raises(NotFound):
            service.quarantine_view(document_id, actor=city.actor(login))


def test_blanking_wants_two_persons_and_leaves_only_the_record(city: City) -> None:
    document_id = city.published(text=SECRET)
    service.record_portal(
        document_id, "https://www.example.gov.cn/9.html", NOW, (io.BytesIO(png()), "图.png"),
        actor=city.actor("office"), now=NOW,
    )  # fmt: skip
    digest = store.revisions(document_id)[0].digest
    shot = store.publications(document_id)[0].portal_file_id
    assert shot is not None
    service.hide(document_id, actor=city.actor("office"), now=NOW)
    with pytest.raises(NotAllowed):
        instruct(city, document_id, "blank", by="office")
    entered = instruct(city, document_id, "blank")
    with pytest.raises(Conflict):
        instruct(city, document_id, "release")
    with pytest.raises(NotAllowed):
        service.decide_instruction(entered, True, actor=city.actor("secrecy"), now=NOW)
    city.give("secrecy", "office", None)
    with pytest.raises(RuleBroken) as alone:
        service.decide_instruction(entered, True, actor=city.actor("secrecy"), now=NOW)
    assert alone.value.code == "same_person_instruction"
    assert service.decide_instruction(entered, True, actor=city.actor("office"), now=NOW + HOUR) == "blank"
    row = store.revisions(document_id)[0]
    assert (row.title, row.blocks, row.data, row.digest) == ("〔已按保密部门指令清除〕", [], {}, digest)
    assert db.session.get_one(DocumentRow, document_id).title == "〔已按保密部门指令清除〕"
    assert service.is_hidden(KIND, 1)
    assert service.published(KIND, 1) is None
    assert files.info(shot).blanked
    for (table,) in db.session.execute(text(_tables())).all():
        rows = db.session.execute(text(f'SELECT * FROM "{table}"')).all()
        assert SECRET not in repr(rows), table
    assert len(store.signatures(document_id)) == 6
    assert service.quarantine_view(document_id, actor=city.actor("office")).blanked_at == NOW + HOUR


def _tables() -> str:
    if db.engine.dialect.name == "sqlite":
        return "SELECT name FROM sqlite_master WHERE type = 'table'"
    return "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def test_what_is_no_secret_comes_back_as_it_was(city: City) -> None:
    public, waiting = city.published(1), at_secrecy(city, subject_id=2)
    for document_id in (public, waiting):
        service.hide(document_id, actor=city.actor("secrecy"), now=NOW)
        entered = instruct(city, document_id, "release")
        service.decide_instruction(entered, True, actor=city.actor("office"), now=NOW)
    assert service.published(KIND, 1) is not None
    assert city.view(waiting).step == "secrecy_review"
    give(city, waiting, "public")
    assert city.view(waiting).step == "approval"
    names = db.session.scalars(select(EventRow.name)).all()
    assert names.count("publishing.released") == 2


def test_an_instruction_entered_by_mistake_is_dropped(city: City) -> None:
    document_id = city.published()
    service.hide(document_id, actor=city.actor("secrecy"), now=NOW)
    entered = instruct(city, document_id, "blank")
    assert service.decide_instruction(entered, False, actor=city.actor("office"), now=NOW) == ""
    with pytest.raises(NotFound):
        service.decide_instruction(entered, True, actor=city.actor("office"), now=NOW)
    assert store.revisions(document_id)[0].blocks


def test_a_frozen_revision_still_refuses_the_orm(city: City) -> None:
    document_id = city.published()
    row = store.revisions(document_id)[0]
    row.title = "别的"
    with pytest.raises(RuntimeError):
        db.session.flush()
    db.session.rollback()


def test_hiding_and_publishing_at_once_never_leaves_a_secret_public(city: City) -> None:
    document_id = city.submit(text=SECRET)
    city.walk(document_id)
    digest = city.digest(document_id)
    office, secrecy = city.actor("office"), city.actor("secrecy")
    db.session.rollback()
    answers = rush(
        city.app,
        [
            lambda: service.publish(document_id, digest, actor=office, now=NOW),
            lambda: service.hide(document_id, actor=secrecy, now=NOW),
        ]
        * 2,
    )
    assert answers["done"] in (1, 2)
    db.session.rollback()
    assert service.is_hidden(KIND, 1)
    assert service.published(KIND, 1) is None


def test_marks_are_refused_before_anything_is_stored(city: City) -> None:
    for given in ({"text": "机密★10年"}, {"correction": "秘密★5年的内容"}):
        with pytest.raises(RuleBroken) as refused:
            city.submit(**given)  # type: ignore[arg-type]
        assert refused.value.code == "secret_mark"
    assert db.session.scalar(select(RevisionRow.id)) is None
    document_id = at_secrecy(city)
    with pytest.raises(RuleBroken):
        give(city, document_id, "redact", "删去机密★10年那一段")


def test_the_archives_digest_is_over_who_entered_it_and_older_ones_stay_checkable(city: City) -> None:
    document_id = city.submit()
    city.paper(document_id, "first_review", name="周远", scan=io.BytesIO(png()))
    city.sign(document_id, "secrecy_review")
    city.sign(document_id, "approval")
    city.publish(document_id)
    publication, revision = store.publications(document_id)[0], store.revisions(document_id)[0]
    assert publication.archive_form == 2
    assert archive_intact(publication, revision)
    store.signatures(document_id)[1].entered_by = city.ids["leader"]
    assert not archive_intact(publication, revision)
    db.session.rollback()
    publication.archive_form = 1
    from core.publishing.service.records import archive_record

    publication.archive_digest = digest_of(archive_record(publication, revision))
    assert archive_intact(publication, revision)
    assert "entered_by" not in archive_record(publication, revision)["signatures"][0]
