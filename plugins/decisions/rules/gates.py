"""The gates of a decision's way: what the rules ask before each step, forwards and backwards, with reasons.

The day of the fact is day 0. N 天 = date + N; N 工作日 = the Nth working day after. A "by" day belongs to the term.
Minimum distances (DP-02, DP-04, DP-07) never roll; a term that is due (DP-11, PB-05) rolls only where its rule says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .values import DecisionPack, RuleValue, Term

IsWorkday = Callable[[date], bool]
ONE_DAY = timedelta(days=1)
#: what DP-03 names, and the part of a consultation that it means; other words of a pack are looked for in the explanation
CONTENTS: Mapping[str, str] = {
    "决策草案": "draft",
    "说明": "explanation",
    "意见提出方式": "ways",
    "意见提出期限": "time_limit",
}


def weekend_only(day: date) -> bool:
    """The calendar used when none is passed: Monday to Friday are working days."""
    return day.weekday() < 5


def earliest_after(day: date, term: Term, is_workday: IsWorkday = weekend_only) -> date:
    """The first day that keeps the distance from a fact on `day`; never rolls."""
    if term.unit == "calendar":
        return day + timedelta(days=term.n)
    left = term.n
    while left > 0:
        day += ONE_DAY
        left -= is_workday(day)
    return day


def due_after(day: date, term: Term, is_workday: IsWorkday = weekend_only) -> date:
    """The last day of a term that a fact on `day` sets going; rolls only when the rule says so."""
    end = earliest_after(day, term, is_workday)
    while term.roll and not is_workday(end):
        end += ONE_DAY
    return end


def latest_before(day: date, term: Term, is_workday: IsWorkday = weekend_only) -> date:
    """The last day that keeps the distance before a fact on `day`; it may itself be a day off."""
    if term.unit == "calendar":
        return day - timedelta(days=term.n)
    last = day
    while earliest_after(last, term, is_workday) > day:
        last -= ONE_DAY
    return last


def day_kind(day: date, is_workday: IsWorkday = weekend_only) -> str:
    """ "" for an ordinary working day, else weekend, holiday (a weekday off) or make_up (a weekend day at work)."""
    if is_workday(day):
        return "make_up" if day.weekday() >= 5 else ""
    return "weekend" if day.weekday() >= 5 else "holiday"


@dataclass(frozen=True, slots=True)
class Gate:
    """Why a step may not be taken now. `earliest` is the first lawful day for it (None: no day helps, something is
    missing); `code` is worded by messages with `params`."""

    code: str
    rule: str
    clause: str
    params: Mapping[str, Any] = field(default_factory=dict)
    earliest: date | None = None


# ── the consultation: DP-02, DP-03 ──────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Consultation:
    """What an announcement would publish."""

    has_draft: bool
    explanation: str
    has_ways: bool
    comment_from: date | None
    comment_until: date | None
    shorter_reason: str = ""


def lawful_end(
    published: date, comment_from: date | None, pack: DecisionPack, is_workday: IsWorkday
) -> date | None:
    """The first lawful last day for comments; None where the pack has no DP-02."""
    if pack.comment_period is None:
        return None
    return earliest_after(max(published, comment_from or published), pack.comment_period.value, is_workday)


def consultation_gates(
    told: Consultation, pack: DecisionPack, published: date, is_workday: IsWorkday = weekend_only
) -> tuple[Gate, ...]:
    """What stops publishing the consultation on `published`. A period counts from that day or from its first day,
    whichever is later. In `earliest`: the first lawful last day for comments."""
    found: list[Gate] = []
    if pack.contents is not None:
        missing = tuple(word for word in pack.contents.value if not _there(word, told))
        if missing:
            found.append(
                Gate("decisions.consultation_incomplete", "DP-03", pack.contents.clause, {"missing": missing})
            )
    if told.comment_until is None:
        return tuple(found)
    if told.comment_until < published:
        found.append(Gate("decisions.comment_over", "DP-02", _clause(pack.comment_period), {"until": told.comment_until},
                          lawful_end(published, told.comment_from, pack, is_workday)))  # fmt: skip
        return tuple(found)
    lawful = lawful_end(published, told.comment_from, pack, is_workday)
    if lawful is None or pack.comment_period is None or told.comment_until >= lawful:
        return tuple(found)
    term = pack.comment_period.value
    if pack.shorter_with_reason and told.shorter_reason.strip():
        return tuple(found)
    code = "decisions.comment_short" if pack.shorter_with_reason else "decisions.comment_short_no_way"
    start = max(published, told.comment_from or published)
    params = {"from": start, "until": told.comment_until, "days": (told.comment_until - start).days, "least": term.n,
              "unit": term.unit}  # fmt: skip
    found.append(Gate(code, "DP-02", pack.comment_period.clause, params, lawful))
    return tuple(found)


def _there(word: str, told: Consultation) -> bool:
    part = CONTENTS.get(word)
    if part == "draft":
        return told.has_draft
    if part == "explanation":
        return bool(told.explanation.strip())
    if part == "ways":
        return told.has_ways
    if part == "time_limit":
        return told.comment_until is not None
    return word in told.explanation


# ── a hearing: DP-04 ────────────────────────────────────────────────────────────────────────────────────────────────
def hearing_gates(
    papers: date | None, hearing: date, pack: DecisionPack, is_workday: IsWorkday = weekend_only
) -> tuple[Gate, ...]:
    """What stops a hearing on `hearing` whose papers go out on `papers` (None: there are none). `earliest`: of the hearing."""
    if pack.papers is None:
        return ()
    if papers is None:
        return (Gate("decisions.papers_missing", "DP-04", pack.papers.clause),)
    earliest = earliest_after(papers, pack.papers.value, is_workday)
    if earliest <= hearing:
        return ()
    params = {
        "papers": papers,
        "hearing": hearing,
        "least": pack.papers.value.n,
        "unit": pack.papers.value.unit,
        "latest": latest_before(hearing, pack.papers.value, is_workday),
    }
    return (Gate("decisions.papers_late", "DP-04", pack.papers.clause, params, earliest),)


# ── the legality review and the decision: DP-07, DP-11, PB-05 ───────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Review:
    """One legality review. `result`: "" while it runs, passed, changes, refused; `met`: the day its conditions were met."""

    sent: date
    done: date | None = None
    result: str = ""
    met: date | None = None


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a decision is judged by: the published end of comments, the newest review, the feedback's day, and whether an
    interpretation has been drafted with it."""

    comment_until: date | None = None
    review: Review | None = None
    feedback: date | None = None
    wants_feedback: bool = False
    interpretation_drafted: bool = True


