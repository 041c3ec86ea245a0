"""How files are shown on other pages: inside a text, on the desk, as places that use them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, has_request_context, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from core.base import files
from core.base.access import SIGNED_IN, Actor
from core.base.registry import registry
from core.files import service
from core.files.contracts import UsedAt
from core.plugin.contracts import DeskItem, Subject


def picture_in_text(block: Mapping[str, Any]) -> Markup:
    """An `image` block as a figure, or, once somebody in it withdrew, the sentence that says so (PI-04)."""
    staff = _for_staff()
    known = files.infos([int(block["file"])]).get(int(block["file"]))
    gone = known is None or known.blanked or known.sha256 != block.get("sha256")
    withdrawn = known is not None and not gone and service.stops(known, None)
    return Markup(
        render_template("files/figure.html", block=block, gone=gone, withdrawn=withdrawn, staff=staff)
    )


def file_in_text(block: Mapping[str, Any]) -> Markup:
    """A `file` block: the attachment's title, kind and size, to fetch."""
    return Markup(render_template("files/attachment.html", block=block, staff=_for_staff()))


def _for_staff() -> bool:
    return has_request_context() and (request.blueprint or "").endswith("_staff")


def used_at(file_id: int, actor: Actor) -> list[UsedAt]:
    """Where a file is used, in words, with the addresses that this person may open."""
    found: list[UsedAt] = []
    for use in files.uses([file_id])[file_id]:
        told = _told(use, actor)
        if told is not None and told not in found:
            found.append(told)
    return found


def _told(use: files.Use, actor: Actor) -> UsedAt | None:
    names = registry().file_places.get(use.place)
    if names is not None:
        told = names(use.place_id)
        return UsedAt(*told) if told is not None else None
    kind = registry().document_kinds.get(use.place)
    campaign = next((c for c in registry().load_campaigns() if c.id == use.campaign_id), None)
    if kind is None or campaign is None:
        return UsedAt(use.place)
    title = _("草稿：%(kind)s", kind=str(kind.title))
    needed = getattr(current_app.view_functions[kind.staff_endpoint], "access", "")
    if needed != SIGNED_IN and not actor.can(needed, campaign_id=campaign.id):
        return UsedAt(title)
    where: dict[str, Any] = {"campaign": campaign.slug, kind.subject_arg: use.place_id}
    return UsedAt(title, url_for(kind.staff_endpoint, **where))


def audited_files(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Files that audit entries are about, for who may see them; of others only the number is told."""
    return {
        file_id: Subject(view.file.name, url_for("files_staff.item", file_id=file_id))
        for file_id, view in service.items(ids).items()
        if actor.can(service.SEE, department_id=view.department_id) and not files.withheld(view.file, actor)
    }


def desk_items(actor: Actor) -> list[DeskItem]:
    """Photos to answer for, and photos that vanished from public pages since somebody withdrew (PI-04)."""
    if not actor.can(service.EDIT):
        return []
    count, withdrawn = service.waiting(actor=actor)
    found = [
        DeskItem(
            title=_("有人撤回了肖像同意，照片已从公开页面撤下：%(name)s", name=view.file.name),
            url=url_for("files_staff.item", file_id=view.file.id),
            action=_("换一张照片"),
            state="stop",
            state_text=_("已撤下"),
            clause="PI-04",
            department_id=view.department_id,
        )
        for view in withdrawn
    ]
    if count:
        found.append(
            DeskItem(
                title=ngettext(
                    "%(num)s 张照片还没有回答：里面能不能认出人",
                    "%(num)s 张照片还没有回答：里面能不能认出人",
                    count,
                ),
                url=url_for("files_staff.index", sort="open"),
                action=_("去回答"),
                state="warn",
                state_text=_("要回答"),
                clause="PI-04",
            )
        )
    return found
