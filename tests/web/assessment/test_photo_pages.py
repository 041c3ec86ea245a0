"""The photo desk's pictures: kept from caches, and gone at once when a text that carries them is hidden (SC-01)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from tests.unit.assessment.test_photos import scene
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


def jpeg(seed: int, size: tuple[int, int] = (1700, 1275)) -> bytes:
    made = io.BytesIO()
    scene(seed).resize(size).save(made, "JPEG", quality=85)
    return made.getvalue()


def unit_of(demo: Flask) -> int:
    with demo.app_context():
        from core.api import departments

        return next(one.id for one in departments() if one.name.endswith("水务局"))


def test_a_department_hands_in_several_and_hears_of_each_that_was_refused(demo: Flask) -> None:
    unit = unit_of(demo)
    client, base = signed_in(demo, "editor")
    page = f"{base}/photos/offer"
    first = jpeg(41)
    assert client.get(page).status_code == 200
    nothing = client.post(page, data={"department_id": unit, "not_secret": "y"})
    assert nothing.status_code == 422
    assert "请选要上传的照片" in nothing.text
    unsure = client.post(page, data={"department_id": unit, "files": [(io.BytesIO(first), "甲.jpg")]})
    assert unsure.status_code == 422
    answer = client.post(page, data={
        "department_id": unit, "not_secret": "y",
        "files": [(io.BytesIO(first), "甲.jpg"), (io.BytesIO(b"words"), "乙.txt"), (io.BytesIO(first), "丙.jpg")],
    })  # fmt: skip
    assert answer.status_code == 422
    assert "收到 1 张照片" in answer.text
    assert "乙.txt：这不是照片" in answer.text
    assert "丙.jpg：这张照片本单位已经交过" in answer.text
    foreign = client.post(page, data={
        "department_id": unit + 1, "not_secret": "y", "files": [(io.BytesIO(jpeg(42)), "丁.jpg")],
    })  # fmt: skip
    assert foreign.status_code in (404, 422)
    many = [(io.BytesIO(b"x"), f"{n}.jpg") for n in range(21)]
    too_many = client.post(page, data={"department_id": unit, "not_secret": "y", "files": many})
    assert too_many.status_code == 422
    assert "20 张" in too_many.text


def test_stale_pages_are_refused_with_what_was_typed_and_strangers_find_nothing(demo: Flask) -> None:
    unit = unit_of(demo)
    client, base = signed_in(demo, "editor")
    sent = client.post(f"{base}/photos/offer", data={
        "department_id": unit, "not_secret": "y", "files": [(io.BytesIO(jpeg(43)), "甲.jpg")],
    })  # fmt: skip
    assert sent.status_code == 303
    page = sent.headers["Location"]
    said = {
        "what": "工作人员演示查询", "who": "工作人员", "place": "水厂", "taken_on": "2026-05-14", "not_secret": "y",
    }  # fmt: skip
    stale = client.post(f"{page}/caption", data={**said, "version": "7"})
    assert stale.status_code == 409
    assert "工作人员演示查询" in stale.text
    assert client.post(f"{page}/caption", data={**said, "version": "1"}).status_code == 303
    back = client.post(f"{page}/withdraw", data={"version": "1"})
    assert back.status_code == 409
    assert "已被别人改过" in back.text
    assert client.post(f"{page}/judge/chosen", data={"version": "2"}).status_code == 403
    office, _base = signed_in(demo, "office")
    assert office.post(f"{page}/judge/passed_over", data={"version": "2", "reason": ""}).status_code == 422
    assert office.post(f"{page}/judge/nonsense", data={"version": "2"}).status_code == 422
    refused = office.post(f"{page}/judge/chosen", data={"version": "2", "reason": ""})
    assert refused.status_code == 409
    assert "PI-04" in refused.text
    other, _base = signed_in(demo, "housing")
    assert other.get(page).status_code == 404
    assert other.get(f"{page}/raw/small").status_code == 404
    assert client.post(f"{page}/withdraw", data={"version": "2"}).status_code == 303
    assert client.get(f"{base}/photos/999999").status_code == 404


def test_a_pair_is_judged_side_by_side_and_a_second_judge_is_told(demo: Flask) -> None:
    unit = unit_of(demo)
    client, base = signed_in(demo, "editor")
    for size in ((1700, 1275), (1660, 1245)):
        sent = client.post(f"{base}/photos/offer", data={
            "department_id": unit, "not_secret": "y", "files": [(io.BytesIO(jpeg(44, size)), f"{size[0]}.jpg")],
        })  # fmt: skip
    office, _base = signed_in(demo, "office")
    listed = office.get(f"{base}/photos").text
    assert "对照片看起来相像" in listed
    newer = office.get(sent.headers["Location"]).text
    found = re.search(r"/photos/pairs/(\d+)", newer)
    assert found is not None
    pair = f"{base}/photos/pairs/{found[1]}"
    assert client.get(pair).status_code == 403
    shown = office.get(pair)
    assert shown.status_code == 200
    assert "1700×1275" in shown.text
    assert "1660×1245" in shown.text
    assert office.post(f"{pair}/same", data={"seen": "open"}).status_code == 303
    late = office.post(f"{pair}/different", data={"seen": "open"})
    assert late.status_code == 409
    assert "已经有人判断过" in late.text
    assert office.post(f"{pair}/different", data={"seen": "same"}).status_code == 303
    assert office.post(f"{pair}/other", data={"seen": "same"}).status_code == 404
    assert office.get(f"{base}/photos/pairs/99999").status_code == 404


def test_the_list_is_turned_page_by_page_with_its_filters(demo: Flask) -> None:
    office, base = signed_in(demo, "office")
    assert office.get(f"{base}/photos?page=99&state=offered&wrong=1").status_code == 200
    assert office.get(f"{base}/photos?page=-1&department=x").status_code == 200
