"""A city with a drawer of pictures."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from core.files import service
from core.files.contracts import GivenConsent, Item
from tests.support import uploads
from tests.support.chain import NOW, City, content, plant

CAPTION = "2026年9月1日，市民在第二水厂化验室亲手测一杯水的余氯"


class Drawer:
    """Short ways to act on the water bureau's files. Call its methods inside an app context."""

    def __init__(self, city: City) -> None:
        self.city = city

    def add(
        self, data: bytes = b"", name: str = "现场.jpg", *, by: str = "editor", caption: str = CAPTION
    ) -> Item:
        actor = self.city.actor(by)
        unit = self.city.units["water"]
        kept = service.add_file(io.BytesIO(data or uploads.photo()), name, unit, True, actor=actor, now=NOW)
        if caption:
            service.save_caption(kept.id, caption, actor=actor, now=NOW)
        return service.item(kept.id, actor=actor)

    def answer(self, file_id: int, answer: str, persons: int = 0) -> None:
        service.answer(file_id, answer, persons, actor=self.city.actor("editor"), now=NOW)

    def consent(self, file_id: int, name: str = "欧阳样例", way: str = "oral", **more: Any) -> None:
        given = GivenConsent(name, way, (NOW - timedelta(days=1)).date(), **more)
        service.add_consent(file_id, given, actor=self.city.actor("editor"), now=NOW)

    def submit(self, *file_ids: int, subject_id: int = 1) -> int:
        text = content()
        blocks = [*text.blocks, *service.picture_blocks(file_ids)]
        return self.city.submit(subject_id, content=type(text)(text.title, text.issuer, blocks, text.data))

    def publish(self, *file_ids: int, subject_id: int = 1) -> int:
        document_id = self.submit(*file_ids, subject_id=subject_id)
        self.city.walk(document_id)
        self.city.publish(document_id)
        return document_id


@pytest.fixture
def drawer(app) -> Iterator[Drawer]:
    city = plant(app)
    with app.app_context():
        yield Drawer(city)
