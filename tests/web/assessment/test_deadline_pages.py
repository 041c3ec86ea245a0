"""The deadline board and handing in, through their pages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

PASSWORD = "yunchuan-demo"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-08T10:42", SECOND_FACTOR_ROLES="none")


def signed_in(demo: Flask, login: str) -> tuple[FlaskClient, str]:
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})
    with demo.app_context():
        from core.api import campaigns

        slug = campaigns.live_campaigns()[0].slug
    return client, f"/zh/staff/c/{slug}/assessment"


def test_the_office_reads_every_page_of_the_board(demo: Flask) -> None:
    client, base = signed_in(demo, "office")
    page = client.get(f"{base}/board")
    assert page.status_code == 200
    for address in set(re.findall(r'href="(/zh/staff/c/[^"]+/assessment/[^"#]*)"', page.text)):
        with client.get(address.replace("&amp;", "&")) as answer:
            assert answer.status_code == 200, address
    assert client.get(f"{base}/board?late=1&kind=plan").status_code == 200
    assert client.get(f"{base}/board.xlsx").data.startswith(b"PK")
    english = client.get(f"{base}/board".replace("/zh/", "/en/"))
    assert english.status_code == 200
    assert client.get("/zh/staff/").status_code == 200


def cell_of(client: FlaskClient, base: str) -> str:
    """An address to hand in at, of a duty that is open."""
    for address in re.findall(rf'href="({base}/duties/[^"]+/\d+)"', client.get(f"{base}/board").text):
        found = re.search(rf'href="({base}/hand-in/[^"]+)"', client.get(address).text)
        if found is not None:
            return found[1]
    raise AssertionError("nothing is owed")


def version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_handed_in_returned_handed_in_again_and_accepted(demo: Flask) -> None:
    editor, base = signed_in(demo, "housing")
    at = cell_of(editor, base)
    refused = editor.post(at, data={"version": version(editor.get(at).text), "do": "hand_in"})
    assert refused.status_code == 422
    typed = {"version": version(editor.get(at).text), "do": "hand_in", "not_secret": "y", "way": "web",
             "text": "到场 60 人，例如演示了查水表。"}  # fmt: skip
    done = editor.post(at, data={**typed, "files": (io.BytesIO(b"{\\rtf1 x}"), "方案.rtf")})
    assert done.status_code == 303, done.text
    receipt = editor.get(done.location)
    assert re.search(r"BS2026-\d{5}", receipt.text)
    stale = editor.post(at, data=typed)
    assert stale.status_code == 409
    assert "演示了查水表" in stale.text
    one = re.search(rf'href="({base}/submissions/\d+)"', receipt.text)
    assert one is not None
    office, _ = signed_in(demo, "office")
    page = office.get(one[1]).text
    assert "另存为 .docx" in page
    file = re.search(rf'href="({one[1]}/files/\d+)"', page)
    assert file is not None
    with office.get(file[1]) as sent:
        assert sent.headers["Content-Disposition"].startswith("attachment")
    assert office.post(f"{one[1]}/returned", data={"version": version(page)}).status_code == 422
    back = office.post(f"{one[1]}/returned", data={"version": version(page), "remarks": "请补名单"})
    assert back.status_code == 303
    assert "请补名单" in editor.get(at).text
    again = {**typed, "version": version(editor.get(at).text), "text": "到场 60 人，名单附后，例如张三。"}
    assert editor.post(at, data=again).status_code == 303
    assert "<ins>" in office.get(f"{one[1]}?compare=1").text
    taken = office.post(f"{one[1]}/accepted", data={"version": version(office.get(one[1]).text)})
    assert taken.status_code == 303
    assert editor.post(at, data={**again, "version": "9"}).status_code == 409
    stranger, _ = signed_in(demo, "editor")
    assert stranger.get(one[1]).status_code == 404
    assert stranger.get(file[1]).status_code == 404


def test_everybody_is_reminded_once_for_a_mark_and_the_zip_holds_what_came(demo: Flask) -> None:
    client, base = signed_in(demo, "office")
    with demo.test_request_context("/zh/"):
        from core.api import campaigns, clock
        from plugins.assessment.service import bundle, reminders
        from plugins.assessment.store import submissions as store

        campaign = campaigns.live_campaigns()[0]
        days = [clock.now() + timedelta(days=n) for n in range(0, 12)]
        told = [reminders.remind(campaign, at) for at in days]
        assert sum(told) > 0
        assert [reminders.remind(campaign, days[-1])] == [0]
    client.post(f"{base}/bundles")
    with demo.test_request_context("/zh/"):
        made = store.bundles(campaign.id)[0]
        bundle.make(datetime.now().astimezone(), made.id)
        with zipfile.ZipFile(bundle._place(made.id)) as found:
            assert "清单.csv" in found.namelist()
            assert any(name.endswith("正文.txt") for name in found.namelist())
    with client.get(f"{base}/bundles/{made.id}.zip") as sent:
        assert sent.status_code == 200
        assert zipfile.is_zipfile(io.BytesIO(sent.data))
    assert client.get(f"{base}/reminders").status_code == 200
