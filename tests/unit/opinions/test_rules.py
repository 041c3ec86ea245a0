"""What may happen to an opinion, pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.opinions import rules

NOW = datetime(2026, 9, 10, tzinfo=UTC)


def test_every_act_leads_from_known_states_to_a_known_one() -> None:
    for before, after in rules.ACTS.values():
        assert set(before) <= set(rules.STATES)
        assert after in rules.STATES
    reached = {after for _before, after in rules.ACTS.values()} | {"received"}
    assert reached == set(rules.STATES)


@pytest.mark.parametrize("act", ["accept", "hold", "reject", "assign", "end", "withdraw", "merge"])
@pytest.mark.parametrize("state", ["ended", "rejected", "withdrawn", "merged"])
def test_what_is_over_stays_over(act: str, state: str) -> None:
    refusal = rules.refuse_act(act, state)
    assert refusal is not None
    assert refusal.code == "opinions_changed"


@pytest.mark.parametrize(
    ("outcome", "reason", "place", "code"),
    [
        ("", "理由很充分", "", "opinions_outcome_missing"),
        ("adopted", "", "", None),
        ("partly", "", "", "opinions_reason_missing"),
        ("not_adopted", "不", "", "opinions_reason_missing"),
        ("not_adopted", "经费不足，明年安排", "", None),
        ("answered", "", "", "opinions_answer_missing"),
        ("passed_on", "", "", "opinions_place_missing"),
        ("passed_on", "", "12345 热线", None),
        ("adopted", "长" * 1001, "", "opinions_reason_long"),
    ],
)
def test_how_an_opinion_may_end(outcome: str, reason: str, place: str, code: str | None) -> None:
    refusal = rules.refuse_end(outcome, reason, place, reason_demanded=True)
    assert (refusal.code if refusal else None) == code


def test_a_pack_without_dp_10_demands_no_reason() -> None:
    assert rules.refuse_end("not_adopted", "", "", reason_demanded=False) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("意见 2026 — 42", "2026-0042"),
        ("２０２６-0042", "2026-0042"),
        ("2026-12345", "2026-12345"),
        ("x", "x"),
    ],
)
def test_a_number_is_known_however_it_is_typed(typed: str, number: str) -> None:
    assert rules.same_number(typed) == number
    assert rules.same_code(" k7qm-2f9x ") == "K7QM2F9X"


@pytest.mark.parametrize(
    "text",
    ["请打13912345678", "身份证 110101199003077571", "0429-2600118", "卡号 6222020200112233445", "a.b@c.cn"],
)
def test_what_names_somebody_is_seen(text: str) -> None:
    assert rules.names_somebody(text)
    assert not rules.names_somebody("3号楼有20户，2026年5月15日起停水15天，花了120000元")


def test_an_office_may_give_its_own_telephone() -> None:
    assert not rules.names_somebody_private("请打 0429-2600118 或 12345")
    assert rules.names_somebody_private("请找张三 13912345678")


def test_counters_open_again_after_their_window() -> None:
    most, window = rules.LIMITS["phone"]
    assert rules.spent(most - 1, NOW, NOW, "phone") is None
    refusal = rules.spent(most, NOW, NOW + window - timedelta(minutes=5), "phone")
    assert refusal is not None
    assert refusal.params == {"minutes": 6}
    assert rules.spent(most, NOW, NOW + window, "phone") is None


def test_text_is_cleaned_and_measured() -> None:
    assert rules.plain_text(" 一\u200b\r\n\r\n\r\n\r\n二\x00 ") == "一\n\n二"
    assert rules.refuse_text("。。。。。。") is not None
    assert rules.refuse_text("路" * 1001) is not None
    assert rules.refuse_text("路灯坏了") is None
