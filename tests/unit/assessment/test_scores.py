"""Scores are exact, do not depend on the order of records, and change only where a record changed."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from plugins.assessment.rules import scores
from plugins.assessment.rules.scores import Gauge, Measure, Row

F = Fraction


def gauge(rule: str, formula: str, full: int = 10, each: str = "0", least: int = 0) -> Gauge:
    measure = "" if formula == "judged" else f"a.{rule}"
    return Gauge(rule, rule, "", "", F(full), formula, measure, F(each), F(least))


GAUGES = (gauge("KH-01", "share"), gauge("KH-02", "per_late_day", 10, "0.5", 2), gauge("KH-03", "judged", 5))


def measure(code: str, unit: int, *amounts: object, share: bool = True) -> Measure:
    rows = [Row(f"r{n}", "", F(str(one))) for n, one in enumerate(amounts)]
    return Measure(code, unit, "件", share, scores.ordered(rows))


def test_each_formula_keeps_to_its_bounds() -> None:
    share, late, judged = GAUGES
    assert scores.points_for(share, measure("a", 1, 1, 0, 1)) == F(20, 3)
    assert scores.points_for(late, measure("a", 1, 3, share=False)) == F(17, 2)
    assert scores.points_for(late, measure("a", 1, 90, share=False)) == 2
    assert scores.points_for(late, measure("a", 1, share=False)) == 10
    assert scores.points_for(judged, measure("j", 1, "4.5", share=False)) == F(9, 2)
    assert scores.points_for(share, measure("a", 1)) is None
    assert scores.points_for(share, None) is None


def test_who_has_the_same_rate_shares_the_rank() -> None:
    given_ = [measure("a.KH-01", unit, *amounts) for unit, amounts in
              ((4, (1, 0)), (2, (1, 1)), (3, (1, 0, 1, 0)), (1, (0,)))]  # fmt: skip
    found = scores.ranking(scores.scores(GAUGES[:1], given_, [1, 2, 3, 4, 5]))
    assert [(one.rank, one.department_id) for one in found] == [(1, 2), (2, 3), (2, 4), (4, 1), (None, 5)]
    assert found[-1].rate is None


def test_a_correction_stands_before_the_records() -> None:
    given_ = [measure("a.KH-01", 1, 0), measure("corrected:KH-01", 1, "7.25", share=False)]
    one = scores.scores(GAUGES[:1], given_, [1])[0]
    assert (one.points, one.source) == (F(29, 4), "corrected")


def test_numbers_for_people_are_rounded_half_up() -> None:
    assert [scores.shown(one) for one in (F(1, 3), F(1, 200), F(10), F(5, 2), None)] == [
        "0.33", "0.01", "10", "2.5", "",
    ]  # fmt: skip


AMOUNTS = st.lists(st.integers(0, 1), min_size=1, max_size=6)
UNITS = st.dictionaries(
    st.integers(1, 12), st.tuples(AMOUNTS, st.integers(0, 30), st.integers(0, 5)), min_size=2
)


def measures(units: dict[int, tuple[list[int], int, int]]) -> list[Measure]:
    found = []
    for unit, (share, late, judged) in units.items():
        found.append(measure("a.KH-01", unit, *share))
        found.append(measure("a.KH-02", unit, late, share=False))
        found.append(measure("judged:KH-03", unit, judged, share=False))
    return found


@given(UNITS, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(units, random) -> None:
    first = measures(units)
    other = [Measure(m.code, m.department_id, m.unit, m.share, scores.ordered(
        random.sample(m.rows, len(m.rows)))) for m in first]  # fmt: skip
    random.shuffle(other)
    order = list(units)
    random.shuffle(order)
    one, two = scores.scores(GAUGES, first, units), scores.scores(GAUGES, other, order)
    assert one == two
    assert scores.ranking(one) == scores.ranking(random.sample(two, len(two)))


@given(UNITS, st.data())
def test_one_changed_record_changes_only_what_depends_on_it(units, data) -> None:
    unit = data.draw(st.sampled_from(sorted(units)))
    before = scores.scores(GAUGES, measures(units), units)
    share, late, judged = units[unit]
    after = scores.scores(GAUGES, measures({**units, unit: ([*share, 0], late, judged)}), units)
    for old, new in zip(before, after, strict=True):
        if (old.department_id, old.rule) != (unit, "KH-01"):
            assert old == new
    old_places = {p.department_id: p for p in scores.ranking(before)}
    for place in scores.ranking(after):
        was = old_places[place.department_id]
        if place.department_id != unit:
            assert (place.points, place.full, place.rate) == (was.points, was.full, was.rate)
        else:
            assert place.rate is not None
            assert was.rate is not None
            assert place.rate <= was.rate


@given(UNITS)
def test_what_was_frozen_says_the_same_again(units) -> None:
    first = measures(units)
    again = [Measure(m.code, m.department_id, m.unit, m.share,
                     scores.rows_of_json(scores.rows_as_json(m.rows))) for m in first]  # fmt: skip
    gauges = [scores.gauge_of_json(scores.gauge_as_json(one)) for one in GAUGES]
    found = [scores.scores(g, m, units) for g, m in ((GAUGES, first), (gauges, again))]
    digests = {scores.result_digest(one, scores.ranking(one)) for one in found}
    assert len(digests) == 1
