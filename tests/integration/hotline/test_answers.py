"""From a closed case to a public answer, and asking callers how it was, on a real database."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import leave, warm_app
from tests.integration.hotline.order_city import NOW, OrderCity, plant
from tests.support import databases as made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases

HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def city(databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path) -> Iterator[OrderCity]:
    """One city for all tests here: each makes orders of its own."""
    url = databases.copy()
    settings = made.base_settings(tmp_path_factory.mktemp("answers"), url)
    app = warm_app({**settings, "SMS_GATEWAY": "demo", "DEMO": "1"}, warm)
    yield plant(app)
    leave(app)
    databases.drop(url)


@pytest.fixture(autouse=True)
def inside(city: OrderCity) -> Iterator[None]:
    with city.app.app_context():
        yield


def refused(code: str) -> Any:
    from core.base.errors import DomainError

    return pytest.raises(DomainError, match=f"^hotline.{code}( |$)|^{code}( |$)")


def closed_order(city: OrderCity, reply: str = "王女士家的阀门已经换好。", **more: Any) -> int:
    """An order that the water bureau answered and an operator closed."""
    order_id = int(city.at_water(topic_id=city.topic_id, **more).line.id)
    city.do("accept", order_id, by="editor")
    city.do("reply", order_id, reply, by="editor", now=NOW + HOUR)
    city.do(
        "close", order_id, by="operator" if more.get("confidential") else "supervisor", now=NOW + 2 * HOUR
    )
    return order_id


def decide_all(city: OrderCity, answer_id: int, state: str = "masked", by: str = "editor") -> None:
    from plugins.hotline.service import answer_drafts as drafts

    view = drafts.view(city.campaign, answer_id, actor=city.actor(by), now=NOW)
    states = dict.fromkeys(range(len(view.marks)), state)
    drafts.decide(city.campaign, answer_id, view.version, states, actor=city.actor(by), now=NOW)


def send(
    city: OrderCity, answer_id: int, by: str = "editor", now: datetime = NOW, correction: str = ""
) -> None:
    from plugins.hotline.service import answer_drafts as drafts

    view = drafts.view(city.campaign, answer_id, actor=city.actor(by), now=now)
    drafts.submit(
        city.campaign, answer_id, view.version, actor=city.actor(by), now=now, correction=correction
    )


def through_the_chain(city: OrderCity, answer_id: int, now: datetime = NOW) -> None:
    from core.publishing import service as publishing
    from plugins.hotline import chain

    document = chain.ANSWER.document(answer_id)
    assert document is not None
    assert document.revision is not None
    digest = document.revision.digest
    for step, login in (("first_review", "reviewer"), ("secrecy_review", "secrecy"), ("approval", "leader")):
        publishing.sign(document.id, step, digest, actor=city.actor(login), now=now)
    publishing.publish(document.id, digest, actor=city.actor("office"), now=now)


def deliver(now: datetime = NOW) -> None:
    """What the worker does with the facts that were stored."""
    from core.base import events

    while events.deliver_due(now):
        pass


def public_answer(city: OrderCity, **more: Any) -> int:
    from plugins.hotline.service import answers

    answer_id = answers.draft_from_order(closed_order(city, **more), actor=city.actor("editor"), now=NOW)
    decide_all(city, answer_id)
    send(city, answer_id)
    through_the_chain(city, answer_id, NOW + 5 * HOUR)
    deliver(NOW + 5 * HOUR)
    return answer_id


# ── answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_closed_case_becomes_a_masked_public_answer(city: OrderCity) -> None:
    from plugins.hotline import chain
    from plugins.hotline.models.answers import Answer, PublishedAnswer
    from plugins.hotline.service import answer_drafts as drafts
    from plugins.hotline.service import answers
    from plugins.hotline.store import answers as store

    order_id = closed_order(city, words="王女士说幸福小区3号楼2单元501室停水，电话13812345678。")
    answer_id = answers.draft_from_order(order_id, actor=city.actor("editor"), now=NOW)
    assert answers.draft_from_order(order_id, actor=city.actor("editor"), now=NOW) == answer_id
    view = drafts.view(city.campaign, answer_id, actor=city.actor("editor"), now=NOW)
    row = store.answer(answer_id)
    assert row is not None
    assert "王女士" not in row.question_sealed
    assert {mark["kind"] for mark in view.marks} >= {"name", "address", "mobile"}
    with refused("answer_masks_open"):
        send(city, answer_id)
    decide_all(city, answer_id)
    drafts.mask_more(
        city.campaign, answer_id, view.version + 1, "阀门", "address", actor=city.actor("editor"), now=NOW
    )
    send(city, answer_id)
    with refused("answer_locked"):
        decide_all(city, answer_id)
    through_the_chain(city, answer_id, NOW + HOUR)
    with city.app.test_request_context("/zh/"):
        assert answers.find(city.campaign, "停水") == ()  # the worker hasn't heard of it yet
        deliver(NOW + HOUR)
        found = answers.find(city.campaign, "前进路 停水", city.topic_id)
    assert [line.id for line in found] == [answer_id]
    out = chain.ANSWER.published(answer_id)
    assert out is not None
    text = out.revision.title + "".join(str(block["text"]) for block in out.revision.blocks)
    assert "138****" in text
    for private in ("王女士", "13812345678", "501", "阀门"):
        assert private not in text
        assert private not in found[0].answer
    from core.base.db import db
    from core.base.privacy import unseal

    row = db.session.get(Answer, answer_id, populate_existing=True)
    assert row is not None
    assert "13812345678" not in unseal(row.question_sealed)  # the working copy is what the public reads
    assert db.session.get(PublishedAnswer, answer_id) is not None


def test_decisions_hold_on_while_the_text_changes(city: OrderCity) -> None:
    from plugins.hotline.service import answer_drafts as drafts
    from plugins.hotline.service.answer_drafts import SaveAnswer

    unit, editor = city.units["water"], city.actor("editor")
    first = SaveAnswer("水费找谁问\n李大爷问的。", "打 13812345678 或者找张建国。", unit)
    answer_id = drafts.start(city.campaign, first, actor=editor, now=NOW)
    decide_all(city, answer_id, "kept")
    again = SaveAnswer("水费找谁问\n李大爷问的。", "请打 13812345678，或者找张建国、王秀英。", unit)
    drafts.save(city.campaign, answer_id, 2, again, actor=editor, now=NOW)
    view = drafts.view(city.campaign, answer_id, actor=editor, now=NOW)
    states = {view.answer[m["start"] : m["end"]]: m["state"] for m in view.marks if m["field"] == "answer"}
    assert states == {"13812345678": "kept", "张建国": "kept", "王秀英": "found"}
    with refused("answer_changed"):
        drafts.save(city.campaign, answer_id, 2, again, actor=editor, now=NOW)
    with refused("answer_words_nowhere"):
        drafts.mask_more(city.campaign, answer_id, 3, "刘备", "name", actor=editor, now=NOW)


def test_what_may_not_become_public_does_not(city: OrderCity) -> None:
    from core.base.errors import NotAllowed, NotFound
    from core.publishing import service as publishing
    from plugins.hotline import chain
    from plugins.hotline.service import answers, orders

    secret = closed_order(city, confidential=True)
    with refused("answer_confidential"):
        answers.draft_from_order(secret, actor=city.actor("editor"), now=NOW)
    with refused("answer_order_open"):
        answers.draft_from_order(city.at_water().line.id, actor=city.actor("editor"), now=NOW)
    with pytest.raises((NotFound, NotAllowed)):
        answers.draft_from_order(closed_order(city), actor=city.actor("housing"), now=NOW)
    # Opened again while the answer is with the reviewers: it is no longer the last word.
    order_id = closed_order(city)
    answer_id = answers.draft_from_order(order_id, actor=city.actor("editor"), now=NOW)
    decide_all(city, answer_id)
    send(city, answer_id)
    orders.reopen(order_id, "没有解决", actor=city.actor("supervisor"), now=NOW + 3 * HOUR)
    with refused("publish_blocked"):
        through_the_chain(city, answer_id, NOW + 4 * HOUR)
    document = chain.ANSWER.document(answer_id)
    assert document is not None
    codes = [blocker.code for blocker in publishing.publish_verdict(document.id, now=NOW + 4 * HOUR)]
    assert codes == ["hotline.answer_order_open"]


def test_counters_lists_typical_cases_and_taking_down(city: OrderCity) -> None:
    import docx

    from core.base.errors import NotFound
    from core.publishing import service as publishing
    from plugins.hotline import chain
    from plugins.hotline.service import answer_public, answers

    answer_id = public_answer(city, title="水压太低怎么报修")
    with city.app.test_request_context("/zh/"):
        answers.used(answer_id, actor=city.actor("operator"), now=NOW)
        answers.used(answer_id, actor=city.actor("operator"), now=NOW)
        answers.helped(city.campaign, answer_id, actor=city.actor("operator"), now=NOW)
        line = answers.published(answer_id)
        assert (line.used, line.helped) == (2, 1)
        lines, _count = answer_public.page(city.campaign, topic_id=city.topic_id)
        assert answer_id in [one.id for one in lines]
        answer_public.mark_typical(city.campaign, answer_id, True, actor=city.actor("editor"), now=NOW)
        data = answer_public.typical_docx(city.campaign, actor=city.actor("editor"), now=NOW)
        assert "水压太低怎么报修" in "".join(p.text for p in docx.Document(io.BytesIO(data)).paragraphs)
        document = chain.ANSWER.document(answer_id)
        assert document is not None
        publishing.take_down_at_once(document.id, "有误", actor=city.actor("office"), now=NOW + 6 * HOUR)
        with pytest.raises(NotFound):
            answers.published(answer_id)
        deliver(NOW + 6 * HOUR)
        assert answer_id not in [one.id for one in answer_public.page(city.campaign)[0]]
        assert answers.find(city.campaign, "水压太低") == ()


def test_blanking_leaves_no_copy(city: OrderCity) -> None:
    from plugins.hotline import chain
    from plugins.hotline.service import answer_public
    from plugins.hotline.store import answers as store

    answer_id = public_answer(city, title="停水补偿怎么算")
    out = chain.ANSWER.published(answer_id)
    assert out is not None
    assert len(answer_public.copies(out.revision)) == 3
    answer_public.blank(out.revision, NOW)
    row, line = store.answer(answer_id), store.published_lines([answer_id])[answer_id]
    assert row is not None
    assert (row.question_sealed, row.answer_sealed, line.question, line.answer) == ("", "", "", "")


# ── follow-up ───────────────────────────────────────────────────────────────────────────────────────────────────────
def asked(order_id: int, now: datetime = NOW + 2 * HOUR) -> int:
    from plugins.hotline.service import follow_up

    found = follow_up.ask(order_id, now=now)
    assert found is not None
    return found


def test_a_caller_is_asked_once_per_closing_and_opens_it_again_once(city: OrderCity) -> None:
    from plugins.hotline.service import follow_up

    phone = "13800007001"
    order_id = closed_order(city, phone=phone)
    deliver(NOW + 2 * HOUR)
    first = asked(order_id)
    assert asked(order_id) == first
    told = [words for kind, _lane, words in city.sent(phone) if kind.startswith("hotline.follow_up")]
    assert len(told) == 1
    assert city.row(order_id).number in told[0]
    assert "停水" not in told[0]
    assert follow_up.answer_by_caller(first, False, 2, "还是停", now=NOW + 3 * HOUR) is True
    assert city.row(order_id).state == "dispatched"
    with refused("follow_up_answered"):
        follow_up.answer_by_caller(first, True, 5, now=NOW + 3 * HOUR)
    city.do("accept", order_id, by="editor", now=NOW + 4 * HOUR)
    city.do("reply", order_id, "换了总阀。", by="editor", now=NOW + 5 * HOUR)
    city.do("close", order_id, by="supervisor", now=NOW + 6 * HOUR)
    second = asked(order_id, NOW + 6 * HOUR)
    assert second != first
    assert follow_up.answer_by_caller(second, False, 1, now=NOW + 7 * HOUR) is False
    assert city.row(order_id).state == "closed"
    given = follow_up.given_for(order_id, actor=city.actor("supervisor"), now=NOW + 8 * HOUR)
    assert [(g.way, g.satisfaction, g.reopened) for g in given] == [("link", 2, True), ("link", 1, False)]


def test_keys_count_and_a_wrong_one_says_so(city: OrderCity) -> None:
    from core.base.errors import NotFound
    from plugins.hotline.service import follow_up

    order_id = closed_order(city, phone="13800007002")
    asked(order_id)
    number = city.row(order_id).number
    with refused("follow_up_key"):
        follow_up.answer_by_key(campaign_id=city.campaign.id, order=number, digit="9", now=NOW + 3 * HOUR)
    with pytest.raises(NotFound):
        follow_up.answer_by_key(
            campaign_id=city.campaign.id, order="26-01-9999", digit="1", now=NOW + 3 * HOUR
        )
    follow_up.answer_by_key(campaign_id=city.campaign.id, order=number, digit="2", now=NOW + 3 * HOUR)
    given = follow_up.given_for(order_id, actor=city.actor("supervisor"), now=NOW + 3 * HOUR)
    assert [(g.way, g.satisfaction, g.resolved) for g in given] == [("key", 4, True)]


def test_whoever_had_a_part_in_it_never_asks(city: OrderCity) -> None:
    from plugins.hotline.service import follow_up

    order_id = closed_order(city, phone="024-62600119", login="operator")
    hidden = closed_order(city, phone="024-62600120", confidential=True)
    mine, secret = asked(order_id), asked(hidden)
    for login in ("operator", "supervisor"):  # one registered it, the other closed it
        lines = follow_up.to_ring(city.campaign, actor=city.actor(login), now=NOW + 3 * HOUR)
        assert not {mine, secret} & {line.id for line in lines}
        with refused("follow_up_own"):
            follow_up.answer_by_person(mine, True, 5, actor=city.actor(login), now=NOW + 3 * HOUR)
        with refused("follow_up_own"):
            follow_up.number_to_dial(mine, actor=city.actor(login), now=NOW + 3 * HOUR)
    from dataclasses import replace

    other = replace(city.actor("operator"), user_id=99_001)
    lines = follow_up.to_ring(city.campaign, actor=other, now=NOW + 3 * HOUR)
    assert mine in {line.id for line in lines}
    assert secret not in {line.id for line in lines}
    assert follow_up.number_to_dial(mine, actor=other, now=NOW + 3 * HOUR) == "02462600119"
    assert follow_up.no_answer(mine, actor=other, now=NOW + 3 * HOUR) == 1
    follow_up.answer_by_person(mine, True, 5, "很好", actor=other, now=NOW + 4 * HOUR)
    given = follow_up.given_for(order_id, actor=city.actor("supervisor"), now=NOW + 4 * HOUR)
    assert [(g.way, g.entered_by, g.words) for g in given] == [("person", 99_001, "很好")]


def test_who_does_not_answer_is_counted_and_is_asked_no_more(city: OrderCity) -> None:
    from plugins.hotline.service import follow_up, satisfaction

    late = NOW + timedelta(days=8)
    before = satisfaction.overview(city.campaign, now=NOW + 3 * HOUR).all
    row = asked(closed_order(city, phone="13800007003"))
    after = satisfaction.overview(city.campaign, now=NOW + 3 * HOUR).all
    assert after.waiting == before.waiting + 1
    with refused("follow_up_over"):
        follow_up.answer_by_caller(row, True, 5, now=late)
    silent = satisfaction.overview(city.campaign, now=late).all
    assert silent.waiting == 0
    assert silent.unanswered == after.waiting + after.unanswered
    assert silent.asked == silent.answered + silent.unanswered


def test_a_person_can_be_forgotten(city: OrderCity) -> None:
    from core.base import privacy
    from plugins.hotline.service import answers, follow_up, keeping_answers
    from plugins.hotline.store import answers as store

    phone = "13800007004"
    order_id = closed_order(city, phone=phone)
    follow_up.answer_by_caller(asked(order_id), True, 5, "谢谢小李", now=NOW + 3 * HOUR)
    answer_id = answers.draft_from_order(order_id, actor=city.actor("editor"), now=NOW)
    digest = privacy.digest(phone)
    assert len(keeping_answers.records_of(digest)) == 2
    keeping_answers.erase(digest, NOW)
    assert keeping_answers.records_of(digest) == []
    row = store.answer(answer_id)
    assert row is not None
    assert row.question_sealed == ""
    other = answers.draft_from_order(closed_order(city), actor=city.actor("editor"), now=NOW)
    keeping_answers.purge(NOW + timedelta(days=100))
    kept = store.answer(other)
    assert kept is not None
    assert kept.question_sealed == ""
