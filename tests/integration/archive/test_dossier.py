"""A department's volume: typeset, pages counted rightly, nothing fetched, and a clear word where it can't be made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import update

from core.base import jobs
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, NotAllowed, NotFound
from core.publishing.archive import orders, pdf, store
from core.publishing.models import DocumentRow, RevisionRow
from tests.support.chain import NOW, City

ROOT = Path(__file__).resolve().parents[3]


def texts_of(place: Path, between: str = "") -> list[str]:
    """The text of each page, its words parted by `between`."""
    document = pypdfium2.PdfDocument(place)
    try:
        return [between.join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def ordered(city: City, kind: str = "dossier", unit: str = "water") -> orders.OrderView:
    office = city.actor("office")
    order_id = orders.place_order(kind, city.campaign_id, city.units[unit], actor=office, now=NOW)
    jobs.run_long(NOW)
    return orders.order_view(order_id, actor=office)


def test_the_list_of_contents_names_the_right_pages(city: City) -> None:
    long = "参观路线经过取水口、沉淀池和化验室。" * 120
    for subject, text in enumerate(("请穿平底鞋。", long, "请带身份证。"), 1):
        city.published(subject, text)
    order = ordered(city)
    assert (order.state, order.fault) == ("done", "")
    pages = texts_of(store.place(order.path))
    assert "立档单位云川市水务局" in pages[0]
    assert "共3件" in pages[0]
    body = pages[2:-1]
    starts = [n for n, text in enumerate(body, 1) if text.count("〔2026〕7号")]
    assert len(starts) == 3
    last = len(body)
    contents = texts_of(store.place(order.path), " ")[1]
    named = re.findall(r"20260901 (\d+)(?: ?— ?(\d+))?", contents)
    assert [int(first) for first, _end in named] == starts
    assert int(named[-1][1]) == last
    assert f"共{last}页" in pages[0]
    assert all(text.endswith(str(n)) for n, text in enumerate(body, 1))
    assert starts[2] - starts[1] > 1, "the long text takes several pages"
    assert "审签记录" in "".join(body)
    assert "卷内备考表" in pages[-1]


def test_odd_texts_are_typeset_not_obeyed(city: City) -> None:
    blocks: list[dict[str, Any]] = [
        {"kind": "paragraph", "text": "<img src='http://127.0.0.1:1/x'> <b>粗</b> & {{ 7*7 }}"},
        {"kind": "table", "head": ["项"] * 9, "rows": [["很长的单元格" * 20] * 9] * 6, "note": "注"},
        {"kind": "image", "file_id": 999, "text": "没有的图"},
    ]
    city.published()
    # The hygiene check would stop such a text: here it is about what the typesetter does with whatever it gets.
    with unit_of_work() as session:
        session.execute(update(RevisionRow).values(blocks=blocks))
    pages = "".join(texts_of(store.place(ordered(city).path)))
    assert "<imgsrc='http://127.0.0.1:1/x'><b>粗</b>&{{7*7}}" in pages


def test_nothing_is_fetched(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    page = f"""<html><head><link rel="stylesheet" href="http://127.0.0.1:9/a.css"></head><body>
    <img src="http://127.0.0.1:9/a.png"><img src="file://{tmp_path}/secret.txt"><img src="archive:none"><p>正文</p>
    <a rel="attachment" href="file://{tmp_path}/secret.txt">x</a></body></html>"""
    with (tmp_path / "out.pdf").open("w+b") as out:
        pdf.write_pdf(out, page, "", {})
    assert texts_of(tmp_path / "out.pdf") == ["正文x"]
    assert b"secret" not in (tmp_path / "out.pdf").read_bytes()


def test_a_department_without_texts_is_told(city: City) -> None:
    order = ordered(city, unit="housing")
    assert (order.state, order.fault) == ("failed", "nothing_published")


def test_asking_twice_makes_one(city: City) -> None:
    city.published()
    place: dict[str, Any] = {"actor": city.actor("office"), "now": NOW}
    first = orders.place_order("dossier", city.campaign_id, city.units["water"], **place)
    assert orders.place_order("dossier", city.campaign_id, city.units["water"], **place) == first
    later = NOW + orders.PATIENCE + timedelta(seconds=1)
    assert (
        orders.place_order(
            "dossier", city.campaign_id, city.units["water"], actor=city.actor("office"), now=later
        )
        != first
    )
    with pytest.raises(NotAllowed):
        orders.place_order(
            "dossier", city.campaign_id, city.units["water"], actor=city.actor("editor"), now=NOW
        )


def test_a_volume_with_a_hidden_text_is_held_back(city: City) -> None:
    document_id = city.published()
    order = ordered(city)
    with unit_of_work():
        db.session.get_one(DocumentRow, document_id).hidden_at = NOW + timedelta(minutes=5)
    with pytest.raises(NotFound) as refusal:
        orders.take_order(order.id, actor=city.actor("office"), now=NOW)
    assert refusal.value.code == "order_hidden"
    with unit_of_work():
        orders.blank_orders(db.session.get_one(DocumentRow, document_id))
    assert not store.place(order.path).exists()


def python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_without_weasyprint_or_pango_all_else_works(tmp_path: Path) -> None:
    told = python(
        "import sys; sys.modules['weasyprint'] = None\n"
        "from core import create_app\n"
        "from core.publishing.archive import pdf\n"
        f"create_app({{'INSTANCE': {str(tmp_path)!r}}})\n"
        "print(pdf.missing()[0], *pdf.missing()[1])"
    )
    assert told == "pdf_needs_pango libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def test_a_library_that_cant_be_opened_is_a_clear_refusal(tmp_path: Path) -> None:
    broken = tmp_path / "weasyprint"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise OSError('cannot load library')")
    told = python(
        f"import io, sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from core.publishing.archive import pdf\n"
        "from core.base.errors import Conflict\n"
        "try:\n    pdf.write_pdf(io.BytesIO(), '<p>', '', {})\n"
        "except Conflict as refusal:\n    print(refusal.code)"
    )
    assert told == "pdf_needs_pango"


def test_without_a_chinese_font_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    code = "from core.publishing.archive import pdf; print(*pdf.missing())"
    assert python(code, FONTCONFIG_FILE=str(tmp_path / "fonts.conf")).startswith("pdf_needs_font")


def test_what_is_missing_here_is_a_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "missing", lambda: ("pdf_needs_font", pdf.FONT))
    with pytest.raises(Conflict) as refusal:
        pdf.require()
    assert refusal.value.params == {"packages": "fonts-noto-cjk"}
