"""A kind's host moderates that kind and nothing else; its owner's lists and acts; what callers may be offered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.base.errors import Conflict, NotAllowed, NotFound
from core.base.registry import registry
from core.opinions.contracts import Asked, EndOpinion
from core.plugin.contracts import AnsweredAlready
from tests.integration.opinions.conftest import KIND, NOW, Ledger, officer

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = "opinions.test_host"


@pytest.fixture
def hosted(ledger: Ledger) -> Iterator[Ledger]:
    """The kind of the tests has hosts; another kind beside it hasn't."""
    with ledger.app.app_context():
        kinds = registry().opinion_kinds
        before = kinds[KIND]
        kinds[KIND] = replace(
            before,
            moderates=HOST,
            callers=True,
            subjects=lambda campaign: [1],
            answered=lambda campaign, subject_id, text: [AnsweredAlready(text, "", "", "/zh/")],
        )
        kinds["opinions.test_other"] = replace(before, code="opinions.test_other", callers=False)
        yield ledger
        kinds[KIND] = before
        del kinds["opinions.test_other"]


def test_a_host_moderates_its_kind_and_sees_no_other(hosted: Ledger) -> None:
    from core.opinions import service

    host = officer("host", None, "opinions.see", HOST)
    mine = hosted.say(phone="13800002046")
    other = hosted.say("减速带的另一种说法不在这里", kind="opinions.test_other", phone="13800002047")
    seen = service.inbox(Asked(tab="new"), actor=host, now=NOW)
    assert [line.id for line in seen.lines] == [mine.id]
    assert service.may_moderate(host)
    assert service.may_moderate(host, seen.lines[0])
    with pytest.raises(NotFound):
        service.opinion_view(other.id, actor=host, now=NOW)
    with pytest.raises(NotAllowed):
        service.accept(other.id, 1, text=None, actor=host, now=NOW)
    with pytest.raises(NotAllowed):
        service.merge([(mine.id, 1), (other.id, 1)], actor=host, now=NOW)
    service.accept(mine.id, 1, text="改过的字", actor=host, now=NOW)
    service.end(mine.id, 2, EndOpinion("answered", "已经答复"), actor=host, now=NOW)
    service.reopen(mine.id, 3, actor=host, now=NOW)
    assert not service.may_moderate(officer("editor", 1, "opinions.see", "opinions.answer"))
    everything = service.inbox(Asked(tab="new"), actor=hosted.office, now=NOW)
    assert {line.id for line in everything.lines} == {other.id}


def test_a_host_of_another_campaign_sees_nothing_here(hosted: Ledger) -> None:
    from core.opinions import service

    said = hosted.say(phone="13800002046")
    stranger = officer("host", None, HOST)
    stranger = replace(stranger, grants=(replace(stranger.grants[0], campaign_id=999),))
    assert not service.inbox(Asked(tab="new"), actor=stranger, now=NOW).lines
    with pytest.raises(NotAllowed):
        service.reject(said.id, 1, "empty", actor=stranger, now=NOW)


def test_what_an_owner_shows_on_the_desk_the_ledger_does_not(hosted: Ledger) -> None:
    from core.opinions import service

    hosted.say(phone="13800002046")
    counts, first, _lines = service.waiting(hosted.city.campaign_id, actor=hosted.office, now=NOW)
    assert counts["new"] == 0
    assert first is None
    hosted.say("减速带的另一种说法", kind="opinions.test_other", phone="13800002047")
    counts, first, _lines = service.waiting(hosted.city.campaign_id, actor=hosted.office, now=NOW)
    assert counts["new"] == 1


def test_an_owners_act_and_a_moderators_cannot_both_win(hosted: Ledger) -> None:
    from core.opinions import service

    said = hosted.say(phone="13800002046")
    hosted.accept(said.id)
    seen = service.brief_of(said.id)
    assert seen is not None
    assert service.confirm(said.id, seen.version, actor=hosted.office, now=NOW) == seen.version + 1
    with pytest.raises(Conflict):
        service.assign(said.id, seen.version, hosted.city.units["water"], actor=hosted.office, now=NOW)
    with pytest.raises(Conflict):
        service.confirm(said.id, seen.version, actor=hosted.office, now=NOW)


def test_an_answer_is_said_anew_without_telling_again(hosted: Ledger) -> None:
    from core.opinions import service

    said = hosted.say(phone="13800002046")
    hosted.accept(said.id)
    assert not service.rewrite(said.id, "还没有办结", actor=hosted.office, now=NOW)
    service.end(
        said.id,
        hosted.row(said.id).version,
        EndOpinion("answered", "第一段回答"),
        actor=hosted.office,
        now=NOW,
    )
    told = len(hosted.sent("13800002046"))
    assert service.rewrite(said.id, "第一段回答\n第二段", actor=hosted.office, now=NOW)
    assert hosted.row(said.id).reason == "第一段回答\n第二段"
    assert len(hosted.sent("13800002046")) == told
    assert service.told_of([said.id])[said.id].reason.endswith("第二段")


def test_callers_are_offered_what_takes_their_words_now(hosted: Ledger) -> None:
    from core.campaigns import service as campaigns
    from core.opinions import service

    campaign = campaigns.campaign_by_id(hosted.city.campaign_id)
    offered = service.for_callers(campaign, NOW)
    assert [(one.kind, one.subject_id) for one in offered] == [(KIND, 1)]
    assert service.answered_already(campaign, KIND, 1, "  减速带什么时候装  ")[0].title == "减速带什么时候装"
    assert not service.answered_already(campaign, KIND, 1, "短")


def test_nobody_is_offered_what_takes_no_words(hosted: Ledger) -> None:
    from core.campaigns import service as campaigns
    from core.opinions import service

    kinds = registry().opinion_kinds
    campaign = campaigns.campaign_by_id(hosted.city.campaign_id)
    told = kinds[KIND].subject
    kinds[KIND] = replace(
        kinds[KIND], subject=lambda c, i: replace(told(c, i), takes_until=NOW - timedelta(minutes=1))
    )
    assert not service.for_callers(campaign, NOW)
    kinds[KIND] = replace(
        kinds[KIND], subject=lambda c, i: replace(told(c, i), takes_from=NOW + timedelta(minutes=1))
    )
    assert not service.for_callers(campaign, NOW)
