"""What the summary reports contribute to pages of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    DeskItem,
    DocumentKind,
    NavItem,
    Panel,
    RevisionView,
    Subject,
    campaigns,
    clock,
    kept_sheets,
)

from . import chain
from .document_report import FIGURE_HEAD, figure_rows
from .permissions import SEE
from .rules.reports import figure_of_json
from .service import panel, report_content, reports
from .store import reports as store

PANEL_LINES = 5
#: what is on the column: its word, its page, the page's argument
_KINDS = {
    "item": (_l("活动动态"), "item", "submission_id"),
    "report": (_l("活动总结"), "report", "report_id"),
    "draw": (_l("抽取检查单位"), "draw", "number"),
}


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    found = []
    # Reports come when the campaign ends; before that the menu would lead to an empty page.
    if clock.local(clock.now()).date() >= campaign.ends_on:
        found.append(NavItem("public", _l("活动总结"), "assessment_public.reports", 90))
    if actor.can(SEE, campaign_id=campaign.id):
        found.append(NavItem("staff", _l("活动总结"), "assessment_staff.report_list", 66))
    return found


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    """Reports that came back."""
    if campaign.state == "draft":
        return ()
    found = []
    for row in store.reports(campaign.id):
        if not reports.may_edit(campaign, row.department_id, actor):
            continue
        document = chain.REPORT.document(row.id)
        if document is None or document.returned is None:
            continue
        found.append(
            DeskItem(
                title=_("活动总结退回了：%(title)s", title=row.title),
                url=url_for(
                    "assessment_staff.report", campaign=campaign.slug, department_id=row.department_id
                ),
                action=_("去改"),
                state="warn",
                state_text=_("退回了"),
                department_id=row.department_id or campaign.host_department_id,
            )
        )
    return found


def panels(campaign: Campaign) -> list[Panel]:
    """What is out, on the campaign's column: items, reports, draws of departments to inspect."""
    out = panel.lines(campaign)
    if not out:
        return []
    lines = [
        {
            "title": one.title,
            "issuer": one.issuer,
            "at": one.at,
            "kind": _KINDS[one.kind][0],
            "url": _address(campaign, _KINDS[one.kind][1], **{_KINDS[one.kind][2]: one.number}),
        }
        for one in out[:PANEL_LINES]
    ]
    kinds = {one.kind for one in out}
    more = [
        {"title": title, "url": _address(campaign, page)}
        for kind, title, page in (
            ("item", _("全部活动动态"), "items"),
            ("report", _("全部活动总结"), "reports"),
        )
        if kind in kinds
    ]
    context = {"lines": lines, "more": more}
    return [Panel("main", "assessment/panel.html", context, 60)]


def _address(campaign: Campaign, page: str, **values: Any) -> str:
    return url_for(f"assessment_public.{page}", campaign=campaign.slug, **values)


def document_kinds() -> Sequence[DocumentKind]:
    return (
        DocumentKind(
            code=chain.REPORT.code,
            title=_l("活动总结"),
            column=_l("活动总结"),
            public_endpoint="assessment_public.report",
            staff_endpoint="assessment_staff.report_of",
            subject_arg="report_id",
            place_of=report_content.place_of,
        ),
    )


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    """What a frozen report lacks (CP-07)."""
    if revision.kind != chain.REPORT.code:
        return ()
    return report_content.blockers(revision, campaign)


def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    """The figures with where each is from."""
    if revision.kind != chain.REPORT.code:
        return ()
    figures = [figure_of_json(one) for one in revision.data["figures"]]
    if not figures:
        return ()
    return [ArchivePart("figures", "总结的数据", {"head": FIGURE_HEAD, "rows": figure_rows(figures)})]


def copies(revision: RevisionView) -> Sequence[Copy]:
    """The working copy, and sheets of the published one."""
    if revision.kind != chain.REPORT.code:
        return ()
    found = []
    row = store.by_id(revision.subject_id)
    if row is not None:
        found.append(Copy(_("活动总结的草稿"), f"#{row.id}", 1))
    made = kept_sheets.kept_of(revision.document_id)
    if made:
        found.append(
            Copy(_("活动总结的 PDF 和 Word 文件"), f"#{revision.document_id}", len(made), str(made[0].parent))
        )
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    if revision.kind == chain.REPORT.code:
        report_content.blank(revision)


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {"assessment_report": _subjects}


def _subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    return {
        row.id: Subject(
            row.title,
            url_for(
                "assessment_staff.report",
                campaign=campaigns.campaign_by_id(row.campaign_id).slug,
                department_id=row.department_id,
            ),
        )
        for row in store.reports_by_id(list(ids))
    }
