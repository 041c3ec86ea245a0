"""What previews and catalogues contribute to pages of others: menus, the desk, deadlines, agenda, column, trail, feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import (
    Actor,
    AgendaItem,
    Campaign,
    Deadline,
    DeskItem,
    DocumentKind,
    NavItem,
    Panel,
    Subject,
    campaigns,
    clock,
    publishing,
)

from . import chain
from .contracts import Phase, PublicPreview
from .pack import values_of
from .permissions import EDIT, SEE
from .rules.gates import due_after
from .service import catalogue_texts, drafts, feedback, phases, previews
from .service.catalogue_views import PublicItem
from .store import catalogue as catalogue_store
from .store import previews as store

#: the texts whose subject is a preview, each with its word in the feed
OF_PREVIEWS = {
    chain.DRAFT.code: _l("公开征求意见"),
    chain.FEEDBACK.code: _l("意见采纳反馈"),
    chain.DECISION.code: _l("决定"),
    chain.INTERPRETATION.code: _l("政策解读"),
}
PANEL_LINES = 5
SOON = timedelta(days=7)


def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.CATALOGUE.code,
            title=_l("年度行政决策目录"),
            column=_l("行政决策大家看"),
            public_endpoint="decisions_public.catalogue",
            staff_endpoint="decisions_staff.catalogue",
            subject_arg="catalogue_id",
            place_of=catalogue_texts.place_of,
        ),
    )


def nav(actor: Actor, campaign: Campaign) -> list[NavItem]:
    items = [NavItem("public", _l("决策"), "decisions_public.index", 30)]
    if actor.can(SEE, campaign_id=campaign.id):
        items.append(NavItem("staff", _l("决策预公开"), "decisions_staff.index", 40))
    return items


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For editors: a catalogue to make or to send, previews without a public draft, a legality review to send or to end."""
    mine = actor.departments_for(EDIT, campaign_id=campaign.id)
    if mine is not None and not mine:
        return []
    found = [item for item in _catalogue_items(actor, campaign) if mine is None or item.department_id in mine]
    for view in previews.previews_for(campaign, actor=actor):
        if view.state == "open" and actor.can(
            EDIT, campaign_id=campaign.id, department_id=view.department_id
        ):
            item = _preview_item(view.id, view.title, view.department_id, campaign, now)
            if item is not None:
                found.append(item)
    return found


def _catalogue_items(actor: Actor, campaign: Campaign) -> list[DeskItem]:
    found = []
    for row in catalogue_store.catalogues(campaign.id):
        document = chain.CATALOGUE.document(row.id)
        if document is not None and (document.under_way or document.hidden):
            continue
        out = chain.CATALOGUE.published(row.id)
        if out is not None and row.saved_at <= out.published_at:
            continue
        found.append(
            DeskItem(
                title=_("公布%(year)s年度行政决策目录", year=row.year),
                url=url_for("decisions_staff.catalogue", campaign=campaign.slug, catalogue_id=row.id),
                action=_("去送审"),
                state="warn" if out is not None else "idle",
                state_text=_("公开后又改过") if out is not None else _("还没有公开"),
                department_id=row.department_id,
            )
        )
    return found


def _preview_item(
    preview_id: int, title: str, department_id: int, campaign: Campaign, now: datetime
) -> DeskItem | None:
    way = {phase.code: phase for phase in phases.phases(preview_id, now)}
    legality, comment, decision = way["legality"], way["comment"], way["decision"]
    page, action, told, clause = "preview", _("去看"), "", ""
    due: date | None = None
    if legality.state in ("now", "late"):
        page, action, told, clause = "legality_page", _("去登记"), legality.note, legality.clause
        due = legality.ends if legality.state == "now" else None
    elif comment.state == "done" and legality.state == "todo" and decision.state != "done":
        page, action, told, clause = (
            "legality_page",
            _("去送审查"),
            _("意见已截止，可以送合法性审查"),
            legality.clause,
        )
    elif comment.state in ("now", "todo") and drafts.facts_of(preview_id).published_on is None:
        if drafts.facts_of(preview_id).under_way:
            return None
        action, told, clause = _("去准备"), _("草案还没有公布"), comment.clause
    else:
        return None
    return DeskItem(
        title=_("决策：%(title)s", title=title),
        url=url_for(f"decisions_staff.{page}", campaign=campaign.slug, preview_id=preview_id),
        action=action,
        due=due,
        state="info" if legality.state != "late" else "warn",
        state_text=told,
        clause=clause,
        department_id=department_id,
    )


