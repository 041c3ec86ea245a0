"""Subtitles: SRT and WebVTT as they really come, and as they are written. Times are milliseconds from the beginning.

Sources: the WebVTT standard of the W3C; for SRT what players accept, as it has no standard.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["srt", "vtt"]

MOST_CUES = 20_000
LONGEST_TEXT, LONGEST_VOICE, LONGEST_SETTINGS = 1000, 60, 120
#: 99:59:59.999, the last moment that both formats can write
LAST = ((99 * 60 + 59) * 60 + 59) * 1000 + 999


@dataclass(frozen=True)
class Cue:
    """What is shown from `from_ms` until `to_ms`. `text` has no empty lines and no markup; `voice` is who speaks;
    `settings` where a player puts it, in WebVTT's words."""

    from_ms: int
    to_ms: int
    text: str
    voice: str = ""
    settings: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line (counted from 1): a code with figures. `kept`: the subtitle is taken all the same."""

    line: int
    code: str
    params: dict[str, object] = field(default_factory=dict)
    kept: bool = False


@dataclass(frozen=True)
class Read:
    """What was found in a file: its subtitles in the order of their times, and its faults by line."""

    kind: Kind
    cues: tuple[Cue, ...]
    faults: tuple[Fault, ...]


_TIME = r"(?:(\d{1,3})[:：])?(\d{1,3})[:：](\d{1,2})(?:[,.，．。](\d{1,9}))?"
_ARROW = r"(?:-{1,3}>|—>|→|－－＞|--＞)"
_TIMING = re.compile(rf"^\s*{_TIME}\s*{_ARROW}\s*{_TIME}(?:\s+(.*))?$")
_INDEX = re.compile(r"^\s*#?\d{1,6}\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|ruby|rt|lang|font|span|em|strong|br)(?:[.\s][^>]*)?/?>|<\d[\d:.]*>", re.I
)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_POSITION = re.compile(r"\{\\[^}]*\}|\\N")
_SETTING = re.compile(r"^(?:vertical|line|position|size|align|region):\S+$")
_ASIDE = ("NOTE", "STYLE", "REGION")


def read(text: str, name: str = "") -> Read:
    """Every subtitle that can be understood, and what is wrong with the rest. `name` is the file's: a .vtt without its
    head is still one."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    faults: list[Fault] = []
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    headed = re.match(r"^WEBVTT(?:\s|$)", lines[first].strip()) is not None
    kind: Kind = "vtt" if headed or name.lower().endswith(".vtt") else "srt"
    start = first
    if headed:
        start = _after_head(lines, first)
    elif kind == "vtt":
        faults.append(Fault(first + 1, "no_head", kept=True))
    cues = _order(_cues(lines, start, kind, faults), faults)
    return Read(kind, tuple(cues), tuple(sorted(faults, key=lambda fault: fault.line)))


def _after_head(lines: Sequence[str], first: int) -> int:
    """The head goes on to the first empty line; a subtitle that follows it at once is one all the same."""
    for n in range(first + 1, len(lines)):
        if not lines[n].strip():
            return n
        if _TIMING.match(lines[n]):
            return n - 1 if n - 1 > first and _INDEX.match(lines[n - 1]) else n
    return len(lines)


def _cues(lines: Sequence[str], start: int, kind: Kind, faults: list[Fault]) -> list[tuple[int, Cue]]:
    found: list[tuple[int, Cue]] = []
    n, fresh = start, True
    while n < len(lines):
        line = lines[n].strip()
        if not line:
            n, fresh = n + 1, True
            continue
        if kind == "vtt" and fresh and line.split(None, 1)[0].rstrip(":") in _ASIDE and "-->" not in line:
            n = _next_empty(lines, n)
            continue
        if _is_timing(line):
            n = _one(lines, n, kind, faults, found)
            fresh = False
            continue
        follows = n + 1 < len(lines) and _is_timing(lines[n + 1])
        if not (follows and (fresh or _INDEX.match(line))) and not _counts_on(lines, n):
            faults.append(Fault(n + 1, "no_time", {"text": line[:40]}))
        n, fresh = n + 1, False
    if len(found) > MOST_CUES:
        faults.append(Fault(found[MOST_CUES][0], "too_many", {"limit": MOST_CUES}))
        del found[MOST_CUES:]
    return found


def _counts_on(lines: Sequence[str], n: int) -> bool:
    """A number alone before an empty line and a time: somebody pressed Enter once too often."""
    if not _INDEX.match(lines[n]):
        return False
    rest = (line for line in lines[n + 1 : n + 4] if line.strip())
    return _is_timing(next(rest, ""))


def _is_timing(line: str) -> bool:
    # No words of a subtitle may hold the standard's arrow: such a line is meant to be times, also where it can't be read.
    return "-->" in line or _TIMING.match(line) is not None


def _next_empty(lines: Sequence[str], n: int) -> int:
    while n < len(lines) and lines[n].strip():
        n += 1
    return n


