"""Checking bundles: some files, or all of an instance against the rows in the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from core.publishing.archive import store
from core.publishing.archive.checking import Checked, NotAnArchive, check_chain, check_file
from core.publishing.archive.contracts import Finding, Report
from core.publishing.archive.models import BundleRow, OrderRow
from core.publishing.archive.writing import digest_of_file


def archives_in(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and every .zip below the folders among them."""
    found: list[Path] = []
    for path in paths:
        found += sorted(p for p in path.rglob("*.zip") if p.is_file()) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def verify_paths(paths: Iterable[Path]) -> Report:
    """Check files by themselves and against each other. Raises NotAnArchive, OSError."""
    checked = [check_file(path, path.name) for path in archives_in(paths)]
    return _report(checked, check_chain(checked))


def verify_all() -> Report:
    """Check every bundle and site copy of this instance: files, rows, and what has no row."""
    rows = [row for row in store.every_bundle() if row.blanked_at is None]
    orders = [row for row in store.every_order() if row.state == "done" and row.path]
    known = {row.path for row in rows} | {order.path for order in orders}
    checked: list[Checked] = []
    findings: list[Finding] = []
    for row in rows:
        findings += _against_row(row, checked)
    for order in orders:
        findings += _against_order(order)
    root = store.folder()
    for path in sorted(root.rglob("*")) if root.exists() else ():
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in known and not path.name.startswith(".making-"):
            findings.append(Finding("unknown_file", name))
    findings += _chain_of_rows(store.every_bundle())
    return _report(checked, [*findings, *check_chain(checked)], also=len(orders))


def verify_document(document_id: int) -> Report:
    """Check the bundles of one document against their rows."""
    return _verify_rows(store.bundles(document_id))


def verify_campaign(campaign_id: int, departments: Collection[int] | None) -> Report:
    """Check the bundles of a campaign's documents, of some departments or (None) of all."""
    documents = store.archived_documents(campaign_id, departments)
    return _verify_rows([row for document, _ in documents for row in store.bundles(document.id)])


def _verify_rows(rows: Sequence[BundleRow]) -> Report:
    checked: list[Checked] = []
    findings: list[Finding] = []
    for row in rows:
        if row.blanked_at is None:
            findings += _against_row(row, checked)
    return _report(checked, [*findings, *_chain_of_rows(rows), *check_chain(checked)])


def _against_row(row: BundleRow, checked: list[Checked]) -> list[Finding]:
    place = store.place(row.path)
    try:
        one = check_file(place, row.path)
    except NotAnArchive:
        return [Finding("damaged", row.path)]
    except OSError:
        return [Finding("missing_file", row.path)]
    checked.append(one)
    if one.sha256 == row.sha256:
        return []
    # What is wrong inside is told already, if anything is.
    return [] if one.findings else [Finding("not_as_recorded", row.path)]


def _against_order(row: OrderRow) -> list[Finding]:
    try:
        same = digest_of_file(store.place(row.path)) == row.sha256
    except OSError:
        return [Finding("missing_file", row.path)]
    return [] if same else [Finding("not_as_recorded", row.path)]


def _chain_of_rows(rows: Iterable[BundleRow]) -> list[Finding]:
    found = []
    last: BundleRow | None = None
    for row in rows:
        before = last if last is not None and last.document_id == row.document_id else None
        if row.predecessor != (before.sha256 if before is not None else ""):
            found.append(Finding("predecessor_wrong", row.path))
        last = row
    return found


def _report(checked: list[Checked], findings: Iterable[Finding], also: int = 0) -> Report:
    every = [finding for one in checked for finding in one.findings]
    return Report(len(checked) + also, tuple(dict.fromkeys([*every, *findings])))
