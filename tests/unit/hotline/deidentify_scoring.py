"""Reads sentences with their spans marked as {kind:words} and scores the finder on them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from plugins.hotline.rules.deidentify import Span
from plugins.hotline.service.finding import find

NUMBERS = ("mobile", "landline", "id_number", "bank_card", "plate", "wechat", "email")
_MARK = re.compile(r"\{(\w+):([^{}]+)\}")


@dataclass
class Score:
    """Hits, misses and false alarms per kind; a hit is the same kind at exactly the same place."""

    hits: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str]] = field(default_factory=list)
    alarms: list[tuple[str, str, str]] = field(default_factory=list)

    def recall(self, *kinds: str) -> float:
        hits = sum(self.hits[kind] for kind in kinds)
        return hits / max(1, hits + sum(1 for kind, _, _ in self.missed if kind in kinds))

    def precision(self, *kinds: str) -> float:
        hits = sum(self.hits[kind] for kind in kinds)
        return hits / max(1, hits + sum(1 for kind, _, _ in self.alarms if kind in kinds))


def read(line: str) -> tuple[str, list[Span]]:
    """The plain sentence and the spans that were marked in it."""
    plain, spans, at = "", [], 0
    for match in _MARK.finditer(line):
        plain += line[at : match.start()]
        spans.append(Span(len(plain), len(plain) + len(match[2]), match[1]))
        plain += match[2]
        at = match.end()
    return plain + line[at:], spans


def score(path: Path) -> Score:
    """How the finder does on a file of sentences."""
    result = Score()
    for line in path.read_text("utf-8").splitlines():
        plain, wanted = read(line)
        found = find(plain)
        for span in wanted:
            if span in found:
                result.hits[span.kind] += 1
            else:
                result.missed.append((span.kind, plain[span.start : span.end], plain))
        for span in found:
            if span not in wanted:
                result.alarms.append((span.kind, plain[span.start : span.end], plain))
    return result
