"""What the search knows of an opinion: the moderated text and the answer, and only while both are public."""

from __future__ import annotations

from core.base import search
from core.base.registry import registry
from core.base.search import SearchDocument
from core.opinions import rules, store
from core.opinions.models import Opinion
from core.opinions.service import kinds


def show(opinion_id: int) -> None:
    """Bring the search in line with an opinion, in the transaction that changed it."""
    store.relist(opinion_id)
    row = store.opinion(opinion_id)
    document = _document(row) if row is not None else None
    if document is not None:
        search.put(document)
    else:
        search.remove(f"opinions:{opinion_id}")


def public_documents(campaign_id: int) -> list[SearchDocument]:
    """Every opinion of a campaign that the search should find."""
    return [document for row in store.ended(campaign_id) if (document := _document(row)) is not None]


def _document(row: Opinion) -> SearchDocument | None:
    """The opinion as the search holds it; None while it isn't public."""
    kind = kinds.kind_of(row.kind)
    public = kind is not None and kind.may_be_public
    if not public or row.state != "ended" or not row.published_text or row.ended_at is None:
        return None
    assert row.state in rules.LET_THROUGH
    unit = registry().department_name(row.department_id) if row.department_id is not None else ""
    return SearchDocument(
        key=f"opinions:{row.id}",
        kind="opinions.opinion",
        title=row.published_text.split("\n", 1)[0][:80],
        body=f"{row.published_text}\n{row.reason}".strip(),
        places=(search.place("opinions_public.opinion", number=row.number),),
        published_at=row.ended_at,
        doc_number=row.number,
        names=(unit,) if unit else (),
        campaign_id=row.campaign_id,
        department_id=row.department_id,
    )
