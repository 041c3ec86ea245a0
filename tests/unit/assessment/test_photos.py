"""Photos: size, caption, near-duplicates by look, enlarged pictures by what their detail says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from plugins.assessment.rules import photo_signs as signs
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
    assert photo_looks.look_at(kept(true, tmp_path, "true")).true_width is None
    ways = (
        (3, "BICUBIC"), (2, "BICUBIC"), (1.5, "BILINEAR"), (2, "NEAREST"), (1.5, "NEAREST"), (3, "NEAREST"),
    )  # fmt: skip
    for times, way in ways:
        small = true.resize((round(1800 / times), round(1350 / times)), Image.Resampling.LANCZOS)
        large = small.resize((1800, 1350), Image.Resampling[way])
        wide = photo_looks.look_at(kept(large, tmp_path, "large")).true_width
        assert wide is not None, (times, way)
        assert rules.seems_enlarged(replace(FULL, true_width=wide)), (times, way)


def test_a_picture_without_detail_says_nothing(tmp_path: Path) -> None:
    assert (
        photo_looks.look_at(kept(Image.new("RGB", (1800, 1350), "white"), tmp_path, "white")).true_width
        is None
    )


def found(one: photo_looks.Look, others: list[photo_looks.Look]) -> list[int]:
    """Which of the others show the same."""
    near = signs.candidates(one.looks, one.mirrored, [(n, other.looks) for n, other in enumerate(others)])
    return [
        n
        for n, _gap, plain in near
        if plain or photo_looks.likeness(one.small, others[n].small) >= signs.SAME
    ]


def test_the_same_scene_looks_alike_and_another_one_does_not(tmp_path: Path) -> None:
    first = scene(5)
    look = photo_looks.look_at(kept(first, tmp_path, "a"))
    changed = {
        "smaller": first.resize((1024, 768)),
        "lighter": ImageEnhance.Brightness(first).enhance(1.15),
        "grey": first.convert("L").convert("RGB"),
        "cut around": first.crop((90, 67, 1710, 1283)),
        "cut below": first.crop((0, 0, 1800, 1215)),
        "cut left and above": first.crop((144, 108, 1800, 1350)).resize((1600, 1200)),
        "mirrored": ImageOps.mirror(first),
        "mirrored and cut": ImageOps.mirror(first).crop((45, 34, 1755, 1316)),
    }
    for name, other in changed.items():
        again = photo_looks.look_at(kept(other, tmp_path, "b", quality=55))
        assert found(again, [look]) == [0], name
        assert found(look, [again]) == [0], name
    others = [photo_looks.look_at(kept(scene(seed), tmp_path, f"c{seed}")) for seed in range(20, 32)]
    assert found(look, others) == []
    assert [found(one, others) for one in others] == [[n] for n in range(12)]


def test_the_nearest_comes_first_and_plain_pictures_are_not_all_the_same() -> None:
    mine, turned = "0123456789abcdef" * 2, "fedcba9876543210" * 2
    near = [(1, "0123456789abcde0"), (2, "0123456789abcdee"), (3, "f" * 16)]
    assert signs.candidates(mine, turned, near) == [(2, 1, False), (1, 4, False)]
    # Found through a part of the other one, and mirrored.
    assert signs.candidates(mine, turned, [(4, "f" * 16 + "0123456789abcdef")]) == [(4, 0, False)]
    assert signs.candidates(mine, turned, [(5, "fedcba9876543210")]) == [(5, 0, False)]
    # Nearly plain pictures look alike by chance: only the same one counts.
    assert signs.candidates("0" * 16, "0" * 16, [(1, "0" * 15 + "7"), (2, "0" * 15 + "1")]) == [(2, 1, True)]


def test_a_beat_is_heard_and_the_squares_of_a_jpeg_are_not() -> None:
    rng = random.Random(3)
    noise = [10 + rng.random() for _n in range(signs.BEAT)]
    assert signs.beat(noise) is None
    assert signs.beat(noise[:100]) is None
    assert signs.beat([0.0] * signs.BEAT) is None
    assert signs.beat([one * (0.4 if n % 2 else 1) for n, one in enumerate(noise)]) == 0.5
    third = signs.beat([one * (0.4 if n % 3 else 1) for n, one in enumerate(noise)])
    assert third is not None
    assert abs(third - 1 / 3) < 0.01
    assert signs.beat([one * (1.5 if n % 8 == 7 else 1) for n, one in enumerate(noise)]) is None


def test_what_keeps_a_photo_from_being_chosen() -> None:
    assert rules.blockers(FULL) == ()
    assert rules.blockers(replace(FULL, width=1200, height=1600)) == ()
    assert rules.blockers(replace(FULL, height=1199)) == ("assessment.photo_small",)
    assert rules.blockers(replace(FULL, place=" ")) == ("assessment.photo_caption",)
    assert rules.blockers(replace(FULL, consent_open=True)) == ("assessment.photo_consent",)
    assert rules.blockers(replace(FULL, same_as=3, pairs_open=1)) == ("assessment.photo_same",)
    assert rules.blockers(replace(FULL, pairs_open=1)) == ("assessment.photo_pairs_open",)
    assert rules.blockers(replace(FULL, true_width=900)) == ()
    assert rules.blockers(replace(FULL, looked_at=False)) == ("assessment.photo_unlooked",)
    window = date(2026, 5, 1), date(2026, 5, 31)
    assert rules.warnings(replace(FULL, true_width=900), *window) == ("assessment.photo_enlarged",)
    assert rules.warnings(replace(FULL, taken_on=date(2025, 5, 15)), *window) == (
        "assessment.photo_day_outside",
    )
    # Soft, but still large enough at its true size; and where no rule asks for pixels nothing is suspected.
    soft = replace(FULL, width=4000, height=3000, true_width=1700)
    assert rules.warnings(soft, *window) == ()
    assert rules.warnings(replace(soft, true_width=1500), *window) == ("assessment.photo_enlarged",)
    assert rules.warnings(replace(FULL, least=None, true_width=900), *window) == ()
    assert rules.warnings(replace(FULL, said_anew=True), *window) == ("assessment.photo_said_anew",)


def test_a_caption_says_when_where_who_and_what() -> None:
    assert (
        rules.caption("演示查询", "工作人员", "水厂", date(2026, 5, 15))
        == "2026年5月15日，水厂，工作人员，演示查询"
    )
    assert rules.caption("", "", "", None) == ""
    assert rules.caption_lacks("短", "", "", None) == ("what", "who", "place", "day")
