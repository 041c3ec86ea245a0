"""The desks of a broadcast as pages: who gets in, what buttons do with and without a script, what a mistake leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.support.on_air import OnAir, on_air
from tests.support.studio import STARTS, open_studio


@pytest.fixture
def air(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Iterator[OnAir]:
    from core.api import clock

    app = make_app()
    studio = open_studio(app)
    monkeypatch.setattr(clock, "now", lambda: STARTS)
    with app.test_request_context("/zh/"):
        made = on_air(studio)
    yield made


def at(air: OnAir, page: str) -> str:
    return f"/zh/staff/c/{air.campaign.slug}/interviews/{air.interview_id}/live/{page}"


@pytest.mark.parametrize(
    ("login", "page"), [("host", ""), ("typist", "type"), ("reviewer", "release"), ("editor", "assist")]
)
def test_every_desk_opens_for_its_person(air: OnAir, login: str, page: str) -> None:
    with air.studio.city.as_(login) as browser:
        assert browser.get(at(air, page)).status_code == 200
