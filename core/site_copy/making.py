"""Putting the copy together: crawl, rewrite, list, pack."""

from __future__ import annotations

import contextvars
import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path

from flask import Flask, current_app, g
from flask_babel import gettext as _

from core.base import clock, jobs
from core.base.db import db
from core.base.errors import Conflict
from core.campaigns import service as campaigns
from core.plugin.contracts import Campaign
from core.publishing.archive import store
from core.publishing.archive.contracts import OrderView
from core.publishing.archive.orders import Made, Progress, fulfil
from core.publishing.archive.product import product
from core.publishing.archive.writing import (
    MANIFEST,
    Written,
    listed,
    spelled,
    write_atomically,
    write_zip,
    zip_moment,
)
from core.site_copy.crawling import LANGUAGES, Crawl
from core.site_copy.naming import PAGE, relative
from core.site_copy.rewriting import Words, rewritten, rewritten_css
from core.web.theme import full_day, hhmm

FORMAT = "yangguang-site/1"
JOB = "site_copy.make"
STYLE = "archive.css"
STYLE_SHEET = Path(__file__).with_name("archive.css")
INDEX = """<!doctype html>
<html lang="zh-Hans-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="archive.css"></head>
<body class="archive-index"><h1>{title}</h1>
<p>{zh}</p><p lang="en">{en}</p>
<p><a href="zh/index.html">打开归档页面（中文）</a></p><p><a href="en/index.html" lang="en">Open the archived pages (English)</a></p>
</body></html>
"""


@jobs.takes_long
def site_job(*, order_id: int, now: datetime) -> None:
    """The job that makes an ordered site copy."""
    fulfil(order_id, partial(_make, now=now), now=now)


def _make(order: OrderView, progress: Progress, *, now: datetime) -> Made:
    campaign = campaigns.campaign_by_id(order.campaign_id)
    path = f"{campaign.slug}/site-{order.id}.zip"
    return Made(path, copy_site(campaign, store.place(path), now=now, progress=progress))


def copy_site(
    campaign: Campaign, target: Path, *, now: datetime, progress: Progress = lambda done, total: None
) -> Written:
    """Write the copy of a campaign's public pages to `target`. Raises Conflict(campaign_not_public), OSError."""
    if not campaign.is_public:
        raise Conflict("campaign_not_public")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    # Pages are asked for in a context of their own: inside this one they would share `g` and the session.
    here = contextvars.copy_context()
    db.session.rollback()
    with tempfile.TemporaryDirectory() as folder:
        crawl = Crawl(app, campaign.slug, Path(folder), lambda done, total: here.run(progress, done, total))
        contextvars.Context().run(crawl.run)
        if not any(kept.media_type == PAGE for kept in crawl.kept.values()):
            raise Conflict("campaign_not_public")
        words = {lang: contextvars.Context().run(_words, app, lang, now) for lang in LANGUAGES}
        entries = _entries(crawl, campaign, words, now)
        return write_atomically(target, partial(write_zip, entries=entries, at=zip_moment(now)))


def _words(app: Flask, lang: str, now: datetime) -> Words:
    with app.test_request_context(f"/{lang}/"):
        g.lang = lang
        return Words(
            _(
                "归档副本，制作于 %(day)s %(time)s。页面停在那时的样子，不能报名、提交和查询。",
                day=full_day(now),
                time=hhmm(now),
            ),
            _("活动归档副本，不能提交"),
        )


def _entries(
    crawl: Crawl, campaign: Campaign, words: Mapping[str, Words], now: datetime
) -> dict[str, bytes | Path]:
    entries: dict[str, bytes | Path] = {}
    for address, kept in crawl.kept.items():
        resolve = _resolver(crawl, address, kept.name)
        if kept.media_type == PAGE:
            lang = "en" if kept.name.startswith("en/") else "zh"
            page = rewritten(kept.place.read_text("utf-8"), resolve, words[lang], relative(STYLE, kept.name))
            entries[kept.name] = page.encode()
        elif kept.media_type == "text/css":
            entries[kept.name] = rewritten_css(kept.place.read_text("utf-8"), resolve).encode()
        else:
            entries[kept.name] = kept.place
    entries[STYLE] = STYLE_SHEET.read_bytes()
    entries["index.html"] = INDEX.format(
        title=escape(campaign.title), zh=escape(words["zh"].banner), en=escape(words["en"].banner)
    ).encode()
    manifest = {
        "format": FORMAT,
        "product": product(),
        "campaign": {"id": campaign.id, "slug": campaign.slug, "title": campaign.title},
        "made_at": clock.local(now).isoformat(timespec="seconds"),
        "moment": zip_moment(now),
        "left_out": [
            {"address": address.partition("copy.invalid")[2], "why": why}
            for address, why in sorted(crawl.left_out.items())
        ],
        "entries": listed(entries),
    }
    entries[MANIFEST] = spelled(manifest)
    return entries


def _resolver(crawl: Crawl, address: str, name: str) -> Callable[[str], str | None]:
    def resolve(url: str) -> str | None:
        if url.startswith("#") or crawl.is_foreign(url, address):
            return url
        found, fragment = crawl.resolve(url, address)
        if found is None:
            return None
        return relative(found, name) + (f"#{fragment}" if fragment else "")

    return resolve
