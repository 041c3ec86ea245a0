"""Verdicts, where a new text may come in, and the day under a signature."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.publishing import rules


@pytest.mark.parametrize(
    ("verdict", "outcome", "to"),
    [
        ("public", "passed", "approval"),
        ("redact", "returned", "drafting"),
        ("internal", "ended", "internal"),
        ("on_request", "ended", "on_request"),
    ],
)
def test_what_a_verdict_does(verdict: str, outcome: str, to: str) -> None:
    assert rules.after_verdict(verdict) == (outcome, to)


@pytest.mark.parametrize("step", [*rules.REVIEWS, rules.PUBLISH])
def test_nothing_comes_in_beside_what_is_under_way(step: str) -> None:
    for public in (True, False):
        found = rules.may_submit(step, public=public)
        assert found is not None
        assert found.code == "document_under_way"


def test_what_was_ended_stays_ended_but_what_is_public_can_be_mended() -> None:
    for step in rules.ENDED:
        found = rules.may_submit(step, public=False)
        assert found is not None
        assert found.code == "document_ended"
        assert rules.may_submit(step, public=True) is None
    for step in (rules.DRAFTING, rules.PUBLISHED, rules.WITHDRAWN):
        assert rules.may_submit(step, public=False) is None


def test_the_day_of_publication_is_written_once_and_only_where_it_is_asked_for() -> None:
    blocks: list[dict[str, Any]] = [
        {"kind": "paragraph", "text": "正文"},
        {"kind": "sign", "lines": ["云川市水务局"], "date": "published"},
        {"kind": "sign", "lines": ["云川市水务局", "2026年9月1日"]},
    ]
    out = rules.dated(blocks, date(2026, 9, 3))
    assert [b.get("lines") for b in out] == [
        None,
        ["云川市水务局", "2026年9月3日"],
        ["云川市水务局", "2026年9月1日"],
    ]
    assert rules.dated(out, date(2026, 10, 1)) == out
    assert rules.dated(blocks, None)[1]["lines"] == ["云川市水务局", "（公开当日）"]
    assert blocks[1] == {"kind": "sign", "lines": ["云川市水务局"], "date": "published"}
