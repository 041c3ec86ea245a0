"""What everybody may read of the ledger. These pages hold nothing about a visitor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for

from core.base.access import open_to_all
from core.base.registry import registry
from core.opinions import messages, service
from core.plugin.contracts import OpinionKind
from core.users import service as users

public = Blueprint("opinions_public", __name__, template_folder="templates")
#: Endpoints that hold nothing about a visitor; everything else on this blueprint is never stored by anyone.
CACHEABLE = ("opinions", "opinion")


@public.after_request
def keep_private(response: Response) -> Response:
    """Forms, receipts and look-ups carry names and numbers: no browser, proxy or search engine keeps them."""
    if (request.endpoint or "").rpartition(".")[2] not in CACHEABLE:
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.get("/c/<campaign>/opinions")
@open_to_all
def opinions() -> str:
    """Opinions that a moderator has let through, with their answers."""
    kind, subject_id = split_subject(request.args.get("subject", ""))
    number = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    subjects = service.public_subjects(g.campaign)
    if (kind, subject_id) not in [(code, i) for code, i, _title in subjects]:
        kind, subject_id = "", None
    found, total = service.public_opinions(g.campaign, kind=kind, subject_id=subject_id, page=number)
    pages = max((total + service.PUBLIC_PER_PAGE - 1) // service.PUBLIC_PER_PAGE, 1)
    asked = f"{kind}:{subject_id}" if kind else ""
    given: dict[str, Any] = {"subject": asked} if asked else {}
    return render_template(
        "opinions/public_list.html",
        found=found,
        subjects=[(f"{code}:{i}", title) for code, i, title in subjects],
        asked=asked,
        units=units(),
        words=messages,
        pager_data={
            "number": number,
            "pages": pages,
            "total": total,
            "previous_url": url_for(".opinions", **given, page=number - 1) if number > 1 else None,
            "next_url": url_for(".opinions", **given, page=number + 1) if number < pages else None,
        },
    )


@public.get("/c/<campaign>/opinions/<number>")
@open_to_all
def opinion(number: str) -> str:
    """The permanent address of one of them."""
    found = service.public_opinion(g.campaign, number)
    kind: OpinionKind | None = registry().opinion_kinds.get(found.kind)
    return render_template(
        "opinions/public_one.html",
        one=found,
        # What was taken down or hidden has no page to lead to.
        subject_url=subject_url(kind, found.subject_id)
        if kind is not None and kind.subject(g.campaign, found.subject_id) is not None
        else "",
        part=service.part_of(g.campaign, kind, found.subject_id, found.anchor, found.version)
        if kind is not None
        else None,
        units=units(),
        words=messages,
    )


def split_subject(text: str) -> tuple[str, int | None]:
    """ "open_day.opinion:3" → its two parts; ("", None) for anything else."""
    kind, _, number = text.rpartition(":")
    return (kind, int(number)) if kind and number.isdecimal() and len(number) < 10 else ("", None)


def subject_url(kind: OpinionKind, subject_id: int) -> str:
    """The public page of a subject."""
    values: dict[str, Any] = {kind.subject_arg: subject_id}
    return url_for(kind.public_endpoint, **values)


def list_url(kind: OpinionKind | None, subject_id: int) -> str:
    """Where the published opinions about a subject stand: the owner's list, or the ledger's."""
    if kind is not None and kind.list_endpoint:
        values: dict[str, Any] = {kind.subject_arg: subject_id}
        return url_for(kind.list_endpoint, **values)
    given: dict[str, Any] = {"subject": f"{kind.code}:{subject_id}"} if kind is not None else {}
    return url_for("opinions_public.opinions", **given)


def units() -> dict[int, str]:
    return {unit.id: unit.short_name or unit.name for unit in users.all_departments()}
