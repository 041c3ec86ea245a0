"""Catalogues and previews on a real database: the demo's story, what the chain refuses, what hides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask

from core.api import Campaign, Conflict, DomainError, Invalid, NotFound, campaigns, clock, db
from plugins.decisions import chain, showing_preview
from plugins.decisions.models import Catalogue, CatalogueItem, Preview
from plugins.decisions.rules.catalogue import Row
from plugins.decisions.service import catalogue, catalogue_texts, legality, phases, previews
from plugins.decisions.service.catalogue import SaveItem
from plugins.decisions.service.story_previews import STORY, Teller

MOMENT = "2026-05-15T10:42"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    app = make_demo(MOMENT)
    with app.app_context(), app.test_request_context("/zh/"):
        yield app


def campaign_of() -> Campaign:
    return next(iter(campaigns.live_campaigns()))


def test_the_story_stands_in_different_phases(demo: Flask) -> None:
    campaign, now = campaign_of(), clock.now()
    views = {view.title: view for view in previews.previews_of(campaign)}
    assert set(views) >= {told.title for told in STORY}
    way = {title: {p.code: p.state for p in phases.phases(view.id, now)} for title, view in views.items()}
    assert way["云川市城市供水价格调整方案"]["announcement"] == "done"
    assert way["云川市居民二次供水设施管理办法"]["legality"] == "done"
    assert way["云川市青溪河河道采砂规划"]["legality"] == "now"
    found = catalogue_texts.public_items(campaign, now)
    assert len(found) == 8
    assert len({item.number for item in found}) == 8
    rooms = {d.rule_id for d in showing_preview.deadlines(campaign, now)}
    assert rooms <= {"", "DP-11", "PB-05"}


def test_a_catalogue_without_planned_times_stays_in_the_chain(demo: Flask) -> None:
    campaign, now = campaign_of(), clock.now()
    water = next(row for row in db.session.scalars(db.select(Catalogue)) if not row.pending)
    teller = Teller(campaign, water.department_id, now)
    rows = [Row(2, {"title": "没有时间的事", "kind": "政策"})]
    catalogue.upload_sheet(campaign, water.id, rows, actor=teller.editor, now=now)
    version = water.version
    with pytest.raises(Conflict):
        catalogue.take_sheet(campaign, water.id, version - 1, actor=teller.editor, now=now)
    assert catalogue.take_sheet(campaign, water.id, version, actor=teller.editor, now=now)["new"] == 1
    with pytest.raises(Invalid):  # a published one needs a correction
        catalogue.submit_catalogue(campaign, water.id, version + 1, actor=teller.editor, now=now)
    catalogue.submit_catalogue(
        campaign,
        water.id,
        version + 1,
        actor=teller.editor,
        now=now + timedelta(minutes=1),
        correction="加一件",
    )
    with pytest.raises(Conflict):  # nobody changes it under the reviewers' eyes
        catalogue.save_item(
            campaign,
            water.id,
            version + 1,
            SaveItem("又一件", "policy", planned="9月"),
            actor=teller.editor,
            now=now,
        )
    with pytest.raises(DomainError) as stopped:
        teller.publish(chain.CATALOGUE, water.id, now + timedelta(days=1))
    assert "decisions.catalogue_incomplete" in str(vars(stopped.value))
    named = {item.title for item in catalogue_texts.public_items(campaign, now)}
    assert "没有时间的事" not in named  # the public reads the published revision


def test_an_item_in_use_is_not_deleted_but_dropped(demo: Flask) -> None:
    campaign, now = campaign_of(), clock.now()
    water = next(row for row in db.session.scalars(db.select(Catalogue)) if not row.pending)
    editor = Teller(campaign, water.department_id, now).editor
    item = next(i for i in db.session.scalars(db.select(CatalogueItem).filter_by(catalogue_id=water.id)))
    with pytest.raises(Conflict, match="item_in_use"):
        catalogue.remove_item(campaign, water.id, water.version, item.id, actor=editor, now=now)
    catalogue.drop_item(campaign, water.id, water.version, item.id, "并入另一件", actor=editor, now=now)
    assert db.session.get_one(CatalogueItem, item.id).dropped_reason == "并入另一件"


def test_two_editors_and_a_stranger(demo: Flask) -> None:
    campaign, now = campaign_of(), clock.now()
    row = db.session.scalars(db.select(Preview).filter_by(title="云川市智慧水务建设项目")).one()
    editor = Teller(campaign, row.department_id, now).editor
    other = next(p for p in db.session.scalars(db.select(Preview)) if p.department_id != row.department_id)
    stranger = Teller(campaign, other.department_id, now).editor
    with pytest.raises(NotFound):
        previews.for_staff(campaign, row.id, actor=stranger)
    version, view = row.version, previews.preview_view(row.id)
    previews.stop_preview(campaign, row.id, version, "资金没有落实", actor=editor, now=now)
    with pytest.raises(Conflict):
        previews.save_preview(
            campaign, previews.command_of(view), actor=editor, now=now, preview_id=row.id, version=version
        )
    assert {p.state for p in phases.phases(row.id, now)} <= {"done", "skipped"}
    previews.resume_preview(campaign, row.id, version + 1, actor=editor, now=now)
    with pytest.raises(NotFound):
        legality.send_review(campaign, row.id, now.date(), "市司法局", actor=stranger, now=now)


def test_what_is_hidden_is_nowhere(demo: Flask) -> None:
    now = clock.now()
    water = next(row for row in db.session.scalars(db.select(Catalogue)) if not row.pending)
    document = chain.CATALOGUE.document(water.id)
    assert document is not None
    assert document.revision is not None
    revision = document.revision
    found = catalogue_texts.copies(revision)
    assert found[0].count == 8
    catalogue_texts.blank(revision, now)
    db.session.flush()
    kept = db.session.scalars(db.select(CatalogueItem).filter_by(catalogue_id=water.id)).all()
    assert {item.title + item.basis + item.contact + item.planned for item in kept} == {""}
    assert all(item.number for item in kept)