def _one(lines: Sequence[str], at: int, kind: Kind, faults: list[Fault], found: list[tuple[int, Cue]]) -> int:
    """The subtitle whose times stand in line `at`; returns the line after it."""
    end, body = at + 1, []
    while end < len(lines) and lines[end].strip():
        ahead = lines[end + 1] if end + 1 < len(lines) else ""
        # Where the empty line between two subtitles is missing, a number before a time begins the next.
        if _is_timing(lines[end]) or (_INDEX.match(lines[end]) and _is_timing(ahead)):
            break
        body.append(lines[end])
        end += 1
    times = _TIMING.match(lines[at].strip())
    begins = _moment(times.groups()[:4]) if times else None
    stops = _moment(times.groups()[4:8]) if times else None
    if times is None or begins is None or stops is None:
        faults.append(Fault(at + 1, "time", {"text": lines[at].strip()[:60]}))
        return end
    voice, text = spoken("\n".join(body), kind)
    if stops <= begins:
        faults.append(Fault(at + 1, "backwards", {"text": lines[at].strip()[:60]}))
    elif not text:
        faults.append(Fault(at + 1, "empty"))
    else:
        if len(text) > LONGEST_TEXT:
            faults.append(Fault(at + 2, "long", {"limit": LONGEST_TEXT}, kept=True))
            text = text[:LONGEST_TEXT].rstrip()
        settings = _settings(times[9] or "") if kind == "vtt" else ""
        found.append((at + 1, Cue(begins, stops, text, voice, settings)))
    return end


def _moment(parts: Sequence[str | None]) -> int | None:
    hours, minutes, seconds, fraction = parts
    h, m, s = int(hours or 0), int(minutes or 0), int(seconds or 0)
    if s > 59 or (m > 59 and hours is not None):
        return None
    at = ((h * 60 + m) * 60 + s) * 1000 + int(((fraction or "0") + "00")[:3])
    return at if at <= LAST else None


def _settings(text: str) -> str:
    kept = " ".join(word for word in text.split() if _SETTING.match(word))
    return kept if len(kept) <= LONGEST_SETTINGS else ""


def spoken(text: str, kind: Kind) -> tuple[str, str]:
    """(who speaks, what is said) of a subtitle's lines: markup left out. Where several speak, each name stands before
    the words, and the first part is ""."""
    voice = ""
    if kind == "vtt":
        names = _VOICE.findall(text)
        if len(names) == 1 and text.lstrip().startswith("<v"):
            voice = " ".join(plain(html.unescape(names[0])).split())[:LONGEST_VOICE].strip()
        else:
            text = _VOICE.sub(lambda match: f"{match[1].strip()}：", text)
    text = _POSITION.sub(lambda match: "\n" if match[0] == "\\N" else "", _BREAK.sub("\n", text))
    text = _TAG.sub("", text)
    if kind == "vtt":
        text = html.unescape(text)
    return voice, plain(text)


def plain(text: str) -> str:
    """A text as a subtitle can hold it: no empty lines, no signs that can't be seen, no arrow of a time."""
    text = text.replace("\u00a0", " ").replace("\t", " ").replace("-->", "→")
    lines = (
        "".join(s for s in line if unicodedata.category(s) not in ("Cc", "Cf", "Cs", "Zl", "Zp")).strip()
        for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    return "\n".join(line for line in lines if line).replace("-->", "→")


def _order(found: list[tuple[int, Cue]], faults: list[Fault]) -> list[Cue]:
    latest = -1
    for line, cue in found:
        if cue.from_ms < latest:
            faults.append(Fault(line, "order", {"at": clock_words(cue.from_ms)}, kept=True))
        latest = max(latest, cue.from_ms)
    ordered = sorted(found, key=lambda pair: (pair[1].from_ms, pair[1].to_ms))
    until = -1
    for line, cue in ordered:
        if cue.from_ms < until:
            faults.append(Fault(line, "overlap", {"at": clock_words(cue.from_ms)}, kept=True))
        until = max(until, cue.to_ms)
    return [cue for _line, cue in ordered]


# ── writing ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def clock_words(ms: int, comma: str = ".") -> str:
    """01:02:03.004."""
    seconds, thousandths = divmod(ms, 1000)
    minutes, s = divmod(seconds, 60)
    h, m = divmod(minutes, 60)
    return f"{h:02d}:{m:02d}:{s:02d}{comma}{thousandths:03d}"


def write_srt(cues: Iterable[Cue]) -> str:
    """An SRT file: numbered, commas in the times, lines ended as Windows does. The voice stands before the words."""
    blocks = []
    for n, cue in enumerate(cues, 1):
        text = f"{cue.voice}：{cue.text}" if cue.voice else cue.text
        lines = text.replace("\n", "\r\n")
        times = f"{clock_words(cue.from_ms, ',')} --> {clock_words(cue.to_ms, ',')}"
        blocks.append(f"{n}\r\n{times}\r\n{lines}\r\n")
    return "\r\n".join(blocks)


def write_vtt(cues: Iterable[Cue]) -> str:
    """A WebVTT file with voices and settings."""
    blocks = ["WEBVTT\n"]
    for n, cue in enumerate(cues, 1):
        voice = f"<v {_escaped(cue.voice)}>" if cue.voice else ""
        settings = f" {cue.settings}" if cue.settings else ""
        times = f"{clock_words(cue.from_ms)} --> {clock_words(cue.to_ms)}{settings}"
        blocks.append(f"{n}\n{times}\n{voice}{_escaped(cue.text)}\n")
    return "\n".join(blocks)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