def deadlines(campaign: Campaign, now: datetime) -> list[Deadline]:
    """What the public consultations owe: feedback (DP-11) and interpretation (PB-05); planned times of the catalogue."""
    pack, workday = values_of(campaign), campaign.calendar.is_working_day
    found: list[Deadline] = []
    for view in previews.public_previews(campaign):
        if view.state == "stopped":
            continue
        url = url_for("decisions_staff.preview", campaign=campaign.slug, preview_id=view.id)
        after = feedback.facts_of(view.id)
        if pack.feedback is not None and view.comment_until is not None:
            day = due_after(view.comment_until, pack.feedback.value, workday)
            title = _("公布意见采纳情况：%(title)s", title=view.title)
            found.append(
                Deadline(day, title, "DP-11", view.department_id, after.feedback_on is not None, url)
            )
        if pack.interpretation is not None and after.decision_published_on is not None:
            day = due_after(after.decision_published_on, pack.interpretation.value, workday)
            title = _("发布政策解读：%(title)s", title=view.title)
            found.append(
                Deadline(day, title, "PB-05", view.department_id, after.interpretation_on is not None, url)
            )
    for item in catalogue_texts.public_items(campaign, now):
        if item.planned_on is not None and item.catalogue_id is not None and item.state != "stopped":
            url = url_for("decisions_staff.catalogue", campaign=campaign.slug, catalogue_id=item.catalogue_id)
            title = _("目录事项计划完成：%(title)s", title=item.title)
            met = item.state == "decided"
            found.append(Deadline(item.planned_on, title, "", item.department_id, met, url))
    return found


def agenda(campaign: Campaign, now: datetime) -> list[AgendaItem]:
    """The first and the last day for comments."""
    return entries(campaign, previews.public_previews(campaign))


def entries(campaign: Campaign, views: Sequence[PublicPreview]) -> list[AgendaItem]:
    """Days and meetings of decisions for a calendar; the key outlives a change of title and day."""
    found = []
    for view in views:
        if view.state == "stopped":
            continue
        url = url_for("decisions_public.preview", campaign=campaign.slug, preview_id=view.id)
        for what, day, title in (
            ("opens", phases.opens_on(view), _("开始征求意见：%(title)s", title=view.title)),
            ("closes", view.comment_until, _("意见截止：%(title)s", title=view.title)),
        ):
            if day is not None:
                at = datetime.combine(day, time.min, clock.SHANGHAI)
                found.append(AgendaItem(at, title, url=url, key=f"decision-{view.id}-{what}"))
    return found


def panels(campaign: Campaign, now: datetime) -> list[Panel]:
    """A door for the consultation that ends first, and the list of those that are open."""
    items = [item for item in catalogue_texts.public_items(campaign, now) if item.state in ("open", "soon")]
    if not items:
        return []
    items.sort(key=lambda item: (item.state != "open", item.comment_until or date.max))
    today = clock.local(now).date()
    first = items[0]
    found = []
    address = url_for("decisions_public.preview", campaign=campaign.slug, preview_id=first.preview_id)
    if first.state == "open" and first.comment_until is not None:
        left = (first.comment_until - today).days
        told = ngettext("还有 %(num)d 天", "还有 %(num)d 天", left) if left else _("今天截止")
        door = {
            "char": "说",
            "word": "Say",
            "kicker": _("行政决策大家看"),
            "state": "warn" if first.comment_until - today < SOON else "ok",
            "state_text": told,
            "title": first.title,
            "text": _(
                "草案正在征求意见，到%(day)s截止。每一条意见都有答复。",
                day=phases.short_day(first.comment_until),
            ),
            "actions": [{"url": address, "text": _("看草案，提意见")}],
            "elder_title": _("给政府的决定提意见"),
            "elder_text": first.title,
        }
        found.append(Panel("door", "web/door.html", door, 30))
    lines = [
        {
            "url": url_for("decisions_public.preview", campaign=campaign.slug, preview_id=item.preview_id),
            "title": item.title,
            "unit": item.unit,
            "until": item.comment_until,
            "open": item.state == "open",
        }
        for item in items[:PANEL_LINES]
    ]
    context = {"lines": lines, "url": url_for("decisions_public.index", campaign=campaign.slug)}
    found.append(Panel("main", "decisions/preview_panel.html", context, 30))
    return found


