"""The four real notices against tables that were written by reading them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from core.campaigns.notice import Notice, read_notice
from tests.unit.campaigns.notice import expected_c20, expected_cy20, expected_x12, expected_y24

NOTICES = Path(__file__).resolve().parents[4].parent / "shared" / "notices"
EXPECTED = [expected_c20, expected_cy20, expected_x12, expected_y24]


def _text(name: str) -> str:
    path = NOTICES / name
    if not path.exists():
        pytest.skip(f"the real notices are not beside this repository: {path} is missing")
    return path.read_text(encoding="utf-8")


@pytest.fixture(params=EXPECTED, ids=lambda module: module.__name__.rsplit("_", 1)[-1])
def case(request) -> tuple[ModuleType, Notice]:
    return request.param, read_notice(_text(request.param.FILE))


def _value(found):
    return found and (found.value, found.line)


def test_head(case):
    expected, notice = case
    assert _value(notice.title) == expected.TITLE
    assert _value(notice.issuer) == expected.ISSUER
    assert _value(notice.number) == expected.NUMBER
    assert _value(notice.theme) == expected.THEME


def test_window_and_form(case):
    expected, notice = case
    assert notice.window is not None
    assert (
        notice.window.start.isoformat(),
        notice.window.end.isoformat(),
        notice.window.line,
    ) == expected.WINDOW
    if expected.FORM is None:
        assert notice.form is None
    else:
        begins, ends, line = expected.FORM
        assert notice.form is not None
        assert notice.form.value.startswith(begins)
        assert notice.form.value.endswith(ends)
        assert notice.form.line == line


def test_units(case):
    expected, notice = case
    assert [unit.name for unit in notice.units] == expected.UNITS


def test_activities(case):
    expected, notice = case
    found = [
        (a.heading, a.line, list(a.units), list(a.groups), [day.isoformat() for day in a.dates])
        for a in notice.activities
    ]
    assert found == expected.ACTIVITIES


def test_duties(case):
    expected, notice = case
    found = [
        (d.date.isoformat() if d.date else d.rule, d.what, d.sender, d.receiver, d.line)
        for d in notice.deadlines
    ]
    assert found == expected.DEADLINES


def test_slogans_contacts_requirements(case):
    expected, notice = case
    assert [(slogan.text, slogan.line) for slogan in notice.slogans] == expected.SLOGANS
    shape = [
        {key: value for key, value in contact.items() if key in ("name", "phone", "email")}
        for contact in notice.to_json()["contacts"]
    ]
    assert shape == expected.CONTACTS
    assert [(item.heading, item.line) for item in notice.requirements] == expected.REQUIREMENTS


def test_clean_and_complete(case):
    expected, notice = case
    assert notice.pollution == ()
    assert [item.line for item in notice.unplaced] == expected.UNPLACED
    for line, day, start, end in expected.TIMES:
        assert any(
            (p.line, p.start.isoformat(), p.start_time, p.end_time) == (line, day, start, end)
            for activity in notice.activities
            for p in activity.periods
        )


def test_torn_paragraph_is_mended():
    notice = read_notice(_text(expected_cy20.FILE))
    decisions = next(a for a in notice.activities if "行政决策" in a.heading)
    assert "参与决策制定，听取意见建议" in decisions.body
    publicity = notice.activities[-1]
    assert "宣传单和展示板要标明防止聚集提示" in publicity.body


def test_repeated_contacts_are_one_with_all_lines():
    notice = read_notice(_text(expected_cy20.FILE))
    assert notice.contacts[0].lines == (68, 70, 72, 78, 80, 82)


def test_sample_plans_are_read_and_polluted():
    notice = read_notice(_text("sample-plans.txt"))
    kinds = {item.kind for item in notice.pollution}
    assert {"placeholder", "garbled"} <= kinds
    text = _text("sample-plans.txt")
    assert all(text[item.start : item.end] == item.text for item in notice.pollution)


@pytest.mark.parametrize("file", [module.FILE for module in EXPECTED] + ["sample-plans.txt"])
def test_every_line_is_placed(file):
    text = _text(file)
    notice = read_notice(text)
    numbers = [number for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    assert [item.line for item in notice.placed] == numbers
    assert {item.line for item in notice.placed if item.place == "unplaced"} == {
        u.line for u in notice.unplaced
    }
