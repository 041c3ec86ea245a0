"""Who gets which page of the users room: URL × role × status."""

from __future__ import annotations

import pytest

from tests.web.users.conftest import City

EVERYONE = ("admin", "office", "lead", "editor", "reviewer", "secrecy", "leader", "operator", "nobody")
MANAGERS = ("admin", "office", "lead")
BUILDERS = ("admin", "office")

#: path (with {own} a person of the water bureau, {foreign} one of housing, {unit} the county) → who gets 200
PAGES: dict[str, tuple[str, ...]] = {
    "/people": MANAGERS,
    "/people?q=x&page=3": MANAGERS,
    "/people/new": MANAGERS,
    "/people/{own}": MANAGERS,
    "/people/{own}/edit": MANAGERS,
    "/people/{own}/end": MANAGERS,
    "/people/{foreign}": BUILDERS,
    "/people/{foreign}/edit": BUILDERS,
    "/people/import": BUILDERS,
    "/people/import/template.xlsx": BUILDERS,
    "/departments": BUILDERS,
    "/departments/new": BUILDERS,
    "/departments/{unit}": BUILDERS,
    "/departments/{unit}/end": BUILDERS,
    "/account": EVERYONE,
}
#: a foreign person looks as if not there; what a role never has is forbidden
HIDDEN = {("lead", "/people/{foreign}"), ("lead", "/people/{foreign}/edit")}


def test_every_page_for_every_role(city: City):
    ids = {"own": city.people["editor"], "foreign": city.people["reviewer"], "unit": city.units["青溪区"]}
    wrong = []
    for login in EVERYONE:
        client = city.sign_in(login)
        for path, allowed in PAGES.items():
            wanted = 200 if login in allowed else 404 if (login, path) in HIDDEN else 403
            got = client.get("/zh/staff" + path.format(**ids)).status_code
            if got != wanted:
                wrong.append((login, path, wanted, got))
    assert wrong == []


def test_without_signing_in_every_staff_page_leads_to_the_sign_in(city: City):
    client = city.app.test_client()
    for path in PAGES:
        answer = client.get("/zh/staff" + path.format(own=1, foreign=1, unit=1))
        assert answer.status_code == 302
        assert answer.location.startswith("/zh/staff/sign-in?next=")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/people/{own}/roles", 403), ("/people/{own}/roles/1/end", 403), ("/people/{own}/end", 403),
        ("/people/{own}/resume", 403), ("/people/links", 403), ("/people/import/confirm", 403),
        ("/people/new", 403), ("/people/{own}/edit", 403), ("/departments/new", 403),
        ("/departments/{unit}/end", 403), ("/departments/{unit}/resume", 403),
    ],
)  # fmt: skip
def test_an_editor_posts_nothing(city: City, path: str, status: int):
    ids = {"own": city.people["nobody"], "unit": city.units["青溪区"]}
    assert (
        city.sign_in("editor").post("/zh/staff" + path.format(**ids), data={"user": "1"}).status_code
        == status
    )


def test_a_lead_reaches_no_foreign_person_by_posting(city: City):
    client, foreign = city.sign_in("lead"), city.people["reviewer"]
    for path, data in (
        (f"/people/{foreign}/roles", {"role": "editor", "department_id": str(city.units["云川市水务局"])}),
        (f"/people/{foreign}/end", {}),
        (f"/people/{foreign}/resume", {}),
        ("/people/links", {"user": str(foreign)}),
        (f"/people/{foreign}/edit", {"name": "x", "login_name": "xx", "department_id": ""}),
    ):
        assert client.post("/zh/staff" + path, data=data).status_code == 404, path


def test_public_pages_are_open(city: City):
    client = city.app.test_client()
    assert client.get("/zh/phone").status_code == 200
    assert client.get("/zh/my").location == "/zh/phone?next=/zh/my"
    for path in ("/zh/my/erase", "/zh/my/export.json"):
        assert client.get(path).status_code == 303


def test_every_page_also_in_english_without_inline_style_or_script(city: City):
    ids = {"own": city.people["editor"], "foreign": city.people["reviewer"], "unit": city.units["青溪区"]}
    client = city.sign_in("office")
    for path in PAGES:
        if path.endswith(".xlsx"):
            continue
        for lang in ("zh", "en"):
            answer = client.get(f"/{lang}/staff" + path.format(**ids))
            assert answer.status_code == 200
            assert " style=" not in answer.text
            assert "<script>" not in answer.text
            assert answer.text.count("<h1") == 1, path
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