def review_ready(review: Review, pack: DecisionPack, is_workday: IsWorkday = weekend_only) -> date:
    """The first day on which a review can have ended lawfully, when it is still running or was hurried."""
    if pack.legality is None:
        return review.done or review.sent
    lawful = earliest_after(review.sent, pack.legality.value, is_workday)
    return max(lawful, review.done or lawful, review.met or lawful)


def legality_gates(
    comment_until: date | None,
    review: Review | None,
    decided: date,
    pack: DecisionPack,
    is_workday: IsWorkday = weekend_only,
) -> tuple[Gate, ...]:
    """What the legality review (DP-07) says against deciding on `decided`. A review that was sent before the comments
    ended can't know them and doesn't count; a consultation never stands for it."""
    rule = pack.legality
    if rule is None:
        return ()
    next_sent = max(decided, comment_until + ONE_DAY) if comment_until is not None else decided
    anew = earliest_after(next_sent, rule.value, is_workday)
    given = {"least": rule.value.n, "unit": rule.value.unit}
    if review is None:
        return (Gate("decisions.legality_missing", "DP-07", rule.clause, given, anew),)
    if comment_until is not None and review.sent <= comment_until:
        told = {**given, "sent": review.sent, "until": comment_until}
        return (Gate("decisions.legality_before_comments", "DP-07", rule.clause, told, anew),)
    if review.result == "refused":
        return (Gate("decisions.legality_refused", "DP-07", rule.clause, given, anew),)
    ready = review_ready(review, pack, is_workday)
    if review.done is None or not review.result:
        return (
            Gate(
                "decisions.legality_running",
                "DP-07",
                rule.clause,
                {**given, "sent": review.sent},
                max(ready, decided),
            ),
        )
    if review.result == "changes" and review.met is None:
        return (Gate("decisions.legality_conditions", "DP-07", rule.clause, given, max(ready, decided)),)
    if decided < ready:
        told = {**given, "sent": review.sent, "done": review.done}
        return (Gate("decisions.legality_short", "DP-07", rule.clause, told, ready),)
    return ()


def decision_gates(
    told: Deciding, decided: date, pack: DecisionPack, is_workday: IsWorkday = weekend_only
) -> tuple[Gate, ...]:
    """Everything that stands against deciding on `decided`: comments still open, no feedback, DP-07, no interpretation."""
    found: list[Gate] = []
    if told.comment_until is not None and decided <= told.comment_until:
        found.append(Gate("decisions.comments_open", "DP-02", _clause(pack.comment_period),
                          {"until": told.comment_until}, told.comment_until + ONE_DAY))  # fmt: skip
    if told.wants_feedback and pack.feedback is not None:
        if told.feedback is None:
            found.append(Gate("decisions.feedback_missing", "DP-11", pack.feedback.clause))
        elif told.feedback > decided:
            found.append(Gate("decisions.feedback_after", "DP-11", pack.feedback.clause, {"feedback": told.feedback},
                              told.feedback))  # fmt: skip
    found.extend(legality_gates(told.comment_until, told.review, decided, pack, is_workday))
    if pack.interpretation is not None and not told.interpretation_drafted:
        found.append(Gate("decisions.interpretation_not_together", "PB-05", pack.interpretation.clause))
    return tuple(found)


