"""Structured logs, one line of JSON each, with ids and codes only.

An error's own words can hold what somebody typed (a database tells the values of a failed statement), so a fault is
logged as its type and the lines it came through. Of libraries only those are quoted that never handle people's data.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

#: libraries whose messages are about themselves
QUOTED = ("alembic", "granian", "huey")
FRAMES = 12
REPEAT = 60.0  # seconds


def configure(level: str) -> None:
    """Send log lines to standard error at `level` (a name of Python's logging); libraries from WARNING on."""
    number = logging.getLevelNamesMapping().get(level.upper(), 20)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            fault_without_words,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    if not any(isinstance(handler, _Libraries) for handler in root.handlers):
        root.addHandler(_Libraries())
    root.setLevel(max(number, logging.WARNING))


def fault_without_words(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by the fault's type and where it came from."""
    given: Any = event.pop("exc_info", None)
    problem = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(problem, BaseException):
        event["fault"] = type(problem).__name__
        frames = traceback.extract_tb(problem.__traceback__)[-FRAMES:]
        event["frames"] = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    return event


class _Libraries(logging.Handler):
    """What libraries log through Python's logging, in the same form."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[tuple[str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        place, now = (record.name, record.lineno), time.monotonic()
        if record.name.startswith("huey.") and now - self._told.get(place, -REPEAT) < REPEAT:
            return  # with Redis gone the consumer says so twice a second
        self._told[place] = now
        told = {"text": record.getMessage()[:300]} if record.name.split(".")[0] in QUOTED else {}
        structlog.get_logger().log(
            record.levelno, "library", name=record.name, at=f"{record.module}:{record.lineno}",
            exc_info=record.exc_info, **told,
        )  # fmt: skip
