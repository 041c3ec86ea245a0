"""The working copies of results and evaluation: begun from what is known, saved, looked at, sent into the chain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Content,
    DocumentView,
    Feedback,
    Invalid,
    NotFound,
    Published,
    RevisionView,
    RuleBroken,
    files,
    opinions,
    pictures,
    publishing,
    secrecy,
    unit_of_work,
)

from .. import chain_after, store_after
from .. import pack as packs
from ..models_after import AfterText
from ..rules.after_the_day import PARTS, RESULTS, Counted, Duty, Figure, Lack, figures, worth_keeping
from ..rules.taking_part import categories_of
from . import evaluating, results
from .figures import OPINION, counted_of
from .looking_back import DayView, day_behind, may_edit, public_day, record
from .plans import EDIT


@dataclass(frozen=True)
class SaveAfterText:
    """What the form holds. `stated`: a figure's key → (the number typed, why it isn't the rows')."""

    title: str
    parts: Mapping[str, str]
    stated: Mapping[str, tuple[int | None, str]]
    #: ids of the photos, in their order
    pictures: tuple[int, ...] = ()


@dataclass(frozen=True)
class AfterTextView:
    """A working copy with everything that is said about it. `saved_at` None: not begun, the texts are proposals."""

    what: str
    day: DayView
    title: str
    parts: Mapping[str, str]
    shown: tuple[Figure, ...]
    counted: Counted
    feedback: tuple[Feedback, ...]
    pictures: tuple[int, ...]
    draft_number: int
    saved_at: datetime | None
    lacks: tuple[Lack, ...]
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: Published | None
    content: Content
    may_edit: bool

    @property
    def duty(self) -> Duty:
        return self.day.duty(self.what)

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def changed(self) -> bool:
        """There is something to send: never published, or written to since."""
        if self.saved_at is None:
            return False
        return self.published is None or self.saved_at > self.published.published_at

    @property
    def ready(self) -> bool:
        return self.saved_at is not None and not self.lacks and not self.blockers

    @property
    def opinions_open(self) -> int:
        return sum(len(one.numbers) for one in self.feedback if one.open)


def view_text(
    campaign: Campaign, open_day_id: int, what: str, *, actor: Actor, now: datetime
) -> AfterTextView:
    """One working copy. Raises NotFound, Hidden while its document is hidden as 疑似涉密."""
    day = day_behind(campaign, open_day_id, actor=actor, now=now)
    publishing.refuse_hidden(chain_after.KINDS[what].code, open_day_id)
    return _view(campaign, day, what, actor, now)


def save_text(
    campaign: Campaign, open_day_id: int, what: str, command: SaveAfterText, *, actor: Actor, now: datetime
) -> None:
    """Write the working copy; figures that are the rows' are not kept, so that they follow them.

    Raises Conflict("open_day.locked"), Invalid (pictures), RuleBroken("secret_mark"), of which nothing is stored.
    """
    reasons = [reason for _value, reason in command.stated.values()]
    secrecy.refuse_marks([command.title, *command.parts.values(), *reasons])
    with unit_of_work() as session:
        day = _editable(campaign, open_day_id, what, actor, now)
        _attach(day, what, command.pictures, campaign)
        counted = counted_of(day.id, day.shown.event)
        row = store_after.text(open_day_id, what) or AfterText(
            open_day_id=open_day_id, kind=what, draft_number=0
        )
        row.title = command.title
        row.parts = {part: command.parts.get(part, "") for part in PARTS[what]}
        row.stated = worth_keeping(counted, command.stated) if what == RESULTS else {}
        row.draft_number += 1
        row.saved_at = now
        session.add(row)
        record(f"open_day.{what}_saved", day, campaign, actor, now)


