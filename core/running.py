"""`yangguang run`: starts the web server and the worker, watches both, stops both."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from types import FrameType

import click
from flask import Flask

from core import ROOT
from core.base import clock
from core.base.config import BadSetting, Settings

#: How many connections may wait; a rush of streams needs more than granian's own default (docs/decisions/0003).
BACKLOG = "4096"
PATIENCE = 10.0  # seconds a child gets to end by itself


def supervise(app: Flask) -> int:
    """Start both, print where to look, wait. Returns the exit code: 0 when asked to stop, 1 when a child died."""
    settings: Settings = app.config["YANGGUANG"]
    _refuse_taken_port(settings.port)
    environment = {
        **os.environ,
        "INSTANCE": str(settings.instance),
        "PORT": str(settings.port),
        "CLOCK": clock.anchored(settings.clock),
        "PYTHONPATH": str(ROOT),
    }
    figures = (
        settings.instance / "cache" / "figures"
    )  # shared by the web processes; of the last run none count
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(parents=True)
    # Few arenas: with one for every thread the allocator keeps what each of them once needed.
    shared = {"PROMETHEUS_MULTIPROC_DIR": str(figures), "MALLOC_ARENA_MAX": "2"}
    web = subprocess.Popen(_web_command(settings), env=environment | shared, cwd=ROOT)
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
            children.append(
                subprocess.Popen([sys.executable, "-m", "core", "worker"], env=environment, cwd=ROOT)
            )
        if up:
            _say(app, settings)
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        for child in children:
            _end(child)
    if not asked:
        click.echo("网站或后台进程意外停止，已全部停下。原因见上面的日志。", err=True)
        return 1
    return 0


def _web_command(settings: Settings) -> list[str]:
    # One process is right for SQLite's single writer; PostgreSQL gets two.
    workers = "1" if settings.database.startswith("sqlite") else "2"
    return [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", str(settings.port),
        "--workers", workers, "--backlog", BACKLOG, "--backpressure", BACKLOG, "--no-ws", "--log-level", "warning",
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "asgi:app",
    ]  # fmt: skip


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise BadSetting(f"端口 {port} 已被占用。换一个，例如：make run PORT={port + 100}") from problem


def _wait_until_up(port: int, web: subprocess.Popen[bytes], asked: list[int]) -> bool:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and web.poll() is None and not asked:
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


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
