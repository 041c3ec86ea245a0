"""`yangguang run` itself: one copy is built, its servers are forked from it and replaced when one dies."""

from __future__ import annotations

import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.product import Product, wait_until_healthy


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _ready(product: Product) -> dict[str, object]:
    with urllib.request.urlopen(f"{product.url}/readyz", timeout=5) as answer:
        found: dict[str, object] = json.loads(answer.read())
        return found


@pytest.mark.e2e
def test_a_server_that_dies_is_replaced_and_the_worker_stays(server: Callable[..., Product]) -> None:
    product = server(demo=False, fresh=True)
    (web, *_worker) = _children(product.process.pid)
    dead = _children(web)
    for one in dead:
        os.kill(one, signal.SIGKILL)
    wait_until_healthy(product)
    deadline = time.monotonic() + 20
    while _ready(product)["worker"] != "ok" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert _ready(product) == {
        "ready": True,
        "database": "ok",
        "tables": "ok",
        "files": "ok",
        "space": "ok",
        "worker": "ok",
    }
    assert _children(web)
    assert not set(_children(web)) & set(dead)
    product.process.send_signal(signal.SIGTERM)
    assert product.process.wait(20) == 0
    assert "Traceback" not in product.log_text()
