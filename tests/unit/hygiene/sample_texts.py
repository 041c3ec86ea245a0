"""Samples: polluted ones with ⟦…⟧ around what must be found, clean ones parted by blank lines."""

from __future__ import annotations

from pathlib import Path

SAMPLES = Path(__file__).parent / "samples"


def polluted() -> list[tuple[str, str, list[tuple[int, int]]]]:
    """(kind, text, spans)."""
    found = []
    for line in (SAMPLES / "polluted.txt").read_text("utf-8").splitlines():
        kind, marked = line.replace("\\n", "\n").split("|", 1)
        text, spans = "", []
        for number, part in enumerate(marked.replace("⟧", "⟦").split("⟦")):
            if number % 2:
                spans.append((len(text), len(text) + len(part)))
            text += part
        found.append((kind, text, spans))
    return found


def clean() -> list[str]:
    return [part.strip() for part in (SAMPLES / "clean.txt").read_text("utf-8").split("\n\n") if part.strip()]
