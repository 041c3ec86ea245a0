"""Photos: size, caption, near-duplicates by look, enlarged pictures by what their detail says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from plugins.assessment.rules import photos as rules
from plugins.assessment.rules.photos import Facts
from plugins.assessment.service import photo_looks

FULL = Facts(1800, 1350, (1600, 1200), None, "工作人员", "水厂", "演示查询办法", date(2026, 5, 15), False)


def scene(seed: int, size: tuple[int, int] = (1800, 1350)) -> Image.Image:
    """A drawn picture with edges, small writing and a camera's noise."""
    rng = random.Random(seed)
    picture = Image.new("RGB", size, (rng.randrange(120, 220), 190, 180))
    pen = ImageDraw.Draw(picture)
    for _n in range(250):
        x, y, wide = rng.randrange(size[0]), rng.randrange(size[1]), rng.randrange(5, 220)
        pen.rectangle(
            (x, y, x + wide, y + wide * rng.random() + 3), fill=tuple(rng.randrange(256) for _c in "rgb")
        )
        pen.text((rng.randrange(size[0]), rng.randrange(size[1])), str(rng.randrange(9999)), fill=(0, 0, 0))
    soft = picture.filter(ImageFilter.GaussianBlur(0.6))
    return ImageChops.add(soft, Image.effect_noise(size, 10).convert("RGB"), 1, -128)


def kept(picture: Image.Image, folder: Path, name: str, quality: int = 88) -> Path:
    path = folder / f"{name}.jpg"
    picture.save(path, "JPEG", quality=quality)
    return path


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_true_photo_is_not_suspected_and_an_enlarged_one_is(seed: int, tmp_path: Path) -> None:
    true = scene(seed)
    assert photo_looks.look_at(kept(true, tmp_path, "true"))[1] is None
    for part in (2, 1.5):
        small = true.resize((round(1800 / part), round(1350 / part)), Image.Resampling.LANCZOS)
        _look, wide = photo_looks.look_at(kept(small.resize((1800, 1350)), tmp_path, "large"))
        assert wide is not None
        assert rules.seems_enlarged(1800, wide)


def test_a_picture_without_detail_says_nothing(tmp_path: Path) -> None:
    assert photo_looks.look_at(kept(Image.new("RGB", (1800, 1350), "white"), tmp_path, "white"))[1] is None


def test_the_same_scene_looks_alike_and_another_one_does_not(tmp_path: Path) -> None:
    first = scene(5)
    look = photo_looks.look_at(kept(first, tmp_path, "a"))[0]
    changed = [
        first.resize((1024, 768)), ImageEnhance.Brightness(first).enhance(1.15),
        first.crop((20, 15, 1780, 1335)).resize((1600, 1200)),
    ]  # fmt: skip
    for n, other in enumerate(changed):
        again = photo_looks.look_at(kept(other, tmp_path, f"b{n}", quality=55))[0]
        assert rules.alike(again, [(1, look)]), n
    others = [
        (seed, photo_looks.look_at(kept(scene(seed), tmp_path, f"c{seed}"))[0]) for seed in range(20, 32)
    ]
    assert rules.alike(look, others) == []


def test_the_nearest_comes_first_and_ten_thousand_are_soon_compared() -> None:
    mine = "0123456789abcdef"
    near = [(1, "0123456789abcde0"), (2, "0123456789abcdee"), (3, "f" * 16)]
    assert rules.alike(mine, near) == [(2, 1), (1, 4)]
    # Nearly plain pictures look alike by chance: only the same one counts.
    assert rules.alike("0" * 16, [(1, "0" * 15 + "7"), (2, "0" * 15 + "1")]) == [(2, 1)]
    rng = random.Random(1)
    many = [(n, f"{rng.getrandbits(64):016x}") for n in range(10_000)]
    assert all(gap <= rules.ALIKE for _n, gap in rules.alike(mine, many))


def test_what_keeps_a_photo_from_being_chosen() -> None:
    assert rules.blockers(FULL) == ()
    assert rules.blockers(replace(FULL, width=1200, height=1600)) == ()
    assert rules.blockers(replace(FULL, height=1199)) == ("assessment.photo_small",)
    assert rules.blockers(replace(FULL, place=" ")) == ("assessment.photo_caption",)
    assert rules.blockers(replace(FULL, consent_open=True)) == ("assessment.photo_consent",)
    assert rules.blockers(replace(FULL, same_as=3, pairs_open=1)) == ("assessment.photo_same",)
    assert rules.blockers(replace(FULL, pairs_open=1)) == ("assessment.photo_pairs_open",)
    assert rules.blockers(replace(FULL, true_width=900)) == ()
    window = date(2026, 5, 1), date(2026, 5, 31)
    assert rules.warnings(replace(FULL, true_width=900), *window) == ("assessment.photo_enlarged",)
    assert rules.warnings(replace(FULL, taken_on=date(2025, 5, 15)), *window) == (
        "assessment.photo_day_outside",
    )


def test_a_caption_says_when_where_who_and_what() -> None:
    assert (
        rules.caption("演示查询", "工作人员", "水厂", date(2026, 5, 15))
        == "2026年5月15日，水厂，工作人员，演示查询"
    )
    assert rules.caption("", "", "", None) == ""
    assert rules.caption_lacks("短", "", "", None) == ("what", "who", "place", "day")
