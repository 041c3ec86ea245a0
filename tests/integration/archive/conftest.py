"""The city of tests/support/chain.py, and a published text with a scan and its bundle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.base import clock
from core.base.access import SYSTEM
from tests.support.chain import NOW, City, plant


@pytest.fixture
def city(app: Flask) -> Iterator[City]:
    with clock.travel(NOW):
        made = plant(app)
        with app.app_context():
            yield made


@pytest.fixture
def document_id(city: City) -> int:
    """A text that was signed on paper at one step and published; the worker has not run."""
    document_id = city.submit()
    city.walk(document_id, "approval")
    city.paper(document_id, "approval", name="外单位赵签")
    city.publish(document_id)
    return document_id


@pytest.fixture
def bundle(city: City, document_id: int) -> Path:
    """Its first bundle."""
    from core.publishing.archive import bundles, store

    view = bundles.make_bundle(document_id, "published", actor=SYSTEM, now=NOW)
    assert view is not None
    return store.place(view.path)
