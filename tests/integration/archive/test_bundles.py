"""建档: what a bundle holds, when the next one is made, what becomes of a lost, hidden or blanked one."""

from __future__ import annotations

import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.base import jobs
from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.base.errors import NotFound
from core.plugin.contracts import ArchivePart
from core.publishing import service
from core.publishing.archive import bundles, hooks, store
from core.publishing.archive.verifying import verify_all
from core.publishing.models import DocumentRow
from core.publishing.service.views import revision_view
from tests.support.chain import NOW, PDF, City

LATER = NOW + timedelta(days=1)


def read(place: Path, entry: str) -> Any:
    with zipfile.ZipFile(place) as archive:
        return json.loads(archive.read(entry))


def test_a_bundle_holds_texts_approvals_files_and_audit(city: City, bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        names = archive.namelist()
        scan = next(name for name in names if name.startswith("files/"))
        assert archive.read(scan) == PDF
        assert "请穿平底鞋。" in archive.read("text/revision-1.txt").decode()
        assert "<h2>一、开放主题</h2>" in archive.read("text/revision-1.html").decode()
    assert names == sorted(names)
    assert {"figures.json", "feedback.json", "audit.json", "text/revision-1.json"} <= set(names)
    manifest = read(bundle, "manifest.json")
    assert manifest["document"]["department"]["name"] == "云川市水务局"
    assert manifest["pack"] == {"id": "yunchuan", "version": "4"}
    assert manifest["predecessor"] is None
    assert manifest["files"] == [{"path": scan, "names": ["审批单.pdf"]}]
    approvals = read(bundle, "approvals.json")
    by_step = {s["step"]: s for s in approvals["signatures"]}
    assert list(by_step) == ["draft", "first_review", "secrecy_review", "approval", "publish", "archive"]
    paper = by_step["approval"]
    assert (paper["way"], paper["signer_name"], paper["signed_on"]) == ("paper", "外单位赵签", "2026-09-01")
    assert approvals["people"][str(paper["entered_by"])] == "王青禾"
    assert by_step["secrecy_review"]["verdict"] == "public"
    assert [line["action"] for line in read(bundle, "audit.json")][-1] == "publishing.published"


def test_publishing_has_the_worker_make_it(city: City) -> None:
    document_id = city.published()
    assert store.bundles(document_id) == []
    assert jobs.run_long(NOW) == 1
    (made,) = bundles.bundle_views(document_id, actor=city.actor("office"))
    assert (made.seq, made.version, made.occasion, made.state) == (1, 1, "published", "ok")
    assert verify_all().ok


def test_the_same_facts_give_the_same_bytes(city: City, document_id: int, bundle: Path) -> None:
    before = bundle.read_bytes()
    assert bundles.make_bundle(document_id, "asked", actor=SYSTEM, now=LATER) is None
    bundle.unlink()
    assert verify_all().findings[0].code == "missing_file"
    restored = bundles.make_bundle(document_id, "asked", actor=SYSTEM, now=LATER)
    assert restored is not None
    assert restored.seq == 1
    assert bundle.read_bytes() == before
    assert not list(bundle.parent.glob(".making-*"))


def test_a_correction_makes_a_bundle_that_names_the_one_before(
    city: City, document_id: int, bundle: Path
) -> None:
    city.published(text="请穿雨鞋。", now=LATER)
    made = bundles.make_bundle(document_id, "published", actor=SYSTEM, now=LATER)
    assert made is not None
    assert (made.seq, made.version, made.occasion) == (2, 2, "corrected")
    manifest = read(store.place(made.path), "manifest.json")
    first = bundles.bundle_views(document_id, actor=SYSTEM)[-1]
    assert manifest["predecessor"] == {"seq": 1, "sha256": first.sha256}
    assert {"text/revision-1.txt", "text/revision-2.txt"} <= {e["path"] for e in manifest["entries"]}
    assert verify_all().ok


def test_the_portals_address_makes_another_one(city: City, document_id: int, bundle: Path) -> None:
    jobs.run_long(NOW)
    service.record_portal(
        document_id, "https://www.example.gov.cn/a.html", NOW, None, actor=city.actor("office"), now=LATER
    )
    jobs.run_long(LATER)
    newest = bundles.bundle_views(document_id, actor=SYSTEM)[0]
    assert (newest.seq, newest.occasion) == (2, "portal")
    versions = read(store.place(newest.path), "approvals.json")["versions"]
    assert versions[0]["portal_url"] == "https://www.example.gov.cn/a.html"


def test_parts_of_plugins_are_in_it_and_a_failing_one_is_named(
    city: City, document_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = city.app.extensions["yangguang"].host
    real = host.contribute

    def contribute(hook: str, **arguments: Any) -> Any:
        if hook != "archive_parts":
            return real(hook, **arguments)
        host.plugins["booking"].failures += 1
        return [
            ("open_day", ArchivePart("figures", "席位", {"head": ["场次"], "rows": [["上午场"]]})),
            ("wishes", ArchivePart("feedback", "意见", "第一条：采纳。", "text/plain")),
        ]

    monkeypatch.setattr(host, "contribute", contribute)
    view = bundles.make_bundle(document_id, "published", actor=SYSTEM, now=NOW)
    assert view is not None
    place = store.place(view.path)
    assert read(place, "figures.json")["open_day"]["data"]["rows"] == [["上午场"]]
    assert read(place, "manifest.json")["left_out"] == ["booking"]
    with zipfile.ZipFile(place) as archive:
        assert archive.read("feedback/wishes.txt").decode() == "第一条：采纳。"


def test_a_missing_scan_is_named_not_passed_over(city: City, document_id: int) -> None:
    from core.base import files

    scan = next(s.scan_id for s in service.document_view(document_id, actor=SYSTEM).steps if s.scan_id)
    files.path_of(files.info(scan)).unlink()
    view = bundles.make_bundle(document_id, "published", actor=SYSTEM, now=NOW)
    assert view is not None
    assert read(store.place(view.path), "manifest.json")["missing_files"] == [{"id": scan, "why": "gone"}]


def test_hidden_is_not_handed_out_and_blanking_leaves_the_record(
    city: City, document_id: int, bundle: Path
) -> None:
    view = bundles.bundle_views(document_id, actor=SYSTEM)[0]
    row = db.session.get_one(DocumentRow, document_id)
    with unit_of_work():
        row.hidden_at = LATER
    with pytest.raises(NotFound) as refusal:
        bundles.take_bundle(view.id, actor=city.actor("office"), now=LATER)
    assert refusal.value.code == "bundle_hidden"
    with pytest.raises(NotFound):
        bundles.make_bundle(document_id, "asked", actor=SYSTEM, now=LATER)
    revision = revision_view(row, db.session.get_one(type(service_revision(row)), row.revision_id))
    assert [copy.where for copy in hooks.document_copies(revision)] == [f"archive/{view.path}"]
    with unit_of_work():
        hooks.blank_copies(revision, LATER)
    assert not bundle.exists()
    assert hooks.document_copies(revision) == []
    (kept,) = bundles.bundle_views(document_id, actor=SYSTEM)
    assert (kept.state, kept.sha256) == ("blanked", view.sha256)
    assert verify_all().ok


def service_revision(row: DocumentRow) -> Any:
    from core.publishing import store as texts

    return texts.revisions(row.id)[0]


def test_a_foreign_department_sees_no_bundle(city: City, document_id: int, bundle: Path) -> None:
    view = bundles.bundle_views(document_id, actor=city.actor("editor"))[0]
    with pytest.raises(NotFound):
        bundles.bundle_views(document_id, actor=city.actor("stranger"))
    with pytest.raises(NotFound):
        bundles.take_bundle(view.id, actor=city.actor("stranger"), now=NOW)


def test_the_end_of_the_campaign_makes_final_bundles_due(city: City, document_id: int, bundle: Path) -> None:
    from core.base import events
    from core.campaigns import service as campaigns
    from tests.support.chain import SLUG

    campaigns.move_campaign(SLUG, "closed", actor=SYSTEM, now=LATER)
    events.deliver_due(LATER)
    assert jobs.run_long(LATER) >= 1
    # Nothing had changed but the state, so the bundle that stands is the final one.
    assert [view.seq for view in bundles.bundle_views(document_id, actor=SYSTEM)] == [1]


def test_the_bytes_are_the_same_for_a_reader_of_english(city: City, document_id: int, bundle: Path) -> None:
    from flask import g

    with city.app.test_request_context("/en/staff/archive"):
        g.lang = "en"
        assert bundles.make_bundle(document_id, "asked", actor=SYSTEM, now=LATER) is None
