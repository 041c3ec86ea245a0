"""Pictures of a text: in its order in the portal package (PB-04), in the bundle, on the printed page."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
from docx import Document

from core.base import jobs
from core.base.access import SYSTEM
from core.files import service as drawer
from core.files.service.blocks import image_block
from core.publishing import service
from core.publishing.archive import bundles, orders, store
from core.publishing.archive.verifying import verify_paths
from core.publishing.contracts import Content
from tests.support.chain import NOW, City
from tests.support.uploads import photo

CAPTIONS = ("云川河边第二水厂的水塔/外景", "水厂的沉淀池，水在这里慢慢变清")


def published_with_pictures(city: City) -> int:
    blocks = [{"kind": "paragraph", "text": "开头"}]
    for caption, colour in zip(CAPTIONS, ("#7fa8c9", "#a9c97f"), strict=True):
        picture = io.BytesIO(photo(1600, 1200, colour=colour))
        item = drawer.add_file(picture, "a.jpg", city.units["water"], True, actor=SYSTEM, now=NOW)
        drawer.answer(item.file.id, "none", 0, actor=SYSTEM, now=NOW)
        blocks.append(image_block(item.file, caption))
    document_id = city.submit(content=Content("题名", "云川市水务局", blocks))
    city.walk(document_id)
    city.publish(document_id)
    return document_id


def test_pictures_go_along_in_their_order(city: City) -> None:
    document_id = published_with_pictures(city)
    _name, packed = service.build_package(document_id, actor=city.actor("office"))
    _again, same = service.build_package(document_id, actor=city.actor("office"))
    assert packed == same
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        pictures = [name for name in package.namelist() if name.startswith("图片/")]
        assert pictures == [
            "图片/01-云川河边第二水厂的水塔外景.jpeg",
            "图片/02-水厂的沉淀池水在这里慢慢变清.jpeg",
        ]
        assert package.read(pictures[0]).startswith(b"\xff\xd8\xff")
        html = package.read("正文.html").decode()
        first = html.index(f'<img src="{pictures[0]}" alt="{CAPTIONS[0]}">')
        assert first < html.index(pictures[1])
        assert f"〔{pictures[1]}〕{CAPTIONS[1]}" in package.read("正文.txt").decode()
        assert len(Document(io.BytesIO(package.read("正文.docx"))).inline_shapes) == 2
        assert "先把它们传到门户后台" in package.read("说明.txt").decode()

    view = bundles.make_bundle(document_id, "published", actor=SYSTEM, now=NOW)
    assert view is not None
    with zipfile.ZipFile(store.place(view.path)) as bundle:
        kept = [name for name in bundle.namelist() if name.startswith("files/")]
        assert len(kept) == 2
        html = bundle.read("text/revision-1.html").decode()
        assert all(f'src="../{name}"' in html for name in kept)
    assert verify_paths([store.place(view.path)]).ok

    order_id = orders.place_order(
        "dossier", city.campaign_id, city.units["water"], actor=city.actor("office"), now=NOW
    )
    jobs.run_long(NOW)
    order = orders.order_view(order_id, actor=city.actor("office"))
    volume = pypdfium2.PdfDocument(store.place(order.path))
    try:
        drawn = [o for page in volume for o in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])]
    finally:
        volume.close()
    assert len(drawn) == 2
