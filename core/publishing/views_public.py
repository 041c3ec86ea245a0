"""What the public reads: the list of a campaign's published texts, and the versions of each. No names of staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _

from core.base.access import open_to_all
from core.base.registry import registry
from core.plugin.contracts import Campaign
from core.publishing import service
from core.publishing.contracts import PublishedLine
from core.publishing.views_shown import public_page, shown
from core.users import service as users

public = Blueprint("publishing_public", __name__, template_folder="templates")
PER_PAGE = 20


@public.get("/c/<campaign>/published")
@open_to_all
def published_list() -> Any:
    """Everything that was published in a campaign, newest first, by kind."""
    kind = request.args.get("kind", "")
    number = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    kinds = service.published_kinds(g.campaign.id)
    kind = kind if kind in kinds else ""
    found, total = service.published_list(
        g.campaign.id, limit=PER_PAGE, offset=(number - 1) * PER_PAGE, kind=kind or None
    )
    pages = max((total + PER_PAGE - 1) // PER_PAGE, 1)
    given: dict[str, Any] = {"kind": kind} if kind else {}
    return render_template(
        "publishing/published.html",
        lines=rows(found, g.campaign),
        kinds=[(code, kind_title(code)) for code in kinds],
        asked=kind,
        pager_data={
            "number": number,
            "pages": pages,
            "total": total,
            "previous_url": url_for(".published_list", **given, page=number - 1) if number > 1 else None,
            "next_url": url_for(".published_list", **given, page=number + 1) if number < pages else None,
        },
    )


@public.get("/c/<campaign>/published/<int:document_id>/versions")
@open_to_all
def versions(document_id: int) -> Any:
    """Every version of a published text with its day."""
    found = service.public_versions(g.campaign.id, document_id)
    live = next(version for version in found if version.version == version.live)
    return render_template(
        "publishing/versions.html",
        versions=found,
        title=live.revision.title,
        unit=users.department_name(live.revision.department_id),
        current_url=public_url(
            live.revision.kind, live.revision.subject_id, document_id, live.version, g.campaign
        ),
    )


@public.get("/c/<campaign>/published/<int:document_id>/versions/<int:number>")
@open_to_all
def version(document_id: int, number: int) -> Any:
    """The frozen text of one version; an older one says that it is no longer in force."""
    found = service.public_version(g.campaign.id, document_id, number)
    revision = found.revision
    return render_template(
        "publishing/version.html",
        found=found,
        text=shown(revision),
        unit=users.department_name(revision.department_id),
        current_url=public_url(revision.kind, revision.subject_id, document_id, found.live, g.campaign),
        versions_url=url_for(".versions", document_id=document_id),
    )


def rows(lines: Sequence[PublishedLine], campaign: Campaign) -> list[dict[str, Any]]:
    """Lines for a `.pub` list: title, url, at, kind, unit, version, versions_url."""
    units = {unit.id: unit.short_name or unit.name for unit in users.all_departments()} if lines else {}
    return [
        {
            "title": line.title,
            "url": public_url(line.kind, line.subject_id, line.document_id, line.version, campaign),
            "at": line.published_at,
            "kind": kind_title(line.kind),
            "unit": units.get(line.department_id, ""),
            "version": line.version,
            "entered_late": line.entered_late,
            "versions_url": url_for(
                "publishing_public.versions", campaign=campaign.slug, document_id=line.document_id
            ),
        }
        for line in lines
    ]


def kind_title(code: str) -> str:
    declared = registry().document_kinds.get(code)
    return str(declared.title) if declared else _("文稿")


def public_url(kind: str, subject_id: int, document_id: int, live: int, campaign: Campaign) -> str:
    """The page of a published text: its plugin's own, or the frozen text here while the plugin rests."""
    owner = service.owner_of(kind, campaign)
    if owner is None:
        return url_for(
            "publishing_public.version", campaign=campaign.slug, document_id=document_id, number=live
        )
    return public_page(owner, subject_id, campaign)
