"""Decisions among the rest of the house: the next year's campaign, the site's search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Flask

from core.api import Campaign, campaigns, clock, db, search
from core.base.search import Filters
from plugins.decisions import chain
from plugins.decisions.models import Catalogue, CatalogueItem
from plugins.decisions.service import next_year
from plugins.decisions.store import catalogue as store


def campaign_of() -> Campaign:
    return next(iter(campaigns.live_campaigns()))


def test_next_year_begins_with_what_nobody_began(make_demo: Callable[..., Flask]) -> None:
    with make_demo("2026-05-15T10:42").app_context():
        source, now = campaign_of(), clock.now()
        made = replace(source, id=4711, starts_on=source.starts_on.replace(year=2027))
        rows = list(db.session.scalars(db.select(CatalogueItem).filter_by(campaign_id=source.id)))
        begun = store.previews_of_items([row.id for row in rows])
        waiting = next(row for row in rows if row.id not in begun)
        waiting.dropped_reason = ""
        next_year.bring_along(source, made, now=now)
        found = list(db.session.scalars(db.select(CatalogueItem).filter_by(campaign_id=made.id)))
        assert waiting.title in {item.title for item in found}
        assert not {item.title for item in found} & {row.title for row in rows if row.id in begun}
        assert {(item.planned, item.planned_on, item.contact) for item in found} == {("", None, "")}
        assert all(item.number.startswith("2027-") for item in found)
        units = [
            row.department_id for row in db.session.scalars(db.select(Catalogue).filter_by(campaign_id=4711))
        ]
        assert len(units) == len(set(units)) >= 1


def test_what_was_published_is_found(make_demo: Callable[..., Flask]) -> None:
    with make_demo("2026-05-15T10:42").app_context():
        kinds = set()
        for question in ("二次供水设施管理办法", "城市供水价格调整", "行政决策目录", "水箱清洗"):
            hits = search.search(question, Filters(), limit=20).hits
            kinds |= {hit.kind for hit in hits}
            for hit in hits:
                assert hit.places, hit.title
        assert {chain.DRAFT.code, chain.CATALOGUE.code, chain.FEEDBACK.code, chain.DECISION.code} <= kinds
