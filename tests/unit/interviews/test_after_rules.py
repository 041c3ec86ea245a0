"""What became of the questions: every one counted once, whatever happens to them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.interviews.rules import after
from plugins.interviews.rules.after import Asked

STATES = ("received", "held", "accepted", "assigned", "ended", "rejected", "withdrawn")
ASKED = st.lists(
    st.builds(
        Asked,
        st.integers(1, 99),
        st.integers(1, 20),
        st.sampled_from(["page", "hotline", "letter", "counter", "telephone", "meeting", "survey"]),
        st.sampled_from(STATES),
        st.sampled_from(["", "answered", "passed_on", "adopted"]),
        st.sampled_from(["off_topic", "abuse"]),
    ),
    max_size=40,
)


@given(ASKED, st.sets(st.integers(1, 20)), st.sets(st.integers(1, 20)))
def test_the_numbers_add_up(asked: list[Asked], chosen: set[int], on_air: set[int]) -> None:
    got = after.count(asked, chosen, on_air)
    assert got.received == len(asked) == sum(got.fates.values()) == sum(got.sources.values())
    assert set(got.fates) <= set(after.FATES)
    assert set(got.sources) <= set(after.SOURCES)
    assert sum(got.reasons.values()) == got.fates.get(after.NOT_TAKEN, 0)
    left = sum(got.fates.get(fate, 0) for fate in (after.NOT_TAKEN, after.WITHDRAWN, after.NEW))
    assert got.let_through + left == got.received


def test_an_answer_on_air_is_one_also_while_the_ledger_waits() -> None:
    one = Asked(3, 3, "page", "assigned")
    assert after.fate_of(one, {3}) == after.ON_AIR
    assert after.fate_of(one, set()) == after.OPEN


def test_what_was_taken_back_is_not_counted_as_answered() -> None:
    assert after.fate_of(Asked(3, 3, "page", "withdrawn"), {3}) == after.WITHDRAWN
    assert after.fate_of(Asked(3, 3, "page", "ended", "passed_on"), ()) == after.PASSED_ON
    assert after.fate_of(Asked(3, 3, "page", "held"), ()) == after.NEW
