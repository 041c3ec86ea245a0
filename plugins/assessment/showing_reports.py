"""What the summary reports contribute to pages of others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from core.api import (
    Actor,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    HealthNote,
    NavItem,
    RevisionView,
    SearchDocument,
)


def nav(actor: Actor, campaign: Campaign) -> Sequence[NavItem]:
    return ()


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> Sequence[DeskItem]:
    return ()


def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return ()


def document_kinds() -> Sequence[DocumentKind]:
    return ()


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return ()


def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return ()


def copies(revision: RevisionView) -> Sequence[Copy]:
    return ()


def blank(revision: RevisionView, now: datetime) -> None:
    return None


def shown_files(file_ids: Sequence[int]) -> Sequence[int]:
    return ()


def jobs() -> Mapping[str, Callable[..., None]]:
    return {}


def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {}


def health(now: datetime) -> Sequence[HealthNote]:
    return ()


def search_documents(campaign: Campaign, now: datetime) -> Sequence[SearchDocument]:
    return ()
