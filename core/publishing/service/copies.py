"""Every place that holds a copy of a document (SC-01), and how this room's own copies are blanked."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select, update

from core.base import clock, files
from core.base.audit import AuditEntry
from core.base.db import db
from core.base.registry import registry
from core.plugin.contracts import Copy, RevisionView
from core.publishing import store
from core.publishing.models import (
    DocumentRow,
    HappenedRow,
    PublicationRow,
    RevisionRow,
    SignatureRow,
    WaiverRow,
    WithdrawalRow,
)

#: what stands where a title stood; in Chinese on every page, like the documents themselves
BLANKED = "〔已按保密部门指令清除〕"


def everywhere(revision: RevisionView, hidden_at: datetime) -> list[Copy]:
    """What every room and plugin says it holds, what can't be asked, and what no program can reach."""
    house = registry().host
    found = [copy for _owner, copy in house.contribute("document_copies", revision=revision)]
    found += [
        Copy(_("插件 %(name)s 停用或隔离中，问不到", name=name), _("请管理员启用后再看"), 0)
        for name in house.out_of_reach()
    ]
    return [*found, *_beyond_reach(revision, hidden_at)]


def own(revision: RevisionView) -> list[Copy]:
    """The copies that this room holds: revisions, scans, and the way out to the portal."""
    document_id = revision.document_id
    found = [Copy(_("数据库：历次定稿"), f"#{document_id}", len(store.revisions(document_id)))]
    scans = _scans(document_id, revision.kind, revision.subject_id)
    if scans:
        found.append(Copy(_("文件：审批单、截图等扫描件"), "、".join(f"#{n}" for n in scans), len(scans)))
    for row in store.publications(document_id):
        if row.portal_url:
            title = _("第 %(n)s 版。请立即联系门户网站撤下", n=row.version)
            found.append(Copy(_("门户网站"), title, 1, row.portal_url))
    taken = db.session.scalar(
        select(func.count())
        .select_from(AuditEntry)
        .where(
            AuditEntry.action == "publishing.package_taken",
            AuditEntry.subject_type == "document",
            AuditEntry.subject_id == document_id,
        )
    )
    if taken:
        found.append(
            Copy(_("下载到个人电脑的发布包"), _("请按下面的名单逐人收回、删除"), taken, f"#{document_id}")
        )
    return found


def _beyond_reach(revision: RevisionView, hidden_at: datetime) -> list[Copy]:
    """Copies that have left the product: they are named so that somebody goes and gets them."""
    found = []
    versions = store.publications(revision.document_id)
    if versions:
        out = min(row.published_at for row in versions)
        since = f"{clock.local(out):%Y-%m-%d %H:%M}"
        found.append(
            Copy(
                _("公众看过、订阅或转存的页面"),
                ngettext(
                    "公开过 %(num)s 版，从 %(since)s 起；已经被别人存下的收不回来，请一并报告",
                    "公开过 %(num)s 版，从 %(since)s 起；已经被别人存下的收不回来，请一并报告",
                    len(versions),
                    since=since,
                ),
                0,
            )
        )
    first = min(row.frozen_at for row in store.revisions(revision.document_id))
    found.append(
        Copy(
            _("备份"),
            _(
                "%(since)s 以后做的数据库和文件备份里都有它，要人工处理",
                since=f"{clock.local(first):%Y-%m-%d}",
            ),
            0,
            _("按备份制度处理"),
        )
    )
    return found


def blank_own(revision: RevisionView, now: datetime) -> None:
    """Blank every text of the document in this room's tables, with its scans; ids, digests, times and persons stay."""
    document_id = revision.document_id
    files.blank(_scans(document_id, revision.kind, revision.subject_id), now)
    # Revisions are frozen against the ORM, because people have signed them. This is the one act that may write over
    # them, on the secrecy department's written instruction: so it goes past the ORM's guard by a Core statement. The
    # digest stays: it proves which text it was without telling it.
    db.session.execute(
        update(RevisionRow.__table__)  # type: ignore[arg-type]
        .where(RevisionRow.__table__.c.document_id == document_id)
        .values(title=BLANKED, doc_number="", issuer="", blocks=[], data={}, note="")
    )
    for statement in (
        update(DocumentRow).where(DocumentRow.id == document_id).values(title=BLANKED),
        update(SignatureRow).where(SignatureRow.document_id == document_id).values(reason=""),
        update(WithdrawalRow).where(WithdrawalRow.document_id == document_id).values(reason=""),
        update(PublicationRow).where(PublicationRow.document_id == document_id).values(late_reason=""),
        *(
            update(table)
            .where(table.kind == revision.kind, table.subject_id == revision.subject_id)
            .values(reason="")
            for table in (WaiverRow, HappenedRow)
        ),
    ):
        db.session.execute(statement)
    db.session.expire_all()


def _scans(document_id: int, kind: str, subject_id: int) -> list[int]:
    """Files that show the text or speak of it: signed slips, screenshots, approvals."""
    found = {row.scan_id for row in store.signatures(document_id)}
    for publication in store.publications(document_id):
        found |= {publication.portal_file_id, publication.approvals_id}
    rows: list[WaiverRow | HappenedRow] = [
        *store.waivers(kind, subject_id),
        *store.happened(kind, subject_id),
    ]
    found |= {row.scan_id for row in rows}
    return sorted(file_id for file_id in found if file_id is not None)
