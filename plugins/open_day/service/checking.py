"""Reading an announcement that somebody else wrote: judged against a pack, and taken over into a draft. Nothing is stored
by a check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.api import Actor, Campaign, Invalid, RuleBroken, audit, phrase, secrecy, text_files, unit_of_work

from .. import chain, store
from .. import pack as packs
from ..messages import coded
from ..rules.reading import read_mailboxes
from ..rules.values import ITEM_KEYS, Finding
from ..wording_check import FILE_CODES
from . import announcements
from .plans import EDIT, list_plans

if TYPE_CHECKING:
    from ..rules.loose import TextCheck

LONGEST_TEXT = 100_000
TITLE_LENGTH = 120


@dataclass(frozen=True)
class TakeOver:
    """A plan whose announcement may be filled from a text."""

    plan_id: int
    name: str
    department: str
    begun: bool


def text_of(pasted: str, upload: bytes | None, filename: str = "") -> str:
    """The text of the box or of the file. Raises Invalid at the field to mend."""
    if pasted.strip() and upload is not None:
        raise Invalid("open_day.check_twice", field="file")
    if not pasted.strip() and upload is None:
        raise Invalid("open_day.check_empty", field="text")
    where = "text" if upload is None else "file"
    try:
        if upload is None:
            text = text_files.decode_text(pasted.encode("utf-8", "replace"))
        else:
            text = text_files.extract_text(upload, filename)
    except text_files.UnreadableFile as problem:
        raise Invalid(FILE_CODES[problem.code], field=where) from problem
    if len(text) > LONGEST_TEXT:
        raise Invalid("open_day.check_long", field=where, limit=LONGEST_TEXT)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def loose_campaign(pack: Any, calendar: Any, publish: date) -> Campaign:
    """A pack and a calendar as if a campaign had them, for a check outside of any campaign."""
    return Campaign(
        id=0, slug="", title="", edition=None, theme="", state="draft",
        starts_on=publish, ends_on=publish, pack=pack, calendar=calendar,
    )  # fmt: skip


def check(text: str, campaign: Campaign, publish: date) -> TextCheck:
    """Judge a text as if it were published on a day. Raises RuleBroken("secret_mark") for a mark of 密级 (SC-01)."""
    secrecy.refuse_marks([text])
    from ..rules.loose import check_text  # with the first text: its patterns are no part of a start

    return check_text(
        text,
        packs.values_of(campaign),
        publish=publish,
        area=packs.area_of(campaign),
        is_workday=campaign.calendar.is_working_day,
    )


def told(finding: Finding, publish: date) -> str:
    """One finding as a sentence; the day of publication is named, because it need not be today."""
    code, params = coded(finding)
    if code in ("open_day.announcement_too_late", "open_day.announcement_in_past"):
        code = "open_day.text_in_past" if code.endswith("in_past") else "open_day.text_too_late"
        params["publish"] = publish
    return phrase(code, params)


def item_name(finding: Finding, names: Mapping[str, str]) -> str | None:
    """The Chinese name of the item that a finding is about; None when it is about none (the title)."""
    by_key = {key: name for name, key in ITEM_KEYS.items()}
    return names.get(finding.item or "") or by_key.get(finding.item or "")


def plans_to_fill(campaign: Campaign, *, actor: Actor, now: datetime) -> list[TakeOver]:
    """Approved plans of the actor's own whose announcement is not public and not with the reviewers."""
    found = []
    for view in list_plans(campaign, actor=actor, now=now):
        where = {"department_id": view.department_id, "campaign_id": campaign.id}
        if view.state != "approved" or not actor.can(EDIT, **where):
            continue
        row = store.open_day_of_plan(view.id)
        document = chain.ANNOUNCEMENT.document(row.id) if row is not None else None
        if row is not None and (chain.ANNOUNCEMENT.published(row.id) or (document and document.under_way)):
            continue
        name = view.content.theme or view.content.name
        found.append(TakeOver(view.id, name, view.department, row is not None))
    return found


def take_over(
    campaign: Campaign, plan_id: int, text: str, publish: date, *, actor: Actor, now: datetime
) -> int:
    """Fill a draft's items with what was read; sessions stay the plan's. Returns the open day's id.

    Raises RuleBroken("secret_mark" | "open_day.take_over_public" | "open_day.take_over_nothing"), NotFound, Conflict.
    """
    found = check(text, campaign, publish)
    read = {name: _clean(name, said) for name, said in found.items.items() if said.strip()}
    if not read:
        raise RuleBroken("open_day.take_over_nothing")
    with unit_of_work():
        open_day_id = announcements.start_announcement(campaign, plan_id, actor=actor, now=now)
        if chain.ANNOUNCEMENT.published(open_day_id) is not None:
            raise RuleBroken("open_day.take_over_public")
        view = announcements.view_announcement(campaign, open_day_id, actor=actor, now=now)
        named = any(f.code == "OD-08" and f.severity == "B" for f in found.result.findings)
        title = view.content.title if named or not found.title else found.title[:TITLE_LENGTH]
        content = replace(view.content, title=title, items={**view.content.items, **read})
        announcements.save_announcement(campaign, open_day_id, content, actor=actor, now=now)
        audit.record(
            actor, now, "open_day.text_taken_over",
            subject=("open_day_announcement", open_day_id),
            campaign_id=campaign.id, department_id=view.department_id,
        )  # fmt: skip
    return open_day_id


def _clean(name: str, said: str) -> str:
    if ITEM_KEYS.get(name) == "email":
        return "、".join(dict.fromkeys(read_mailboxes(said))) or said
    return "\n".join(line.strip() for line in said.splitlines() if line.strip())
