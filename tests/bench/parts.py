"""What a run of the bench starts and ends by itself: PostgreSQL with its defaults, servers, the client."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.support import machine
from tests.support.services import die_with_parent, end, free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
UP_SECONDS = 150


@dataclass(frozen=True)
class Server:
    """A web server under test. `pid` is the program that was started."""

    url: str
    pid: int
    started_in: float = 0.0


def need(program: str, package: str) -> str:
    """The path of a program of Debian's, installed when it is missing and we may."""
    if shutil.which(program) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        machine.apt_install([package]) or (machine.apt_get("update") and machine.apt_install([package]))
    found = shutil.which(program)
    if found is None:
        raise SystemExit(f"make bench needs Debian's package {package}: apt-get install {package}")
    return found


@contextmanager
def postgresql() -> Iterator[str]:
    """A cluster with PostgreSQL's own defaults, synced commits included; yields its address without a database.

    Beside /tmp, which is memory on many machines: a commit has to reach a disk.
    """
    programs = machine.postgresql_folder()
    if programs is None:
        need("pg_ctlcluster", "postgresql")
        programs = machine.postgresql_folder()
        assert programs is not None
    folder = Path(tempfile.mkdtemp(prefix="yangguang-bench-", dir="/var/tmp"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    common: dict[str, Any] = {
        "cwd": folder, "env": kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}, "stdin": subprocess.DEVNULL, **user,
    }  # fmt: skip
    data, log, port = folder / "data", folder / "log", free_port()
    initdb: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        data,
        "--username=yangguang",
        "--auth=trust",
        "--encoding=UTF8",
    ]
    try:
        subprocess.run(initdb, check=True, capture_output=True, **common)
        with log.open("wb") as out:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), "-k", folder], stdout=out, stderr=out,
                start_new_session=True, preexec_fn=die_with_parent(signal.SIGINT), **common,
            )  # fmt: skip
        try:
            wait_for_port(port, server, log)
            address = f"postgresql://yangguang@127.0.0.1:{port}"
            _wait_until_it_answers(f"{address}/postgres")
            yield address
        finally:
            end(server, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_it_answers(address: str) -> None:
    deadline = time.monotonic() + UP_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def tell(address: str, *statements: str) -> None:
    with psycopg.connect(address, autocommit=True) as line:
        for statement in statements:
            line.execute(statement.encode())


def ask(address: str, question: str) -> Any:
    with psycopg.connect(address) as line:
        found = line.execute(question.encode()).fetchone()
        return found[0] if found else None


def _as_in_production(environment: Mapping[str, str]) -> dict[str, str]:
    # Compiled files are kept, as they are where nobody forbids it.
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | dict(environment)


@contextmanager
def started(
    command: list[str], port: int, path: str, environment: Mapping[str, str], log: Path
) -> Iterator[Server]:
    """A server of any kind, from its start to its first answer at `path`."""
    with log.open("wb") as out:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=_as_in_production(environment), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True, preexec_fn=die_with_parent(signal.SIGTERM),
        )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        while True:
            try:
                urllib.request.urlopen(url + path, timeout=5).close()
                break
            except OSError as problem:
                if process.poll() is not None or time.perf_counter() - began > UP_SECONDS:
                    raise RuntimeError(
                        f"{command} did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}"
                    ) from problem
                if isinstance(problem, urllib.error.HTTPError):
                    break
                time.sleep(0.01)
        yield Server(url, process.pid, time.perf_counter() - began)
    finally:
        end(process, signal.SIGTERM, patience=20)


@contextmanager
def floor(app: str, folder: Path, **environment: str) -> Iterator[Server]:
    """A bare Flask app on the product's server, in the way that is quickest for it: granian's own WSGI threads."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "2", "--blocking-threads", "8", "--backlog", "4096", "--backpressure", "4096", "--no-ws",
        "--log-level", "error", f"tests.bench.floors.{app}:app",
    ]  # fmt: skip
    with started(command, port, "/", environment, folder / f"{app}.log") as server:
        yield server


@contextmanager
def product(instance: Path, database: str, **settings: str) -> Iterator[Server]:
    """The product as `yangguang run` starts it: two server processes and the worker."""
    port = free_port()
    environment = {
        "INSTANCE": str(instance), "DATABASE_URL": database, "PORT": str(port), "PYTHONUNBUFFERED": "1", **settings,
    }  # fmt: skip
    with started(
        [sys.executable, "-m", "core", "run"], port, "/healthz", environment, instance / "run.log"
    ) as server:
        yield server


def wrk(
    url: str, visitors: Path, *, connections: int, seconds: float, unique: bool = False, known: str = ""
) -> dict[str, Any]:
    """One measured stretch with Debian's wrk; what its script wrote down."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        environment = {**os.environ, "OUT": out.name}
        if unique:
            environment["ASK"] = "unique"
        if known:
            environment["KNOWN"] = known
        command = [
            need("wrk", "wrk"), "--threads", "1", "--connections", str(connections), "--duration",
            f"{max(round(seconds), 1)}s", "--timeout", "10s", "--script", str(HERE / "asking.lua"), url, "--",
            str(visitors),
        ]  # fmt: skip
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=seconds + 60)
        text = Path(out.name).read_text()
        if not text:
            raise RuntimeError(f"wrk told nothing: {done.stdout}{done.stderr}")
        found: dict[str, Any] = json.loads(text)
        found["rate"] = found["requests"] / found["seconds"]
        return found


def pgbench(database: str, script: str, *, clients: int, seconds: float) -> float:
    """Transactions per second of one of the floors' scripts."""
    programs = machine.postgresql_folder()
    assert programs is not None
    command = [
        str(programs / "pgbench"), "--no-vacuum", "--protocol", "prepared", "--client", str(clients), "--jobs",
        str(min(clients, 2)), "--time", str(max(round(seconds), 1)), "--file", str(HERE / "floors" / script), database,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def workers_memory(pid: int) -> list[float]:
    """Resident memory in MB of each server process below a started product: the children of its web child."""
    found = []
    for one in (server for child in _children(pid) for server in _children(child)):
        status = Path(f"/proc/{one}/status").read_text()
        size = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        found.append(int(size.split()[1]) / 1024)
    return found


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
