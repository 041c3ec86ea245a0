"""The house stands: a stranger's first page, in both languages, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.support.product import Product


@pytest.mark.journey
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_first_page(
    server: Callable[..., Product],
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    lang: str,
    width: int,
) -> None:
    page = page_at(width, 800, lang)
    answer = page.goto(f"{server().url}/{lang}/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    fits(page)
    axe(page)


def test_the_root_leads_to_a_language(server: Callable[..., Product], page_at: Callable[..., Page]) -> None:
    page = page_at()
    page.goto(server().url)
    assert page.url.startswith(f"{server().url}/zh/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans-CN"
