"""The second factor through the pages: setting up, codes, paper codes, what a role demands, asking again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.base import clock

PASSWORD = "yunchuan-demo"
NOON = "2026-05-06T12:00"


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo(NOON, SECOND_FACTOR_ROLES="administrator")


def sign_in(client: FlaskClient, login: str) -> TestResponse:
    return client.post("/zh/staff/sign-in", data={"login_name": login, "password": PASSWORD})


def secret_of(page: str) -> str:
    found = re.search(r"<code[^>]*>([A-Z2-7 ]{30,})</code>", page)
    assert found
    return found[1].replace(" ", "")


def code_at(secret: str, at: datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(at or clock.now())


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """Sign the administrator in for the first time; returns the secret and the codes on paper."""
    answer = sign_in(client, "admin")
    assert "/sign-in/code" in answer.location
    page = client.get(answer.location).text
    assert "data:image/svg+xml" in page
    secret = secret_of(page)
    done = client.post("/zh/staff/sign-in/code", data={"code": code_at(secret)})
    codes = re.findall(r"^([a-z2-9]{5}-[a-z2-9]{5})$", done.text.split("<pre")[1].replace(">", ">\n"), re.M)
    assert len(set(codes)) == 10
    return secret, codes


def test_a_role_that_demands_it_gets_in_only_with_it(demo: Flask) -> None:
    client = demo.test_client()
    assert sign_in(client, "admin").status_code == 303
    assert "/sign-in" in client.get("/zh/staff/").location, "a password alone opens nothing"
    assert client.get("/live/poll?ch=publishing.desk:1").status_code == 404
    secret, _codes = set_up(client)
    assert client.get("/zh/staff/").status_code == 200
    other = demo.test_client()
    sign_in(other, "admin")
    assert other.get("/zh/staff/").status_code == 302
    refused = other.post("/zh/staff/sign-in/code", data={"code": "000000"})
    assert refused.status_code == 422
    assert "这个码不对" in refused.text
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert other.post("/zh/staff/sign-in/code", data={"code": code_at(secret)}).status_code == 303
        assert other.get("/zh/staff/").status_code == 200


def test_a_code_opens_once(demo: Flask) -> None:
    secret, paper = set_up(demo.test_client())
    later = clock.now() + timedelta(minutes=5)
    with clock.travel(later):
        same = code_at(secret)
        for expected in (303, 422):
            client = demo.test_client()
            sign_in(client, "admin")
            assert client.post("/zh/staff/sign-in/code", data={"code": same}).status_code == expected
        typed = paper[0].upper().replace("-", " ")
        for expected in (303, 422):
            client = demo.test_client()
            sign_in(client, "admin")
            assert client.post("/zh/staff/sign-in/code", data={"code": typed}).status_code == expected
        client = demo.test_client()
        sign_in(client, "admin")
        client.post("/zh/staff/sign-in/code", data={"code": paper[1]})
        assert "还有 8 个" in client.get("/zh/staff/account").text


def test_guessing_is_stopped(demo: Flask) -> None:
    secret, _paper = set_up(demo.test_client())
    client = demo.test_client()
    sign_in(client, "admin")
    for n in range(6):
        answer = client.post("/zh/staff/sign-in/code", data={"code": f"{n:06d}"})
        assert answer.status_code == 422
    assert "停一停" in answer.text
    with clock.travel(clock.now() + timedelta(minutes=2)):
        assert client.post("/zh/staff/sign-in/code", data={"code": code_at(secret)}).status_code == 422


def test_half_a_sign_in_ends_by_itself(demo: Flask) -> None:
    client = demo.test_client()
    sign_in(client, "admin")
    with clock.travel(clock.now() + timedelta(minutes=11)):
        answer = client.get("/zh/staff/sign-in/code", follow_redirects=True)
        assert "请从密码重新开始" in answer.text


def test_somebody_without_need_may_have_it_and_drop_it(demo: Flask) -> None:
    client = demo.test_client()
    sign_in(client, "editor")
    secret = secret_of(client.get("/zh/staff/account/second-factor").text)
    assert secret == secret_of(client.get("/zh/staff/account/second-factor").text), "a reload changes nothing"
    done = client.post("/zh/staff/account/second-factor", data={"code": code_at(secret)})
    assert "备用码" in done.text
    assert "/sign-in/code" in sign_in(demo.test_client(), "editor").location
    assert client.post("/zh/staff/account/second-factor/off").status_code == 303
    assert "/sign-in/code" not in sign_in(demo.test_client(), "editor").location


def test_a_demanded_one_cannot_be_dropped(demo: Flask) -> None:
    client = demo.test_client()
    set_up(client)
    assert client.post("/zh/staff/account/second-factor/off").status_code == 409


def test_a_lost_one_is_reset_by_another(demo: Flask) -> None:
    admin = demo.test_client()
    set_up(admin)
    editor = demo.test_client()
    sign_in(editor, "editor")
    secret = secret_of(editor.get("/zh/staff/account/second-factor").text)
    editor.post("/zh/staff/account/second-factor", data={"code": code_at(secret)})
    people = admin.get("/zh/staff/people?q=editor").text
    user_id = int(re.search(r"/staff/people/(\d+)\"", people)[1])  # type: ignore[index]
    assert "重置两步验证" in admin.get(f"/zh/staff/people/{user_id}").text
    assert admin.post(f"/zh/staff/people/{user_id}/second-factor").status_code == 303
    assert editor.get("/zh/staff/").status_code == 302, "what was open is shut"
    assert "/sign-in/code" not in sign_in(demo.test_client(), "editor").location


def test_a_dangerous_act_asks_again_and_loses_nothing(demo: Flask) -> None:
    client = demo.test_client()
    sign_in(client, "office")
    with clock.travel(clock.now() + timedelta(minutes=40)):
        page = client.get("/zh/staff/people?q=operator").text
        user_id = int(re.search(r"/staff/people/(\d+)\"", page)[1])  # type: ignore[index]
        sent = {"role": "supervisor", "department_id": "", "campaign_id": ""}
        asked = client.post(f"/zh/staff/people/{user_id}/roles", data=sent)
        assert asked.status_code == 200
        assert 'name="role" value="supervisor"' in asked.text
        assert "班长" not in client.get(f"/zh/staff/people/{user_id}").text.split("给一个角色")[0]
        wrong = client.post(
            f"/zh/staff/people/{user_id}/roles",
            data={**sent, "again-asked": "1", "again-password": "wrong-wrong"},
        )
        assert wrong.status_code == 422
        assert 'name="role" value="supervisor"' in wrong.text
        right = client.post(
            f"/zh/staff/people/{user_id}/roles", data={**sent, "again-asked": "1", "again-password": PASSWORD}
        )
        assert right.status_code == 303
        assert "班长" in client.get(f"/zh/staff/people/{user_id}").text.split("给一个角色")[0]
        assert client.get("/zh/staff/account/second-factor").status_code == 200, "once is enough for a while"
    with clock.travel(clock.now() + timedelta(minutes=70)):
        asked = client.get("/zh/staff/account/second-factor")
        assert "/staff/confirm" in asked.location


def test_the_log_tells_who_came_and_what_failed(demo: Flask) -> None:
    admin = demo.test_client()
    set_up(admin)
    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "editor", "password": "wrong-wrong"})
    client.post("/zh/staff/sign-in", data={"login_name": "nobody", "password": "wrong-wrong"})
    sign_in(client, "editor")
    own = client.get("/zh/staff/account").text
    assert "登录名或密码不对" in own
    everything = admin.get("/zh/staff/sign-ins").text
    assert "没有这个登录名" in everything
    assert "nobody" not in everything, "a password typed in the wrong box must not end up here"
    assert "登录成功" not in admin.get("/zh/staff/sign-ins?failed=1").text
    assert client.get("/zh/staff/sign-ins").status_code == 403


def test_an_unknown_role_in_the_setting_is_told(make_app: Callable[..., Flask]) -> None:
    from core.base.config import BadSetting

    with pytest.raises(BadSetting, match="king"):
        make_app(SECOND_FACTOR_ROLES="office,king")
