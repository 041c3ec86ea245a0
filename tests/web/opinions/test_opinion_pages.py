"""The ledger's pages through the test client: a citizen's way, the inbox, the clerk's form, what nobody may see."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from core.base.access import Actor
from tests.integration.opinions.conftest import KIND, NOW, Ledger, declare, officer
from tests.support.chain import SLUG, plant

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

PUBLIC = f"/zh/c/{SLUG}/opinions"
NEW = f"{PUBLIC}/new/{KIND}/1"
STAFF = "/zh/staff/opinions"
TEXT = "建议在中山路小学门口增设减速带"
KEY = "0123456789abcdef0123456789abcdef"


@dataclass
class Site:
    """The product with one campaign; `as_(actor)` gives a browser of somebody signed in."""

    app: Flask
    ledger: Ledger
    who: list[Actor | None] = field(default_factory=lambda: [None])

    @contextmanager
    def as_(self, actor: Actor | None) -> Iterator[FlaskClient]:
        self.who[0] = replace(actor, name="林知远") if actor is not None else None
        yield self.app.test_client()
        self.who[0] = None

    def write(self, browser: FlaskClient, text: str = TEXT, **more: Any) -> tuple[str, str]:
        """Send one without a phone; returns number and code."""
        answer = browser.post(NEW, data={"text": text, "contact": "none", **more})
        assert answer.status_code == 303, answer.text
        page = browser.get(answer.location).text
        found = re.search(r"(2026-\d{4}).*?([0-9A-Z]{4}-[0-9A-Z]{4})", page, re.S)
        assert found is not None, page
        return found[1], found[2]

    def code_sent(self, phone: str) -> str:
        with self.app.app_context():
            found = [re.search(r"\b(\d{6})\b", body) for _kind, _state, body in self.ledger.sent(phone)]
        return [match[1] for match in found if match][-1]


@pytest.fixture
def site(make_app: Callable[..., Flask]) -> Iterator[Site]:
    from core.base import clock

    app = make_app(SMS_GATEWAY="demo")
    city = plant(app)
    declare(app)
    ledger = Ledger(
        app,
        city,
        office=officer("office", None, "opinions.see", "opinions.moderate", "opinions.enter", "files.see"),
        water=officer("editor", city.units["water"], "opinions.see", "opinions.answer", "opinions.enter"),
        housing=officer("editor", city.units["housing"], "opinions.see", "opinions.answer"),
        clerk=officer("operator", None, "opinions.enter"),
    )
    made = Site(app, ledger)
    app.extensions["yangguang"].load_actor = lambda: made.who[0]
    with clock.travel(NOW):
        yield made


def test_a_citizen_proves_a_phone_and_nothing_typed_is_lost(site: Site) -> None:
    with site.as_(None) as browser:
        short = browser.post(NEW, data={"text": "短", "contact": "phone", "name": "王女士"})
        assert short.status_code == 422
        assert "至少 4 个字" in short.text
        assert "王女士" in short.text
        asked = browser.post(NEW, data={"text": TEXT, "contact": "phone", "name": "王女士"})
        assert asked.location.endswith("/phone")
        assert TEXT in browser.get(asked.location).text
        wrong = browser.post(asked.location, data={"phone": "12"})
        assert wrong.status_code == 422
        assert TEXT in browser.get(NEW).text
        browser.post(asked.location, data={"phone": "138 0000 2046", "send": "1"})
        code = site.code_sent("13800002046")
        sent = browser.post(asked.location, data={"phone": "13800002046", "code": code, "next": "1"})
        assert sent.location.endswith("/receipt"), sent.text
        receipt = browser.get(sent.location)
        assert "2026-0001" in receipt.text
        assert receipt.headers["Cache-Control"] == "no-store"
        # A second click on the last button leads to the same receipt.
        again = browser.post(asked.location, data={"phone": "13800002046", "code": code, "next": "1"})
        assert again.location.endswith("/receipt")
    with site.app.app_context():
        kinds = [kind for kind, _state, _body in site.ledger.sent("13800002046")]
        assert kinds.count("opinions.received") == 1
    with site.as_(None) as stranger:
        assert stranger.get(f"{PUBLIC}/mine").status_code == 303
        assert stranger.post(f"{PUBLIC}/withdraw", data={"id": "1"}).status_code == 404
    # Who lost the code finds it by the phone, and takes it back as easily as it was given (PI-07).
    assert TEXT in browser.get(f"{PUBLIC}/mine").text
    assert browser.post(f"{PUBLIC}/withdraw", data={"id": "1"}).status_code == 303
    assert "本人撤回" in browser.get(f"{PUBLIC}/mine").text


def test_a_text_with_a_mark_of_secrecy_is_not_even_kept_as_a_draft(site: Site) -> None:
    from core.base.db import db
    from core.opinions.models import OpinionDraft

    with site.as_(None) as browser:
        refused = browser.post(
            NEW, data={"text": "机密★1年 我家门口要修路", "contact": "phone", "name": "王女士"}
        )
        assert refused.status_code == 422
        assert "机密★" in refused.text
        assert "王女士" in refused.text
        assert "机密★" not in browser.get(NEW).text
    with site.app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(OpinionDraft)) == 0


def test_a_double_click_stores_one(site: Site) -> None:
    from core.base.db import db
    from core.opinions.models import Opinion

    with site.as_(None) as browser:
        first, second = site.write(browser, key=KEY), site.write(browser, key=KEY)
        assert first == second
    with site.app.app_context():
        assert db.session.query(Opinion).count() == 1


def test_nothing_unmoderated_is_public_and_what_is_holds_no_session(site: Site) -> None:
    with site.as_(None) as browser:
        number, code = site.write(browser, name="王女士")
        assert TEXT not in browser.get(PUBLIC).text
        assert browser.get(f"{PUBLIC}/{number}").status_code == 404
    with site.as_(site.ledger.office) as browser:
        assert TEXT in browser.get(STAFF).text
        done = browser.post(f"{STAFF}/1/accept", data={"version": "1", "text": TEXT, "department_id": ""})
        assert done.status_code == 303, done.text
    with site.as_(None) as browser:
        page = browser.get(PUBLIC)
        assert TEXT in page.text
        assert "王女士" not in page.text
        assert page.headers["Cache-Control"] == "public, no-cache"
        assert browser.get(f"{PUBLIC}/{number}").status_code == 200
        assert browser.get(f"{PUBLIC.replace('/zh/', '/en/')}").status_code == 200
        status = browser.post(f"{PUBLIC}/status", data={"number": number, "code": code})
        assert TEXT in status.text
        assert (
            browser.post(f"{PUBLIC}/status", data={"number": number, "code": "AAAA-AAAA"}).status_code == 422
        )
        gone = browser.post(f"{PUBLIC}/withdraw", data={"number": number, "code": code})
        assert gone.status_code == 303, gone.text
        assert TEXT not in browser.get(PUBLIC).text


def test_look_ups_are_counted(site: Site) -> None:
    with site.as_(None) as browser:
        for _n in range(20):
            browser.post(f"{PUBLIC}/status", data={"number": "2026-0001", "code": "AAAA-AAAA"})
        page = browser.post(f"{PUBLIC}/status", data={"number": "2026-0001", "code": "AAAA-AAAA"})
        assert "查得太频繁" in page.text


def test_bulk_acts_tell_what_somebody_else_was_quicker_with(site: Site) -> None:
    with site.as_(None) as browser:
        for text in (
            TEXT,
            "中山路小学门口车速太快，希望加装减速带",
            "请打 13912345678，这里路灯坏了",
            "图书馆厕所太脏",
        ):
            site.write(browser, text)
    with site.as_(site.ledger.office) as browser:
        page = browser.get(STAFF)
        assert "可能与 2026-0001 相同" in page.text
        browser.post(f"{STAFF}/4/hold", data={"version": "1"})
        ticked = {"opinion": ["1:1", "3:1", "4:1"], "do": "accept", "back": STAFF}
        told = browser.post(f"{STAFF}/bulk", data=ticked, follow_redirects=True).text
        assert "办好了 1 条" in told
        assert "2026-0003 没有改动" in told
        assert "2026-0004 没有改动" in told
        merged = browser.post(
            f"{STAFF}/bulk", data={"opinion": ["1:2", "2:1"], "do": "merge"}, follow_redirects=True
        )
        assert "已合并到 2026-0001" in merged.text
        nothing = browser.post(f"{STAFF}/bulk", data={"do": "accept", "back": "//evil.example"})
        assert nothing.location.endswith(STAFF)
        one = browser.get(f"{STAFF}/2").text
        assert "撤销合并" in one
        back = browser.post(f"{STAFF}/2/unmerge", data={"version": "2"})
        assert back.status_code == 303, back.text


def test_a_department_answers_and_a_form_comes_back_with_everything_typed(site: Site) -> None:
    with site.as_(None) as browser:
        site.write(browser)
    with site.as_(site.ledger.office) as browser:
        browser.post(f"{STAFF}/1/accept", data={"version": "1", "text": TEXT, "department_id": ""})
    with site.as_(site.ledger.housing) as browser:
        assert browser.get(f"{STAFF}/1").status_code == 404
        assert browser.post(f"{STAFF}/1/accept", data={"version": "2"}).status_code == 403
    with site.as_(site.ledger.water) as browser:
        desk = browser.get("/zh/staff/").text
        assert "答复 1 条意见" in desk
        form = {"version": "2", "outcome": "passed_on", "reason": "不归我们管，已经转去。", "passed_to": ""}
        refused = browser.post(f"{STAFF}/1/end", data=form)
        assert refused.status_code == 422
        assert "已经转去" in refused.text
        stale = browser.post(f"{STAFF}/1/end", data={**form, "version": "1", "passed_to": "市公安局"})
        assert stale.status_code == 409
        assert "别人刚刚办过" in stale.text
        done = browser.post(f"{STAFF}/1/end", data={**form, "passed_to": "市公安局", "passed_number": "A-7"})
        assert done.status_code == 303, done.text
    with site.as_(None) as browser:
        assert "市公安局" in browser.get(PUBLIC).text


def test_a_clerk_enters_a_letter_and_sees_similar_ones_first(site: Site) -> None:
    with site.as_(None) as browser:
        site.write(browser)
    with site.as_(site.ledger.clerk) as browser:
        assert browser.get(STAFF).status_code == 403
        empty = browser.post(f"{STAFF}/enter", data={"text": TEXT})
        assert empty.status_code == 422
        form = {
            "subject": f"{SLUG}/{KIND}:1", "source": "letter", "received_on": "2026-09-08", "contact": "260 0377",
            "text": "中山路小学门口希望加装减速带", "notice": "y", "not_secret": "y", "key": KEY,
        }  # fmt: skip
        shown = browser.post(f"{STAFF}/enter", data=form)
        assert shown.status_code == 200
        assert "已经有人说过差不多的" in shown.text
        scan = io.BytesIO()
        Image.new("RGB", (40, 30), "white").save(scan, "PNG")
        scan.seek(0)
        saved = browser.post(f"{STAFF}/enter", data={**form, "anyway": "1", "scan": (scan, "来信.png")})
        assert saved.status_code == 303, saved.text
        assert "2026-0002" in browser.get(saved.location).text
    with site.as_(site.ledger.office) as browser:
        page = browser.get(f"{STAFF}/2").text
        assert "补录" in page
        scanned = re.search(r'href="([^"]+/raw/whole)"', page)
        assert scanned is not None
        assert browser.get(scanned[1]).status_code == 200


def test_the_inbox_turns_pages_and_keeps_its_filters(site: Site) -> None:
    with site.app.app_context():
        for n in range(55):
            site.ledger.say(f"第 {n} 件事请公开进展", subject_id=1 + n % 2)
    with site.as_(site.ledger.office) as browser:
        page = browser.get(f"{STAFF}?tab=new&page=2").text
        assert page.count('name="opinion"') == 5
        assert browser.get(f"{STAFF}?subject={KIND}:2").text.count('name="opinion"') == 27
        assert browser.get(f"{STAFF}?tab=nonsense&page=-3&age=x&campaign=x&department=x").status_code == 200
        assert "没有符合条件的意见" in browser.get(f"{STAFF}?source=letter").text
