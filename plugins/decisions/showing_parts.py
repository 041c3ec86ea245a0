"""What the parts of decision preview show on a preview's pages, in the order of the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from importlib import import_module, util
from types import ModuleType

from core.api import Actor, Campaign

from .contracts import PartLink, PreviewView, PublicPart

#: staff work at the draft first; the public reads what became of the comments first
STAFF_ORDER = ("drafts", "comments", "meetings", "feedback")
PUBLIC_ORDER = ("after", "feedback", "meetings", "drafts", "comments")


def links(preview: PreviewView, actor: Actor) -> list[PartLink]:
    """A row for each part: `links(preview, actor)` of its showing_<part>.py."""
    found: list[PartLink] = []
    for part in _having("links", STAFF_ORDER):
        found.extend(part.links(preview, actor))
    return found


def public_parts(preview_id: int, campaign: Campaign, now: datetime) -> list[PublicPart]:
    """A section for each part that has something public: `public_part(preview_id, campaign, now)`."""
    shown = (part.public_part(preview_id, campaign, now) for part in _having("public_part", PUBLIC_ORDER))
    return [part for part in shown if part is not None]


def _having(name: str, order: Sequence[str]) -> list[ModuleType]:
    names = [f"{__package__}.showing_{part}" for part in order]
    parts = [import_module(module) for module in names if util.find_spec(module) is not None]
    return [part for part in parts if hasattr(part, name)]
