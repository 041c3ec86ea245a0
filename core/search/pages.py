"""What was found as pages to link to, for rooms and plugins that offer published texts beside something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.base import search
from core.base.registry import registry
from core.base.search import Filters, Hit, Passage
from core.search.service.looking import Line
from core.search.views_public import address_of, kind_title
from core.users import service as users


@dataclass(frozen=True)
class FoundPage:
    """A published text: `kind` is its code and `kind_title` what it is called, `words` a stretch of it, `full`: it holds
    every word that was looked for."""

    key: str
    kind: str
    kind_title: str
    title: str
    words: str
    unit: str
    url: str
    published_at: datetime
    full: bool


def found_pages(text: str, *, wanted: Callable[[Hit], bool], looked_at: int = 12) -> list[FoundPage]:
    """Published texts of public campaigns that answer the words, best first, as far as they are `wanted` and have a page."""
    campaigns = {one.id: one for one in registry().all_campaigns() if one.is_public}
    names = {unit.id: unit.short_name or unit.name for unit in users.all_departments()}
    found = []
    for hit in search.search(text, Filters(campaign_ids=frozenset(campaigns)), limit=looked_at).hits:
        line = Line(hit, campaigns.get(hit.campaign_id or 0), names.get(hit.department_id or 0, ""))
        url = address_of(line) if wanted(hit) else ""
        if url:
            found.append(
                FoundPage(
                    hit.key,
                    hit.kind,
                    kind_title(hit.kind),
                    _plain(hit.title),
                    _first(hit.passages),
                    line.unit,
                    url,
                    hit.published_at,
                    not hit.partial,
                )
            )
    return found


def _first(passages: tuple[Passage, ...]) -> str:
    return _plain(passages[0]) if passages else ""


def _plain(passage: Passage) -> str:
    return "".join(piece.text for piece in passage)