# ── is it possible? ─────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way with its day. `way`: fact, earliest, latest or due. `term` is counted from (or, backwards, to)
    `other`; `rule` is empty where no rule says it."""

    code: str
    day: date
    way: str
    rule: str = ""
    clause: str = ""
    term: Term | None = None
    other: date | None = None


def forwards(
    published: date, pack: DecisionPack, *, hearing: bool = False, is_workday: IsWorkday = weekend_only
) -> tuple[Step, ...]:
    """From the day the consultation is published: the first lawful day of each step, and what is due when."""
    steps = [Step("publish", published, "fact", "DP-03", _clause(pack.contents))]
    end = published
    if pack.comment_period is not None:
        end = earliest_after(published, pack.comment_period.value, is_workday)
        steps.append(_step("comments_end", end, "earliest", "DP-02", pack.comment_period, published))
    if hearing and pack.papers is not None:
        day = earliest_after(published, pack.papers.value, is_workday)
        steps.append(_step("hearing", day, "earliest", "DP-04", pack.papers, published))
    if pack.feedback is not None:
        due = due_after(end, pack.feedback.value, is_workday)
        steps.append(_step("feedback", due, "due", "DP-11", pack.feedback, end))
    ready = sent = end + ONE_DAY
    if pack.legality is not None:
        steps.append(Step("legality_sent", sent, "earliest", "DP-07", pack.legality.clause, None, end))
        ready = earliest_after(sent, pack.legality.value, is_workday)
    steps.append(Step("decide", ready, "earliest", "DP-07" if pack.legality else "", _clause(pack.legality),
                      pack.legality.value if pack.legality else None, sent))  # fmt: skip
    if pack.interpretation is not None:
        due = due_after(ready, pack.interpretation.value, is_workday)
        steps.append(_step("interpretation", due, "due", "PB-05", pack.interpretation, ready))
    return tuple(sorted(steps, key=lambda step: step.day))


def backwards(
    decided: date,
    pack: DecisionPack,
    *,
    chain: Term | None = None,
    hearing: date | None = None,
    is_workday: IsWorkday = weekend_only,
) -> tuple[Step, ...]:
    """From the day of the decision: the last lawful day of each step before it. `chain`: time kept for the publishing
    chain; `hearing`: a day wished for it."""
    steps = [Step("decide", decided, "fact")]
    sent = decided
    if pack.legality is not None:
        sent = latest_before(decided, pack.legality.value, is_workday)
        steps.append(_step("legality_sent", sent, "latest", "DP-07", pack.legality, decided))
    end = sent - ONE_DAY
    published = end
    if pack.comment_period is not None:
        steps.append(Step("comments_end", end, "latest", "DP-07", _clause(pack.legality), None, sent))
        published = latest_before(end, pack.comment_period.value, is_workday)
        steps.append(_step("publish", published, "latest", "DP-02", pack.comment_period, end))
    if pack.feedback is not None:
        due = min(due_after(end, pack.feedback.value, is_workday), decided)
        steps.append(_step("feedback", due, "latest", "DP-11", pack.feedback, end))
    if hearing is not None:
        steps.append(Step("hearing", hearing, "fact"))
        if pack.papers is not None:
            papers = latest_before(hearing, pack.papers.value, is_workday)
            steps.append(_step("papers", papers, "latest", "DP-04", pack.papers, hearing))
            published = min(published, papers)
    if chain is not None and chain.n:
        submit = latest_before(published, chain, is_workday)
        steps.append(Step("submit", submit, "latest", "PB-01", "", chain, published))
    if pack.interpretation is not None:
        due = due_after(decided, pack.interpretation.value, is_workday)
        steps.append(_step("interpretation", due, "due", "PB-05", pack.interpretation, decided))
    return tuple(sorted(steps, key=lambda step: step.day))


def _step(code: str, day: date, way: str, rule_id: str, rule: RuleValue[Term], other: date) -> Step:
    return Step(code, day, way, rule_id, rule.clause, rule.value, other)


def _clause(rule: RuleValue[Any] | None) -> str:
    return rule.clause if rule is not None else ""
