"""The photo desk on the database: each file for itself, alike ones are paired, what keeps one from being chosen."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
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


def unit() -> tuple[Any, int]:
    from core.api import campaigns

    campaign = campaigns.live_campaigns()[0]
    return campaign, campaigns.participants(campaign.id)[3]


def offered(*uploads: tuple[Any, str]) -> tuple[Any, list[int]]:
    from core.api import SYSTEM, clock
    from plugins.assessment.service import photo_offering

    campaign, department = unit()
    made = photo_offering.offer(
        campaign, department, uploads, no_secret_marks=True, actor=SYSTEM, now=clock.now()
    )
    assert not made.refused
    return campaign, list(made.made)


def drawer() -> int:
    from sqlalchemy import text

    from core.api import db

    return int(db.session.execute(text("SELECT count(*) FROM files_item")).scalar() or 0)


def test_each_file_is_taken_for_itself_and_a_refused_one_leaves_nothing(demo: Flask) -> None:
    from core.api import SYSTEM, clock
    from plugins.assessment.service import photo_offering

    before = drawer()
    campaign, department = unit()
    first = jpeg(71)
    done = photo_offering.offer(
        campaign, department,
        [
            (first, "一.jpg"), (io.BytesIO(b"\x00\x01nothing"), "二.jpg"), (io.BytesIO(b"plain text"), "三.txt"),
            (io.BytesIO(first.getvalue()), "四.jpg"),
        ],
        no_secret_marks=True, actor=SYSTEM, now=clock.now(),
    )  # fmt: skip
    assert len(done.made) == 1
    assert [(name, why.code) for name, why in done.refused] == [
        ("二.jpg", "file_kind"), ("三.txt", "assessment.photo_kind"), ("四.jpg", "assessment.photo_again"),
    ]  # fmt: skip
    assert drawer() == before + 1


def test_a_picture_of_the_drawer_is_taken_to_the_desk_and_back_again(demo: Flask) -> None:
    from core.api import SYSTEM, Invalid, clock, pictures
    from plugins.assessment.service import photo_offering, photos

    now = clock.now()
    campaign, department = unit()
    item = pictures.add_file(jpeg(81), "库.jpg", department, True, actor=SYSTEM, now=now)

    def lying() -> list[int]:
        return [one.id for one in photo_offering.choices(campaign, department, actor=SYSTEM)]

    assert item.id in lying()
    done = photo_offering.take(campaign, department, [item.id], actor=SYSTEM, now=now)
    (photo,) = done.made
    assert item.id not in lying()
    with pytest.raises(Invalid, match="photo_drawer"):
        photo_offering.take(campaign, department, [item.id], actor=SYSTEM, now=now)
    photo_offering.withdraw(campaign, photo, 1, actor=SYSTEM, now=now)
    assert item.id in lying()
    again = photo_offering.take(campaign, department, [item.id], actor=SYSTEM, now=now)
    assert again.made == (photo,)
    assert photos.view(campaign, photo, actor=SYSTEM).state == "offered"


def test_a_file_that_is_replaced_in_the_drawer_is_looked_at_and_chosen_anew(demo: Flask) -> None:
    from core.api import SYSTEM, RuleBroken, clock, db, events, pictures
    from core.base import jobs
    from plugins.assessment.service import photo_pairs, photos
    from plugins.assessment.service.photos import SaveCaption

    now = clock.now()
    campaign, (one, twin) = offered((jpeg(82), "一.jpg"), (jpeg(82, (1650, 1238)), "二.jpg"))
    good = SaveCaption("工作人员演示查询", "工作人员", "水厂", date(2026, 5, 14))

    def view(number: int) -> Any:
        db.session.rollback()
        return photos.view(campaign, number, actor=SYSTEM)

    photos.save_caption(campaign, one, good, 1, actor=SYSTEM, now=now)
    pictures.answer(view(one).item.id, "none", 0, actor=SYSTEM, now=now)
    photos.judge(campaign, one, "chosen", "", 2, actor=SYSTEM, now=now)
    assert one in [chosen.id for chosen in photos.chosen(campaign)]
    new = pictures.replace_file(view(one).item.id, jpeg(83), "原图.jpg", actor=SYSTEM, now=now)
    while events.deliver_due(now):
        pass
    changed = view(one)
    assert (changed.item.id, changed.state, changed.version) == (new.id, "offered", 4)
    assert changed.caption.what == "工作人员演示查询"
    assert "assessment.photo_unlooked" in changed.blockers
    assert view(twin).pairs == ()
    with pytest.raises(RuleBroken, match="photo_unlooked"):
        photos.judge(campaign, one, "chosen", "", 4, actor=SYSTEM, now=now)
    assert jobs.run_long(now) >= 1
    assert "assessment.photo_unlooked" not in view(one).blockers
    photo_pairs.look_again(now)  # heard or run twice: nothing more
    assert view(one).pairs == ()


def test_a_caption_of_the_drawer_is_kept_and_a_chosen_photos_new_one_is_shown_to_the_office(
    demo: Flask,
) -> None:
    from core.api import SYSTEM, clock, pictures
    from plugins.assessment.service import photos
    from plugins.assessment.service.photos import SaveCaption

    now = clock.now()
    campaign, (one,) = offered((jpeg(84), "一.jpg"))

    def view() -> Any:
        return photos.view(campaign, one, actor=SYSTEM)

    day = date(2026, 5, 14)
    photos.save_caption(
        campaign, one, SaveCaption("工作人员演示查询", "工作人员", "水厂", day), 1, actor=SYSTEM, now=now
    )
    assert view().item.caption == view().line
    pictures.answer(view().item.id, "none", 0, actor=SYSTEM, now=now)
    photos.judge(campaign, one, "chosen", "", 2, actor=SYSTEM, now=now)
    pictures.save_caption(view().item.id, "专栏用的说明", actor=SYSTEM, now=now)
    later = now + timedelta(minutes=5)
    photos.save_caption(
        campaign, one, SaveCaption("居民参观净水车间", "居民", "水厂", day), 3, actor=SYSTEM, now=later
    )
    assert view().item.caption == "专栏用的说明"
    assert "assessment.photo_said_anew" in view().warnings
    photos.judge(campaign, one, "chosen", "", 4, actor=SYSTEM, now=later + timedelta(minutes=1))
    assert "assessment.photo_said_anew" not in view().warnings


def test_one_that_looks_enlarged_is_chosen_with_a_reason_only(demo: Flask) -> None:
    from core.api import SYSTEM, Invalid, clock, pictures
    from plugins.assessment.service import photos
    from plugins.assessment.service.photos import SaveCaption

    now = clock.now()
    made = io.BytesIO()
    scene(85).resize((900, 675)).resize((1800, 1350)).save(made, "JPEG", quality=88)
    made.seek(0)
    campaign, (one,) = offered((made, "放大.jpg"))
    said = SaveCaption("工作人员演示查询", "工作人员", "水厂", date(2026, 5, 14))
    photos.save_caption(campaign, one, said, 1, actor=SYSTEM, now=now)
    pictures.answer(photos.view(campaign, one, actor=SYSTEM).item.id, "none", 0, actor=SYSTEM, now=now)
    assert photos.view(campaign, one, actor=SYSTEM).warnings == ("assessment.photo_enlarged",)
    with pytest.raises(Invalid, match="photo_override"):
        photos.judge(campaign, one, "chosen", " ", 2, actor=SYSTEM, now=now)
    photos.judge(campaign, one, "chosen", "已核对原图", 2, actor=SYSTEM, now=now)
    assert photos.view(campaign, one, actor=SYSTEM).reason == "已核对原图"


def test_two_that_come_at_once_see_each_other(demo: Flask) -> None:
    from core.api import SYSTEM
    from plugins.assessment.service import photos

    started = threading.Barrier(2)
    ids: list[int] = []

    def bring(size: tuple[int, int]) -> None:
        with demo.test_request_context("/zh/"):
            picture = jpeg(86, size)
            started.wait()
            ids.extend(offered((picture, "同时.jpg"))[1])

    threads = [threading.Thread(target=bring, args=(size,)) for size in ((1700, 1275), (1640, 1230))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 2
    campaign, _unit = unit()
    newer = photos.view(campaign, max(ids), actor=SYSTEM)
    assert [pair.other_id for pair in newer.pairs] == [min(ids)]


def test_a_photo_goes_from_the_phone_to_the_report(demo: Flask) -> None:
    from core.api import SYSTEM, Conflict, Invalid, RuleBroken, clock, pictures
    from plugins.assessment.service import photo_offering, photo_pairs, photos
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
    pair = view(twin).pairs[0].id
    assert pair in photo_pairs.open_pairs(campaign, actor=SYSTEM)
    with pytest.raises(Conflict, match="photo_pair_changed"):
        photo_pairs.judge_pair(campaign, pair, True, "different", actor=SYSTEM, now=now)
    photo_pairs.judge_pair(campaign, pair, True, "open", actor=SYSTEM, now=now)
    with pytest.raises(RuleBroken, match="photo_same"):
        photos.judge(campaign, twin, "chosen", "", 2, actor=SYSTEM, now=now)
    with pytest.raises(Invalid):
        photos.judge(campaign, twin, "passed_over", " ", 2, actor=SYSTEM, now=now)
    photos.judge(campaign, one, "chosen", "", 2, actor=SYSTEM, now=now)
    assert one in [chosen.id for chosen in photos.chosen(campaign)]
    with pytest.raises(Conflict):
        photo_offering.withdraw(campaign, one, 3, actor=SYSTEM, now=now)
    # Somebody in it no longer agrees: it is in no report and no zip any more.
    pictures.answer(view(one).item.id, "persons", 1, actor=SYSTEM, now=now)
    assert one not in [chosen.id for chosen in photos.chosen(campaign)]
