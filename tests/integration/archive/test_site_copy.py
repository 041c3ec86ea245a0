"""The site copy of the demo's campaign: every link in the zip leads to a file in it, and nothing acts or tells a secret."""

from __future__ import annotations

import json
import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update

from core import create_app
from core.base import clock
from core.base.db import db, unit_of_work
from core.campaigns import service as campaigns
from core.campaigns.models import CampaignRow
from core.demo import fill_demo
from core.publishing.archive.verifying import verify_paths
from core.publishing.models import DocumentRow
from core.site_copy.commands import archive_group
from core.site_copy.reading import links_of, urls_in_css
from tests.support import databases as made
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def demo(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo, made once for this module."""
    url = databases.copy()
    settings = made.base_settings(tmp_path_factory.mktemp("instance"), url)
    app = create_app({**settings, "DEMO": "1", "SMS_GATEWAY": "demo", "CLOCK": "2024-08-01T09:00"})
    app.config.update(TESTING=True)
    fill_demo(app, clock.now())
    yield app
    clock.set_clock("")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    databases.drop(url)


@pytest.fixture(scope="module")
def site(demo: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy of the demo's campaign, as the command writes it."""
    target = tmp_path_factory.mktemp("copies") / "site.zip"
    done = command(demo, "site", slug_of(demo), "-o", str(target))
    assert done.exit_code == 0, done.output
    return target


def slug_of(app: Flask) -> str:
    with app.app_context():
        return campaigns.all_campaigns()[0].slug


def command(app: Flask, *arguments: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(archive_group, arguments)


def test_every_link_leads_to_a_file_of_the_copy(site: Path) -> None:
    with zipfile.ZipFile(site) as copy:
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
        assert '<html lang="en"' in copy.read("en/index.html").decode()
        manifest = json.loads(copy.read("manifest.json"))
        assert {entry["path"] for entry in manifest["entries"]} == names - {"manifest.json"}
        assert any("不能提交" in copy.read(name).decode() for name in pages if name.startswith("zh/")), (
            "a booking button"
        )
    assert verify_paths([site]).ok


def test_only_what_a_visitor_sees_is_in_it(demo: Flask, site: Path) -> None:
    with demo.app_context():
        wanted = select(DocumentRow.title).where(DocumentRow.publication_id.is_(None))
        drafts = set(db.session.scalars(wanted))
        # Two open days of one bureau may bear the same title, one of them published.
        drafts -= set(
            db.session.scalars(select(DocumentRow.title).where(DocumentRow.publication_id.isnot(None)))
        )
    with zipfile.ZipFile(site) as copy:
        pages = "".join(copy.read(name).decode() for name in copy.namelist() if name.endswith(".html"))
        left_out = json.loads(copy.read("manifest.json"))["left_out"]
    assert not [title for title in drafts if title in pages]
    assert not [entry for entry in left_out if entry["why"] not in ("form", "redirect", "too_many")]


def test_what_cannot_be_copied_is_refused(demo: Flask, site: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "x.zip")
    slug = slug_of(demo)
    assert command(demo, "site", "none", "-o", target).exit_code == 2
    assert command(demo, "site", slug).exit_code == 2
    assert command(demo, "site", slug, "-o", str(site)).exit_code == 2
    with demo.app_context(), unit_of_work() as session:
        session.execute(update(CampaignRow).values(state="draft"))
    refused = command(demo, "site", slug, "-o", target)
    assert getattr(refused.exception, "code", None) == "campaign_not_public"
    assert not (tmp_path / "x.zip").exists()
