"""What may be handed in, and how two versions differ. Standard library only."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

WAYS = ("web", "chat", "paper", "mail")
#: kinds of file that are taken, and those that are kept for fetching only
ACCEPTED = (
    "pdf", "docx", "xlsx", "txt", "jpeg", "png", "mp4", "webm", "mov", "mp3", "m4a", "doc", "xls", "wps", "rtf", "ofd",
)  # fmt: skip
UNREAD = ("doc", "xls", "wps", "rtf", "ofd", "mov")
MOST_FILES, LONGEST = 40, 50_000
_DATE = re.compile(
    r"\d{4}\s*年|\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?|\d{1,2}\s*日|[(（]?\d{1,2}[)）.、]|5\s*[·.]\s*15"
)
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+(?:余|多)?(?:人|名|场|次|件|份|条|个|家|项|期|篇|户|%|％)"
)
_CASE = re.compile(r"例如|比如|案例|事例|实例|为例|典型|譬如")

#: an item of the column: characters of title and text
ITEM_TITLE, ITEM_LONGEST = 120, 8000


@dataclass(frozen=True)
class Paper:
    """What is about to be handed in. `read` is the text with what its files say; `unread`: some file says nothing to us."""

    kind: str
    text: str
    link: str
    files: int
    read: str
    unread: bool
    gathering: bool
    plan_attached: bool


@dataclass(frozen=True)
class Needs:
    """What the pack asks of it: figures and cases of a summary (CP-07), an emergency plan for a gathering (CP-08)."""

    figures: int = 0
    cases: int = 0
    emergency_plan: bool = False


@dataclass(frozen=True)
class Fault:
    """What is missing: a code and the field it is about; `blocks` False only warns."""

    code: str
    field: str
    blocks: bool = True


def figures_in(text: str) -> int:
    """How many figures a summary names; dates and numbers of headings are none."""
    return len(_FIGURE.findall(_DATE.sub(" ", text)))


def cases_in(text: str) -> int:
    """How often a summary names a case."""
    return len(_CASE.findall(text))


def faults(paper: Paper, needs: Needs) -> list[Fault]:
    """What is missing before it may be handed in."""
    found = []
    if not paper.text.strip() and not paper.link and not paper.files:
        found.append(Fault("assessment.nothing_handed", "text"))
    if paper.link and not paper.link.startswith(("https://", "http://")):
        found.append(Fault("assessment.link_shape", "link"))
    if paper.kind == "summary":
        if figures_in(paper.read) < needs.figures:
            found.append(Fault("assessment.no_figures", "text", blocks=not paper.unread))
        if cases_in(paper.read) < needs.cases:
            found.append(Fault("assessment.no_cases", "text", blocks=not paper.unread))
    if needs.emergency_plan and paper.gathering and not (paper.plan_attached and paper.files):
        found.append(Fault("assessment.no_emergency_plan", "plan_attached"))
    return found


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """Lines of two versions: ("same" | "gone" | "new", line)."""
    signs = {"  ": "same", "- ": "gone", "+ ": "new"}
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(signs[line[:2]], line[2:]) for line in lines if line[:2] in signs]


def receipt(year: int, handing_id: int) -> str:
    """The number of a receipt."""
    return f"BS{year}-{handing_id:05d}"


def safe_name(text: str) -> str:
    """A part of a path inside the zip that every system can unpack."""
    kept = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", text).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return (f"{stem[:60]}.{ending[:8]}" if dot and stem else kept[:60]) or "_"


def unique(name: str, taken: Sequence[str] | set[str]) -> str:
    """`name`, with a number before its ending where it is taken."""
    if name not in taken:
        return name
    stem, dot, ending = name.rpartition(".")
    number = 2
    while (other := f"{stem}-{number}{dot}{ending}" if dot else f"{name}-{number}") in taken:
        number += 1
    return other
