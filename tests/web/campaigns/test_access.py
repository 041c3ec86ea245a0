"""Who gets which page of the campaigns room: URL × role × status."""

from __future__ import annotations

import pytest

from tests.web.campaigns.conftest import SLUG, City

STAFF = ("admin", "office", "editor", "leader", "operator")
OFFICE = ("office",)
PACK_KEEPERS = ("admin", "office")

PAGES: dict[str, tuple[str, ...]] = {
    "/campaigns": STAFF,
    f"/campaigns/{SLUG}": STAFF,
    "/campaigns/new": OFFICE,
    "/campaigns/from-notice": OFFICE,
    f"/campaigns/{SLUG}/facts": OFFICE,
    f"/campaigns/{SLUG}/participants": OFFICE,
    f"/campaigns/{SLUG}/activities": OFFICE,
    f"/campaigns/{SLUG}/duties": OFFICE,
    f"/campaigns/{SLUG}/words": OFFICE,
    f"/campaigns/{SLUG}/state/open": OFFICE,
    f"/campaigns/{SLUG}/plugins/open_day/off": OFFICE,
    "/packs": STAFF,
    "/packs/yunchuan": STAFF,
    "/packs/new": PACK_KEEPERS,
    "/packs/new?from=yunchuan": PACK_KEEPERS,
    "/calendar": STAFF,
    "/calendar?year=2027": STAFF,
}
#: POST addresses that have no page of their own
ACTS: dict[str, tuple[str, ...]] = {
    f"/campaigns/{SLUG}/plugins/open_day/on": OFFICE,
    "/calendar": ("admin",),
    "/calendar/2026-05-09/remove": ("admin",),
}


def test_every_page_for_every_role(city: City, campaign: str):
    wrong = []
    for login in (*STAFF, "nobody"):
        client = city.sign_in(login)
        for path, allowed in PAGES.items():
            for lang in ("zh", "en"):
                got = client.get(f"/{lang}/staff{path}").status_code
                if got != (200 if login in allowed else 403):
                    wrong.append((login, lang, path, got))
        for path, allowed in ACTS.items():
            got = client.post(f"/zh/staff{path}").status_code
            if (got == 403) is (login in allowed):
                wrong.append((login, "POST", path, got))
    assert wrong == []


def test_without_signing_in_every_staff_page_leads_to_the_sign_in(city: City, campaign: str):
    client = city.app.test_client()
    for path in PAGES:
        answer = client.get("/zh/staff" + path)
        assert answer.status_code == 302, path
        assert answer.location.startswith("/zh/staff/sign-in?next=")


@pytest.mark.parametrize(
    "path",
    [
        "/campaigns/nowhere", "/campaigns/nowhere/facts", "/campaigns/readings/999", f"/campaigns/{SLUG}/state/gone",
        f"/campaigns/{SLUG}/plugins/users/off", "/packs/nowhere", "/packs/nowhere/edit", "/packs/new?from=nowhere",
        "/packs/..%2f..%2fsecret/edit",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(city: City, campaign: str, path: str):
    assert city.sign_in("office").get("/zh/staff" + path).status_code == 404


def test_the_public_sees_a_campaign_only_once_it_is_open(city: City, campaign: str):
    visitor, office = city.app.test_client(), city.sign_in("office")
    for path in (f"/zh/c/{SLUG}/", f"/zh/c/{SLUG}/about"):
        assert visitor.get(path).status_code == 404
    assert office.post(f"/zh/staff/campaigns/{SLUG}/state/open").status_code == 303
    for path in (f"/zh/c/{SLUG}/", f"/zh/c/{SLUG}/about", f"/en/c/{SLUG}/about"):
        answer = visitor.get(path)
        assert answer.status_code == 200
        assert "在线访谈" in answer.text
        # The notice's contacts are for the departments.
        assert "2600001" not in answer.text
