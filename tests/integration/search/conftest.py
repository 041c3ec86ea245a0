"""A database with the corpus in its index, made once for all tests that only read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from core import create_app
from core.base.db import db, unit_of_work
from tests.support.databases import Databases, base_settings
from tests.support.search_corpus import corpus


@pytest.fixture(scope="module")
def library(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The product with the corpus indexed."""
    from core.base import search

    url = databases.copy()
    app = create_app(base_settings(tmp_path_factory.mktemp("library"), url))
    with app.app_context():
        with unit_of_work():
            for document in corpus():
                search.put(document)
        yield app
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)
