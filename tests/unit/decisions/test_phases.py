"""A decision's phases from its facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from plugins.decisions.rules.gates import Review
from plugins.decisions.rules.phases import CODES, Facts, Held, Phase, phases
from plugins.decisions.rules.values import DecisionPack, RuleValue, Term

PACK = DecisionPack(
    comment_period=RuleValue(Term(30), "第十五条"),
    papers=RuleValue(Term(7), "第十六条"),
    legality=RuleValue(Term(7, "working"), "第二十五条"),
    feedback=RuleValue(Term(15), "15天内"),
    interpretation=RuleValue(Term(3, "working"), "3个工作日内"),
)
START = Facts(today=date(2026, 5, 1), catalogued=date(2026, 4, 13))
OUT = replace(START, published=date(2026, 5, 15), comment_until=date(2026, 6, 14))


def way(facts: Facts) -> dict[str, Phase]:
    return {phase.code: phase for phase in phases(facts, PACK)}


def test_the_way_of_one_decision() -> None:
    found = way(START)
    assert (found["announcement"].state, found["comment"].state, found["legality"].state) == (
        "done",
        "now",
        "todo",
    )
    found = way(replace(OUT, today=date(2026, 6, 14)))
    assert (found["comment"].state, found["comment"].note, found["feedback"].state) == (
        "now",
        "last_day",
        "todo",
    )
    found = way(replace(OUT, today=date(2026, 6, 15), comments=167))
    assert (found["comment"].state, found["comment"].count, found["feedback"].state) == ("done", 167, "now")
    assert found["feedback"].day == date(2026, 6, 29)
    late = way(replace(OUT, today=date(2026, 6, 30)))["feedback"]
    assert (late.state, late.count) == ("late", 1)
    told = way(replace(OUT, today=date(2026, 6, 30), feedback=date(2026, 6, 26)))["feedback"]
    assert (told.state, told.note, told.count) == ("done", "early", 3)
    running = way(replace(OUT, today=date(2026, 6, 30), review=Review(date(2026, 6, 29))))["legality"]
    assert (running.state, running.day) == ("now", date(2026, 7, 8))
    passed = replace(
        OUT, today=date(2026, 7, 9), review=Review(date(2026, 6, 29), date(2026, 7, 8), "passed")
    )
    assert (way(passed)["legality"].state, way(passed)["decision"].state) == ("done", "now")
    decided = replace(
        passed, decision_published=date(2026, 7, 10), decided=date(2026, 7, 9), today=date(2026, 7, 16)
    )
    assert way(decided)["decision"].state == "done"
    assert (way(decided)["interpretation"].state, way(decided)["interpretation"].day) == (
        "late",
        date(2026, 7, 15),
    )
    follow = replace(decided, milestones=((date(2026, 8, 1), date(2026, 7, 30)), (date(2026, 9, 1), None)))
    assert (way(follow)["follow_through"].state, way(follow)["follow_through"].day) == (
        "now",
        date(2026, 9, 1),
    )


def test_meetings() -> None:
    assert way(OUT)["meeting"].state == "skipped"
    wished = replace(OUT, wish="hearing")
    assert way(wished)["meeting"].state == "todo"
    assert way(replace(wished, today=date(2026, 6, 20)))["meeting"].state == "late"
    planned = replace(wished, meetings=(Held("hearing", date(2026, 6, 1), published=True, held=False),))
    assert (way(planned)["meeting"].state, way(planned)["meeting"].day) == ("todo", date(2026, 6, 1))
    held = replace(planned, today=date(2026, 6, 2))
    assert (way(held)["meeting"].state, way(held)["meeting"].count) == ("done", 1)


days = st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)), days, days, days, days, days, days, days,
    st.booleans(), st.sampled_from(["no", "symposium", "hearing"]), st.sampled_from(["", "passed", "changes", "refused"]),
)  # fmt: skip
def test_any_facts_give_eight_phases(
    today: date, catalogued: date | None, published: date | None, until: date | None, feedback: date | None,
    sent: date | None, decided: date | None, interpreted: date | None, stopped: bool, wish: str, result: str,
) -> None:  # fmt: skip
    review = Review(sent, sent if result else None, result) if sent is not None else None
    facts = Facts(
        today,
        catalogued,
        stopped,
        published,
        None,
        until,
        None,
        wish,
        (),
        feedback,
        review,
        decided,
        decided,
        interpreted,
    )
    found = phases(facts, PACK)
    assert tuple(phase.code for phase in found) == CODES
    assert {phase.state for phase in found} <= {"done", "now", "todo", "late", "skipped"}
    if stopped:
        assert not {phase.state for phase in found} & {"now", "late", "todo"}
