"""Documents as staff, plugins and the public see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from core.base import clock, files
from core.base.access import Actor
from core.base.db import db
from core.base.errors import NotFound
from core.campaigns import service as campaigns
from core.plugin.contracts import RevisionView
from core.publishing import rules, store
from core.publishing.contracts import (
    DocumentLine,
    DocumentView,
    Publication,
    Remark,
    Step,
    Turn,
)
from core.publishing.errors import Hidden
from core.publishing.models import DocumentRow, PublicationRow, RevisionRow, SignatureRow
from core.publishing.permissions import ROLE_PERMISSION, SUBMIT, VIEW
from core.publishing.service.persons import (
    departments_below,
    own_roles,
    roles_for,
    sees,
    signed_under,
    signer,
    step_rules,
    turn_of,
)
from core.users import service as users


def revision_view(document: DocumentRow, revision: RevisionRow) -> RevisionView:
    return RevisionView(
        revision.id, document.id, document.kind, document.subject_id, revision.number, revision.title,
        revision.doc_number, revision.issuer, tuple(revision.blocks), revision.data, revision.digest,
        document.department_id, document.campaign_id,
    )  # fmt: skip


def signed_view(document: DocumentRow, revision: RevisionRow, publication: PublicationRow) -> RevisionView:
    """A version's text with its day of publication under the signature; the digest is the frozen text's."""
    view = revision_view(document, revision)
    day = clock.local(publication.published_at).date()
    return replace(view, blocks=tuple(rules.dated(view.blocks, day)))


def correction_of(revision: RevisionRow) -> str:
    """What the public is told of a correction; "" for any other purpose."""
    return revision.note if revision.purpose == rules.TO_CORRECT else ""


def document_view(document_id: int, *, actor: Actor) -> DocumentView:
    """One document for staff. Raises NotFound, also for a foreign department; Hidden while it is 疑似涉密."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or not sees(actor, row):
        raise NotFound()
    if row.hidden_at is not None:
        raise Hidden(row.id)
    return _view(row)


def document_for(kind: str, subject_id: int) -> DocumentView | None:
    """The document of a plugin's subject; None before it was first submitted. The plugin has checked who looks.

    Of a hidden one (疑似涉密) only ids come, with `hidden` set.
    """
    row = store.document(kind, subject_id)
    return _view(row) if row is not None else None


def revision_views(document_id: int) -> list[tuple[RevisionView, datetime, str]]:
    """Every revision with when it was frozen and who drafted it, oldest first."""
    row = db.session.get(DocumentRow, document_id)
    if row is None or row.hidden_at is not None:
        raise NotFound()
    found = store.revisions(document_id)
    names = users.user_names([r.drafter_id for r in found if r.drafter_id is not None])
    return [(revision_view(row, r), r.frozen_at, names.get(r.drafter_id or 0, "")) for r in found]


def may_act(view: DocumentView, *, actor: Actor) -> bool:
    """Whether the document waits for this person's signature."""
    found = turn(view.id, actor=actor)
    return found is not None and found.may_sign


def turn(document_id: int, *, actor: Actor) -> Turn | None:
    """What this person may do with a document now, and who else; None when it waits for no signature."""
    row = db.session.get(DocumentRow, document_id)
    return turn_of(row, actor=actor) if row is not None else None


def publication_views(document_id: int) -> list[Publication]:
    """Every version that is or was public, newest first, with its facts on the portal."""
    row = db.session.get(DocumentRow, document_id)
    texts = {r.id: r for r in store.revisions(document_id)}
    down = {w.publication_id: w.at for w in store.withdrawals(document_id) if w.restored_at is None}
    return [
        Publication(
            p.version, texts[p.revision_id].number, p.published_at, p.archive_digest,
            row is not None and p.id == row.publication_id, p.portal_url, p.portal_at, p.portal_file_id,
            correction_of(texts[p.revision_id]), p.recorded_at, p.late_reason, p.approvals_id, down.get(p.id),
        )
        for p in reversed(store.publications(document_id))
    ]  # fmt: skip


def document_file(document_id: int, file_id: int, *, actor: Actor) -> files.FileInfo:
    """A scan or a screenshot of a document. Raises NotFound, also for a file of another document."""
    view = document_view(document_id, actor=actor)
    if not store.holds_file(view.id, file_id):
        raise NotFound()
    return files.info(file_id)


def refuse_hidden(kind: str, subject_id: int) -> None:
    """Raise Hidden when the subject's document is hidden: its owner's pages then show a stand-in (SC-01)."""
    if store.hidden(kind, subject_id):
        found = store.document(kind, subject_id)
        assert found is not None
        raise Hidden(found.id)


def hidden_subjects(kind: str) -> frozenset[int]:
    """The subjects of a kind whose documents are hidden: its owner leaves them out of every list."""
    return frozenset(store.hidden_subjects(kind))


def is_hidden(kind: str, subject_id: int) -> bool:
    """Whether the subject's document is hidden as 疑似涉密 (SC-01): its owner then shows nothing of it to anyone."""
    return store.hidden(kind, subject_id)


def list_documents(
    *,
    actor: Actor,
    steps: Collection[str] | None = None,
    campaign_id: int | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[DocumentLine], int]:
    """Documents this person may see, the longest wait first, and how many there are in all."""
    reach = [*_reach(actor, VIEW), *_deputed_reach(actor)]
    rows = store.documents(reach, steps, campaign_id, limit, offset)
    return [_line(row) for row in rows], store.document_count(reach, steps, campaign_id)


def under_way_count(campaign_id: int) -> int:
    """How many texts of a campaign wait for a signature; a hidden one waits for nobody here."""
    return store.waiting_count(campaign_id, (*rules.REVIEWS, rules.PUBLISH))


