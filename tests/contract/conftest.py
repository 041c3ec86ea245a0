"""A bench for whichever plugin a test names, on the database of this run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from core.plugin.testing import Bench
from tests.support.databases import Databases


@pytest.fixture
def bench_of(databases: Databases, tmp_path: Path) -> Iterator[Callable[[str], Bench]]:
    """`bench_of("open_day")` → a bench with that plugin (and those it requires)."""
    with ExitStack() as stack:
        yield lambda name: stack.enter_context(Bench(name, databases.empty, tmp_path, databases.drop))
