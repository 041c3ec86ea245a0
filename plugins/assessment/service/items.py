"""What was handed in, turned into an item of the column: its own text, through the chain, by the department it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    Blocker,
    Campaign,
    Conflict,
    Content,
    DocumentView,
    Invalid,
    NotFound,
    Published,
    RevisionView,
    RuleBroken,
    SubjectPlace,
    audit,
    files,
    pictures,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from ..chain import ITEM as TEXT
from ..models.submissions import Submission
from ..permissions import HAND_IN, SEE
from ..rules.submissions import ITEM_LONGEST, ITEM_TITLE
from ..store import submissions as store
from . import photos
from .submissions import DRAFT_FILES, HANDED_FILES


@dataclass(frozen=True)
class SaveItem:
    """What was typed: a title, paragraphs, a link of another site ("" for none), chosen photos, files of the paper that go
    along as attachments."""

    title: str
    text: str
    link: str
    photos: tuple[int, ...]
    files: tuple[int, ...] = ()


@dataclass(frozen=True)
class ItemView:
    """The working copy of an item. `begun` once somebody saved it; before, it shows what was handed in."""

    submission_id: int
    department_id: int
    department: str
    item: SaveItem
    choices: tuple[photos.ChosenPhoto, ...]
    papers: tuple[files.FileInfo, ...]
    begun: bool
    version: int
    saved_at: datetime
    blockers: tuple[Blocker, ...]
    document: DocumentView | None
    published: Published | None
    content: Content
    may_edit: bool

    @property
    def locked(self) -> bool:
        """On its way through the chain."""
        return self.document is not None and self.document.under_way

    @property
    def unsent(self) -> bool:
        """There is something to send."""
        return self.begun and (self.published is None or self.saved_at > self.published.published_at)


def view(campaign: Campaign, submission_id: int, *, actor: Actor) -> ItemView:
    """The item of an accepted paper. Raises NotFound, RuleBroken("assessment.item_not_accepted"), Hidden (疑似涉密)."""
    row = _row(campaign, submission_id, actor)
    publishing.refuse_hidden(TEXT.code, row.id)
    return _view(campaign, row, actor)


def _row(campaign: Campaign, submission_id: int, actor: Actor, *, lock: bool = False) -> Submission:
    row = store.submission(submission_id, lock=lock)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    if not actor.can(SEE, campaign_id=campaign.id, department_id=row.department_id):
        raise NotFound()
    if row.state != "accepted":
        raise RuleBroken("assessment.item_not_accepted")
    return row


def _view(campaign: Campaign, row: Submission, actor: Actor) -> ItemView:
    item = _item(row)
    content = _content(campaign, row, item)
    as_revision = RevisionView(
        0, 0, TEXT.code, row.id, 0, content.title, "", content.issuer, tuple(content.blocks), content.data, "",
        row.department_id, campaign.id,
    )  # fmt: skip
    return ItemView(
        row.id, row.department_id, registry().department_name(row.department_id), item,
        tuple(photos.chosen(campaign, row.department_id)), tuple(papers(row)), "item" in row.extra, row.version,
        row.saved_at,
        tuple(pictures.blockers(as_revision, campaign)), TEXT.document(row.id), TEXT.published(row.id), content,
        actor.can(HAND_IN, campaign_id=campaign.id, department_id=row.department_id),
    )  # fmt: skip


def _item(row: Submission) -> SaveItem:
    kept: Mapping[str, Any] = row.extra.get("item") or {
        "title": row.title, "text": row.text, "link": row.link, "photos": [],
    }  # fmt: skip
    return SaveItem(
        kept["title"], kept["text"], kept["link"], tuple(kept["photos"]), tuple(kept.get("files", ()))
    )


def papers(row: Submission) -> list[files.FileInfo]:
    """Files of the accepted paper that may go along. Pictures don't: they need a caption and consents, which the photo desk
    has (CP-06, PI-04)."""
    handings = store.handings(row.id)
    found = files.attached(HANDED_FILES, handings[-1].id) if handings else []
    return [one for one in found if not one.is_picture and not one.blanked]


def _content(campaign: Campaign, row: Submission, item: SaveItem) -> Content:
    lines = (line.strip() for line in item.text.splitlines())
    blocks: list[dict[str, Any]] = [{"kind": "paragraph", "text": line} for line in lines if line]
    known = {one.id: one for one in photos.chosen(campaign, row.department_id)}
    found = pictures.items([known[one].file_id for one in item.photos if one in known])
    blocks += [
        pictures.image_block(found[known[one].file_id].file, known[one].caption)
        for one in item.photos
        if one in known and known[one].file_id in found
    ]
    known_files = {one.id: one for one in papers(row)}
    blocks += [
        pictures.file_block(known_files[one], known_files[one].name)
        for one in item.files
        if one in known_files
    ]
    if item.link:
        blocks.append({"kind": "noindent", "text": f"原文链接：{item.link}"})
    issuer = registry().department_name(row.department_id)
    blocks.append({"kind": "sign", "lines": [issuer], "date": "published"})
    return Content(item.title, issuer, blocks, {"link": item.link})


def save(
    campaign: Campaign, submission_id: int, command: SaveItem, version: int, *, actor: Actor, now: datetime
) -> None:
    """Keep the item's own words; the paper stays as it was handed in. Raises NotFound, Invalid, Conflict, RuleBroken."""
    title = " ".join(command.title.split())
    if not title or len(title) > ITEM_TITLE:
        raise Invalid("assessment.item_title", field="title", most=ITEM_TITLE)
    if not command.text.strip() or len(command.text) > ITEM_LONGEST:
        raise Invalid("assessment.item_text", field="text", most=ITEM_LONGEST)
    link = command.link.strip()
    if link and not link.startswith(("http://", "https://")):
        raise Invalid("assessment.item_link", field="link")
    secrecy.refuse_marks([title, command.text, link])
    with unit_of_work():
        row = _editable(campaign, submission_id, version, actor)
        if not set(command.photos) <= {one.id for one in photos.chosen(campaign, row.department_id)}:
            raise Invalid("assessment.report_photo", field="photos")
        if not set(command.files) <= {one.id for one in papers(row)}:
            raise Invalid("assessment.item_file", field="files")
        row.extra = {
            **row.extra,
            "item": {
                "title": title, "text": command.text, "link": link, "photos": list(command.photos),
                "files": list(command.files),
            },
        }  # fmt: skip
        row.version += 1
        row.saved_at = now
        _record(campaign, row, "assessment.item_saved", actor, now)


