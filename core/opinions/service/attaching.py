"""The one file that an author may attach: known by its content, kept with the opinion, gone with its text."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, BinaryIO

from sqlalchemy import select

from core.base import files
from core.base.access import VISITOR, Actor
from core.base.db import db, unit_of_work
from core.base.errors import Invalid
from core.opinions import rules
from core.opinions.contracts import Attached
from core.opinions.models import Opinion
from core.opinions.service import kinds
from core.opinions.service.limits import count

_CHUNK = 1 << 20


def take(stream: BinaryIO, filename: str, *, remote: str, now: datetime, actor: Actor = VISITOR) -> Attached:
    """Take a file in before its opinion is sent; nobody sees it yet, and the nightly sweep removes what was never sent.

    Its digest is that of what was sent, though a picture is kept re-encoded. Raises Invalid (file_kind, file_empty,
    file_damaged, opinions_file_large …), RuleBroken (secret_mark, opinions_files_many).
    """
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size > rules.MOST_FILE_MB * _CHUNK:
            raise Invalid("opinions_file_large", field="file", most=rules.MOST_FILE_MB)
    stream.seek(0)
    if actor.user_id is None:
        with unit_of_work():
            count("file", remote, now, code="opinions_files_many")
    with files.received(stream, filename, accept=rules.FILE_KINDS) as incoming, unit_of_work():
        kept = files.keep(incoming, actor=actor, now=now)
    return Attached(kept.id, kept.name, size, digest.hexdigest())


def drop(row: Opinion) -> None:
    """The file goes with the text; its digest stays. In the current unit of work."""
    file_id, row.file_id, row.file_public = row.file_id, None, False
    if file_id is not None:
        db.session.flush()
        if not files.used_elsewhere([file_id]):
            files.erase(file_id)


def public_sees(file: Any) -> bool:
    """Whether everybody may see a file: a moderator let it through, and its opinion is in the public list."""
    row = db.session.scalar(select(Opinion).where(Opinion.file_id == file.id))
    if row is None or not row.file_public or row.shown_at is None:
        return False
    kind = kinds.kind_of(row.kind)
    return kind is not None and kind.may_be_public
