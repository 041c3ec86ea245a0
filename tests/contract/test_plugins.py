"""The house's one list, run over every plugin that is found: bundled ones and those installed beside the product."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.plugin.finding import find_plugins
from core.plugin.testing import CONTRACT, Bench, Check


@pytest.mark.parametrize("check", CONTRACT, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", sorted(find_plugins()))
def test_contract(name: str, check: Check, bench_of: Callable[[str], Bench]) -> None:
    check(bench_of(name))
