"""Comments on a published draft: the kind of opinions whose subject is a preview, and whose parts are its paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from flask_babel import lazy_gettext as _l

from core.api import Campaign, OpinionKind, OpinionPart, OpinionSubject, clock, remembered

from . import chain
from .addresses import answers_url
from .service import drafts, previews
from .service.drafts import PublicDraft

#: signs of a paragraph in a list to choose from
SHORT = 40


def subject(campaign: Campaign, preview_id: int) -> OpinionSubject | None:
    """A published draft. Comments are taken on the days that were announced, both included (DP-02), and answered DP-11
    after the last of them."""
    draft = _newest(preview_id)
    if draft is None or draft.campaign_id != campaign.id:
        return None
    until = draft.comment_until
    takes_until = datetime.combine(until, time(23, 59, 59), clock.SHANGHAI) if until is not None else None
    if draft.preview.get("state") == "stopped":
        takes_until = min(takes_until or draft.published_at, draft.published_at)
    ways = draft.preview.get("ways") or {}
    return OpinionSubject(
        title=draft.title,
        department_id=draft.department_id,
        takes_from=datetime.combine(draft.comment_from, time(0), clock.SHANGHAI),
        takes_until=takes_until,
        due_from=until,
        by_web=bool(ways.get("web", True)),
    )


def subjects(campaign: Campaign) -> Sequence[int]:
    """Every published draft, for a clerk's choice."""
    return [one.id for one in previews.public_previews(campaign)]


def part(campaign: Campaign, preview_id: int, anchor: str, version: str = "") -> OpinionPart | None:
    """A paragraph as a publication had it: `version` is that publication's number, "" asks for the one that comments are
    (or were) taken on.

    `gone`: that one (with a version: the newest draft) says it differently, or has it no longer.
    """
    found = _drafts(preview_id)
    if not found or found[0].campaign_id != campaign.id:
        return None
    asked = _consulted(found)
    now = found[0] if version else asked
    said = next((one.text for one in now.paragraphs if one.anchor == anchor), None)
    wanted = [draft for draft in found if str(draft.version) == version] if version else [asked]
    for draft in (*wanted, *found):
        for one in draft.paragraphs:
            if one.anchor == anchor:
                label = draft.names.get(anchor) or one.number
                return OpinionPart(anchor, label, one.text, str(draft.version), said != one.text)
    return None


def parts(campaign: Campaign, preview_id: int) -> Sequence[OpinionPart]:
    """The paragraphs of the draft that comments are (or were) taken on, in its order."""
    found = _drafts(preview_id)
    if not found or found[0].campaign_id != campaign.id:
        return ()
    draft = _consulted(found)
    names = draft.names
    return [
        OpinionPart(one.anchor, names.get(one.anchor) or one.text[:SHORT], one.text, str(draft.version))
        for one in draft.paragraphs
    ]


def _newest(preview_id: int) -> PublicDraft | None:
    found = _drafts(preview_id)
    return found[0] if found else None


def _consulted(found: Sequence[PublicDraft]) -> PublicDraft:
    """The newest draft that was out before the time for comments ended: what a letter of those days speaks of."""
    until = found[0].comment_until
    if until is None:
        return found[0]
    return next((one for one in found if clock.local(one.published_at).date() <= until), found[-1])


def _drafts(preview_id: int) -> tuple[PublicDraft, ...]:
    """Every version the public has had, the newest first; read once until something public changes."""
    return remembered(
        ("decisions.comment_drafts", preview_id), (), lambda: drafts.published_drafts(preview_id)
    )


KIND = OpinionKind(
    code=chain.COMMENT,
    title=_l("对决策草案的意见"),
    subject=subject,
    public_endpoint="decisions_public.draft",
    subject_arg="preview_id",
    subjects=subjects,
    rule="DP-11",
    part=part,
    parts=parts,
    files=True,
    support=True,
    list_endpoint="decisions_public.comments",
    answers_url=answers_url,
)
