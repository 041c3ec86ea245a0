"""The life of a work order as a table, its terms over holidays and make-up days."""

from __future__ import annotations

from datetime import date

import pytest

from core.base.workdays import WorkCalendar
from plugins.hotline.rules.orders import (
    ACTS,
    STATES,
    Standing,
    Terms,
    first_due,
    is_late,
    latest_due,
    possible,
    refuse_act,
    term_class_of,
)

#: state → every act that may begin there with nothing used up and nothing asked for
LAWFUL = {
    "registered": "answer dispatch pass_outside take_reply merge make_confidential edit note",
    "dispatched": "accept object redispatch take_reply urge merge make_confidential edit note",
    "accepted": "redispatch ask_extension reply urge merge make_confidential edit note",
    "objected": "uphold uphold_open refuse urge make_confidential edit note",
    "replied": "send_back close merge make_confidential edit note",
    "closed": "take_reply reopen reopen_open note",
    "merged": "unmerge note",
}
TODAY = date(2026, 5, 6)
CALENDAR = WorkCalendar()


def add(day: date, number: int) -> date:
    return CALENDAR.add(day, number, "working")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", sorted(ACTS))
def test_every_act_in_every_state(act: str, state: str) -> None:
    standing = Standing(state, due_on=date(2026, 5, 20))
    lawful = act in LAWFUL[state].split()
    assert (refuse_act(act, standing, today=TODAY, terms=Terms()) == "") is lawful
    assert (act in possible(standing, today=TODAY, terms=Terms())) is lawful


@pytest.mark.parametrize(
    ("act", "standing", "code"),
    [
        ("object", Standing("dispatched", objected=True), "order_objected_already"),
        ("ask_extension", Standing("accepted", due_on=TODAY, extensions=2), "order_extensions_used"),
        ("ask_extension", Standing("accepted", due_on=TODAY, asked_days=3), "order_extension_waits"),
        ("ask_extension", Standing("accepted", due_on=date(2026, 5, 5)), "order_extension_late"),
        ("ask_extension", Standing("accepted"), "order_no_term"),
        ("ask_extension", Standing("accepted", due_on=TODAY), ""),
        ("extend", Standing("accepted", due_on=TODAY), "order_changed"),
        ("extend", Standing("accepted", due_on=TODAY, asked_days=2), ""),
        ("reopen", Standing("closed", reopened=True), "order_reopened_already"),
        ("merge", Standing("registered", confidential=True), "order_merge_confidential"),
        ("make_confidential", Standing("registered", confidential=True), "order_changed"),
        ("make_confidential", Standing("registered", has_members=True), "order_confidential_merged"),
    ],
)
def test_what_is_used_up_or_asked_for_counts(act: str, standing: Standing, code: str) -> None:
    assert refuse_act(act, standing, today=TODAY, terms=Terms()) == code


@pytest.mark.parametrize(
    ("term", "start", "end"),
    [
        # 28 September 2025 is a make-up Sunday, 11 October a make-up Saturday, 1 to 8 October are off.
        ("other", date(2025, 9, 25), date(2025, 10, 15)),
        ("consult", date(2025, 9, 25), date(2025, 10, 9)),
        # dispatched on a day off: the first working day after it is day one
        ("consult", date(2025, 10, 3), date(2025, 10, 14)),
        ("consult", date(2025, 9, 8), date(2025, 9, 15)),
    ],
)
def test_terms_count_working_days_with_make_up_days(term: str, start: date, end: date) -> None:
    assert first_due(Terms(), term, start, add) == end


def test_two_extensions_of_five_days_reach_no_further_than_the_limit() -> None:
    due = first_due(Terms(), "consult", date(2025, 9, 8), add)
    assert due is not None
    assert latest_due(Terms(), due, add) == date(2025, 9, 28)
    assert latest_due(Terms(extensions=0), due, add) == due


def test_a_pack_without_a_term_sets_no_day() -> None:
    assert first_due(Terms(consult=None), "consult", TODAY, add) is None


def test_late_is_the_day_after_the_last_day() -> None:
    assert not is_late("accepted", TODAY, TODAY)
    assert is_late("accepted", date(2026, 5, 5), TODAY)
    assert not is_late("closed", date(2026, 5, 5), TODAY)
    assert is_late("closed", date(2026, 5, 5), TODAY, replied_on=TODAY)
    assert not is_late("accepted", None, TODAY)


@pytest.mark.parametrize(
    ("sort", "topic", "term"),
    [
        ("consult", "", "consult"),
        ("consult", "other", "consult"),
        ("help", "consult", "consult"),
        ("help", "", "other"),
        ("complaint", "other", "other"),
    ],
)
def test_the_shorter_term_wins_between_sort_and_topic(sort: str, topic: str, term: str) -> None:
    assert term_class_of(sort, topic) == term
