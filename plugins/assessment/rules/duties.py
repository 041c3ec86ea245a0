"""What is owed: duties of the notice, the pack, the office and the plugins put together, and how each cell of the board stands.
Standard library only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

KINDS = ("plan", "material", "summary", "report", "article", "survey", "other")
#: kinds that are handed in as a text or files; the others are shown by a link or a scan
_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("article", ("署名文章",)),
    ("survey", ("问卷", "社会评")),
    ("summary", ("总结", "开展情况")),
    ("plan", ("方案",)),
    ("material", ("材料", "文字", "图片", "视频", "照片", "准备情况", "宣传")),
    ("report", ("报告", "备案", "信息", "情况")),
)
#: a summary and a report to the office are the same paper under two names
_FAMILY = {"report": "summary"}
#: how pressing a cell is, the most pressing first
ORDER = ("late", "returned", "owed", "extended", "waits", "in_late", "in_time", "not_owed")


@dataclass(frozen=True)
class Duty:
    """Something owed by several departments. `key` finds it again; `source` is notice, rule, hand or plugin. `day` is None
    while it hangs on an event (`hangs`: the term, e.g. `event_end+3d`). `raw_day` is the day before it was rolled.
    `unit` is 天 or 工作日, in which lateness counts. `unpublished_year`: counted by weekends only, the calendar is missing.
    `chosen`: the office chose who owes it. `carried_over`: from last year's campaign, its day not confirmed yet.
    `said_title`, `said_kind` and `said_day` are the source's own words where the office may have set others."""

    key: str
    title: str
    kind: str
    source: str
    day: date | None = None
    raw_day: date | None = None
    hangs: str = ""
    unit: str = "天"
    receiver: str = ""
    clause: str = ""
    owes: tuple[int, ...] = ()
    from_law: bool = False
    dropped: bool = False
    reason: str = ""
    unpublished_year: int | None = None
    version: int = 0
    chosen: bool = False
    carried_over: bool = False
    said_title: str = ""
    said_kind: str = ""
    said_day: date | None = None

    @property
    def rolled(self) -> bool:
        return self.raw_day is not None and self.day is not None and self.raw_day != self.day


@dataclass(frozen=True)
class Choice:
    """What the office set about a duty; empty values leave what the notice or the rule says."""

    key: str
    title: str = ""
    kind: str = ""
    day: date | None = None
    owes: tuple[int, ...] | None = None
    dropped: bool = False
    reason: str = ""
    version: int = 1
    carried_over: bool = False


@dataclass(frozen=True)
class Standing:
    """How what a department handed in stands: `state` draft, handed_in, returned, accepted; `came_on` when it first came in."""

    id: int
    state: str
    came_on: date | None


@dataclass(frozen=True)
class Cell:
    """A department and a duty. `state` is one of ORDER; `days` left (owed) or late (late, in_late), in the duty's unit, and
    `working` the same in working days. `day` is the day that counts, another one where `extended_to` was granted."""

    key: str
    department_id: int
    state: str
    day: date | None = None
    days: int = 0
    working: int = 0
    extended_to: date | None = None
    asked: bool = False
    accepted: bool = False
    submission_id: int | None = None
    url: str = ""


def kind_of(what: str) -> str:
    """What kind of paper the words of a duty mean; `other` when none."""
    for kind, words in _WORDS:
        if any(word in what for word in words):
            return kind
    return "other"


def merged(
    notice: Sequence[Duty], fixed: Sequence[Duty], hand: Iterable[Duty], choices: Mapping[str, Choice]
) -> list[Duty]:
    """Every duty once: what a rule of the pack says that the notice says too stays the notice's. What the office set wins.
    Those with a day first, soonest first."""
    told = {(one.day, _family(one.kind)) for one in notice}
    everyone = [*notice, *(one for one in fixed if (one.day, _family(one.kind)) not in told), *hand]
    found = [_chosen(one, choices.get(one.key)) for one in everyone]
    return sorted(found, key=lambda one: (one.day is None, one.day or date.max, one.key))


