"""Whether a bundle is whole and unchanged: its zip, its manifest, the digests of the chain, its predecessor. No database.

Every entry of ours is stored uncompressed with fixed marks, so the zip is written again from its own entries and
compared byte by byte: a bit that flipped in a header is found as surely as one in a text.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.publishing import rules
from core.publishing.archive.contracts import Finding
from core.publishing.archive.writing import CHUNK, MANIFEST, digest_of_file

FORMATS = ("yangguang-bundle/1", "yangguang-site/1")
MOST_ENTRIES = 50_000
LARGEST = 8 * 1024**3
LARGEST_JSON = 64 * 1024**2
SAFE_NAME = re.compile(r"(?!/)(?!.*(^|/)\.{1,2}(/|$))[^\x00-\x1f\x7f\\:]+")


class NotAnArchive(Exception):
    """The path leads to no zip at all: nothing to check."""


@dataclass(frozen=True)
class Checked:
    """One file that was looked at. `about` is its manifest, None when that can't be read; `sha256` of the whole file."""

    file: str
    sha256: str
    about: Mapping[str, Any] | None
    findings: tuple[Finding, ...]


def check_file(path: Path, name: str) -> Checked:
    """Look at one archive; `name` is how findings call it. Raises NotAnArchive, OSError."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head[:2] != b"PK" and not zipfile.is_zipfile(path):
        raise NotAnArchive(name)
    sha256 = digest_of_file(path)
    try:
        with zipfile.ZipFile(path) as archive:
            unsafe = [Finding(code, name, entry) for code, entry in _unsafe(archive, path)]
            if unsafe:
                return Checked(name, sha256, None, tuple(unsafe))
            about, findings = _contents(archive, name)
            if about is not None and not findings and _rewritten(archive, about) != sha256:
                findings.append(Finding("altered_frame", name))
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        RuntimeError,
        ValueError,
        OverflowError,
    ) as fault:
        return Checked(name, sha256, None, (Finding("damaged", name, note=str(fault)[:120]),))
    return Checked(name, sha256, about, tuple(findings))


def check_chain(checked: Sequence[Checked]) -> list[Finding]:
    """Whether bundles of one document that were looked at together name each other rightly.

    A predecessor that isn't among them is no fault here: a single bundle may be checked by itself.
    """
    found: list[Finding] = []
    by_place: dict[tuple[Any, Any], Checked] = {}
    for one in checked:
        if one.about is not None and "document" in one.about:
            place = (_document_id(one.about), one.about.get("seq"))
            if place in by_place and by_place[place].sha256 != one.sha256:
                found.append(Finding("two_of_one", one.file, note=by_place[place].file))
            by_place[place] = one
    for (document_id, seq), one in by_place.items():
        assert one.about is not None
        named = one.about.get("predecessor")
        before = by_place.get((document_id, seq - 1)) if isinstance(seq, int) else None
        if not isinstance(seq, int) or (seq > 1) != isinstance(named, dict):
            found.append(Finding("predecessor_wrong", one.file))
        elif before is not None and named is not None and named.get("sha256") != before.sha256:
            found.append(Finding("predecessor_wrong", one.file, note=before.file))
    return found


# ── the zip itself ──────────────────────────────────────────────────────────────────────────────────────────────────
def _unsafe(archive: zipfile.ZipFile, path: Path) -> Iterator[tuple[str, str]]:
    """What makes an archive unsafe to read further, before a byte of it is unpacked."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > LARGEST:
        yield "too_large", ""
    if sum(entry.compress_size for entry in entries) > path.stat().st_size:
        yield "too_large", ""
    seen: set[str] = set()
    for entry in entries:
        if not SAFE_NAME.fullmatch(entry.filename) or entry.is_dir() or _is_link(entry):
            yield "unsafe_name", entry.filename[:200]
        elif entry.filename.casefold() in seen:
            yield "duplicate_entry", entry.filename
        elif entry.flag_bits & 1 or entry.compress_type != zipfile.ZIP_STORED:
            yield "not_ours", entry.filename
        elif entry.compress_size != entry.file_size:
            yield "too_large", entry.filename
        seen.add(entry.filename.casefold())


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _rewritten(archive: zipfile.ZipFile, about: Mapping[str, Any]) -> str:
    """SHA-256 of the archive as we would write it from these entries."""
    moment = tuple(int(part) for part in about.get("moment", ()))
    with tempfile.TemporaryFile() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as again:
            for name in sorted(archive.namelist()):
                known = archive.getinfo(name)
                info = zipfile.ZipInfo(name, moment)  # type: ignore[arg-type]
                info.create_system, info.external_attr = 3, 0o644 << 16
                info.file_size = known.file_size
                with archive.open(known) as source, again.open(info, "w") as entry:
                    shutil.copyfileobj(source, entry, CHUNK)
        out.seek(0)
        return hashlib.file_digest(out, "sha256").hexdigest()


