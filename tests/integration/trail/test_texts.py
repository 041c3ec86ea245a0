"""Every act that is recorded anywhere has words; so have the things it is about."""

from __future__ import annotations

import ast
import re

import pytest
from flask import Flask

from core.base import audit, clock
from core.base.access import SYSTEM
from core.base.db import unit_of_work
from tests.architecture.sources import Source, sources

#: a function that writes an entry: `audit.record`, and the small helpers of rooms around it
RECORDS = re.compile(r"^_?(record|record_many|note|tell|audit\w*|noted|recorded)$")
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded(source: Source) -> set[str]:
    """The actions that stand in a call that records, as plain text."""
    found: set[str] = set()
    if "audit" not in source.text:
        return found
    for node in ast.walk(ast.parse(source.text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if RECORDS.match(name) and owner not in ("live", "log"):
            for argument in node.args[:4]:
                for part in ast.walk(argument):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        found.add(part.value)
    return {text for text in found if ACTION.fullmatch(text) and not text.endswith("_")}


def test_every_recorded_action_has_words(app: Flask) -> None:
    house = app.extensions["yangguang"]
    actions = {action for source in sources("core", "plugins") for action in recorded(source)}
    assert len(actions) > 40, "the reading of the files itself has broken"
    assert {"booking.booked", "users.signed_in", "trail.purged"} <= actions
    wordless = sorted(
        action
        for action in actions - house.audit_texts.keys()
        if action.partition(".")[0] in house.host.plugins
        and action not in house.messages
        and action not in house.event_names
    )
    assert not wordless, f"declare audit_texts for {', '.join(wordless)}"


def test_recording_without_words_stops_development_and_not_the_house(app: Flask, make_app) -> None:
    with app.app_context(), pytest.raises(ValueError, match="no words"), unit_of_work():
        audit.record(SYSTEM, clock.now(), "users.danced", subject=("user", 1))
    with make_app(STRICT_PLUGINS="").app_context(), unit_of_work():
        audit.record(SYSTEM, clock.now(), "users.danced", subject=("user", 1))


def test_words_can_be_written_without_their_figures(app: Flask) -> None:
    """An entry of an older version may lack a figure that today's sentence names."""
    from collections import defaultdict

    with app.test_request_context("/zh/"):
        for action, words in app.extensions["yangguang"].audit_texts.items():
            assert str(words) % defaultdict(str) if "%(" in str(words) else str(words), action
