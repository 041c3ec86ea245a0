"""`yangguang run`: builds the product once, forks the web server and the worker from it, watches both, stops both.

Building costs seconds of a processor; a forked process has it for nothing, and shares its memory. What a fork must not
share are connections and threads: the parent closes the ones and starts none of the others before.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import shutil
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType

import click
from flask import Flask

from core.base.config import BadSetting, Settings
from core.base.db import db
from core.base.registry import Registry

#: How many connections may wait; a rush of streams needs more than granian's own default (docs/decisions/0003).
BACKLOG = 4096
PATIENCE = 10.0  # seconds a child gets to end by itself
#: glibc's number for the most arenas of its allocator (malloc.h)
M_ARENA_MAX = -8


def prepare(settings: Settings) -> None:
    """What has to stand before the app is built: the port is free, and its processes share one folder of figures."""
    _refuse_taken_port(settings.port)
    figures = settings.instance / "cache" / "figures"  # of the last run none count
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)


def supervise(app: Flask) -> int:
    """Start both, print where to look, wait. Returns the exit code: 0 when asked to stop, 1 when a child died."""
    settings: Settings = app.config["YANGGUANG"]
    _let_go(app)
    web = _forked("web", lambda: _serve(app, settings))
    children = [web]
    asked: list[int] = []

    def ask(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    try:
        up = _wait_until_up(settings.port, web, asked)
        if not asked:
            # After the web: nobody waits for the worker's first look, and both at once would share the processors.
            children.append(_forked("worker", lambda: _work(app)))
        if up:
            _say(app, settings)
        while not asked and all(child.is_alive() for child in children):
            time.sleep(0.2)
    finally:
        for child in children:
            _end(child)
    if not asked:
        click.echo("网站或后台进程意外停止，已全部停下。原因见上面的日志。", err=True)
        return 1
    return 0


def _let_go(app: Flask) -> None:
    """Close what a fork must not share, and keep the collector's hands off what it should."""
    house: Registry = app.extensions["yangguang"]
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    if house.wake_line is not None:
        house.wake_line.storage.close()
    house.wake_line = house.live_line = None
    # A collection writes into every object it looks at, and the kernel then copies the page it is on.
    gc.freeze()


def _forked(name: str, work: Callable[[], None]) -> BaseProcess:
    def begin() -> None:
        # The parent's answers to signals aren't the child's.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        work()

    child = multiprocessing.get_context("fork").Process(target=begin, name=name)
    child.start()
    return child


def _serve(app: Flask, settings: Settings) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from core.serving import asgi

    _few_arenas()
    Server(
        "core.serving:asgi",
        address="127.0.0.1",
        port=settings.port,
        interface=Interfaces.ASGI,
        # One process is right for SQLite's single writer; PostgreSQL gets two.
        workers=1 if settings.database.startswith("sqlite") else 2,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    ).serve(target_loader=lambda: asgi(app), wrap_loader=False)


def _work(app: Flask) -> None:
    from core.worker import work

    work(app)


def _few_arenas() -> None:
    """With an arena for every thread the allocator keeps what each of them once needed."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(M_ARENA_MAX, 2)


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise BadSetting(f"端口 {port} 已被占用。换一个，例如：make run PORT={port + 100}") from problem


def _wait_until_up(port: int, web: BaseProcess, asked: list[int]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.is_alive() and not asked:
        try:
            # The port answers before the processes behind it can: a page has to come.
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return True
        except OSError:
            time.sleep(0.05)
    return False


def _say(app: Flask, settings: Settings) -> None:
    from core.demo import account_lines

    click.echo(
        f"\n阳光已启动：http://127.0.0.1:{settings.port}/\n工作台：    http://127.0.0.1:{settings.port}/zh/staff/"
    )
    if settings.clock:
        click.echo(f"时钟从 {settings.clock.partition('@')[0]} 开始走（CLOCK）。")
    for line in account_lines(app):
        click.echo(line)
    click.echo("按 Ctrl-C 停止。", nl=True)
    sys.stdout.flush()


def _end(child: BaseProcess) -> None:
    if child.is_alive():
        child.terminate()
        child.join(PATIENCE)
        if child.is_alive():
            child.kill()
            child.join()
