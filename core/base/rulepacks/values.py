"""From what stands in the file to a typed value. Each reader raises BadValue with a message code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from decimal import Decimal
from typing import Any

from core.base.rulepacks.types import (
    CHAIN_ROLES,
    CHAIN_STEPS,
    FORMULAS,
    ChainStep,
    MonthDay,
    MonthDayRange,
    Points,
    Size,
    TimeRange,
    Value,
    ValueType,
)

MOST_DAYS = 3660
MOST_COUNT = 10_000_000
_STEP_KEYS = ("step", "roles", "must_differ_from")
_POINT_KEYS = ("full", "formula", "measure", "each", "least")
MOST_POINTS = 1000
_TIMES = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–—]\s*([0-9]{1,2}):([0-9]{2})")


class BadValue(Exception):
    """``where`` is the path below the value that the mistake stands at (a list position, a key)."""

    def __init__(self, code: str, *where: str | int, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.params = params


def read_value(raw: Any, value_type: ValueType, key: str, choices: tuple[str, ...] = ()) -> Value:
    """The typed value; ``key`` is the name shown in a message. Raises BadValue."""
    if value_type == "choice":
        return _choice(raw, key, choices)
    return _READERS[value_type](raw, key)


def read_texts(raw: Any, key: str) -> tuple[str, ...]:
    """A list of texts, none empty, none twice."""
    if not isinstance(raw, list):
        raise BadValue("want_texts", key=key)
    seen: list[str] = []
    for position, item in enumerate(raw):
        if not isinstance(item, str) or not item.strip():
            raise BadValue("want_texts", position, key=key)
        if item in seen:
            raise BadValue("repeated_item", position, item=item)
        seen.append(item)
    return tuple(seen)


def _filled_texts(raw: Any, key: str) -> Value:
    texts = read_texts(raw, key)
    if not texts:
        raise BadValue("empty_list", key=key)
    return texts


def _integer(raw: Any, key: str, least: int, most: int) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise BadValue("want_integer", key=key)
    if not least <= raw <= most:
        raise BadValue("number_range", value=raw, least=least, most=most)
    return raw


def _days(raw: Any, key: str) -> Value:
    return _integer(raw, key, 0, MOST_DAYS)


def _count(raw: Any, key: str) -> Value:
    return _integer(raw, key, 0, MOST_COUNT)


def _percent(raw: Any, key: str) -> Value:
    return _integer(raw, key, 0, 100)


def _size(raw: Any, key: str) -> Value:
    if not isinstance(raw, list) or len(raw) != 2:
        raise BadValue("want_size", key=key)
    if not all(isinstance(side, int) and not isinstance(side, bool) for side in raw):
        raise BadValue("want_size", key=key)
    return Size(_integer(raw[0], key, 1, 100_000), _integer(raw[1], key, 1, 100_000))


def _month_day(raw: Any, key: str) -> MonthDay:
    if not isinstance(raw, str) or not re.fullmatch(r"[0-9]{1,2}-[0-9]{1,2}", raw):
        raise BadValue("want_month_day", key=key)
    month, day = (int(number) for number in raw.split("-"))
    lengths = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
        raise BadValue("bad_month_day", value=raw)
    return MonthDay(month, day)


def _month_day_range(raw: Any, key: str) -> Value:
    if not isinstance(raw, list) or len(raw) != 2:
        raise BadValue("want_month_day_range", key=key)
    start, end = (_month_day(item, key) for item in raw)
    if start > end:
        raise BadValue("range_reversed", start=start, end=end)
    return MonthDayRange(start, end)


def _time_range(raw: Any, key: str) -> Value:
    found = _TIMES.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise BadValue("want_time_range", key=key)
    numbers = [int(number) for number in found.groups()]
    try:
        start, end = time(numbers[0], numbers[1]), time(numbers[2], numbers[3])
    except ValueError:
        raise BadValue("want_time_range", key=key) from None
    if start >= end:
        raise BadValue("range_reversed", start=f"{start:%H:%M}", end=f"{end:%H:%M}")
    return TimeRange(start, end)


def _yes_no(raw: Any, key: str) -> Value:
    if not isinstance(raw, bool):
        raise BadValue("want_yes_no", key=key)
    return raw


def _text(raw: Any, key: str) -> Value:
    if not isinstance(raw, str):
        raise BadValue("want_text", key=key)
    if not raw.strip():
        raise BadValue("empty_text", key=key)
    return raw


def _choice(raw: Any, key: str, choices: tuple[str, ...]) -> Value:
    if not isinstance(raw, str):
        raise BadValue("want_text", key=key)
    if not choices:
        raise BadValue("choices_missing")
    if raw not in choices:
        raise BadValue("unknown_choice", value=raw, choices="、".join(choices))
    return raw


def _steps(raw: Any, key: str) -> Value:
    if not isinstance(raw, list) or not raw or not all(isinstance(item, dict) for item in raw):
        raise BadValue("want_steps", key=key)
    steps: list[ChainStep] = []
    for position, item in enumerate(raw):
        for name in item:
            if name not in _STEP_KEYS:
                raise BadValue("unknown_key", position, name, key=name, allowed="、".join(_STEP_KEYS))
        for name in ("step", "roles"):
            if name not in item:
                raise BadValue("missing_key", position, key=name)
        if not isinstance(item["step"], str):
            raise BadValue("want_text", position, "step", key="step")
        step = _word(item["step"], CHAIN_STEPS)
        if step is None:
            raise BadValue(
                "unknown_step", position, "step", step=item["step"], allowed="、".join(CHAIN_STEPS.values())
            )
        roles = _words(item["roles"], CHAIN_ROLES, position, "roles", "unknown_role", "role")
        if not roles:
            raise BadValue("empty_list", position, "roles", key="roles")
        differ = item.get("must_differ_from", [])
        others = _words(differ, CHAIN_STEPS, position, "must_differ_from", "unknown_step", "step")
        earlier = [before.key for before in steps]
        for other in others:
            if other not in earlier:
                raise BadValue(
                    "differ_from_later", position, "must_differ_from",
                    step=CHAIN_STEPS[step], other=CHAIN_STEPS[other],
                )  # fmt: skip
        steps.append(ChainStep(step, roles, others))
    if tuple(step.key for step in steps) != tuple(CHAIN_STEPS):
        raise BadValue("steps_order", wanted="、".join(CHAIN_STEPS.values()))
    return tuple(steps)


def _points(raw: Any, key: str) -> Value:
    if not isinstance(raw, dict):
        raise BadValue("want_points", key=key)
    for name in raw:
        if name not in _POINT_KEYS:
            raise BadValue("unknown_key", name, key=name, allowed="、".join(_POINT_KEYS))
    for name in ("full", "formula"):
        if name not in raw:
            raise BadValue("missing_key", key=name)
    formula, measure = raw["formula"], raw.get("measure", "")
    if formula not in FORMULAS:
        raise BadValue("unknown_choice", "formula", value=formula, choices="、".join(FORMULAS))
    if not isinstance(measure, str) or (formula == "judged") == bool(measure.strip()):
        raise BadValue("points_measure", key="measure")
    full, each, least = (_amount(raw.get(name, 0), name) for name in ("full", "each", "least"))
    if formula.startswith("per_") != bool(each):
        raise BadValue("points_each", key="each")
    if not full or least > full:
        raise BadValue("number_range", "full", value=full, least=least, most=MOST_POINTS)
    return Points(full, formula, measure.strip(), each, least)


def _amount(raw: Any, key: str) -> Decimal:
    """A number of points as it is typed, with at most two decimals."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise BadValue("want_amount", key, key=key)
    # str, not the float itself: what counts is the number that the clerk typed.
    if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,2})?", str(raw)) or raw > MOST_POINTS:
        raise BadValue("want_amount", key, key=key)
    return Decimal(str(raw))


def _word(text: str, words: Mapping[str, str]) -> str | None:
    """The code of a word written in Chinese or as the code itself."""
    if text in words:
        return text
    return next((code for code, chinese in words.items() if chinese == text), None)


def _words(
    raw: Any, words: Mapping[str, str], position: int, key: str, code: str, param: str
) -> tuple[str, ...]:
    try:
        texts = read_texts(raw, key)
    except BadValue as bad:
        raise BadValue(bad.code, position, key, *bad.where, **bad.params) from None
    found: list[str] = []
    for text in texts:
        word = _word(text, words)
        if word is None:
            raise BadValue(code, position, key, allowed="、".join(words.values()), **{param: text})
        found.append(word)
    return tuple(found)


_READERS: Mapping[ValueType, Callable[[Any, str], Value]] = {
    "days": _days,
    "count": _count,
    "percent": _percent,
    "size": _size,
    "month_day": _month_day,
    "month_day_range": _month_day_range,
    "yes_no": _yes_no,
    "texts": _filled_texts,
    "text": _text,
    "time_range": _time_range,
    "steps": _steps,
    "points": _points,
}
