"""The evaluation and feedback (总结评估和意见反馈, OD-11): every opinion's end stands in it, nobody's name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from core.api import Content, Feedback, clock, pictures

from .. import document_after
from ..rules.after_the_day import EVALUATION, PARTS, Counted, Figure, Lack, lacks_of_evaluation
from ..rules.values import OpenDayPack
from .looking_back import DayView


def first_parts() -> dict[str, str]:
    """What was achieved, what fell short and what gets better is known to the department alone."""
    return dict.fromkeys(PARTS[EVALUATION], "")


def lacks(
    title: str, parts: Mapping[str, str], feedback: Sequence[Feedback], values: OpenDayPack
) -> tuple[Lack, ...]:
    """What keeps the evaluation from being sent: a part that isn't written, an opinion that hasn't ended."""
    still = sum(len(one.numbers) for one in feedback if one.open)
    return lacks_of_evaluation(title, parts, still, values)


def content(
    day: DayView, title: str, parts: Mapping[str, str], shown: Sequence[Figure], counted: Counted,
    feedback: Sequence[Feedback], chosen: Sequence[int],
) -> Content:  # fmt: skip
    """The document as it goes to the reviewers. `ledger` tells whether the opinions still stand as the text says."""
    del shown
    days = sorted({clock.local(s.starts_at).date() for s in day.held if not s.called_off})
    blocks = document_after.evaluation_blocks(
        organiser=day.shown.department,
        summary=document_after.first_summary(day.shown.department, day.shown.theme, days, counted),
        parts=parts,
        feedback=feedback,
    )
    # Photos stand before the signature, as in the results.
    blocks[-1:-1] = pictures.picture_blocks(chosen)
    return Content(
        title=title,
        issuer=day.shown.department,
        blocks=blocks,
        data={
            "ended_on": day.ended_on.isoformat() if day.ended_on is not None else None,
            "theme": day.shown.theme,
            "ledger": fingerprint(feedback),
            "ends": document_after.counts_table(feedback),
        },
    )


def fingerprint(feedback: Sequence[Feedback]) -> str:
    """Changes when an opinion comes, ends otherwise or is worded otherwise."""
    facts = [
        [list(one.numbers), one.text, one.state, one.outcome, one.reason, one.passed_to, one.reason_code]
        for one in feedback
        # Who takes an opinion back, or advertises, changes nothing that the text lists.
        if one.state not in ("withdrawn", "rejected")
    ]
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
