"""The real product as a person starts it: `yangguang run` as a program of its own, on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.services import die_with_parent, end, free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180


@dataclass(frozen=True)
class Product:
    """One running copy: where it answers, where its data and log are."""

    url: str
    instance: Path
    database_url: str
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]
    log: Path

    def command(self, *arguments: str) -> str:
        """Run `yangguang …` against this copy's data and return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "core", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def log_text(self) -> str:
        return self.log.read_text("utf-8", "replace")

    def stop(self) -> None:
        end(self.process, signal.SIGTERM)


def fill(instance: Path, database_url: str, settings: Mapping[str, str]) -> None:
    """Put the demo into a migrated database and an empty instance folder, as `yangguang demo` does."""
    environment = os.environ | {
        "INSTANCE": str(instance),
        "DATABASE_URL": database_url,
        "DEMO": "1",
        **settings,
    }
    subprocess.run(
        [sys.executable, "-m", "core", "demo"],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def start(instance: Path, database_url: str, settings: Mapping[str, str], *, demo: bool) -> Product:
    """Start a copy, on the PORT of the settings or a free one, and wait until /healthz answers.

    Raises RuntimeError with the log's end when it doesn't.
    """
    instance.mkdir(parents=True, exist_ok=True)
    port, log = int(settings.get("PORT") or free_port()), instance / "run.log"
    environment = os.environ | {
        "INSTANCE": str(instance),
        "DATABASE_URL": database_url,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        **settings,
    }
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "core", "run", *(["--demo"] if demo else [])],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )
    product = Product(f"http://127.0.0.1:{port}", instance, database_url, environment, process, log)
    try:
        wait_until_healthy(product)
    except BaseException:
        product.stop()
        raise
    return product


@contextmanager
def running_beside(product: Product) -> Iterator[str]:
    """A second web server over the same database and files, on a port of its own; yields its address."""
    with another_server(product) as other:
        yield other.url


@contextmanager
def another_server(product: Product) -> Iterator[Product]:
    """The same, as a copy whose `process` leads a process group of its own: it can be killed with all its children."""
    port = free_port()
    log = product.instance / "second.log"
    environment = {**product.environment, "PORT": str(port)}
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--no-ws", "--log-level", "warning", "asgi:app",
    ]  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    other = Product(url, product.instance, product.database_url, environment, process, log)
    try:
        wait_until_healthy(other)
        yield other
    finally:
        end(process, signal.SIGTERM)


def wait_until_healthy(product: Product) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and product.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{product.url}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The product did not come up:\n{product.log_text()[-4000:]}")
