"""The city of tests/support/chain.py inside an app context."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.support.chain import City, plant


@pytest.fixture
def city(app: Flask, db_session: Any) -> City:
    return plant(app)
