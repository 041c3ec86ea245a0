"""The summary report of a department, or (department 0) of the campaign: filled from records, written, sent into the chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

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
    ReportFigure,
    ReportSection,
    RevisionView,
    RuleBroken,
    audit,
    campaigns,
    db,
    pictures,
    publishing,
    registry,
    secrecy,
    unit_of_work,
)

from .. import document_report
from ..chain import REPORT as TEXT
from ..models.reports import Report
from ..permissions import BOARD, REPORT, SEE
from ..rules import reports as rules
from ..rules.reports import Figure, Texts
from ..store import reports as store
from . import photos, report_figures
from .report_content import WHOLE, asked_of, content_of, least_of, recorded, unit_of


@dataclass(frozen=True)
class SaveReport:
    """What was typed. `typed` are (title, value as typed, unit, where from)."""

    title: str
    addressee: str
    signer: str
    signed_on: date | None
    parts: tuple[tuple[str, str], ...]
    cases: tuple[tuple[str, str], ...]
    typed: tuple[tuple[str, str, str, str], ...]
    photos: tuple[int, ...]


@dataclass(frozen=True)
class ReportLine:
    """A report in a list. `state`: none, drafting, under_way, published."""

    department_id: int
    title: str
    state: str
    saved_at: datetime | None


@dataclass(frozen=True)
class ReportView:
    """The working copy with what is said about it. `version` 0: not begun. `figures` first those of records, as they were at
    `filled_at`, then those typed by hand. `changed` are figures that the records say otherwise now: (then, now)."""

    id: int | None
    department_id: int
    department: str
    texts: Texts
    figures: tuple[Figure, ...]
    filled_at: datetime | None
    changed: tuple[tuple[Figure | None, Figure | None], ...]
    choices: tuple[photos.ChosenPhoto, ...]
    saved_at: datetime | None
    version: int
    lacks: tuple[str, ...]
    blockers: tuple[Blocker, ...]
    least: tuple[int, int]
    document: DocumentView | None
    published: Published | None
    content: Content
    sections: tuple[ReportSection, ...]
    may_edit: bool

    @property
    def locked(self) -> bool:
        """On its way through the chain: nobody changes the text under the reviewers' eyes."""
        return self.document is not None and self.document.under_way

    @property
    def unsent(self) -> bool:
        """There is something to send: never published, or written to since."""
        if self.saved_at is None:
            return False
        return self.published is None or self.saved_at > self.published.published_at

    @property
    def ready(self) -> bool:
        return self.version > 0 and not self.lacks and not self.blockers


def sections(campaign: Campaign, department_id: int, now: datetime) -> tuple[ReportSection, ...]:
    """What the records say now."""
    return report_figures.sections(campaign, asked_of(department_id), now)


def may_see(campaign: Campaign, department_id: int, actor: Actor) -> bool:
    """A department's people see theirs; the office sees all, and alone the campaign's while it isn't public."""
    if department_id == WHOLE:
        return actor.can(BOARD, campaign_id=campaign.id)
    return actor.can(SEE, campaign_id=campaign.id, department_id=department_id)


def may_edit(campaign: Campaign, department_id: int, actor: Actor) -> bool:
    if department_id == WHOLE:
        return actor.can(BOARD, campaign_id=campaign.id)
    return actor.can(REPORT, campaign_id=campaign.id, department_id=department_id)


def listed(campaign: Campaign, *, actor: Actor) -> list[ReportLine]:
    """The campaign's report and those of departments that this person may see, begun or not."""
    actor.require(SEE, campaign_id=campaign.id)
    rows = {row.department_id: row for row in store.reports(campaign.id)}
    units = [
        one for one in campaigns.participants(campaign.id)
        if one != campaign.host_department_id and may_see(campaign, one, actor)
    ]  # fmt: skip
    if may_see(campaign, WHOLE, actor):
        units.insert(0, WHOLE)
    out = TEXT.all_published([row.id for row in rows.values()])
    hidden = publishing.hidden_subjects(TEXT.code)
    found = []
    for unit in units:
        row = rows.get(unit)
        if row is not None and row.id in hidden:
            continue
        state = "none"
        if row is not None:
            document = TEXT.document(row.id)
            under_way = document is not None and document.under_way
            state = "under_way" if under_way else "published" if row.id in out else "drafting"
        found.append(
            ReportLine(unit, row.title if row is not None else "", state, row.saved_at if row else None)
        )
    return found


