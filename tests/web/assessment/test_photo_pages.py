"""The photo desk's pictures: kept from caches, and gone at once when a text that carries them is hidden (SC-01)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from tests.web.assessment.test_score_pages import signed_in


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


def test_a_picture_is_kept_from_caches_and_withheld_when_a_text_with_it_is_hidden(demo: Flask) -> None:
    with demo.test_request_context("/zh/"):
        from core.api import campaigns, registry
        from plugins.assessment.service import photos

        photo = photos.chosen(campaigns.live_campaigns()[0])[0]
        file_id = photo.file_id
    client, base = signed_in(demo, "office")
    address = f"{base}/photos/{photo.id}/raw/whole"
    answer = client.get(address)
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(client.get(f"{base}/photos/chosen.zip").data)) as made:
        count = len(made.namelist())
    with demo.app_context():
        registry().file_stops.append(lambda file, _actor: file.id == file_id)  # as a hidden document does
    assert client.get(address).status_code == 404
    with zipfile.ZipFile(io.BytesIO(client.get(f"{base}/photos/chosen.zip").data)) as made:
        assert len(made.namelist()) == count - 1
