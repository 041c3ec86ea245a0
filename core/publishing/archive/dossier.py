"""One printable volume per department and campaign: cover, 卷内文件目录, every document with its record, 备考表.

The words are those of an official volume, so they are Chinese in every language of the interface.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import current_app

from core.base import clock, jobs
from core.base.db import db
from core.base.errors import Conflict
from core.base.registry import settings
from core.campaigns import service as campaigns
from core.plugin.contracts import ArchivePart, Campaign
from core.publishing import rules
from core.publishing import store as texts
from core.publishing.archive import pdf, store
from core.publishing.archive.contracts import OrderView
from core.publishing.archive.facts import archive_parts
from core.publishing.archive.orders import Made, Progress, fulfil
from core.publishing.archive.writing import write_atomically
from core.publishing.models import DocumentRow, PublicationRow, SignatureRow
from core.publishing.service.carried import carried
from core.publishing.service.views import revision_view
from core.users import service as users

JOB = "publishing.dossier"
CSS = Path(__file__).with_name("dossier.css")
STEPS = {
    "draft": "拟稿", "first_review": "初审", "secrecy_review": "保密审查", "approval": "审核", "publish": "公开",
    "archive": "建档",
}  # fmt: skip
VERDICTS = {
    "public": "可公开", "redact": "删改后公开", "internal": "工作秘密、内部", "on_request": "依申请公开",
    "suspected": "疑似涉密",
}  # fmt: skip
OUTCOMES = {"passed": "通过", "returned": "退回", "ended": "终止"}


@jobs.takes_long
def dossier_job(*, order_id: int, now: datetime) -> None:
    """The job that makes an ordered volume."""
    fulfil(order_id, partial(_make, now=now), now=now)


def _make(order: OrderView, progress: Progress, *, now: datetime) -> Made:
    pdf.require()
    assert order.department_id is not None
    campaign = campaigns.campaign_by_id(order.campaign_id)
    html, pictures = volume(campaign, order.department_id, now=now, progress=progress)
    path = f"{campaign.slug}/volume-{order.department_id}-{order.id}.pdf"
    css = CSS.read_text("utf-8")
    # Typesetting takes long; the connection goes back to the pool until then.
    db.session.rollback()
    written = write_atomically(store.place(path), lambda out: pdf.write_pdf(out, html, css, pictures))
    return Made(path, written)


def volume(
    campaign: Campaign, department_id: int, *, now: datetime, progress: Progress = lambda done, total: None
) -> tuple[str, dict[str, Path]]:
    """The volume as HTML with the pictures it shows (name → file). Raises Conflict(nothing_published)."""
    found = [
        (document, publication)
        for document, publication in store.archived_documents(campaign.id, [department_id])
        if document.hidden_at is None and document.blanked_at is None
    ]
    if not found:
        raise Conflict("nothing_published")
    pictures: dict[str, Path] = {}
    items = []
    # Typesetting comes last and takes as long as all the texts together.
    total = 2 * len(found)
    for number, (document, publication) in enumerate(found, 1):
        items.append(_item(number, document, publication, campaign, pictures, now))
        progress(number, total)
    html = current_app.jinja_env.get_template("publishing/archive_volume.html").render(
        campaign=campaign,
        department=users.department_name(department_id),
        site=settings().site,
        items=items,
        years=_years(items),
        made_on=clock.local(now).date(),
        pack=campaign.pack,
    )
    return html, pictures


def _item(
    number: int, document: DocumentRow, publication: PublicationRow, campaign: Campaign,
    pictures: dict[str, Path], now: datetime,
) -> dict[str, Any]:  # fmt: skip
    revisions = {row.id: row for row in texts.revisions(document.id)}
    row = revisions[publication.revision_id]
    view = revision_view(document, row)
    signatures = texts.signatures(document.id)
    people = {id_ for s in signatures for id_ in (s.user_id, s.entered_by, s.for_user_id) if id_ is not None}
    names = users.user_names(list(people))
    day = clock.local(publication.published_at).date()
    parts, _left_out = archive_parts(view, campaign, now)
    return {
        "number": number,
        "doc_number": view.doc_number,
        "issuer": view.issuer,
        "title": view.title,
        "day": day,
        "note": _note(document, publication),
        "blocks": [_shown(block, pictures) for block in rules.dated(view.blocks, day)],
        "digest": view.digest,
        "archive_digest": publication.archive_digest,
        "version": publication.version,
        "portal": (publication.portal_url, publication.portal_at),
        "signatures": [_signed(s, revisions[s.revision_id].number, names) for s in signatures],
        "parts": [_part(part) for _owner, part in parts],
    }


def _note(document: DocumentRow, publication: PublicationRow) -> str:
    notes = []
    if publication.version > 1:
        notes.append(f"第{publication.version}版")
    if publication.recorded_at is not None:
        notes.append("补录")
    if document.publication_id is None:
        notes.append("已撤下")
    return "，".join(notes)


def _shown(block: Mapping[str, Any], pictures: dict[str, Path]) -> dict[str, Any]:
    """A block as the template draws it; a picture gets an address that only our fetcher knows."""
    shown = dict(block)
    if block.get("kind") == "image":
        held = carried([block])
        shown["src"] = ""
        if held and held[0].path is not None:
            pictures[held[0].sha256] = held[0].path
            shown["src"] = f"{pdf.SCHEME}{held[0].sha256}"
    elif block.get("kind") == "list":
        shown["lines"] = list(block.get("lines") or str(block.get("text", "")).splitlines())
    return shown


def _signed(row: SignatureRow, revision: int, names: Mapping[int, str]) -> dict[str, Any]:
    who = names.get(row.user_id or 0, row.signer_name) or ("系统" if row.step == rules.ARCHIVE else "")
    remarks = []
    if row.for_user_id is not None:
        remarks.append(f"代{names.get(row.for_user_id, '')}签")
    if row.way == "paper":
        remarks.append(f"纸质签批，{names.get(row.entered_by or 0, '')}登记")
    if row.verdict:
        remarks.append(VERDICTS.get(row.verdict, row.verdict))
    if row.reason:
        remarks.append(row.reason)
    when = row.signed_on if row.way == "paper" and row.signed_on else clock.local(row.at)
    return {
        "revision": revision,
        "step": STEPS.get(row.step, row.step),
        "outcome": OUTCOMES.get(row.outcome, row.outcome),
        "who": who,
        "when": f"{when:%Y-%m-%d %H:%M}" if isinstance(when, datetime) else f"{when:%Y-%m-%d}",
        "remark": "；".join(remarks),
    }


def _part(part: ArchivePart) -> dict[str, Any]:
    """Figures and feedback as a table, as lines of text, or, for other JSON, as name and value."""
    data = part.data
    if isinstance(data, str):
        return {"title": part.title, "lines": data.splitlines(), "head": [], "rows": [], "foot": []}
    if isinstance(data, Mapping) and "rows" in data:
        return {
            "title": part.title, "lines": [], "head": list(data.get("head") or ()),
            "rows": [list(row) for row in data["rows"]], "foot": list(data.get("foot") or ()),
        }  # fmt: skip
    pairs = (
        data.items() if isinstance(data, Mapping) else enumerate(data, 1) if isinstance(data, list) else []
    )
    return {
        "title": part.title, "lines": [], "head": [], "rows": [[str(k), str(v)] for k, v in pairs], "foot": [],
    }  # fmt: skip


def _years(items: Sequence[Mapping[str, Any]]) -> str:
    years = sorted({item["day"].year for item in items})
    return f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"


def file_name(campaign: Campaign, department_id: int) -> str:
    """What a downloaded volume is called."""
    return f"{campaign.title}-{users.department_name(department_id)}-档案.pdf"
