"""What a bundle holds, gathered from the tables: texts, approvals, files, figures and feedback, audit lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_babel import force_locale
from sqlalchemy import inspect, select

from core.base import files
from core.base.audit import AuditEntry
from core.base.db import Model, db
from core.base.errors import NotFound
from core.base.i18n import LANGUAGES
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.plugin.contracts import ArchivePart, Campaign, RevisionView
from core.publishing import rules, store
from core.publishing.archive.contracts import Facts
from core.publishing.archive.writing import digest_of_file, listed, spelled
from core.publishing.models import (
    DocumentRow,
    HappenedRow,
    PublicationRow,
    RevisionRow,
    WaiverRow,
    WithdrawalRow,
)
from core.publishing.service.carried import carried
from core.publishing.service.package import as_html, as_text
from core.publishing.service.records import archive_record, content_of
from core.publishing.service.views import revision_view
from core.users import service as users

#: columns that hold a person's account
PEOPLE = ("user_id", "drafter_id", "for_user_id", "entered_by", "published_by", "portal_by", "granted_by",
          "revoked_by", "taken_down_by", "restored_by")  # fmt: skip
#: columns that hold a stored file
FILES = ("scan_id", "portal_file_id", "approvals_id")
PAGE = """<!doctype html>
<html lang="zh-Hans-CN"><head><meta charset="utf-8"><title>{title}</title></head>
<body>
{body}</body></html>
"""


def gather(document_id: int, *, now: datetime, audit_upto: int | None = None) -> Facts:
    """Everything about a document that was published. Raises NotFound for others, also for one that is hidden.

    `audit_upto` leaves out audit entries after that one, to make a lost bundle again.
    """
    document = db.session.get(DocumentRow, document_id)
    if document is None or document.hidden_at is not None or document.blanked_at is not None:
        raise NotFound()
    publications = store.publications(document_id)
    if not publications:
        raise NotFound()
    campaign = campaigns.campaign_by_id(document.campaign_id)
    revisions = {row.id: row for row in store.revisions(document_id)}
    signatures = store.signatures(document_id)
    waivers = _of_subject(WaiverRow, document)
    happened = _of_subject(HappenedRow, document)
    withdrawals = db.session.scalars(
        select(WithdrawalRow).where(WithdrawalRow.document_id == document_id).order_by(WithdrawalRow.id)
    ).all()
    acts: list[Any] = [*signatures, *publications, *waivers, *happened, *withdrawals]

    entries: dict[str, bytes | Path] = {}
    for row in revisions.values():
        entries |= _texts(document, row)
    kept, missing = _files(acts, revisions.values())
    entries |= {path: place for path, (place, _names) in kept.items()}
    newest = revision_view(document, revisions[publications[-1].revision_id])
    parts, left_out = _parts(newest, campaign, now)
    entries |= parts
    numbers = {row.id: row.number for row in revisions.values()}
    entries["approvals.json"] = spelled(
        {
            "people": _people(acts, revisions.values()),
            "signatures": [{**plain(row), "revision": numbers[row.revision_id]} for row in signatures],
            "versions": [
                {
                    **plain(row),
                    "revision": numbers[row.revision_id],
                    "record": archive_record(row, revisions[row.revision_id]),
                }
                for row in publications
            ],
            "withdrawals": [plain(row) for row in withdrawals],
            "waivers": [plain(row) for row in waivers],
            "entered_afterwards": [plain(row) for row in happened],
        }
    )
    about = {
        **_about(document, publications, campaign),
        "revisions": [{"number": row.number, "digest": row.digest} for row in revisions.values()],
        "files": [{"path": path, "names": names} for path, (_place, names) in sorted(kept.items())],
        "missing_files": missing,
        "left_out": left_out,
    }
    digest = rules.digest_of({"about": about, "entries": listed(entries)})
    lines, newest_line = _audit(document_id, audit_upto)
    entries["audit.json"] = spelled(lines)
    return Facts(about, entries, digest, publications[-1].published_at, newest_line)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def plain(row: Model) -> dict[str, Any]:
    """A row as JSON, column by column: what a later column adds is archived without a change here."""
    columns = inspect(type(row)).column_attrs
    return {column.key: _plain_value(getattr(row, column.key)) for column in columns}


def _plain_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _of_subject(table: type[Any], document: DocumentRow) -> Sequence[Any]:
    wanted = select(table).where(table.kind == document.kind, table.subject_id == document.subject_id)
    return db.session.scalars(wanted.order_by(table.id)).all()


def _texts(document: DocumentRow, row: RevisionRow) -> dict[str, bytes | Path]:
    view = revision_view(document, row)
    name = f"text/revision-{row.number}"
    places = {one.id: f"../files/{one.sha256}.{one.kind}" for one in carried(row.blocks) if one.path}
    about = {
        "number": row.number, "digest": row.digest, "drafter_id": row.drafter_id,
        "frozen_at": row.frozen_at.isoformat(), "content": content_of(row),
    }  # fmt: skip
    return {
        f"{name}.json": spelled(about),
        f"{name}.html": PAGE.format(title=_escaped(row.title), body=as_html(view, places)).encode(),
        f"{name}.txt": as_text(view).encode(),
    }


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _files(
    acts: Iterable[Any], revisions: Iterable[RevisionRow]
) -> tuple[dict[str, tuple[Path, list[str]]], list[dict[str, Any]]]:
    """(path in the bundle → where it lies and its names, files that can't be had and why)."""
    wanted = {getattr(row, column, None) for row in acts for column in FILES}
    wanted |= {block.get("file") for row in revisions for block in row.blocks}
    kept: dict[str, tuple[Path, list[str]]] = {}
    missing: list[dict[str, Any]] = []
    for file_id in sorted(id_ for id_ in wanted if isinstance(id_, int)):
        try:
            known = files.info(file_id)
            place = files.path_of(known)
        except NotFound:
            missing.append({"id": file_id, "why": "gone"})
            continue
        if digest_of_file(place) != known.sha256:
            missing.append({"id": file_id, "why": "altered"})
            continue
        path = f"files/{known.sha256}.{known.kind}"
        kept.setdefault(path, (place, []))[1].append(known.name)
    return kept, missing


def _parts(
    revision: RevisionView, campaign: Campaign, now: datetime
) -> tuple[dict[str, bytes | Path], list[str]]:
    """(figures.json, feedback.json … with everyone's part, who failed to give theirs)."""
    given, left_out = archive_parts(revision, campaign, now)
    shared: dict[str, dict[str, Any]] = {"figures": {}, "feedback": {}}
    entries: dict[str, bytes | Path] = {}
    for owner, part in given:
        if isinstance(part.data, str):
            ending = "csv" if part.media_type == "text/csv" else "txt"
            entries[f"{part.name}/{owner}.{ending}"] = part.data.encode()
        else:
            shared.setdefault(part.name, {})[owner] = {"title": part.title, "data": part.data}
    return {**entries, **{f"{name}.json": spelled(data) for name, data in shared.items()}}, left_out


def archive_parts(
    revision: RevisionView, campaign: Campaign, now: datetime
) -> tuple[list[tuple[str, ArchivePart]], list[str]]:
    """Everyone's parts and the names of those who failed: an archive says what it lacks.

    They speak Chinese whoever asks: the same facts must give the same bytes to a reader of English and to the worker.
    """
    host = registry().host
    before = {name: plugin.failures for name, plugin in host.plugins.items()}
    with force_locale(LANGUAGES["zh"]):
        said = host.contribute("archive_parts", revision=revision, campaign=campaign, now=now)
        given = [(owner, replace(part, title=str(part.title))) for owner, part in said]
    failed = [name for name, plugin in host.plugins.items() if plugin.failures != before.get(name, 0)]
    return given, sorted(failed)


def _people(acts: Iterable[Any], revisions: Iterable[RevisionRow]) -> dict[str, str]:
    ids = {getattr(row, column, None) for row in [*acts, *revisions] for column in PEOPLE}
    names = users.user_names([id_ for id_ in ids if isinstance(id_, int)])
    return {str(id_): name for id_, name in sorted(names.items())}


def _about(
    document: DocumentRow, publications: Sequence[PublicationRow], campaign: Campaign
) -> Mapping[str, Any]:
    return {
        "document": {
            "id": document.id, "kind": document.kind, "subject_id": document.subject_id, "title": document.title,
            "department": {
                "id": document.department_id, "name": users.department_name(document.department_id),
            },
            "state": "public" if document.publication_id is not None else "withdrawn",
        },
        "campaign": {"id": campaign.id, "slug": campaign.slug, "title": campaign.title},
        "pack": {"id": campaign.pack.id, "version": campaign.pack.version},
        "version": publications[-1].version,
    }  # fmt: skip


def _audit(document_id: int, upto: int | None) -> tuple[list[dict[str, Any]], int]:
    wanted = select(AuditEntry).where(
        AuditEntry.subject_type == "document", AuditEntry.subject_id == document_id
    )
    if upto is not None:
        wanted = wanted.where(AuditEntry.id <= upto)
    rows = db.session.scalars(wanted.order_by(AuditEntry.id)).all()
    lines = [
        {
            "id": row.id, "at": row.at.isoformat(), "user_id": row.user_id, "action": row.action,
            "codes": row.codes,
        }
        for row in rows
    ]  # fmt: skip
    return lines, rows[-1].id if rows else 0