def submit(
    campaign: Campaign, submission_id: int, version: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze it and send it into the chain. Raises what `save` and the chain raise, Invalid("assessment.correction_missing")."""
    with unit_of_work():
        row = _editable(campaign, submission_id, version, actor)
        found = _view(campaign, row, actor)
        if not found.begun or found.blockers:
            raise RuleBroken("assessment.item_not_ready")
        if found.published is not None and not correction.strip():
            raise Invalid("assessment.correction_missing", field="correction")
        TEXT.submit(
            row.id, campaign.id, row.department_id, found.content, actor=actor, now=now, correction=correction
        )
        _record(campaign, row, "assessment.item_submitted", actor, now)


def _editable(campaign: Campaign, submission_id: int, version: int, actor: Actor) -> Submission:
    row = _row(campaign, submission_id, actor, lock=True)
    if not actor.can(HAND_IN, campaign_id=campaign.id, department_id=row.department_id):
        raise NotFound()
    if row.version != version:
        raise Conflict("assessment.item_changed")
    document = TEXT.document(row.id)
    if document is not None and document.under_way:
        raise Conflict("assessment.item_locked")
    return row


def _record(campaign: Campaign, row: Submission, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor, now, action, subject=("assessment_submission", row.id), campaign_id=campaign.id,
        department_id=row.department_id,
    )  # fmt: skip


def public_items(campaign: Campaign) -> Sequence[tuple[int, Published]]:
    """Published items, the newest first."""
    out = TEXT.all_published([row.id for row in store.submissions(campaign.id)])
    return sorted(out.items(), key=lambda one: (one[1].published_at, one[0]), reverse=True)


def public_item(campaign: Campaign, submission_id: int) -> Published:
    """One of them. Raises NotFound, or what tells that it was taken down."""
    row = store.submission(submission_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    return TEXT.published_or_gone(submission_id)


def place_of(submission_id: int) -> SubjectPlace | None:
    """Whose an item is (DocumentKind.place_of)."""
    row = store.submission(submission_id)
    return SubjectPlace(row.campaign_id, row.department_id, _item(row).title) if row is not None else None


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the working copy, and the paper that it was made from with its files (SC-01); numbers and times stay."""
    row = store.submission(revision.subject_id)
    if row is None:
        return
    row.title = row.text = row.link = ""
    row.extra = {}
    attached = [file.id for file in files.attached(DRAFT_FILES, row.id)]
    for handing in store.handings(row.id):
        attached += [file.id for file in files.attached(HANDED_FILES, handing.id)]
        handing.text = handing.link = handing.remarks = handing.brought_by_sealed = ""
    files.blank(attached, now)


def copies(submission_id: int) -> int:
    """How many copies of an item's text lie here: its draft, the paper's each time, their files."""
    handings = store.handings(submission_id)
    attached = len(files.attached(DRAFT_FILES, submission_id))
    return 1 + len(handings) + attached + sum(len(files.attached(HANDED_FILES, one.id)) for one in handings)
