"""Pure decisions of the users room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.users import rules

NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)


# ── the tree ────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_department_cannot_hang_under_itself_or_its_children():
    parents = {1: None, 2: 1, 3: 2, 4: 1}
    assert rules.makes_cycle(parents, 2, 2)
    assert rules.makes_cycle(parents, 1, 3)
    assert not rules.makes_cycle(parents, 3, 4)
    assert not rules.makes_cycle(parents, 2, None)


def test_tree_order_puts_children_behind_parents_and_counts_depth():
    assert rules.tree_order([(5, 2), (1, None), (2, 1), (3, None), (4, 1)]) == [
        (1, 0),
        (2, 1),
        (5, 2),
        (4, 1),
        (3, 0),
    ]


def test_a_child_of_somebody_left_out_becomes_a_root():
    assert rules.tree_order([(2, 1), (3, 2)]) == [(2, 0), (3, 1)]


@given(st.lists(st.integers(0, 30), max_size=30))
def test_tree_order_loses_nobody(above: list[int]):
    nodes = [(n, a if a < n else None) for n, a in enumerate(above, 1)]
    assert sorted(node for node, _ in rules.tree_order(nodes)) == [n for n, _ in nodes]


def test_ancestors_go_from_near_to_far_and_end_in_a_broken_ring():
    assert rules.ancestors({1: None, 2: 1, 3: 2}, 3) == (3, 2, 1)
    assert rules.ancestors({1: 2, 2: 1}, 1) == (1, 2)


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("one", "other"), [("市 水务局", "市水务局"), ("市局（一）", "市局(一)"), ("ＡＢ局", "ab局")]
)
def test_department_names_are_compared_without_blanks_and_width(one: str, other: str):
    assert rules.name_key(one) == rules.name_key(other)


@pytest.mark.parametrize("name", ["wang.fang", "王芳", "ＷＡＮＧ", "a-b_c@gov", "12"])
def test_login_names_that_fit(name: str):
    assert rules.refuse_login_name(name) is None


@pytest.mark.parametrize("name", ["", "a", "wang fang", "a" * 41, "wang/fang", "<b>"])
def test_login_names_that_do_not(name: str):
    assert rules.refuse_login_name(name) == rules.Verdict("login_shape")


def test_a_typed_list_is_parted_at_every_kind_of_comma():
    assert rules.split_names("市住建局、住建局，建设局; 住建局") == ("市住建局", "住建局", "建设局")


@pytest.mark.parametrize("text", ["", "13800002046", "0954-2000001", "0954 2000001转12", "+86 138 0000 2046"])
def test_contact_numbers_that_fit(text: str):
    assert rules.refuse_contact_phone(text) is None


@pytest.mark.parametrize("text", ["王女士", "12", "1.38E+10"])
def test_contact_numbers_that_do_not(text: str):
    assert rules.refuse_contact_phone(text) is not None


# ── passwords ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password_short"),
        ("123456789", "password_short"),
        ("x" * 201, "password_long"),
        ("wang.fangxy", "password_is_name"),
        ("Wang.FangXY2026", "password_is_name"),
        ("1234567890", "password_common"),
        ("Password123", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("abababababab", "password_common"),
    ],
)
def test_refused_passwords(password: str, code: str):
    verdict = rules.refuse_password(password, "wang.fangxy", "王芳")
    assert verdict is not None
    assert verdict.code == code


@pytest.mark.parametrize("password", ["门前大桥下游过一群鸭", "correct horse", "q7!mmR2xpL"])
def test_taken_passwords(password: str):
    assert rules.refuse_password(password, "wang.fangxy", "王芳") is None


# ── tries ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_fifth_wrong_try_locks_for_a_quarter_and_each_lock_doubles():
    tries, locks = rules.Tries(), []
    now = NOW
    for _ in range(4):
        for _ in range(5):
            assert not tries.locked(now)
            tries = rules.after_wrong_try(tries, now, 5)
        assert tries.locked_until is not None
        locks.append(tries.locked_until - now)
        now = tries.locked_until
    assert [int(lock.total_seconds() // 60) for lock in locks] == [15, 30, 60, 120]


def test_a_lock_never_lasts_longer_than_a_day():
    tries = rules.after_wrong_try(rules.Tries(4, 40, NOW, NOW), NOW, 5)
    assert tries.locked_until == NOW + rules.LONGEST_LOCK


def test_a_quiet_day_forgets_wrong_tries():
    tries = rules.after_wrong_try(rules.Tries(4, 3, NOW, None), NOW + timedelta(hours=25), 5)
    assert (tries.count, tries.locks) == (1, 0)


def test_a_long_lock_is_no_quiet_day():
    last, until = NOW, NOW + timedelta(hours=24)
    tries = rules.after_wrong_try(rules.Tries(0, 8, last, until), until + timedelta(hours=1), 5)
    assert (tries.count, tries.locks) == (1, 8)


@pytest.mark.parametrize(
    ("age", "idle", "over"), [(11.9, 1.9, False), (12, 0, True), (3, 2, True), (0, 0, False)]
)
def test_a_session_ends_by_age_or_by_idleness(age: float, idle: float, over: bool):
    created, seen = NOW - timedelta(hours=age), NOW - timedelta(hours=idle)
    assert rules.session_over(created, seen, NOW) is over


# ── codes ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_minute_between_two_codes():
    verdict = rules.refuse_code(NOW - timedelta(seconds=20), 1, 1, NOW)
    assert verdict == rules.Verdict("code_too_soon", {"seconds": 40})
    assert rules.refuse_code(NOW - timedelta(seconds=60), 1, 1, NOW) is None


def test_so_many_codes_an_hour_for_a_phone_and_for_an_address():
    long_ago = NOW - timedelta(minutes=5)
    assert rules.refuse_code(long_ago, rules.CODES_PER_PHONE, 1, NOW) == rules.Verdict("code_too_many")
    assert rules.refuse_code(long_ago, 1, rules.CODES_PER_ADDRESS, NOW) == rules.Verdict("code_too_many")


def test_a_code_may_be_typed_with_blanks_and_full_width_digits():
    assert rules.typed_code(" １２３ 456") == "123456"


# ── roles ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_who_may_give_which_role():
    assert rules.granting_permissions("administrator") == ("users.appoint",)
    assert "users.grant_own" in rules.granting_permissions("editor")
    assert "users.grant_own" not in rules.granting_permissions("leader")
    assert "users.appoint" not in rules.granting_permissions("editor")


def test_scopes_of_roles():
    assert rules.refuse_scope("editor", "department", None, None) == rules.Verdict("grant_needs_department")
    assert rules.refuse_scope("administrator", "city", 3, None) == rules.Verdict("grant_administrator_scope")
    assert rules.refuse_scope("office", "city", None, 7) is None


# ── addresses ───────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("target", ["/zh/staff/people?page=2", "/zh/my", "/"])
def test_paths_of_this_site(target: str):
    assert rules.safe_path(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "zh/my",
     "/\t/evil.example", "/zh\r\nSet-Cookie: a=b", "http:/evil", " /zh", "/x\x7f"],
)  # fmt: skip
def test_anything_else_is_refused(target: str | None):
    assert rules.safe_path(target) is None


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        (
            "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116 MicroMessenger/8.0",
            ("wechat", "android"),
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120",
            ("edge", "windows"),
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1", ("safari", "ios")),
        ("curl/8", ("other", "other")),
    ],
)
def test_only_the_family_of_a_browser_is_kept(agent: str, family: tuple[str, str]):
    assert rules.agent_family(agent) == family
