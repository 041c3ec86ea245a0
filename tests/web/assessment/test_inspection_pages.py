"""Inspections through their pages: planned, announced, drawn; gone through on a phone; findings answered and closed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

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
    return client, f"/zh/staff/c/{slug}/assessment/inspections"


def public_base(base: str) -> str:
    return base.replace("/staff", "").replace("/inspections", "/draws")


def linked(page: str, shape: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="({shape})"', page)))


def version(page: str, after: str = "") -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page[page.index(after) :])
    assert found is not None
    return found[1]


def test_every_page_opens_in_both_languages(demo: Flask) -> None:
    client, base = signed_in(demo, "office")
    seen: set[str] = set()
    todo = [base]
    while todo:
        address = todo.pop()
        if address in seen:
            continue
        seen.add(address)
        page = client.get(address)
        assert page.status_code == 200, address
        if not address.endswith(".xlsx") and "/raw/" not in address:
            assert client.get(address.replace("/zh/", "/en/")).status_code == 200, address
            todo += linked(page.text, rf'{base}[^"#?]*')
    shapes = (
        r"/\d+$",
        r"/visits/\d+$",
        r"/visits/\d+/assign$",
        r"/findings/\d+$",
        r"/new$",
        r"/findings\.xlsx$",
    )
    for shape in shapes:
        assert any(re.search(shape, one) for one in seen), shape
    assert client.get(f"{base}?state=open&late=1").text.count("逾期") >= 1
    assert client.get(f"{base}?department=x&state=nothing").status_code == 200
    assert client.get("/zh/staff/").status_code == 200


def test_anybody_checks_a_draw_and_the_seed_is_told_after_it_only(demo: Flask) -> None:
    from core.api import booking

    office, base = signed_in(demo, "office")
    at, _typed = planned(office, base)
    number = 3  # the demo has one that is drawn and one that is announced
    assert demo.test_client().get(f"{public_base(base)}/{number}/").status_code == 404
    assert office.post(f"{at}/announce", data={"version": "1"}).status_code == 303
    stranger = demo.test_client()
    drawn = stranger.get(f"{public_base(base)}/1/")
    assert drawn.status_code == 200
    codes = re.findall(r"<code>([0-9a-f]{64})</code>", drawn.text)
    digest, commitment, seed = codes
    listed = stranger.get(f"{public_base(base)}/1/list.csv").text
    lots = booking.read_lots(listed)
    assert booking.digest_of(lots) == digest
    assert booking.commitment_of(seed) == commitment
    assert len(booking.draw(seed, lots, 2).taken) == 2
    waiting = stranger.get(f"{public_base(base)}/{number}/").text
    assert len(re.findall(r"<code>[0-9a-f]{64}</code>", waiting)) == 2
    assert "还没有抽取" in waiting
    assert stranger.get(f"{public_base(base)}/99/").status_code == 404
    assert stranger.get(base).status_code in (302, 303, 401, 403)


def planned(client: FlaskClient, base: str) -> tuple[str, dict[str, object]]:
    """A new round, kept; its address and what was typed."""
    page = client.get(f"{base}/new").text
    units = re.findall(r'name="drawn_from"[^>]*value="(\d+)"', page)
    typed: dict[str, object] = {
        "version": "0", "title": "第三次检查", "starts_on": "2026-05-09", "ends_on": "2026-05-20",
        "checklist": "公告在现场（通知第三条）\n有人引导", "days": "5", "count": "working", "wanted": "1", "drawn_from": units[:3],
        "not_secret": "y",
    }  # fmt: skip
    assert client.post(f"{base}/new", data={**typed, "not_secret": ""}).status_code == 422
    assert client.post(f"{base}/new", data={**typed, "title": ""}).status_code == 422
    assert client.post(f"{base}/new", data={**typed, "days": "999"}).status_code == 422
    assert client.post(f"{base}/new", data={**typed, "count": "sometimes"}).status_code == 422
    done = client.post(f"{base}/new", data=typed)
    assert done.status_code == 303, done.text
    return done.location, typed


def test_a_list_that_was_announced_cant_be_changed_and_is_drawn_once(demo: Flask) -> None:
    client, base = signed_in(demo, "office")
    at, typed = planned(client, base)
    assert client.post(f"{at}/draw", data={"version": "1"}).status_code == 409
    assert client.post(f"{at}/announce", data={"version": "9"}).status_code == 409
    assert client.post(f"{at}/announce", data={"version": "1"}).status_code == 303
    late = client.post(f"{at}/edit", data={**typed, "version": "2", "title": "换一批"})
    assert late.status_code == 409
    assert "换一批" in late.text
    assert client.post(f"{at}/draw", data={"version": "2"}).status_code == 303
    assert client.post(f"{at}/draw", data={"version": "2"}).status_code == 409
    assert client.post(f"{at}/end", data={"version": "3"}).status_code == 409
    assert client.post(f"{at}/other", data={"version": "3"}).status_code == 404


def test_a_phone_goes_through_the_list_and_the_department_puts_it_right(demo: Flask) -> None:
    office, base = signed_in(demo, "office")
    at, _typed = planned(office, base)
    office.post(f"{at}/announce", data={"version": "1"})
    office.post(f"{at}/draw", data={"version": "2"})
    visit = linked(office.get(at).text, rf"{base}/visits/\d+")[0]
    no_note = office.post(f"{visit}/checks/1", data={"version": "0", "verdict": "fault", "note": ""})
    assert no_note.status_code == 422
    bad = {
        "version": "0",
        "verdict": "fault",
        "note": "没有贴公告",
        "files": (io.BytesIO(b"GIF89a"), "a.jpg"),
    }
    refused = office.post(f"{visit}/checks/1", data=bad)
    assert refused.status_code == 422
    assert "没有贴公告" in refused.text
    good = {"version": "0", "verdict": "fault", "note": "没有贴公告"}
    assert office.post(f"{visit}/checks/1", data=good).status_code == 303
    second = office.post(f"{visit}/checks/1", data={**good, "note": "另一个人写的"})
    assert second.status_code == 409
    assert "另一个人写的" in second.text
    early = office.post(f"{visit}/finish", data={"version": "2", "not_secret": "y"})
    assert early.status_code == 422
    assert office.post(f"{visit}/checks/2", data={"version": "0", "verdict": "well"}).status_code == 303
    assert office.post(f"{visit}/checks/9", data={"version": "0", "verdict": "well"}).status_code == 404
    ended = {"version": version(office.get(visit).text, "line-end"), "not_secret": "y", "place": "大厅"}
    assert office.post(f"{visit}/finish", data=ended).status_code == 303
    assert office.post(f"{visit}/finish", data=ended).status_code == 409
    finding = linked(office.get(visit).text, rf"{base}/findings/\d+")[0]
    with demo.app_context():
        from plugins.assessment.store import inspection as store

        row = store.finding(int(finding.rsplit("/", 1)[1]))
        assert row is not None
        # five working days after a Friday whose Saturday is worked (调休)
        assert row.due_on.isoformat() == "2026-05-14"
    said = {"version": "1", "text": "已经贴好了公告。", "not_secret": "y"}
    assert office.post(f"{finding}/report", data={**said, "not_secret": ""}).status_code == 422
    assert office.post(f"{finding}/report", data={**said, "text": "好"}).status_code == 422
    assert office.post(f"{finding}/report", data=said).status_code == 303
    assert office.post(f"{finding}/report", data=said).status_code == 409
    back = {"version": "2", "text": "", "day": "2026-05-01", "not_secret": "y", "do": "sent_back"}
    assert office.post(f"{finding}/recheck", data=back).status_code == 422
    assert office.post(f"{finding}/recheck", data={**back, "text": "还没有贴"}).status_code == 422
    again = {**back, "text": "还没有贴", "day": "2026-05-18"}
    assert office.post(f"{finding}/recheck", data=again).status_code == 303
    assert office.post(f"{finding}/report", data={**said, "version": "3"}).status_code == 303
    well = {"version": "4", "not_secret": "y", "do": "confirmed"}
    assert office.post(f"{finding}/recheck", data=well).status_code == 303
    assert office.post(f"{finding}/move", data={**again, "version": "5"}).status_code == 409
    assert "复查通过" in office.get(finding).text


def test_a_department_sees_its_own_findings_and_nobody_elses(demo: Flask) -> None:
    office, base = signed_in(demo, "office")
    with demo.app_context():
        from core.api import campaigns
        from plugins.assessment.store import inspection as store

        row = store.findings(campaigns.live_campaigns()[0].id)[0]
    strange = []
    for login in ("editor", "housing"):
        client, _ = signed_in(demo, login)
        if client.get(f"{base}/findings/{row.id}").status_code == 404:
            strange.append(login)
        assert client.get(f"{base}/new").status_code == 403
        for one in linked(office.get(f"{base}/1").text, rf"{base}/visits/\d+"):
            assert client.get(one).status_code == 404
            assert client.post(f"{one}/checks/1", data={"version": "0", "verdict": "well"}).status_code == 403
    assert strange, "nobody is a stranger to the finding"
    other, _ = signed_in(demo, strange[0])
    for act in ("report", "recheck", "move"):
        said = {"version": "1", "text": "已经贴好了公告。", "not_secret": "y", "day": "2026-06-01"}
        assert other.post(f"{base}/findings/{row.id}/{act}", data=said).status_code in (403, 404)
    assert other.get(f"{base}/findings/{row.id}/raw/1").status_code == 404


def test_an_inspector_finds_the_visits_on_the_desk(demo: Flask) -> None:
    inspector, base = signed_in(demo, "supervisor")
    assert inspector.get(base).status_code == 200
    listed = linked(inspector.get(f"{base}/1").text, rf"{base}/visits/\d+")
    assert any('name="verdict"' in inspector.get(one).text for one in listed)
    desks = [signed_in(demo, login)[0].get("/zh/staff/").text for login in ("office", "supervisor")]
    assert any(f"{base}/visits/" in desk for desk in desks)


def test_the_phones_script_is_answered_in_json_and_told_what_another_wrote(demo: Flask) -> None:
    office, base = signed_in(demo, "office")
    at, _typed = planned(office, base)
    office.post(f"{at}/announce", data={"version": "1"})
    office.post(f"{at}/draw", data={"version": "2"})
    visit = linked(office.get(at).text, rf"{base}/visits/\d+")[0]
    script = {"Accept": "application/json"}
    line = f"{visit}/checks/1"
    refused = office.post(line, data={"version": "0", "verdict": "fault", "note": ""}, headers=script)
    assert refused.status_code == 422
    assert refused.get_json()["why"] == ["有问题的请写明是什么问题，至少 4 个字。"]
    photo = io.BytesIO()
    Image.effect_noise((640, 480), 50).save(photo, "JPEG")
    photo.seek(0)
    kept = office.post(
        line, data={"version": "0", "verdict": "fault", "note": "没有贴公告", "files": (photo, "门口.jpg")},
        headers=script,
    )  # fmt: skip
    assert kept.status_code == 200
    assert {name: kept.get_json()[name] for name in ("why", "version", "word", "mine", "progress")} == {
        "why": [], "version": 1, "word": "有问题", "mine": True, "progress": "已检查 1/2 条",
    }  # fmt: skip
    inspector, _base = signed_in(demo, "supervisor")
    late = inspector.post(line, data={"version": "0", "verdict": "well", "note": ""}, headers=script)
    assert late.status_code == 409
    assert (late.get_json()["note"], late.get_json()["mine"], late.get_json()["version"]) == (
        "没有贴公告",
        False,
        1,
    )
    assert (
        office.post(
            f"{visit}/checks/77", data={"version": "0", "verdict": "well"}, headers=script
        ).status_code
        == 404
    )
    signed_out = demo.test_client().post(line, data={"version": "1", "verdict": "well"}, headers=script)
    assert signed_out.status_code in (302, 303, 401, 403)
    (picture,) = kept.get_json()["photos"]
    shown = office.get(picture)
    assert shown.status_code == 200
    assert "private" in shown.headers["Cache-Control"]
    assert "public" not in shown.headers["Cache-Control"]
    with demo.app_context():
        from core.api import registry

        number = int(picture.rsplit("/", 1)[1])
        registry().file_stops.append(lambda file, _actor: file.id == number)  # as a hidden document does
    assert office.get(picture).status_code == 404
    assert picture not in office.get(visit).text
