"""Groups among many texts: copies with a word changed are laid together, another place or number is not."""

from __future__ import annotations

import random

from core.base.similar import groups_of_many
from tests.support.many_comments import ROADS, VENUES, WISHES, text


def test_what_asks_for_the_same_is_laid_together() -> None:
    texts = [
        "建议在中山路小学门口增设减速带，孩子上学很不安全。",
        "希望在中山路小学门口增设减速带，谢谢！",
        "建议在解放路小学门口增设减速带，孩子上学很不安全。",
        "建议取消中山路小学门口的减速带，孩子上学很不安全。",
        "水价上调不要超过3%，老百姓负担重。",
        "水价上调不要超过5%，老百姓负担重。",
        "",
        "希望在中山路小学门口增设减速带，谢谢!",
    ]
    assert groups_of_many(texts) == [[0, 1, 7]]


def test_thousands_of_wishes_are_told_apart() -> None:
    chance = random.Random(11)
    texts = [text(chance, ROADS[:2]) for _ in range(1500)]
    heard: list[int] = []
    groups = groups_of_many(texts, progress=heard.append)
    assert heard == sorted(heard)
    assert heard[-1] == 1500

    def wish(said: str) -> tuple[str, str, str]:
        rest = said.split("路", 1)[1]
        return (
            next(road for road in ROADS if f"{road}路" in said),
            next(venue for venue in VENUES if rest.startswith(venue)),
            next(one for one in WISHES if one in said),
        )

    right = sum(
        max(list(map(wish, (texts[n] for n in group))).count(w) for w in {wish(texts[n]) for n in group})
        for group in groups
    )
    assert right / sum(map(len, groups)) > 0.85
    assert sum(map(len, groups)) > 1200