def preview_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The previews that audit entries are about."""
    found = {}
    hidden = publishing.hidden_subjects(chain.DRAFT.code)
    for row in store.by_ids(ids):
        may = (
            actor.can(SEE, department_id=row.department_id, campaign_id=row.campaign_id)
            and row.id not in hidden
        )
        slug = campaigns.campaign_by_id(row.campaign_id).slug
        url = url_for("decisions_staff.preview", campaign=slug, preview_id=row.id) if may else ""
        found[row.id] = Subject(row.title if may else _("决策 %(n)s", n=row.id), url)
    return found


def catalogue_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """The catalogues that audit entries are about."""
    found = {}
    for catalogue_id in ids:
        row = catalogue_store.catalogue(catalogue_id)
        if row is None:
            continue
        may = actor.can(SEE, department_id=row.department_id, campaign_id=row.campaign_id)
        slug = campaigns.campaign_by_id(row.campaign_id).slug
        url = url_for("decisions_staff.catalogue", campaign=slug, catalogue_id=row.id) if may else ""
        found[catalogue_id] = Subject(catalogue_texts.title_of(row), url)
    return found


def before_preview(item: PublicItem) -> tuple[Phase, ...]:
    """The way of an item that only stands in the catalogue."""
    todo = ("comment", "feedback", "legality", "decision", "interpretation", "follow_through")
    if item.state == "stopped":
        return (Phase("announcement", "done"),)
    return (Phase("announcement", "done"), *(Phase(code, "todo") for code in todo))


@dataclass(frozen=True)
class Line:
    """One publication about decisions, for the feed."""

    key: str
    title: str
    what: str
    at: datetime
    department_id: int
    url: str
    preview_id: int | None = None


def published(campaign: Campaign) -> list[Line]:
    """What was published about decisions, the newest first."""
    found = []
    rows = {row.id: row for row in store.previews(campaign.id)}
    for code, word in OF_PREVIEWS.items():
        for preview_id, out in chain_kinds()[code].all_published(list(rows)).items():
            what = code.split(".")[1]
            page = "preview" if what == "draft" else what
            url = url_for(f"decisions_public.{page}", campaign=campaign.slug, preview_id=preview_id)
            found.append(
                Line(f"{what}-{preview_id}", out.revision.title, str(word), out.published_at,
                     out.revision.department_id, url, preview_id)
            )  # fmt: skip
    catalogues = [row.id for row in catalogue_store.catalogues(campaign.id)]
    for catalogue_id, out in chain.CATALOGUE.all_published(catalogues).items():
        url = url_for("decisions_public.catalogue", campaign=campaign.slug, catalogue_id=catalogue_id)
        found.append(
            Line(f"catalogue-{catalogue_id}", out.revision.title, _("年度目录"), out.published_at,
                 out.revision.department_id, url)
        )  # fmt: skip
    return sorted(found, key=lambda line: (line.at, line.key), reverse=True)


def chain_kinds() -> dict[str, chain.TextKind]:
    return {kind.code: kind for kind in (chain.DRAFT, chain.FEEDBACK, chain.DECISION, chain.INTERPRETATION)}
