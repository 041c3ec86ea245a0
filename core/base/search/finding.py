"""Looking something up: the engine fetches candidates, the ranking orders them, the passages show them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import undefer

from core.base.db import db
from core.base.search.asking import understand
from core.base.search.contracts import Candidate, Facets, Filters, Hit, Query, Results, Term
from core.base.search.engines import Wanted, engine
from core.base.search.models import SearchRow
from core.base.search.passages import marked, passages
from core.base.search.ranking import ranked
from core.base.search.synonyms import idle_words
from core.base.search.words import needed, read

#: How many are put in order: those with all words in the title, those with all words anywhere, those with some.
MOST_IN_TITLE, MOST_FULL, MOST_PARTIAL = 120, 180, 100
#: Fewer than this with all words: some of those with only a part of them are added.
FEW = 5
MOST_COMBINED = 6
MOST_PARTIAL_SHOWN = 20
READ_FOR_RANKING = 12_000  # characters of a text
LOOKED_AT_FOR_SUGGESTIONS = 300
#: How much of a word must agree; two of three Chinese characters are as much as most of an English word.
LIKE_CHINESE, LIKE_ENGLISH = 0.5, 0.75


def search(text: str, filters: Filters, *, limit: int = 10, offset: int = 0) -> Results:
    """What answers the question, best first. Nothing typed is an error; an empty question finds nothing."""
    query = understand(text)
    if not query.terms:
        return Results(cut=query.cut)
    allowed = within(filters)
    full_ids, count = _with_all(query.required, allowed)
    order = ranked(query, _candidates(full_ids, all_hold=True))
    full = [rank.id for rank in order if rank.full]
    capped = count > len(full_ids)
    partial: list[int] = []
    # Who asks for a number or in quotes and finds it wants nothing that comes near.
    found_exactly = bool(full) and any(term.exact for term in query.terms)
    if len(full) < FEW and len(query.required) > 1 and not found_exactly:
        some = [i for i in _with_some(query.required, allowed) if i not in set(full)]
        partial = [rank.id for rank in ranked(query, _candidates(some)) if not rank.full][:MOST_PARTIAL_SHOWN]
    shown = [*full, *partial]
    words = tuple(term.shown for term in query.terms)
    if not shown:
        return Results(words=words, cut=query.cut, suggestions=_suggestions(query, allowed))
    page = shown[offset : offset + limit]
    return Results(
        hits=tuple(_hits(page, query, frozenset(partial))),
        # Where all candidates were read, those that only seemed to match are not counted.
        total=count if capped else len(full),
        partial_total=len(partial),
        shown_total=len(shown),
        capped=capped,
        words=words,
        cut=query.cut,
    )


def newest(filters: Filters, *, limit: int = 10, offset: int = 0) -> Results:
    """Everything within the filters, the newest first."""
    allowed = within(filters)
    count = db.session.scalar(select(func.count()).select_from(SearchRow).where(*allowed)) or 0
    ids = _newest(allowed, limit, offset)
    return Results(hits=tuple(_hits(ids, Query(), frozenset())), total=count, shown_total=count)


def facets(filters: Filters) -> Facets:
    """The kinds, departments and campaigns of what is within the filters."""
    wanted = select(SearchRow.kind, SearchRow.department_id, SearchRow.campaign_id)
    rows = db.session.execute(wanted.where(*within(filters)).distinct()).all()
    return Facets(
        kinds=tuple(sorted({row.kind for row in rows})),
        department_ids=frozenset(row.department_id for row in rows if row.department_id is not None),
        campaign_ids=frozenset(row.campaign_id for row in rows if row.campaign_id is not None),
    )


def within(filters: Filters) -> list[ColumnElement[bool]]:
    """The conditions that the filters make."""
    found: list[ColumnElement[bool]] = []
    if filters.campaign_ids is not None:
        own = SearchRow.campaign_id.in_(filters.campaign_ids) if filters.campaign_ids else false()
        found.append(or_(SearchRow.campaign_id.is_(None), own))
    if filters.campaign_id is not None:
        found.append(SearchRow.campaign_id == filters.campaign_id)
    if filters.department_id is not None:
        found.append(SearchRow.department_id == filters.department_id)
    if filters.kind:
        found.append(SearchRow.kind == filters.kind)
    if filters.since is not None:
        found.append(SearchRow.published_at >= filters.since)
    if filters.until is not None:
        found.append(SearchRow.published_at < filters.until)
    return found


def wanted_tokens(terms: Sequence[Term]) -> Wanted:
    """The tokens for these terms; forms of which no token can stand in an index are left out."""
    return [[tokens for form in term.forms if (tokens := needed(form.words))] for term in terms]


def _with_all(terms: Sequence[Term], allowed: list[ColumnElement[bool]]) -> tuple[list[int], int]:
    """(rows to put in order, how many hold every term). Those with every term in the title come in first."""
    wanted = wanted_tokens(terms)
    if not all(wanted):
        return [], 0
    by = engine()
    everywhere = [by.holds(wanted, in_title=False), *allowed]
    newest = _newest(everywhere, MOST_FULL)
    if len(newest) < MOST_FULL:
        return newest, len(newest)
    count = db.session.scalar(select(func.count()).select_from(SearchRow).where(*everywhere)) or 0
    titled = _newest([by.holds(wanted, in_title=True), *allowed], MOST_IN_TITLE)
    return list(dict.fromkeys([*titled, *newest])), count


def _with_some(terms: Sequence[Term], allowed: list[ColumnElement[bool]]) -> list[int]:
    """Rows that hold all terms but one, or where there are none, any."""
    by = engine()
    found: dict[int, None] = {}
    if 2 < len(terms) <= MOST_COMBINED:
        for kept in combinations(terms, len(terms) - 1):
            wanted = wanted_tokens(kept)
            if all(wanted):
                found.update(
                    dict.fromkeys(_newest([by.holds(wanted, in_title=False), *allowed], MOST_PARTIAL))
                )
    if len(found) < FEW:
        for term in terms:
            wanted = wanted_tokens([term])
            if all(wanted):
                for in_title in (True, False):
                    condition = by.holds(wanted, in_title=in_title)
                    found.update(
                        dict.fromkeys(_newest([condition, *allowed], MOST_PARTIAL // len(terms) + 1))
                    )
    return list(found)


def _newest(conditions: Sequence[ColumnElement[bool]], limit: int, offset: int = 0) -> list[int]:
    wanted = select(SearchRow.id).where(*conditions)
    ordered = wanted.order_by(SearchRow.published_at.desc(), SearchRow.id.desc()).limit(limit).offset(offset)
    return list(db.session.scalars(ordered).all())


def _candidates(ids: Sequence[int], *, all_hold: bool = False) -> list[Candidate]:
    """`all_hold`: the engine has found every term in each of them, be it behind what is read here."""
    body = func.substr(SearchRow.folded_body, 1, READ_FOR_RANKING)
    wanted = select(
        SearchRow.id, SearchRow.key, SearchRow.folded_title, SearchRow.folded_headings, SearchRow.folded_names,
        body, SearchRow.folded_number, SearchRow.published_at,
    ).where(SearchRow.id.in_(ids))  # fmt: skip
    rows: Sequence[Any] = db.session.execute(wanted).all() if ids else ()
    return [replace(Candidate(*row), more=all_hold and len(row[5]) == READ_FOR_RANKING) for row in rows]


def _hits(ids: Sequence[int], query: Query, partial: frozenset[int]) -> list[Hit]:
    wanted = select(SearchRow).where(SearchRow.id.in_(ids)).options(undefer(SearchRow.body))
    rows = {row.id: row for row in db.session.scalars(wanted).all()}
    return [_hit(rows[i], query, i in partial) for i in ids if i in rows]


def _hit(row: SearchRow, query: Query, partial: bool) -> Hit:
    return Hit(
        key=row.key,
        kind=row.kind,
        title=marked(row.title, query, read),
        passages=passages(row.body, query, read),
        places=tuple((endpoint, tuple(values.items())) for endpoint, values in row.places),
        published_at=row.published_at,
        campaign_id=row.campaign_id,
        department_id=row.department_id,
        doc_number=marked(row.doc_number, query, read),
        english=row.title.isascii(),
        partial=partial,
    )


def _suggestions(query: Query, allowed: list[ColumnElement[bool]]) -> tuple[str, ...]:
    """Words of published titles that look like those asked for: a slip of the pen needn't be a dead end."""
    newest = select(SearchRow.folded_title).where(*allowed).order_by(SearchRow.published_at.desc())
    titles = db.session.scalars(newest.limit(LOOKED_AT_FOR_SUGGESTIONS)).all()
    words = {word for title in titles for word in title.split() if len(word) > 1 and not word[0].isdigit()}
    known = sorted(words - idle_words())
    found: dict[str, None] = {}
    for asked in (term.forms[0].tight for term in query.terms):
        if len(asked) > 1:
            alike = LIKE_ENGLISH if asked.isascii() else LIKE_CHINESE
            found.update(dict.fromkeys(difflib.get_close_matches(asked, known, n=2, cutoff=alike)))
    return tuple(found)[:3]
