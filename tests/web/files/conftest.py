"""A city with a drawer, and signed-in browsers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.integration.files.conftest import Drawer
from tests.support.chain import City, plant

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient


class Place:
    """The city, its drawer, and `run` for calls outside of any request."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.city: City = plant(app)
        self.drawer = Drawer(self.city)

    def run(self, act: Any) -> Any:
        with self.app.app_context(), self.app.test_request_context("/zh/"):
            return act()

    @contextmanager
    def as_(self, login: str | None) -> Iterator[FlaskClient]:
        with self.city.as_(login) as browser:
            yield browser


@pytest.fixture
def place(make_app: Any) -> Place:
    return Place(make_app(CLOCK="2026-09-02T09:00"))