def view(campaign: Campaign, department_id: int, *, actor: Actor, now: datetime) -> ReportView:
    """The working copy for who may see it; a new one has the usual headings. Raises NotFound, Hidden (疑似涉密), Conflict."""
    unit = unit_of(campaign, department_id)
    if not may_see(campaign, department_id, actor):
        raise NotFound()
    row = store.report(campaign.id, department_id)
    if row is not None:
        publishing.refuse_hidden(TEXT.code, row.id)
    name = registry().department_name(unit)
    texts = _texts(row) if row is not None else _new(campaign, department_id, name)
    figures = _figures(row) if row is not None else []
    now_recorded = sections(campaign, department_id, now)
    current = recorded(now_recorded)
    least = least_of(campaign)
    content = content_of(campaign, department_id, texts, figures)
    as_revision = RevisionView(
        0, 0, TEXT.code, 0, 0, content.title, "", content.issuer, tuple(content.blocks), content.data, "", unit,
        campaign.id,
    )  # fmt: skip
    published = TEXT.published(row.id) if row is not None else None
    return ReportView(
        id=row.id if row is not None else None,
        department_id=department_id,
        department=name if department_id != WHOLE else "",
        texts=texts,
        figures=tuple(figures),
        filled_at=row.filled_at if row is not None else None,
        changed=tuple(rules.changed(figures, current)) if row is not None and row.filled_at else (),
        choices=tuple(photos.chosen(campaign, asked_of(department_id))),
        saved_at=row.saved_at if row is not None else None,
        version=row.version if row is not None else 0,
        lacks=tuple(rules.lacks(texts, figures, *least)),
        blockers=tuple(pictures.blockers(as_revision, campaign)),
        least=least,
        document=TEXT.document(row.id) if row is not None else None,
        published=published,
        content=content,
        sections=now_recorded,
        may_edit=may_edit(campaign, department_id, actor),
    )


def _new(campaign: Campaign, department_id: int, name: str) -> Texts:
    title = document_report.title_for(campaign.title, "" if department_id == WHOLE else name)
    host = campaign.host_department_id
    to_host = registry().department_name(host) if host is not None and department_id != WHOLE else ""
    return Texts(title, to_host, name, None, tuple((one, "") for one in rules.OUTLINE), ())


def _texts(row: Report) -> Texts:
    return Texts(
        row.title, row.addressee, row.signer, row.signed_on,
        tuple((one["title"], one["text"]) for one in row.parts),
        tuple((one["title"], one["text"]) for one in row.cases),
        tuple(rules.figure_of_json(one) for one in row.figures if not one["code"]),
        tuple(row.photos),
    )  # fmt: skip


def _figures(row: Report) -> list[Figure]:
    return sorted((rules.figure_of_json(one) for one in row.figures), key=lambda one: one.typed)


def save(
    campaign: Campaign, department_id: int, command: SaveReport, version: int, *, actor: Actor, now: datetime
) -> None:
    """Keep what was typed. Raises NotFound, Invalid, Conflict("assessment.report_changed" | "…_locked"), RuleBroken for a
    mark of 密级 (SC-01)."""
    typed = _checked(command)
    known = {one.id for one in photos.chosen(campaign, asked_of(department_id))}
    if not set(command.photos) <= known:
        raise Invalid("assessment.report_photo", field="photos")
    with unit_of_work() as session:
        row = _locked(campaign, department_id, version, actor)
        if row is None:
            row = Report(
                campaign_id=campaign.id, department_id=department_id, saved_at=now, version=0, figures=[],
                parts=[], cases=[], photos=[],
            )  # fmt: skip
            _begin(row)
        row.title, row.addressee = " ".join(command.title.split()), command.addressee.strip()
        row.signer, row.signed_on = command.signer.strip(), command.signed_on
        row.parts = [{"title": title.strip(), "text": text} for title, text in command.parts]
        row.cases = [{"title": title.strip(), "text": text} for title, text in command.cases]
        row.figures = [
            *(one for one in row.figures if one["code"]), *(rules.figure_as_json(one) for one in typed)
        ]  # fmt: skip
        row.photos = list(command.photos)
        _stamp(row, actor, now)
        session.flush()
        audit.record(
            actor,
            now,
            "assessment.report_saved",
            subject=("assessment_report", row.id),
            campaign_id=campaign.id,
        )


