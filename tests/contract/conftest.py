"""A bench for whichever plugin a test names, on the database of this run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.plugin.testing import Bench
from tests.contract import packages
from tests.support.databases import Databases


@pytest.fixture
def bench_of(databases: Databases, tmp_path: Path) -> Iterator[Callable[[str], Bench]]:
    """`bench_of("open_day")` → a bench with that plugin (and those it requires)."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(Bench(name, databases.empty, tmp_path, databases.drop))


@pytest.fixture(scope="session")
def outside_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the outside plugin `wishes` is installed."""
    site = tmp_path_factory.mktemp("site")
    packages.install(packages.OUTSIDE, site, tmp_path_factory.mktemp("build"))
    return site


@pytest.fixture
def outside(outside_site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The outside plugin is installed beside the product for the time of the test."""
    monkeypatch.syspath_prepend(outside_site)
    return outside_site
