"""The chain over audit entries: whatever is done to rows or seals behind its back is found, and where."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.base import audit_chain as chain
from core.base.audit_chain import Entry, Seal

KEY = b"k" * 32
NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)


def entry(number: int, action: str = "users.signed_in") -> Entry:
    return Entry(number, NOW + timedelta(seconds=number), 1, action, "user", number, None, 3, {"n": number})


def sealed(*batches: list[Entry]) -> list[Seal]:
    seals: list[Seal] = []
    previous = chain.BEGINNING
    for number, batch in enumerate(batches, 1):
        entries = tuple((one.id, chain.mark(KEY, one)) for one in batch)
        digest = chain.seal_digest(KEY, number, previous, entries, NOW)
        seals.append(Seal(number, entries, previous, digest, "1", NOW))
        previous = digest
    return seals


#: ids with a gap, and a late smaller id (7) sealed after larger ones, as PostgreSQL makes them
BATCHES = [[entry(1), entry(2), entry(5)], [entry(6), entry(8)], [entry(7), entry(9), entry(10)]]
ROWS = sorted((one for batch in BATCHES for one in batch), key=lambda one: one.id)


def codes(rows: list[Entry], seals: list[Seal], **more: object) -> set[tuple[str, int | None]]:
    found = chain.check(KEY, seals, rows, **more)  # type: ignore[arg-type]
    return {(f.code, f.entry if f.entry is not None else f.seal) for f in found}


def test_what_nobody_touched_is_in_order() -> None:
    assert codes(ROWS, sealed(*BATCHES), horizon=10) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"action": "users.signed_out"}, {"user_id": 2}, {"user_id": None}, {"at": NOW}, {"subject_id": 4},
        {"campaign_id": 1}, {"department_id": None}, {"codes": {"n": 9}}, {"subject_type": "person"},
    ],
)  # fmt: skip
def test_any_changed_column_names_the_entry(change: dict[str, object]) -> None:
    rows = [replace(one, **change) if one.id == 6 else one for one in ROWS]  # type: ignore[arg-type]
    assert codes(rows, sealed(*BATCHES)) == {("entry_altered", 6)}


def test_taken_inserted_and_swapped_entries_are_named() -> None:
    seals = sealed(*BATCHES)
    assert codes([one for one in ROWS if one.id != 8], seals) == {("entry_missing", 8)}
    assert codes(sorted([*ROWS, entry(3)], key=lambda e: e.id), seals, horizon=10) == {("entry_inserted", 3)}
    swapped = [replace(entry({1: 2, 2: 1}.get(one.id, one.id)), id=one.id) for one in ROWS]
    assert codes(swapped, seals) == {("entry_altered", 1), ("entry_altered", 2)}


def test_seals_that_were_altered_taken_or_cut_off() -> None:
    seals = sealed(*BATCHES)
    forged = replace(
        seals[1], entries=((6, chain.mark(KEY, replace(entry(6), user_id=9))), *seals[1].entries[1:])
    )
    assert ("seal_altered", 2) in codes(ROWS, [seals[0], forged, seals[2]])
    assert ("seal_missing", 2) in codes(ROWS, [seals[0], seals[2]], horizon=10)
    cut = [one for one in ROWS if one.id in (1, 2, 5, 6, 8)]
    assert codes(cut, seals[:2]) == set(), "an end that was cut off whole is seen only by who noted it"
    assert codes(cut, seals[:2], heads=[(3, seals[2].digest)]) == {("head_not_found", 3)}
    assert codes(cut, seals[:2], heads=[(None, seals[2].digest)]) == {("head_not_found", None)}
    assert codes(ROWS, seals, heads=[(None, seals[0].digest)]) == set()


def test_a_seal_of_another_chain_does_not_link() -> None:
    other = sealed([entry(20)], [entry(6), entry(8)])
    assert ("seal_unlinked", 2) in codes(ROWS, [sealed(*BATCHES)[0], other[1], sealed(*BATCHES)[2]])


def test_old_entries_in_no_seal_are_told() -> None:
    assert codes([*ROWS, entry(11)], sealed(*BATCHES), horizon=10) == set()
    late = {"horizon": 10, "too_late_before": NOW + timedelta(hours=1)}
    assert codes([*ROWS, entry(11)], sealed(*BATCHES), **late) == {("entry_unsealed", 11)}


@given(st.data())
def test_no_tampering_goes_unseen(data: st.DataObject) -> None:
    """Whatever row is altered, taken, doubled under a free id or exchanged: something is found, and it is named."""
    rows, seals = list(ROWS), sealed(*BATCHES)
    victim = data.draw(st.sampled_from(rows))
    act = data.draw(st.sampled_from(["alter", "take", "insert", "exchange", "retime"]))
    if act == "alter":
        rows[rows.index(victim)] = replace(victim, codes={"n": data.draw(st.integers(100, 999))})
        wanted = {victim.id}
    elif act == "take":
        rows.remove(victim)
        wanted = {victim.id}
    elif act == "insert":
        new = data.draw(st.sampled_from([3, 4]))
        rows.append(replace(victim, id=new))
        wanted = {new}
    elif act == "retime":
        rows[rows.index(victim)] = replace(victim, at=victim.at + timedelta(microseconds=1))
        wanted = {victim.id}
    else:
        other = data.draw(st.sampled_from([one for one in rows if one.id != victim.id]))
        rows[rows.index(victim)] = replace(other, id=victim.id)
        rows[rows.index(other)] = replace(victim, id=other.id)
        wanted = {victim.id, other.id}
    found = chain.check(KEY, seals, sorted(rows, key=lambda one: one.id), horizon=10)
    assert {f.entry for f in found} == wanted
