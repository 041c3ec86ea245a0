"""The gates of a decision's way as blockers of the publishing chain: rule, clause, the earliest lawful day."""

from __future__ import annotations

from datetime import date, datetime

from core.api import Blocker, Campaign, clock

from .. import chain, wording_preview
from ..contracts import PreviewView
from ..pack import values_of
from ..rules import gates
from ..rules.gates import Consultation, Deciding, Gate, Review
from ..store import previews as store
from . import drafts


def blocker_of(gate: Gate, url: str = "") -> Blocker:
    """A gate as the chain's page says it; `url` is where to mend it."""
    return Blocker(gate.code, wording_preview.gate_params(gate), gate.clause, url, "decisions", gate.rule)


def consultation_blockers(
    campaign: Campaign, preview: PreviewView, *, has_draft: bool, published: date, url: str = ""
) -> list[Blocker]:
    """DP-02 and DP-03 for a consultation that would come out on `published`."""
    told = Consultation(
        has_draft=has_draft,
        explanation=preview.explanation,
        has_ways=any(preview.ways.values()),
        comment_from=preview.comment_from,
        comment_until=preview.comment_until,
        shorter_reason=preview.shorter_reason,
    )
    found = gates.consultation_gates(told, values_of(campaign), published, campaign.calendar.is_working_day)
    return [blocker_of(gate, url) for gate in found]


def hearing_blockers(
    campaign: Campaign, *, papers: date | None, hearing: date, url: str = ""
) -> list[Blocker]:
    """DP-04 for a hearing whose papers go out on `papers` (None: there are none)."""
    found = gates.hearing_gates(papers, hearing, values_of(campaign), campaign.calendar.is_working_day)
    return [blocker_of(gate, url) for gate in found]


def decision_blockers(
    campaign: Campaign,
    preview_id: int,
    *,
    decided: date,
    comment_until: date | None,
    feedback: date | None,
    wants_feedback: bool,
    interpretation_drafted: bool,
    url: str = "",
) -> list[Blocker]:
    """DP-02, DP-07, DP-11 and PB-05 for a decision taken on `decided`. `comment_until` is the published last day for
    comments, `feedback` the day the feedback came out, `wants_feedback` whether there was a consultation."""
    told = Deciding(
        comment_until, newest_review(preview_id), feedback, wants_feedback, interpretation_drafted
    )
    found = gates.decision_gates(told, decided, values_of(campaign), campaign.calendar.is_working_day)
    return [blocker_of(gate, url) for gate in found]


def newest_review(preview_id: int) -> Review | None:
    """The last legality review of a preview, as the rules read it."""
    rows = store.reviews(preview_id)
    return Review(rows[0].sent_on, rows[0].done_on, rows[0].result, rows[0].met_on) if rows else None


def is_public(preview_id: int) -> bool:
    """Whether its consultation can be read by everybody."""
    return chain.DRAFT.published(preview_id) is not None


def consultation_now(campaign: Campaign, preview: PreviewView, now: datetime) -> list[Blocker]:
    """What would stop its consultation today; nothing once it is public."""
    if is_public(preview.id) or preview.state == "stopped":
        return []
    has_draft = drafts.current(preview.id) is not None
    today = clock.local(now).date()
    return consultation_blockers(campaign, preview, has_draft=has_draft, published=today)


def legality_now(campaign: Campaign, preview_id: int, now: datetime) -> list[Blocker]:
    """What the legality review says against deciding today."""
    out = chain.DRAFT.published(preview_id)
    told = (out.revision.data.get("preview") or {}) if out is not None else {}
    until = date.fromisoformat(told["comment_until"]) if told.get("comment_until") else None
    found = gates.legality_gates(
        until,
        newest_review(preview_id),
        clock.local(now).date(),
        values_of(campaign),
        campaign.calendar.is_working_day,
    )
    return [blocker_of(gate) for gate in found]