def waiting_for(actor: Actor, campaign_id: int) -> list[DocumentLine]:
    """Documents that wait for this person's signature in a campaign, the longest wait first.

    Without those that somebody else must sign: one's own draft, when the pack wants two persons. With those of the
    people whose deputy they are today.
    """
    chain = step_rules(campaigns.campaign_by_id(campaign_id))
    reach = [place for permission in ROLE_PERMISSION.values() for place in _reach(actor, permission)]
    steps = [rule.key for rule in chain if rule.key in (*rules.REVIEWS, rules.PUBLISH)]
    deputed = _deputed_reach(actor)
    rows = [row for row in _shown(store.documents([*reach, *deputed], steps, campaign_id)) if row.revision_id]
    before = signed_under([row.revision_id for row in rows if row.revision_id is not None])
    who, found = signer(actor), []
    for row in rows:
        roles = roles_for(actor, row) if deputed else own_roles(actor, row)
        signatures = before.get(row.revision_id or 0, [])
        if rules.may_sign(chain, row.step, row.step, who, roles, signatures) is None:
            found.append(_line(row))
    return found


def returned_to(actor: Actor, campaign_id: int) -> list[tuple[DocumentLine, str, str]]:
    """Documents that came back to a department where this person drafts: (document, at which step, why)."""
    return _refused(actor, campaign_id, (rules.DRAFTING,), "returned")


def ended_for(actor: Actor, campaign_id: int, since: datetime) -> list[tuple[DocumentLine, str, str]]:
    """Documents that the secrecy review kept from the public since then, for who drafts: (document, how, why)."""
    found = _refused(actor, campaign_id, rules.ENDED, "ended")
    return [(line, line.step, why) for line, _step, why in found if line.waiting_since >= since]


def _refused(
    actor: Actor, campaign_id: int, steps: Collection[str], outcome: str
) -> list[tuple[DocumentLine, str, str]]:
    found = []
    for row in _shown(store.documents(_reach(actor, SUBMIT), steps, campaign_id)):
        last = [s for s in store.signatures(row.id) if s.outcome == outcome]
        if last:
            found.append((_line(row), last[-1].step, last[-1].reason))
    return found


def _shown(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    return [row for row in rows if row.hidden_at is None]


def _reach(actor: Actor, permission: str) -> list[tuple[int | None, Collection[int] | None]]:
    """Where a permission holds, grant by grant: one that is for a single campaign opens no other."""
    if actor.all_powers:
        return [(None, None)]
    return [
        (grant.campaign_id, grant.department_ids) for grant in actor.grants if permission in grant.permissions
    ]


def _deputed_reach(actor: Actor) -> list[tuple[int | None, Collection[int] | None]]:
    """Where somebody is a deputy today; whether they may sign there is asked document by document."""
    today = clock.today()
    mine = [
        row.department_id
        for row in store.deputies(ending_from=today)
        if row.deputy_id == actor.user_id and row.starts_on <= today
    ]
    return [(None, None if place is None else departments_below(place)) for place in mine]


def _line(row: DocumentRow) -> DocumentLine:
    hidden = row.hidden_at is not None
    revision = db.session.get(RevisionRow, row.revision_id) if row.revision_id else None
    return DocumentLine(
        row.id, row.kind, row.subject_id, "" if hidden else row.title, row.department_id, row.campaign_id, row.step,
        row.waiting_since, hidden, revision.purpose if revision else rules.TO_PUBLISH,
    )  # fmt: skip


def _view(row: DocumentRow) -> DocumentView:
    if row.hidden_at is not None:
        return DocumentView(
            row.id, row.kind, row.subject_id, row.campaign_id, row.department_id, "", row.step, row.waiting_since,
            None, (), (), None, hidden=True,
        )  # fmt: skip
    revision = db.session.get(RevisionRow, row.revision_id) if row.revision_id else None
    signatures = store.signatures(row.id)
    people = {user_id for s in signatures for user_id in (s.user_id, s.for_user_id) if user_id is not None}
    names = users.user_names(list(people))
    numbers = {r.id: r.number for r in store.revisions(row.id)}
    remarks = tuple(
        Remark(
            s.step,
            names.get(s.user_id or 0, s.signer_name),
            s.reason,
            s.at,
            numbers[s.revision_id],
            s.verdict,
        )
        for s in signatures
        if s.outcome in ("returned", "ended")
    )
    here = {s.step: s for s in signatures if s.outcome == "passed" and s.revision_id == row.revision_id}
    versions = store.publications(row.id)
    return DocumentView(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        title=row.title,
        step=row.step,
        waiting_since=row.waiting_since,
        revision=revision_view(row, revision) if revision else None,
        steps=_steps(row, here, names),
        remarks=remarks,
        published_version=versions[-1].version if versions else None,
        purpose=revision.purpose if revision else rules.TO_PUBLISH,
        note=revision.note if revision else "",
    )


def _steps(row: DocumentRow, here: dict[str, SignatureRow], names: dict[int, str]) -> tuple[Step, ...]:
    roles = {rule.key: rule.roles for rule in step_rules(campaigns.campaign_by_id(row.campaign_id))}
    back = row.step == rules.DRAFTING
    shown = []
    for code in rules.STEPS:
        # What was signed on a revision that came back counts no more.
        signature = None if back else here.get(code)
        if signature is not None:
            who = names.get(signature.user_id or 0, signature.signer_name)
            shown.append(
                Step(
                    code, "done", who, signature.at, signature.way, signature.signed_on, signature.scan_id,
                    roles.get(code, ()), names.get(signature.for_user_id or 0, ""),
                )
            )  # fmt: skip
        else:
            now = code == row.step or (back and code == rules.DRAFT)
            shown.append(Step(code, "now" if now else "todo", roles=roles.get(code, ())))
    return tuple(shown)
