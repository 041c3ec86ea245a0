"""The city of tests/support/chain.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from core.base import clock
from tests.support.chain import NOW, City, plant


@pytest.fixture
def city(app: Flask) -> Iterator[City]:
    with clock.travel(NOW):
        yield plant(app)
