"""Throwaway PostgreSQL and Redis servers on free loopback ports, ended with the program that started them."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support import machine

PR_SET_PDEATHSIG = 1
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def die_with_parent(sign: int) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends `sign` when the parent is gone, even when it was killed."""
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, sign) and None


def end(process: subprocess.Popen[Any], sign: int = signal.SIGTERM, patience: float = 15) -> None:
    """Ask the process to end; past the patience (seconds) end it."""
    if process.poll() is None:
        process.send_signal(sign)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port: int, process: subprocess.Popen[Any], log: Path) -> None:
    """Wait until something listens. Raises RuntimeError with the log's end when it doesn't come up."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} did not start:\n{log.read_text('utf-8', 'replace')[-3000:]}")


@contextmanager
def postgresql() -> Iterator[str]:
    """A new PostgreSQL cluster in UTF-8; yields its address without a database name.

    PostgreSQL refuses to run as root, so root lends it Debian's `postgres` user.
    """
    programs = machine.postgresql_folder()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="yangguang-pg-"))
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres", "postgres")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")} | {"LC_ALL": "C.UTF-8"}
    data, log, port = folder / "data", folder / "log", free_port()
    common: dict[str, Any] = {"cwd": folder, "env": environment, "stdin": subprocess.DEVNULL, **user}
    initdb: list[str | Path] = [programs / "initdb", "--pgdata", data, "--username=yangguang", "--auth=trust"]
    initdb += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    server: list[str | Path] = [programs / "postgres", "-D", data, "-p", str(port), "-k", folder]
    for setting in (
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "autovacuum=off",
        "max_connections=200",
        "shared_buffers=64MB",
        "timezone=UTC",
    ):
        server += ["-c", setting]
    try:
        subprocess.run(initdb, check=True, capture_output=True, **common)
        with log.open("wb") as out:
            process = subprocess.Popen(
                server,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),
                **common,
            )
        try:
            wait_for_port(port, process, log)
            yield f"postgresql://yangguang@127.0.0.1:{port}"
        finally:
            # SIGINT is PostgreSQL's "fast" shutdown: it doesn't wait for clients.
            end(process, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A new Redis server that keeps nothing on disk; yields its address."""
    program = machine.redis_server()
    if program is None:
        raise RuntimeError("Redis is not installed")
    with tempfile.TemporaryDirectory(prefix="yangguang-redis-") as name:
        port, log = free_port(), Path(name) / "log"
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", name]
        command += ["--save", "", "--appendonly", "no"]
        with log.open("wb") as out:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),
            )
        try:
            wait_for_port(port, process, log)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            end(process)
