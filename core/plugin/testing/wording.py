"""Every code has its words, every word its English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from core.plugin.testing import sources
from core.plugin.testing.bench import Bench

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
LANGUAGE = "en"


def codes_have_words(bench: Bench) -> None:
    """A refusal without words would be told as "unexpected", one without its figures not at all."""
    words = bench.app.extensions["yangguang"].messages
    wrong = []
    for use in sources.raised(bench.package, bench.name):
        if use.code not in words:
            wrong.append(f"{use.place} raises {use.code!r}, which has no words in the hook messages")
            continue
        template = str(words[use.code])
        wanted = set(PLACEHOLDER.findall(template))
        if use.figures is not None and not wanted <= use.figures:
            lacking = ", ".join(sorted(wanted - use.figures))
            wrong.append(f"{use.place} raises {use.code!r} without {lacking}, which its words show")
    assert not wrong, "\n".join(wrong)


def actions_events_and_jobs_are_declared(bench: Bench) -> None:
    """What is recorded, emitted, enqueued and asked for by a literal name is declared by somebody."""
    house = bench.app.extensions["yangguang"]
    looked_at = (
        (("audit.record",), 2, house.audit_texts, "audit action", "audit_texts"),
        (("events.emit",), 0, house.event_names, "event", "events"),
        (("jobs.enqueue",), 0, house.jobs, "job", "jobs"),
        (("actor.can", "actor.require", "actor.departments_for"), 0, house.permissions, "permission", "permissions"),
    )  # fmt: skip
    wrong = [
        f"{place} names the {what} {code!r}, which the hook {hook} doesn't declare"
        for calls, position, declared, what, hook in looked_at
        for place, code in sources.used(bench.package, calls, position)
        if code not in declared
    ]
    assert not wrong, "\n".join(wrong)


def translations_are_complete(bench: Bench) -> None:
    """Every word of the sources stands in the English catalogue, with the same figures."""
    wanted = set(_words(bench.package))
    if not wanted:
        return
    folder = bench.plugin.translations
    assert folder is not None, "the plugin has words, but its hook translations gives no folder"
    path = folder / LANGUAGE / "LC_MESSAGES" / "messages.po"
    assert path.exists(), f"there is no catalogue {path.relative_to(bench.package)}"
    with path.open("rb") as stream:
        catalogue = read_po(stream)
    wrong = []
    for context, word in sorted(wanted, key=lambda pair: (pair[0] or "", pair[1])):
        message = catalogue.get(word, context)
        strings = [] if message is None else _strings(message.string)
        if message is None or message.fuzzy or not strings or not all(strings):
            wrong.append(f"no English for {word!r}")
        elif any(set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(word)) for text in strings):
            wrong.append(f"the English of {word!r} shows a figure that the Chinese doesn't have")
    assert not wrong, "\n".join(wrong)


def _words(package: Path) -> Iterator[tuple[str | None, str]]:
    """(context, word) of every word in the sources."""
    found = extract_from_dir(package, method_map=METHODS, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _line, message, _comments, context in found:
        if not sources.LEFT_OUT & set(Path(file).parts):
            yield context, message if isinstance(message, str) else message[0]


def _strings(string: Any) -> list[str]:
    return list(string) if isinstance(string, tuple) else [string]