# ── what is in it ───────────────────────────────────────────────────────────────────────────────────────────────────
def _contents(archive: zipfile.ZipFile, name: str) -> tuple[Mapping[str, Any] | None, list[Finding]]:
    about = _json(archive, MANIFEST)
    if not isinstance(about, dict) or about.get("format") not in FORMATS or not _listing(about):
        return None, [Finding("manifest_unreadable", name, MANIFEST)]
    findings = [Finding(code, name, entry) for code, entry in _against_manifest(archive, about)]
    if not findings and about["format"] == "yangguang-bundle/1":
        findings = [Finding(code, name, entry) for code, entry in _against_chain(archive, about)]
    return about, findings


def _listing(about: Mapping[str, Any]) -> bool:
    entries = about.get("entries")
    return isinstance(entries, list) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("path"), str)
        and isinstance(entry.get("sha256"), str)
        and isinstance(entry.get("size"), int)
        for entry in entries
    )


def _json(archive: zipfile.ZipFile, entry: str) -> Any:
    """An entry as JSON; None when it isn't there, too large or no JSON."""
    try:
        if archive.getinfo(entry).file_size > LARGEST_JSON:
            return None
        return json.loads(archive.read(entry))
    except (KeyError, ValueError, zipfile.BadZipFile, RecursionError):
        return None


def _against_manifest(archive: zipfile.ZipFile, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = {entry["path"]: entry for entry in about["entries"]}
    there = {entry.filename: entry for entry in archive.infolist() if entry.filename != MANIFEST}
    for path in sorted(listed.keys() - there.keys()):
        yield "missing_entry", path
    for path in sorted(there.keys() - listed.keys()):
        yield "extra_entry", path
    for path in sorted(listed.keys() & there.keys()):
        entry = there[path]
        if entry.file_size != listed[path]["size"] or _digest(archive, entry) != listed[path]["sha256"]:
            yield "altered_entry", path


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    hasher = hashlib.sha256()
    try:
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                hasher.update(chunk)
    except zipfile.BadZipFile:
        return ""
    return hasher.hexdigest()


def _against_chain(archive: zipfile.ZipFile, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The digests that people signed, counted again from the texts and the signatures."""
    digests: dict[Any, Any] = {}
    for known in about.get("revisions", ()):
        path = f"text/revision-{known.get('number')}.json"
        text = _json(archive, path)
        if (
            not isinstance(text, dict)
            or rules.digest_of(text.get("content") or {}) != text.get("digest")
            or text["digest"] != known.get("digest")
        ):
            yield "digest_wrong", path
        digests[known.get("number")] = known.get("digest")
    approvals = _json(archive, "approvals.json")
    if not isinstance(approvals, dict):
        yield "signatures_wrong", "approvals.json"
        return
    signed = {
        (s.get("revision"), s.get("step"))
        for s in approvals.get("signatures", ())
        if s.get("outcome") == "passed"
    }
    for version in approvals.get("versions", ()):
        record = version.get("record") or {}
        steps = {(version.get("revision"), s.get("step")) for s in record.get("signatures", ())}
        if (
            rules.digest_of(record) != version.get("archive_digest")
            or record.get("revision") != digests.get(version.get("revision"))
            or not steps <= signed
        ):
            yield "signatures_wrong", f"approvals.json#{version.get('version')}"


def _document_id(about: Mapping[str, Any]) -> Any:
    document = about.get("document")
    return document.get("id") if isinstance(document, dict) else None