def differing(duty: Duty, title: str, kind: str, day: date | None) -> tuple[str, str, date | None]:
    """What of the office's words differs from what the source says itself: the rest follows a corrected notice."""
    if duty.source == "hand":
        return title, kind, day
    return (
        "" if title == duty.said_title else title,
        "" if kind == duty.said_kind else kind,
        None if day == duty.said_day else day,
    )


def _family(kind: str) -> str:
    return _FAMILY.get(kind, kind)


def _chosen(duty: Duty, choice: Choice | None) -> Duty:
    duty = replace(duty, said_title=duty.title, said_kind=duty.kind, said_day=duty.day)
    if choice is None:
        return duty
    changed = replace(
        duty,
        title=choice.title or duty.title,
        kind=choice.kind or duty.kind,
        dropped=choice.dropped,
        reason=choice.reason,
        owes=duty.owes if choice.owes is None else choice.owes,
        chosen=choice.owes is not None,
        version=choice.version,
        carried_over=choice.carried_over,
    )
    return replace(changed, day=choice.day, raw_day=None) if choice.day is not None else changed


def cell(
    duty: Duty,
    department_id: int,
    standing: Standing | None,
    extended_to: date | None,
    asked: bool,
    today: date,
    between: Callable[[date, date, str], int],
) -> Cell:
    """How a department stands with a duty. `between(start, end, unit)` counts days ("calendar" or "working")."""
    given = Cell(duty.key, department_id, "not_owed", duty.day, asked=asked)
    if department_id not in duty.owes or duty.dropped:
        return given
    day = extended_to or duty.day
    unit = "working" if duty.unit == "工作日" else "calendar"
    given = replace(given, day=day, extended_to=extended_to)
    if standing is not None:
        given = replace(given, submission_id=standing.id, accepted=standing.state == "accepted")
        if standing.state in ("handed_in", "accepted") and standing.came_on is not None:
            if day is None or standing.came_on <= day:
                return replace(given, state="in_time")
            late, working = between(day, standing.came_on, unit), between(day, standing.came_on, "working")
            return replace(given, state="in_late", days=late, working=working)
    returned = standing is not None and standing.state == "returned"
    if day is None:
        return replace(given, state="returned" if returned else "waits")
    if today > day:
        late, working = between(day, today, unit), between(day, today, "working")
        return replace(given, state="returned" if returned else "late", days=late, working=working)
    left = between(today, day, unit)
    state = "returned" if returned else "extended" if extended_to is not None else "owed"
    return replace(given, state=state, days=left, working=between(today, day, "working"))


def of_plugin(met: bool | None, day: date, today: date, between: Callable[[date, date, str], int]) -> Cell:
    """The cell of a deadline that a plugin keeps by itself: it says only whether it was met, and not met before its day is
    simply not done yet."""
    if met:
        return Cell("", 0, "in_time", day)
    if today > day:
        return Cell(
            "",
            0,
            "late",
            day,
            max(between(day, today, "calendar"), 0),
            max(between(day, today, "working"), 0),
        )
    return Cell("", 0, "owed", day, between(today, day, "calendar"), between(today, day, "working"))


def worst(cells: Sequence[Cell]) -> Cell:
    """The most pressing of several cells, with the longest delay."""
    return min(
        cells, key=lambda one: (ORDER.index(one.state), -one.days if one.state == "late" else one.days)
    )


def marks_due(day: date, today: date, before: Sequence[int], after: Sequence[int]) -> int | None:
    """The mark (days after `day`, before it negative) whose reminder goes out today; None when none does.

    A worker that stood still for some days sends the last mark it missed, not all of them."""
    passed = (today - day).days
    reached = [mark for mark in (*(-n for n in before), *after) if mark <= passed]
    if not reached:
        return None
    mark = max(reached)
    # Before the day a mark holds until the next one; a week after the last one nobody is told any more.
    return mark if passed - mark <= 7 else None


def numbers_in(text: str) -> tuple[int, ...]:
    """Days of a setting: `7,3,1` → (7, 3, 1); what is no number is left out."""
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return tuple(int(part) for part in (p.strip() for p in parts) if part.isdigit() and int(part) < 400)
