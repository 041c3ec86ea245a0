"""The photo desk on the database: all or none are kept, alike ones are paired, what keeps one from being chosen."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.unit.assessment.test_photos import scene


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    made = make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")
    with made.test_request_context("/zh/"):
        yield made


def jpeg(seed: int, size: tuple[int, int] = (1700, 1275)) -> io.BytesIO:
    made = io.BytesIO()
    scene(seed).resize(size).save(made, "JPEG", quality=85)
    made.seek(0)
    return made


def offered(*uploads: tuple[Any, str]) -> tuple[Any, list[int]]:
    from core.api import SYSTEM, campaigns, clock
    from plugins.assessment.service import photos

    campaign = campaigns.live_campaigns()[0]
    unit = campaigns.participants(campaign.id)[3]
    made = photos.offer(campaign, unit, uploads, no_secret_marks=True, actor=SYSTEM, now=clock.now())
    return campaign, made


def drawer() -> int:
    from sqlalchemy import text

    from core.api import db

    return int(db.session.execute(text("SELECT count(*) FROM files_item")).scalar() or 0)


def test_one_bad_file_keeps_none_and_leaves_nothing_in_the_drawer(demo: Flask) -> None:
    from core.api import Invalid

    before = drawer()
    with pytest.raises(Invalid):
        offered((jpeg(71), "一.jpg"), (io.BytesIO(b"not a picture"), "二.jpg"))
    assert drawer() == before


def test_a_photo_goes_from_the_phone_to_the_report(demo: Flask) -> None:
    from core.api import SYSTEM, Conflict, Invalid, RuleBroken, clock, pictures
    from plugins.assessment.service import photos
    from plugins.assessment.service.photos import SaveCaption

    now = clock.now()
    campaign, (one, twin) = offered((jpeg(72), "一.jpg"), (jpeg(72, (1600, 1200)), "二.jpg"))

    def view(number: int) -> Any:
        return photos.view(campaign, number, actor=SYSTEM)

    assert [(pair.other_id, pair.newer) for pair in view(twin).pairs] == [(one, True)]
    assert set(view(twin).blockers) == {
        "assessment.photo_caption", "assessment.photo_consent", "assessment.photo_pairs_open",
    }  # fmt: skip
    good = SaveCaption("工作人员演示查询", "工作人员", "水厂", date(2026, 5, 14))
    for number in (one, twin):
        with pytest.raises(Conflict):
            photos.save_caption(campaign, number, good, 9, actor=SYSTEM, now=now)
        photos.save_caption(campaign, number, good, 1, actor=SYSTEM, now=now)
        pictures.answer(view(number).item.id, "none", 0, actor=SYSTEM, now=now)
    with pytest.raises(Invalid):
        photos.save_caption(
            campaign, one, SaveCaption("演示演示演示", "甲", "乙", date(2026, 6, 1)), 2, actor=SYSTEM, now=now
        )
    with pytest.raises(RuleBroken, match="photo_pairs_open"):
        photos.judge(campaign, twin, "chosen", "", 2, actor=SYSTEM, now=now)
    photos.judge_pair(campaign, view(twin).pairs[0].id, True, actor=SYSTEM, now=now)
    with pytest.raises(RuleBroken, match="photo_same"):
        photos.judge(campaign, twin, "chosen", "", 2, actor=SYSTEM, now=now)
    with pytest.raises(Invalid):
        photos.judge(campaign, twin, "passed_over", " ", 2, actor=SYSTEM, now=now)
    photos.judge(campaign, one, "chosen", "", 2, actor=SYSTEM, now=now)
    assert one in [chosen.id for chosen in photos.chosen(campaign)]
    with pytest.raises(Conflict):
        photos.withdraw(campaign, one, 3, actor=SYSTEM, now=now)
    # Somebody in it no longer agrees: it is in no report and no zip any more.
    pictures.answer(view(one).item.id, "persons", 1, actor=SYSTEM, now=now)
    assert one not in [chosen.id for chosen in photos.chosen(campaign)]
