"""Lists of a large city: in pages that keep their filters, sums over all of them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from plugins.assessment import views_duties_staff, views_inspection_staff, views_reports_staff
from tests.web.assessment.test_score_pages import signed_in


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


def departments(text: str) -> list[str]:
    board = text[text.index("matrix__table") : text.index("<tfoot>")]
    return re.findall(r'<tr><th scope="row">([^<]+)</th>', board)


def test_the_board_turns_its_pages_and_counts_all(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, base = signed_in(demo, "office")
    whole = client.get(f"{base}/board").text
    every = departments(whole)
    assert len(every) > 30
    assert "第 1 页" not in whole
    monkeypatch.setattr(views_duties_staff, "MOST_ROWS", 20)
    first, second = (client.get(f"{base}/board?page={n}").text for n in (1, 2))
    assert [*departments(first), *departments(second)] == every
    foot = whole[whole.index("<tfoot>") : whole.index("</tfoot>")]
    assert foot in first
    assert foot in second
    late = client.get(f"{base}/board?late=1").text
    assert 0 < len(departments(late)) <= 20
    assert "late=1" in late[late.index('class="pager"') :]


def test_reports_are_filtered_and_turn_their_pages(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, base = signed_in(demo, "office")
    link = re.compile(rf'href="{base}/reports/(\d+)"')
    every = link.findall(client.get(f"{base}/reports").text)
    assert len(every) > 30
    drafting = link.findall(client.get(f"{base}/reports?state=drafting").text)
    assert 0 < len(drafting) < len(every)
    assert "没有符合条件的总结" in client.get(f"{base}/reports?state=published").text
    monkeypatch.setattr(views_reports_staff, "PER_PAGE", 25)
    pages = [link.findall(client.get(f"{base}/reports?page={n}").text) for n in (1, 2)]
    assert pages[0] + pages[1] == every


def test_findings_turn_their_pages(demo: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, base = signed_in(demo, "office")
    link = re.compile(rf'href="{base}/inspections/findings/(\d+)"')
    every = link.findall(client.get(f"{base}/inspections").text)
    assert len(every) == 5
    monkeypatch.setattr(views_inspection_staff, "PER_PAGE", 3)
    pages = [link.findall(client.get(f"{base}/inspections?page={n}").text) for n in (1, 2)]
    assert [len(one) for one in pages] == [3, 2]
    assert pages[0] + pages[1] == every
