"""`check`: a text in, its findings out. Pure: no files but the tables, no clock, no network, no application."""

from __future__ import annotations

import re

from .garbled import garbled
from .links import links
from .lost import lost
from .model import KINDS, Context, Finding, Hit
from .names import wrong_names
from .other_areas import other_areas
from .personal import personal
from .placeholders import placeholders
from .source import Source
from .spam import injected, joined

#: a published digest (the commitment of a draw): among 64 hexadecimal digits some look like a number by chance
_DIGEST = re.compile(
    r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40})(?![0-9A-Za-z])", re.IGNORECASE
)
_WEIGHT = {kind: place for place, kind in enumerate(KINDS)}


def check(text: str, context: Context | None = None) -> tuple[Finding, ...]:
    """Findings in the order of the text, none empty, none overlapping. The same text gives the same findings."""
    context = context or Context()
    source = Source(text)
    spam = joined(source, [*injected(source), *links(source)])
    hits = [
        *spam, *garbled(source), *lost(source), *placeholders(source), *wrong_names(source, context),
        *other_areas(source, context), *personal(source),
    ]  # fmt: skip
    digests = [match.span() for match in _DIGEST.finditer(source.folded)]
    hits = [hit for hit in hits if not any(a <= hit.start and hit.end <= b for a, b in digests)]
    return tuple(
        Finding(hit.start, hit.end, hit.kind, hit.code, text[hit.start : hit.end], hit.params)
        for hit in _settled(text, hits)
    )


def _settled(text: str, hits: list[Hit]) -> list[Hit]:
    """Without overlaps: what overlaps becomes one find of the heavier kind over the whole stretch."""
    settled: list[Hit] = []
    for hit in sorted(
        (_tight(text, hit) for hit in hits), key=lambda h: (h.start, -h.end, _WEIGHT[h.kind], h.code)
    ):
        if hit.start >= hit.end:
            continue
        last = settled[-1] if settled else None
        if last is not None and hit.start < last.end:
            heavier = min((last, hit), key=lambda h: _WEIGHT[h.kind])
            settled[-1] = Hit(last.start, max(last.end, hit.end), heavier.kind, heavier.code, heavier.params)
        elif last is not None and _goes_on(text, last, hit):
            settled[-1] = Hit(last.start, hit.end, last.kind, last.code, last.params)
        else:
            settled.append(hit)
    return settled


def _goes_on(text: str, last: Hit, hit: Hit) -> bool:
    """Whether damage of one sort goes on after a character or two that happen to be sound."""
    alike = (
        last.kind == hit.kind == "garbled" and last.code == hit.code and hit.code in ("pinyin", "mojibake")
    )
    return alike and hit.start - last.end <= 2 and "\n" not in text[last.end : hit.start]


def _tight(text: str, hit: Hit) -> Hit:
    """Without blanks at its ends."""
    start, end = hit.start, hit.end
    if text[start:end].strip(" \t\r\n\u3000") == "":
        return hit
    while text[start] in " \t\r\n\u3000":
        start += 1
    while text[end - 1] in " \t\r\n\u3000":
        end -= 1
    return Hit(start, end, hit.kind, hit.code, hit.params)
