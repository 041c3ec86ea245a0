"""Signing in and out in a browser, my account, one-time links."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from core.base import clock
from core.users import service
from tests.web.users.conftest import PASSWORD, City

NEW = "小白兔白又白两只耳朵"


def sign_in(client: FlaskClient, login: str = "office", password: str = PASSWORD, **more: str):
    return client.post("/zh/staff/sign-in", data={"login_name": login, "password": password, **more})


def test_signing_in_leads_on_and_out_ends_the_row(city: City):
    client = city.app.test_client()
    assert sign_in(client, next="/zh/staff/people?page=2").location == "/zh/staff/people?page=2"
    cookie = client.get_cookie("yangguang")
    assert cookie is not None
    assert client.get("/zh/staff/account").status_code == 200
    assert client.post("/zh/staff/sign-out").location == "/zh/staff/sign-in"
    # Whoever kept the cookie finds the row gone.
    client.set_cookie("yangguang", cookie.value)
    assert client.get("/zh/staff/account").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example"],
)
def test_next_never_leads_elsewhere(city: City, target: str):
    assert sign_in(city.app.test_client(), next=target).location == "/zh/staff/"
    page = city.app.test_client().get("/zh/staff/sign-in", query_string={"next": target})
    assert 'name="next" type="hidden" value="/zh/staff/"' in page.text


def test_a_wrong_password_keeps_the_name_typed_and_says_so_at_the_field(city: City):
    answer = sign_in(city.app.test_client(), password="wrong")
    assert answer.status_code == 422
    assert 'value="office"' in answer.text
    assert 'href="#password"' in answer.text
    assert "wrong" not in re.sub(r'class="[^"]*"', "", answer.text)
    assert "再错 4 次" in answer.text


def test_empty_fields(city: City):
    answer = city.app.test_client().post("/zh/staff/sign-in", data={})
    assert answer.status_code == 422
    assert "请填写登录名" in answer.text
    assert "请填写密码" in answer.text


def test_five_wrong_tries_lock_for_the_right_password_too(city: City):
    client = city.app.test_client()
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 422
    assert "15 分钟后再试" in answer.text
    assert sign_in(client, "lead").status_code == 303


def test_ending_a_session_elsewhere(city: City):
    here, there = city.sign_in("office"), city.sign_in("office")
    page = here.get("/zh/staff/account").text
    row = re.search(r"/zh/staff/account/sessions/(\d+)/end", page)
    assert row is not None
    assert here.post(row[0]).status_code == 303
    assert there.get("/zh/staff/account").status_code == 302
    assert here.get("/zh/staff/account").status_code == 200


def test_anothers_session_is_not_there(city: City):
    office, lead = city.sign_in("office"), city.sign_in("lead")
    for number in range(1, 4):
        if lead.post(f"/zh/staff/account/sessions/{number}/end").status_code == 303:
            break
    assert office.get("/zh/staff/account").status_code == 200


def test_changing_the_password(city: City):
    here, there = city.sign_in("office"), city.sign_in("office")
    url = "/zh/staff/account/password"
    bad = here.post(url, data={"old": PASSWORD, "new": NEW, "again": NEW + "x"})
    assert bad.status_code == 422
    assert "两次填写的密码不一样" in bad.text
    short = here.post(url, data={"old": PASSWORD, "new": "kurz", "again": "kurz"})
    assert short.status_code == 422
    assert "密码至少 10 位" in short.text
    assert here.post(url, data={"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 303
    assert there.get("/zh/staff/account").status_code == 302
    assert here.get("/zh/staff/account").status_code == 200
    assert sign_in(city.app.test_client(), password=NEW).status_code == 303


def test_a_lead_prints_a_link_and_the_person_sets_a_password(city: City):
    before = city.sign_in("editor")
    page = city.sign_in("lead").post("/zh/staff/people/links", data={"user": str(city.people["editor"])})
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    found = re.search(r"http://localhost(/zh/staff/link/[\w-]+)", page.text)
    assert found is not None
    fresh = city.app.test_client()
    assert "人editor" in fresh.get(found[1]).text
    bad = fresh.post(found[1], data={"password": "1234567890", "again": "1234567890"})
    assert bad.status_code == 422
    assert "很多人在用" in bad.text
    assert fresh.post(found[1], data={"password": NEW, "again": NEW}).location == "/zh/staff/sign-in"
    assert fresh.get(found[1]).status_code == 404
    assert before.get("/zh/staff/account").status_code == 302
    assert sign_in(fresh, "editor", NEW).status_code == 303


def test_an_unknown_link(city: City):
    answer = city.app.test_client().get("/zh/staff/link/guess")
    assert answer.status_code == 404
    assert "再要一个" in answer.text


def test_no_setup_link_while_an_administrator_is_there(city: City):
    with city.app.app_context(), pytest.raises(Exception, match="administrator_there"):
        service.make_setup_link(now=clock.now())


def test_the_setup_page_makes_the_first_administrator(app):
    with app.app_context():
        token = service.make_setup_link(now=clock.now())
    client = app.test_client()
    url = f"/zh/staff/set-up/{token}"
    bad = client.post(url, data={"name": "程星野", "login_name": "a b", "password": NEW, "again": NEW})
    assert bad.status_code == 422
    assert 'value="程星野"' in bad.text
    good = client.post(url, data={"name": "程星野", "login_name": "admin", "password": NEW, "again": NEW})
    assert good.location == "/zh/staff/sign-in"
    assert client.get(url).status_code == 404
    assert sign_in(client, "admin", NEW).status_code == 303
    assert client.get("/zh/staff/people").status_code == 200


def test_forms_carry_a_token_against_forgery(city: City):
    city.app.config["WTF_CSRF_ENABLED"] = True
    client = city.app.test_client()
    assert sign_in(client).status_code == 400
    page = client.get("/zh/staff/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    assert sign_in(client, csrf_token=token[1]).status_code == 303
    for path in ("/zh/staff/people/links", "/zh/staff/account/sessions/end-others", "/zh/staff/sign-out"):
        assert client.post(path).status_code == 400
