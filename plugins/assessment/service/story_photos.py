"""The demo's story of photos: one that may be chosen, one chosen, one too small, two that look alike."""

from __future__ import annotations

import io
import random
from datetime import datetime, timedelta

from core.api import SYSTEM, Campaign, campaigns, clock, db, files, pictures, registry

from ..models.photos import Photo
from . import photo_looks
from .photo_offering import PLACE
from .photo_pairs import pair_up

#: what a photo shows, who, where; "" is still to be written
STORY = (
    (1, (1800, 1350), "工作人员演示水表查询办法", "水务局工作人员和社区居民", "城东水厂"),
    (2, (1800, 1350), "居民参观净水车间", "社区居民", "城东水厂"),
    (3, (1024, 768), "现场发放办事指南", "志愿者", "政务服务中心"),
    (2, (1760, 1320), "", "", ""),
)


def tell(campaign: Campaign, now: datetime) -> None:
    """Of the two departments whose people the demo has, else of the first ones."""
    units = [one for one in campaigns.participants(campaign.id) if one != campaign.host_department_id]
    units.sort(key=lambda one: not registry().department_name(one).endswith(("水务局", "住房和城乡建设局")))
    if not units:
        return
    day = clock.local(now).date() - timedelta(days=2)
    for n, (scene, size, what, who, place) in enumerate(STORY):
        unit = units[n % 2 if len(units) > 1 else 0]
        item = pictures.add_file(
            io.BytesIO(drawn(scene, size)), f"IMG_{2041 + n}.jpg", unit, True, actor=SYSTEM, now=now
        )
        pictures.answer(item.id, "none", 0, actor=SYSTEM, now=now)
        row = Photo(
            campaign_id=campaign.id, department_id=unit, file_id=item.id, who=who, place=place, what=what,
            taken_on=day if what else None, captioned_at=now if what else None, offered_at=now,
            state="chosen" if n == 0 else "offered", judged_at=now if n == 0 else None,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        files.attach(PLACE, row.id, [item.id], campaign_id=campaign.id)
        pair_up(row, photo_looks.look_at(files.path_of(item.file)), now)


def drawn(scene: int, size: tuple[int, int]) -> bytes:
    """A drawn picture of coloured forms; the same scene looks alike at any size."""
    from PIL import Image, ImageDraw

    rng = random.Random(scene)
    picture = Image.new("RGB", (900, 675), (rng.randrange(150, 230), 205, 190))
    pen = ImageDraw.Draw(picture)
    for _n in range(60):
        left, top, wide = rng.randrange(900), rng.randrange(675), rng.randrange(30, 220)
        pen.rectangle(
            (left, top, left + wide, top + wide), fill=tuple(rng.randrange(40, 240) for _c in range(3))
        )
    grown = picture.resize(size)
    made = io.BytesIO()
    Image.blend(grown, Image.effect_noise(size, 60).convert("RGB"), 0.12).save(made, "JPEG", quality=85)
    return made.getvalue()