def submit_text(
    campaign: Campaign, open_day_id: int, what: str, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze the working copy and send it into the chain (送审).

    Raises RuleBroken("open_day.end_not_confirmed" | "open_day.after_not_ready"), Invalid("open_day.after_correction_missing"),
    Conflict, and what the chain raises.
    """
    with unit_of_work():
        day = _editable(campaign, open_day_id, what, actor, now)
        if not day.confirmed:
            raise RuleBroken("open_day.end_not_confirmed")
        view = _view(campaign, day, what, actor, now)
        if view.saved_at is None or view.lacks or view.blockers:
            count = len(view.lacks) + len(view.blockers)
            raise RuleBroken("open_day.after_not_ready", count=max(count, 1))
        if view.published is not None and not correction.strip():
            raise Invalid("open_day.after_correction_missing", field="correction")
        chain_after.KINDS[what].submit(
            day.id, campaign.id, day.department_id, view.content, actor=actor, now=now, correction=correction
        )
        record(f"open_day.{what}_submitted", day, campaign, actor, now)


def blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """Why a frozen text may not come out now: the end was made void, or the ledger says something else than the text."""
    what = chain_after.what_of(revision.kind)
    if what is None:
        return []
    day = public_day(campaign, revision.subject_id, now)
    found = []
    if day is None or not day.confirmed:
        found.append(Blocker("open_day.end_not_confirmed"))
    if what != RESULTS and revision.data.get("ledger") != evaluating.fingerprint(
        opinions.feedback_on(OPINION, revision.subject_id)
    ):
        value = packs.values_of(campaign).evaluation
        clause = f"OD-11 {value.clause}" if value is not None else ""
        found.append(Blocker("open_day.opinions_changed", clause=clause))
    return found


def _view(campaign: Campaign, day: DayView, what: str, actor: Actor, now: datetime) -> AfterTextView:
    values = packs.values_of(campaign)
    row = store_after.text(day.id, what)
    counted = counted_of(day.id, day.shown.event, categories_of(values))
    feedback = tuple(opinions.feedback_on(OPINION, day.id))
    shown = figures(counted, row.stated if row is not None else {})
    chosen = tuple(file.id for file in files.attached(chain_after.KINDS[what].code, day.id))
    if row is not None:
        title, parts = row.title, dict(row.parts)
    else:
        title = f"{day.name}{chain_after.TITLES[what]}"
        parts = results.first_parts(day, counted) if what == RESULTS else evaluating.first_parts()
    freeze = results.content if what == RESULTS else evaluating.content
    content = freeze(day, title, parts, shown, counted, feedback, chosen)
    if what == RESULTS:
        lacks = results.lacks(title, parts, shown, len(chosen), values)
    else:
        lacks = evaluating.lacks(title, parts, feedback, values)
    return AfterTextView(
        what=what,
        day=day,
        title=title,
        parts=parts,
        shown=shown,
        counted=counted,
        feedback=feedback,
        pictures=chosen,
        draft_number=row.draft_number if row is not None else 0,
        saved_at=row.saved_at if row is not None else None,
        lacks=lacks,
        blockers=tuple(pictures.blockers(_as_revision(content, day, what, campaign), campaign)),
        document=chain_after.KINDS[what].document(day.id),
        published=day.published.get(what),
        content=content,
        may_edit=may_edit(day, campaign, actor),
    )


def _as_revision(content: Content, day: DayView, what: str, campaign: Campaign) -> RevisionView:
    """The text as the files room judges it before it is frozen."""
    return RevisionView(
        0, 0, chain_after.KINDS[what].code, day.id, 0, content.title, "", content.issuer, tuple(content.blocks),
        content.data, "", day.department_id, campaign.id,
    )  # fmt: skip


def _editable(campaign: Campaign, open_day_id: int, what: str, actor: Actor, now: datetime) -> DayView:
    day = day_behind(campaign, open_day_id, actor=actor, now=now)
    publishing.refuse_hidden(chain_after.KINDS[what].code, open_day_id)
    actor.require(EDIT, department_id=day.department_id, campaign_id=campaign.id)
    if day.called_off:
        raise NotFound
    under_way = chain_after.KINDS[what].document(open_day_id)
    if under_way is not None and under_way.under_way:
        raise Conflict("open_day.locked")
    return day


def _attach(day: DayView, what: str, chosen: tuple[int, ...], campaign: Campaign) -> None:
    if len(chosen) > pictures.MOST_ATTACHED:
        raise Invalid("open_day.pictures_too_many", limit=pictures.MOST_ATTACHED)
    if not pictures.may_use(chosen, day.department_id):
        raise Invalid("picture_not_yours")
    files.attach(chain_after.KINDS[what].code, day.id, chosen, campaign_id=campaign.id)
