"""How far a decision is: the facts of every part, and the phases that follow from them."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import format_date, get_locale

from core.api import campaigns, clock

from .. import chain
from ..contracts import Phase, PublicPreview
from ..models import Preview
from ..pack import values_of
from ..rules import phases as rules
from ..store import catalogue as catalogue_store
from ..store import previews as store
from ..wording_preview import phase_note
from . import comments, drafts, feedback, meetings
from .gating import newest_review


def phases(preview_id: int, now: datetime, *, public: bool = False) -> tuple[Phase, ...]:
    """The eight phases with their notes in the reader's language. `public` leaves out what isn't published."""
    row = store.preview(preview_id)
    if row is None:
        return ()
    campaign = campaigns.campaign_by_id(row.campaign_id)
    facts = facts_of(row, now, public=public)
    found = rules.phases(facts, values_of(campaign), campaign.calendar.is_working_day)
    return tuple(
        Phase(
            p.code,
            p.state,
            p.starts,
            p.ends,
            phase_note(p.code, p.note, p.day, p.count, short_day),
            clause=f"{p.rule} {p.clause}".strip(),
        )
        for p in found
    )


def facts_of(row: Preview, now: datetime, *, public: bool = False) -> rules.Facts:
    """Everything that the phases rest on."""
    draft, after, said = drafts.facts_of(row.id), feedback.facts_of(row.id), comments.facts_of(row.id)
    shown = draft.published_on is not None
    return rules.Facts(
        today=clock.local(now).date(),
        catalogued=catalogued_on(row.item_id),
        stopped=row.state == "stopped" if not public else _stopped(row.id),
        published=draft.published_on,
        comment_from=draft.comment_from if shown else None if public else row.comment_from,
        comment_until=draft.comment_until if shown else None if public else row.comment_until,
        comments=said.total,
        wish=row.hearing,
        meetings=tuple(
            rules.Held(m.kind, clock.local(m.starts_at).date(), m.published, m.held)
            for m in meetings.facts_of(row.id)
            if m.published or not public
        ),
        feedback=after.feedback_on,
        review=newest_review(row.id),
        decided=after.decided_on if after.decision_published_on is not None else None,
        decision_published=after.decision_published_on,
        interpretation=after.interpretation_on,
        milestones=tuple((due, done) for _title, due, done in after.milestones),
    )


def catalogued_on(item_id: int | None) -> date | None:
    """The day on which the catalogue with this item came out."""
    item = catalogue_store.item(item_id) if item_id is not None else None
    out = chain.CATALOGUE.published(item.catalogue_id) if item is not None else None
    if (
        item is None
        or out is None
        or item.id not in {line.get("id") for line in out.revision.data.get("items", ())}
    ):
        return None
    return clock.local(out.counts_from).date()


def newest_state(preview_id: int, now: datetime) -> Phase | None:
    """The phase that a list shows: what is late, else what is now, else the last that is done."""
    found = phases(preview_id, now)
    for state in ("late", "now"):
        for phase in found:
            if phase.state == state:
                return phase
    done = [phase for phase in found if phase.state == "done"]
    return done[-1] if done else (found[0] if found else None)


def short_day(day: date) -> str:
    """6月14日 / 14 Jun."""
    return format_date(day, "d MMM") if str(get_locale()) == "en" else f"{day.month}月{day.day}日"


def _stopped(preview_id: int) -> bool:
    out = chain.DRAFT.published(preview_id)
    return out is not None and (out.revision.data.get("preview") or {}).get("state") == "stopped"


def taking(view: PublicPreview, now: datetime) -> bool:
    """Whether comments are taken at this moment."""
    today = clock.local(now).date()
    open_now = view.comment_until is not None and opens_on(view) <= today <= view.comment_until
    return view.state == "open" and open_now


def opens_on(view: PublicPreview) -> date:
    """The first day for comments; a correction later on doesn't move it."""
    first = drafts.facts_of(view.id).published_on or clock.local(view.counts_from).date()
    return max(first, view.comment_from or first)
