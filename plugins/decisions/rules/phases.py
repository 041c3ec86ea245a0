"""A decision's phases, computed from facts: what is done, what is now, what is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .gates import IsWorkday, Review, due_after, earliest_after, review_ready, weekend_only
from .values import DecisionPack

CODES = (
    "announcement", "comment", "meeting", "feedback", "legality", "decision", "interpretation", "follow_through",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting: its day, whether its notice is public and whether it took place."""

    kind: str
    day: date
    published: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the phases rest on; a day is None while the fact isn't there. `catalogued`: the catalogue that names it
    came out. `wish`: no, symposium, hearing. `milestones`: (due, done)."""

    today: date
    catalogued: date | None = None
    stopped: bool = False
    published: date | None = None
    comment_from: date | None = None
    comment_until: date | None = None
    comments: int | None = None
    wish: str = "no"
    meetings: tuple[Held, ...] = ()
    feedback: date | None = None
    review: Review | None = None
    decided: date | None = None
    decision_published: date | None = None
    interpretation: date | None = None
    milestones: tuple[tuple[date, date | None], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Phase:
    """`state`: done, now, todo, late, skipped. `note` is worded by its code, with `day` or `count`; `rule` and `clause`
    say where a term is written. `starts` and `ends` are what happened, or by when it must."""

    code: str
    state: str
    starts: date | None = None
    ends: date | None = None
    note: str = ""
    day: date | None = None
    count: int = 0
    rule: str = ""
    clause: str = ""


def phases(facts: Facts, pack: DecisionPack, is_workday: IsWorkday = weekend_only) -> tuple[Phase, ...]:
    """All eight, in the order of the way. A stopped decision has no phase that is now or late."""
    found = (
        _announcement(facts),
        _comment(facts, pack),
        _meeting(facts, pack),
        _feedback(facts, pack, is_workday),
        _legality(facts, pack, is_workday),
        _decision(facts, pack, is_workday),
        _interpretation(facts, pack, is_workday),
        _follow_through(facts),
    )
    if not facts.stopped:
        return found
    return tuple(
        p if p.state in ("done", "skipped") else Phase(p.code, "skipped", note="stopped") for p in found
    )


def _announcement(facts: Facts) -> Phase:
    day = facts.catalogued or facts.published
    if facts.catalogued is not None:
        return Phase(
            "announcement", "done", facts.catalogued, facts.catalogued, "catalogued", facts.catalogued
        )
    if day is not None:
        return Phase("announcement", "done", day, day, "announced", day)
    return Phase("announcement", "now", note="not_announced")


def _comment(facts: Facts, pack: DecisionPack) -> Phase:
    rule, clause = ("DP-02", pack.comment_period.clause) if pack.comment_period else ("", "")
    if facts.published is None:
        state = "skipped" if facts.decision_published is not None else "now" if facts.catalogued else "todo"
        if facts.decision_published is not None:
            return Phase("comment", state, note="not_consulted", rule=rule, clause=clause)
        return Phase(
            "comment", state, facts.comment_from, facts.comment_until, "planned", rule=rule, clause=clause
        )
    start = max(facts.published, facts.comment_from or facts.published)
    end = facts.comment_until
    if facts.today < start:
        return Phase("comment", "todo", start, end, "opens", start, rule=rule, clause=clause)
    if end is None or facts.today <= end:
        left = (end - facts.today).days if end is not None else 0
        return Phase(
            "comment", "now", start, end, "last_day" if left == 0 and end else "open", end, left, rule, clause
        )
    return Phase("comment", "done", start, end, "counted" if facts.comments is not None else "closed", end,
                 facts.comments or 0, rule, clause)  # fmt: skip


def _meeting(facts: Facts, pack: DecisionPack) -> Phase:
    rule, clause = ("DP-04", pack.papers.clause) if pack.papers and facts.wish == "hearing" else ("", "")
    public = sorted((m for m in facts.meetings if m.published), key=lambda m: m.day)
    coming = [m for m in public if not m.held and m.day >= facts.today]
    held = [m for m in public if m.held or m.day < facts.today]
    if coming:
        first = coming[0].day
        state = "now" if first == facts.today else "todo"
        return Phase(
            "meeting", state, public[0].day, coming[-1].day, "meeting_on", first, len(public), rule, clause
        )
    if held:
        return Phase(
            "meeting", "done", held[0].day, held[-1].day, "held", held[-1].day, len(held), rule, clause
        )
    if facts.wish == "no" or facts.decision_published is not None:
        return Phase("meeting", "skipped", note="no_meeting")
    over = (
        facts.comment_until is not None and facts.today > facts.comment_until and facts.published is not None
    )
    return Phase("meeting", "late" if over else "todo", note="meeting_planned", rule=rule, clause=clause)


def _feedback(facts: Facts, pack: DecisionPack, is_workday: IsWorkday) -> Phase:
    rule, clause = ("DP-11", pack.feedback.clause) if pack.feedback else ("", "")
    end = facts.comment_until if facts.published is not None else None
    due = (
        due_after(end, pack.feedback.value, is_workday)
        if pack.feedback is not None and end is not None
        else None
    )
    if facts.feedback is not None:
        early = (due - facts.feedback).days if due is not None else 0
        note = "early" if early > 0 else "out_late" if early < 0 else "out"
        return Phase(
            "feedback", "done", facts.feedback, facts.feedback, note, facts.feedback, abs(early), rule, clause
        )
    if end is None and facts.decision_published is not None:
        return Phase("feedback", "skipped", note="not_consulted", rule=rule, clause=clause)
    if end is None or facts.today <= end:
        return Phase("feedback", "todo", None, due, "due" if due else "", due, rule=rule, clause=clause)
    late = due is not None and facts.today > due
    count = (facts.today - due).days if due is not None and late else 0
    note = "overdue" if late else "due" if due else ""
    return Phase("feedback", "late" if late else "now", end, due, note, due, count, rule, clause)


def _legality(facts: Facts, pack: DecisionPack, is_workday: IsWorkday) -> Phase:
    rule, clause = ("DP-07", pack.legality.clause) if pack.legality else ("", "")
    review = facts.review
    least = pack.legality.value.n if pack.legality else 0
    if review is None:
        if pack.legality is None or facts.decision_published is not None:
            return Phase("legality", "skipped", note="no_rule" if pack.legality is None else "not_reviewed")
        return Phase("legality", "todo", note="at_least", count=least, rule=rule, clause=clause)
    if review.done is None or (review.result == "changes" and review.met is None):
        ready = review_ready(Review(review.sent), pack, is_workday)
        note = "running" if review.done is None else "conditions"
        return Phase("legality", "now", review.sent, ready, note, ready, least, rule, clause)
    if review.result == "refused":
        return Phase(
            "legality", "late", review.sent, review.done, "refused", review.done, rule=rule, clause=clause
        )
    return Phase("legality", "done", review.sent, review.met or review.done, "passed", review.met or review.done,
                 rule=rule, clause=clause)  # fmt: skip


def _decision(facts: Facts, pack: DecisionPack, is_workday: IsWorkday) -> Phase:
    if facts.decision_published is not None:
        day = facts.decided or facts.decision_published
        return Phase("decision", "done", day, facts.decision_published, "decided", day)
    review = facts.review
    passed = review is not None and (
        review.result == "passed" or (review.result == "changes" and review.met is not None)
    )
    if review is not None and passed:
        ready = review_ready(review, pack, is_workday)
        state = "now" if facts.today >= ready else "todo"
        return Phase("decision", state, ready, None, "possible_from", ready)
    if facts.comment_until is None or pack.legality is None:
        return Phase("decision", "todo")
    sent = (
        review.sent
        if review is not None
        else max(facts.today, date.fromordinal(facts.comment_until.toordinal() + 1))
    )
    return Phase("decision", "todo", None, None, "not_before", earliest_after(sent, pack.legality.value, is_workday),
                 rule="DP-07", clause=pack.legality.clause)  # fmt: skip


def _interpretation(facts: Facts, pack: DecisionPack, is_workday: IsWorkday) -> Phase:
    rule, clause = ("PB-05", pack.interpretation.clause) if pack.interpretation else ("", "")
    if facts.interpretation is not None:
        return Phase("interpretation", "done", facts.interpretation, facts.interpretation, "out", facts.interpretation,
                     rule=rule, clause=clause)  # fmt: skip
    least = pack.interpretation.value.n if pack.interpretation else 0
    if facts.decision_published is None:
        return Phase(
            "interpretation", "todo", note="within" if least else "", count=least, rule=rule, clause=clause
        )
    if pack.interpretation is None:
        return Phase("interpretation", "now")
    due = due_after(facts.decision_published, pack.interpretation.value, is_workday)
    late = facts.today > due
    count = (facts.today - due).days if late else 0
    return Phase("interpretation", "late" if late else "now", facts.decision_published, due,
                 "overdue" if late else "due", due, count, rule, clause)  # fmt: skip


def _follow_through(facts: Facts) -> Phase:
    if facts.decision_published is None:
        return Phase("follow_through", "todo")
    if not facts.milestones:
        return Phase("follow_through", "todo", note="no_milestones")
    open_ones = [due for due, done in facts.milestones if done is None]
    if not open_ones:
        last = max(done for _due, done in facts.milestones if done is not None)
        return Phase(
            "follow_through", "done", facts.decision_published, last, "all_done", last, len(facts.milestones)
        )
    late = [due for due in open_ones if due < facts.today]
    state = "late" if late else "now"
    return Phase(
        "follow_through",
        state,
        facts.decision_published,
        min(open_ones),
        "milestone",
        min(open_ones),
        len(open_ones),
    )
