"""Numbers that no database keeps: an address with one isn't there, a filter or field with one is left aside."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from core.web.whole_numbers import LARGEST

HUGE = "9" * 20


@pytest.mark.parametrize(
    "address", [f"/zh/files/{HUGE}/a.png", f"/zh/staff/documents/{HUGE}", f"/zh/staff/people/{HUGE}/edit"]
)
def test_an_address_with_a_huge_number_is_not_there(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_search_in_a_unit_with_a_huge_number_searches_everywhere(client: FlaskClient) -> None:
    assert client.get(f"/zh/search?q=水价&unit={HUGE}").status_code == 200


def test_only_whole_numbers_are_bounded(app: Flask) -> None:
    with app.test_request_context(
        f"/?a={LARGEST}&b={LARGEST + 1}&c=-{HUGE}&d={HUGE}", method="POST", data={"e": HUGE}
    ):
        assert request.args.get("a", type=int) == LARGEST
        assert request.args.get("b", 7, type=int) == 7
        assert request.args.get("c", type=int) is None
        assert request.form.get("e", type=int) is None
        assert request.args.get("d") == HUGE
