"""The chain's decisions: who may sign, what is complete, which marks are refused, what changed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.publishing import rules
from core.publishing.rules import Piece, Signature, Signer, StepRule

CHAIN = (
    StepRule("draft", ("editor",)),
    StepRule("first_review", ("reviewer",), ("draft",)),
    StepRule("secrecy_review", ("secrecy_reviewer",), ("draft",)),
    StepRule("approval", ("leader", "reviewer"), ("draft", "first_review")),
    StepRule("publish", ("office",), ("draft",)),
    StepRule("archive", ("system",)),
)
WANG, LI, ZHAO, CHEN = Signer(1, "王青禾"), Signer(2, "李望舒"), Signer(3, "赵守一"), Signer(4, "陈江月")


def signed(*pairs: tuple[str, Signer]) -> list[Signature]:
    return [Signature(step, who) for step, who in pairs]


@pytest.mark.parametrize(
    ("waiting", "step", "who", "roles", "before", "refusal"),
    [
        ("first_review", "first_review", LI, {"reviewer"}, [("draft", WANG)], None),
        ("first_review", "first_review", LI, {"leader"}, [("draft", WANG)], "role_missing"),
        ("first_review", "first_review", WANG, {"reviewer"}, [("draft", WANG)], "same_person"),
        ("first_review", "approval", CHEN, {"leader"}, [("draft", WANG)], "step_not_now"),
        ("approval", "approval", LI, {"reviewer"}, [("draft", WANG), ("first_review", LI)], "same_person"),
        ("approval", "approval", ZHAO, {"reviewer"}, [("draft", WANG), ("first_review", LI)], None),
        # secrecy_review may be the same person as first_review: the pack says only who must differ
        ("secrecy_review", "secrecy_review", LI, {"secrecy_reviewer"}, [("draft", WANG), ("first_review", LI)], None),
    ],
)  # fmt: skip
def test_who_may_sign(waiting, step, who, roles, before, refusal) -> None:
    found = rules.may_sign(CHAIN, waiting, step, who, roles, signed(*before))
    assert (found.code if found else None) == refusal


def test_a_step_that_the_pack_does_not_name_is_signed_by_nobody() -> None:
    short = [rule for rule in CHAIN if rule.key != "approval"]
    found = rules.may_sign(short, "approval", "approval", CHEN, {"leader"}, [])
    assert found is not None
    assert found.code == "step_not_in_pack"
    whole = signed(("draft", WANG), ("first_review", LI), ("secrecy_review", ZHAO), ("approval", CHEN))
    assert rules.complete(CHAIN, whole) is None
    missing = rules.complete(short, whole)
    assert missing is not None
    assert missing.code == "step_not_in_pack"
    assert rules.complete((), whole) is not None


def test_saying_no_needs_the_role_but_no_second_person() -> None:
    assert rules.may_return(CHAIN, "first_review", "first_review", {"reviewer"}) is None
    assert rules.may_return(CHAIN, "first_review", "first_review", {"editor"}) is not None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Signer(1, "王芳"), Signer(1, "王芳"), True),
        (Signer(1, "王芳"), Signer(2, "王芳"), False),  # two accounts are two people
        (Signer(1, "王芳"), Signer(None, "王　芳"), True),
        (Signer(None, "王芳"), Signer(None, "王 芳"), True),
        (Signer(None, "王芳"), Signer(None, "王方"), False),
        (Signer(None, ""), Signer(None, ""), False),
        (Signer(1, ""), Signer(None, ""), False),
    ],
)
def test_signers_are_compared_as_persons(one: Signer, other: Signer, same: bool) -> None:
    assert one.same_as(other) is same
    assert other.same_as(one) is same


def test_complete_names_the_first_missing_step() -> None:
    found = rules.complete(CHAIN, signed(("draft", WANG), ("first_review", LI), ("approval", CHEN)))
    assert found is not None
    assert (found.code, found.params["step"]) == ("signature_missing", "secrecy_review")


def test_complete_sees_one_hand_in_two_steps() -> None:
    found = rules.complete(
        CHAIN, signed(("draft", WANG), ("first_review", LI), ("secrecy_review", WANG), ("approval", CHEN))
    )
    assert found is not None
    assert found.code == "same_person"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_the_digest_knows_no_order_of_keys(content: dict) -> None:
    assert rules.digest_of(content) == rules.digest_of(dict(reversed(content.items())))
    assert len(rules.digest_of(content)) == 64


def test_the_digest_knows_every_sign() -> None:
    base = {"title": "公告", "blocks": [{"text": "请穿平底鞋。"}]}
    assert rules.digest_of(base) != rules.digest_of({**base, "blocks": [{"text": "请穿平底鞋"}]})


LINES = st.lists(st.text(alphabet="水厂公告活动一二三，。", min_size=1, max_size=12), max_size=12)


@given(LINES, LINES)
def test_both_texts_can_be_read_from_their_difference(before: list[str], after: list[str]) -> None:
    found = rules.difference(before, after)
    old = ["".join(p.text for p in line if p.kind != "added") for line in found]
    new = ["".join(p.text for p in line if p.kind != "removed") for line in found]
    assert [line for line in old if line] == before
    assert [line for line in new if line] == after


def test_a_changed_word_is_shown_inside_its_paragraph() -> None:
    found = rules.difference(["请穿平底鞋，提前到。"], ["请穿平底防滑鞋，提前到。"])
    assert found == [[Piece("same", "请穿平底"), Piece("added", "防滑"), Piece("same", "鞋，提前到。")]]


def test_a_text_is_read_as_paragraphs() -> None:
    blocks: list[dict[str, Any]] = [
        {"kind": "heading1", "text": "一、名额"},
        {"kind": "table", "head": ["场次", "人数"], "rows": [["上午", 30]]},
        {"kind": "list", "lines": ["甲", "乙"]},
        {"kind": "sign", "lines": ["水务局"]},
    ]
    assert rules.lines_of("公告", "1号", blocks) == [
        "公告", "1号", "一、名额", "场次｜人数", "上午｜30", "甲", "乙", "水务局",
    ]  # fmt: skip
