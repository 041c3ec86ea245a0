"""Every page of the assessment opens for office, department and inspector, in both languages, and no link is dead."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.assessment.test_score_pages import signed_in


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


@pytest.mark.parametrize(
    ("login", "least"), [("office", 60), ("editor", 12), ("supervisor", 8), ("leader", 6)]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_of_a_page_opens(demo: Flask, login: str, least: int, language: str) -> None:
    client, base = signed_in(demo, login)
    base = base.replace("/zh/", f"/{language}/")
    seen: set[str] = set()
    pages = ("board", "photos", "inspections", "scores", "reports", "years")
    # Who only inspects has nothing to do with the rest.
    todo = [f"{base}/{page}" for page in (pages if login != "supervisor" else ("inspections",))]
    dead = []
    while todo and len(seen) < 160:
        address = todo.pop().replace("&amp;", "&")
        if address in seen:
            continue
        seen.add(address)
        page = client.get(address)
        if page.status_code not in (200, 303) and not (address.endswith(".pdf") and page.status_code == 409):
            dead.append((page.status_code, address))
        elif page.status_code == 200 and page.mimetype == "text/html":
            todo += re.findall(rf'href="({base}[^"#]*)"', page.text)
    assert dead == []
    assert len(seen) >= least, sorted(seen)