def fill(campaign: Campaign, department_id: int, version: int, *, actor: Actor, now: datetime) -> int:
    """Take the figures that the records say now, with the digest of their rows; typed ones stay. Returns how many."""
    unit_of(campaign, department_id)
    found = recorded(sections(campaign, department_id, now))
    with unit_of_work() as session:
        row = _locked(campaign, department_id, version, actor)
        if row is None:
            name = registry().department_name(unit_of(campaign, department_id))
            texts = _new(campaign, department_id, name)
            row = Report(
                campaign_id=campaign.id, department_id=department_id, saved_at=now, version=0, title=texts.title,
                addressee=texts.addressee, signer=texts.signer, figures=[], cases=[], photos=[],
                parts=[{"title": title, "text": text} for title, text in texts.parts],
            )  # fmt: skip
            _begin(row)
        row.figures = [
            *(rules.figure_as_json(one) for one in found), *(one for one in row.figures if not one["code"])
        ]  # fmt: skip
        row.filled_at = now
        _stamp(row, actor, now)
        session.flush()
        audit.record(
            actor, now, "assessment.report_filled", subject=("assessment_report", row.id), campaign_id=campaign.id,
            figures=len(found),
        )  # fmt: skip
    return len(found)


def _begin(row: Report) -> None:
    """Raises Conflict("assessment.report_changed") when somebody else began it at the same moment."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as problem:
        raise Conflict("assessment.report_changed") from problem


def _stamp(row: Report, actor: Actor, now: datetime) -> None:
    row.version += 1
    row.saved_at, row.saved_by = now, actor.user_id


def _locked(campaign: Campaign, department_id: int, version: int, actor: Actor) -> Report | None:
    unit_of(campaign, department_id)
    if not may_edit(campaign, department_id, actor):
        raise NotFound()
    row = store.report(campaign.id, department_id, lock=True)
    if (row.version if row is not None else 0) != version:
        raise Conflict("assessment.report_changed")
    if row is not None:
        document = TEXT.document(row.id)
        if document is not None and document.under_way:
            raise Conflict("assessment.report_locked")
    return row


def _checked(command: SaveReport) -> list[Figure]:
    if not command.title.strip() or len(command.title) > 300:
        raise Invalid("assessment.report_title", field="title")
    for title, text in (*command.parts, *command.cases):
        if len(title) > rules.LONGEST_HEAD:
            raise Invalid("assessment.report_head_long", most=rules.LONGEST_HEAD)
        if len(text) > rules.LONGEST_TEXT:
            raise Invalid("assessment.report_text_long", most=rules.LONGEST_TEXT)
    typed = []
    for title, value, unit, source in command.typed:
        number = rules.read_number(value)
        if not title.strip() or not source.strip():
            raise Invalid("assessment.report_typed")
        if number is None:
            raise Invalid("assessment.report_number", what=title.strip())
        typed.append(Figure(title.strip()[:60], unit.strip()[:10], number, source=source.strip()[:100]))
    texts = [command.title, command.addressee, command.signer]
    texts += [text for pair in (*command.parts, *command.cases) for text in pair]
    secrecy.refuse_marks([*texts, *(text for one in command.typed for text in one)])
    return typed


def submit(
    campaign: Campaign, department_id: int, version: int, *, actor: Actor, now: datetime, correction: str = ""
) -> None:
    """Freeze it and send it into the chain (送审). Raises RuleBroken("assessment.report_not_ready"),
    Invalid("assessment.correction_missing"), Conflict, and what the chain raises."""
    with unit_of_work():
        row = _locked(campaign, department_id, version, actor)
        found = view(campaign, department_id, actor=actor, now=now)
        if row is None or not found.ready:
            raise RuleBroken(
                "assessment.report_not_ready", count=max(len(found.lacks) + len(found.blockers), 1)
            )
        if found.published is not None and not correction.strip():
            raise Invalid("assessment.correction_missing", field="correction")
        TEXT.submit(
            row.id, campaign.id, unit_of(campaign, department_id),
            content_of(campaign, department_id, found.texts, found.figures, found.sections),
            actor=actor, now=now, correction=correction,
        )  # fmt: skip
        audit.record(
            actor, now, "assessment.report_submitted", subject=("assessment_report", row.id),
            campaign_id=campaign.id,
        )  # fmt: skip


def figure(
    campaign: Campaign, department_id: int, code: str, *, actor: Actor, now: datetime
) -> tuple[ReportFigure, Figure | None]:
    """A figure with its rows as the records have them now, and as the report kept it. Raises NotFound."""
    unit_of(campaign, department_id)
    if not may_see(campaign, department_id, actor):
        raise NotFound()
    row = store.report(campaign.id, department_id)
    kept = {one.code: one for one in _figures(row)} if row is not None else {}
    return report_figures.figure(campaign, asked_of(department_id), code, now), kept.get(code)


def by_id(campaign: Campaign, report_id: int, *, actor: Actor) -> int:
    """Whose report this is. Raises NotFound."""
    row = store.by_id(report_id)
    if row is None or row.campaign_id != campaign.id or not may_see(campaign, row.department_id, actor):
        raise NotFound()
    return row.department_id
