"""The site copy of the demo's campaign: every link in the zip leads to a file in it, and nothing acts or tells a secret."""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from flask import Flask

from core.base import clock
from core.demo import fill_demo
from core.publishing.archive.verifying import verify_paths
from core.site_copy.commands import archive_group
from core.site_copy.reading import links_of, urls_in_css

MOMENT = datetime(2024, 8, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def demo(make_app: Callable[..., Flask]) -> Flask:
    app = make_app(DEMO="1", SMS_GATEWAY="demo", CLOCK="2024-08-01T09:00")
    fill_demo(app, clock.now())
    return app


def slug_of(app: Flask) -> str:
    from core.campaigns import service as campaigns

    with app.app_context():
        return campaigns.all_campaigns()[0].slug


def made(app: Flask, target: Path) -> zipfile.ZipFile:
    with app.app_context():
        done = app.test_cli_runner().invoke(archive_group, ["site", slug_of(app), "-o", str(target)])
    assert done.exit_code == 0, done.output
    return zipfile.ZipFile(target)


def test_every_link_leads_to_a_file_of_the_copy(demo: Flask, tmp_path: Path) -> None:
    with made(demo, tmp_path / "site.zip") as copy:
        names = set(copy.namelist())
        pages = [name for name in names if name.endswith(".html")]
        assert {"index.html", "zh/index.html", "en/index.html", "static/yangguang.css"} <= names
        assert len([name for name in pages if name.startswith("zh/")]) >= 5
        wrong = []
        for name in sorted(names):
            if name.endswith(".html"):
                found = links_of(copy.read(name).decode())
                addresses = [*found.pages, *found.shown]
            elif name.endswith(".css"):
                addresses = [
                    url for url in urls_in_css(copy.read(name).decode()) if not url.startswith("data:")
                ]
            else:
                continue
            for address in addresses:
                path, _fragment = urldefrag(address)
                if not path or re.match(r"(https?|mailto|tel|data):", path):
                    continue
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
                if path.startswith("/") or target not in names:
                    wrong.append(f"{name}: {address}")
        assert not wrong
        for name in pages:
            page = copy.read(name).decode()
            assert not re.search(r"<(script|form|input|button|select|textarea)\b|\shx-|csrf", page), name
            assert name == "index.html" or 'class="archive-banner"' in page
            assert "copy.invalid" not in page
            assert "/staff" not in page
        assert (
            "Archived copy" in copy.read("en/index.html").decode()
            or "归档副本" in copy.read("en/index.html").decode()
        )
        manifest = json.loads(copy.read("manifest.json"))
        assert {entry["path"] for entry in manifest["entries"]} == names - {"manifest.json"}
        assert any("不能提交" in copy.read(name).decode() for name in pages if name.startswith("zh/")), (
            "a booking button"
        )
    assert verify_paths([tmp_path / "site.zip"]).ok


def test_only_what_a_visitor_sees_is_in_it(demo: Flask, tmp_path: Path) -> None:
    from core.base.db import db
    from core.publishing.models import DocumentRow

    with demo.app_context():
        drafts = [
            row.title for row in db.session.query(DocumentRow).filter(DocumentRow.publication_id.is_(None))
        ]
    with made(demo, tmp_path / "site.zip") as copy:
        whole = "".join(copy.read(name).decode() for name in copy.namelist() if name.endswith(".html"))
        assert not [title for title in drafts if title in whole]
        assert not [
            entry
            for entry in json.loads(copy.read("manifest.json"))["left_out"]
            if entry["why"].isalpha() and entry["why"] not in ("form", "redirect", "stream", "too_many")
        ]


def test_a_campaign_that_is_not_public_is_refused(demo: Flask, tmp_path: Path) -> None:
    from core.base.db import db
    from core.campaigns.models import CampaignRow

    with demo.app_context():
        db.session.query(CampaignRow).update({"state": "draft"})
        db.session.commit()
        done = demo.test_cli_runner().invoke(
            archive_group, ["site", slug_of(demo), "-o", str(tmp_path / "x.zip")]
        )
    assert getattr(done.exception, "code", None) == "campaign_not_public"
    assert not (tmp_path / "x.zip").exists()
    with demo.app_context():
        for arguments in (["site", "none", "-o", str(tmp_path / "x.zip")], ["site", slug_of(demo)]):
            assert demo.test_cli_runner().invoke(archive_group, arguments).exit_code == 2
