"""How an announcement is made known: the poster, the calendar file, the channels that were ticked."""

from __future__ import annotations

import io
import re

import pypdfium2
import pytest
from PIL import Image

from core.publishing.archive import pdf
from tests.web.open_day.conftest import PUBLIC, STAFF, House


@pytest.fixture
def published(house: House) -> House:
    house.publish()
    return house


def test_poster_calendar_and_channels(published: House) -> None:
    with published.as_(published.editor) as browser:
        page = browser.get(f"{STAFF}/announcements/1").text
        assert "还没有登记在哪些地方发过" in page
        if pdf.missing() is None:
            for paper, width in (("a4", 595), ("a3", 842)):
                made = browser.get(f"{STAFF}/announcements/1/poster.pdf?paper={paper}")
                assert made.mimetype == "application/pdf"
                sheet = pypdfium2.PdfDocument(made.data)
                assert len(sheet) == 1
                assert round(sheet[0].get_width()) == width
                said = sheet[0].get_textpage().get_text_range()
                assert "云川市水务局" in said
                assert "电话报名" in said
            picture = Image.open(io.BytesIO(browser.get(f"{STAFF}/announcements/1/poster.png").data))
            assert picture.format == "PNG"
            assert picture.width > 1200
        assert browser.get(f"{STAFF}/announcements/1/poster.gif").status_code == 404
        assert browser.get(f"{STAFF}/announcements/1/poster.pdf?paper=a0").status_code == 404

        ticks = {"on-portal": "y", "day-portal": "2026-09-01", "url-portal": "https://www.example.cn/1.html"}
        late = browser.post(f"{STAFF}/announcements/1/channels", data={**ticks, "day-portal": "2099-01-01"})
        assert (late.status_code, "发布日期不能晚于今天" in late.text) == (422, True)
        nameless = browser.post(
            f"{STAFF}/announcements/1/channels", data={"on-other": "y", "day-other": "2026-09-01"}
        )
        assert nameless.status_code == 422
        odd = browser.post(
            f"{STAFF}/announcements/1/channels", data={**ticks, "url-portal": "javascript:alert(1)"}
        )
        assert odd.status_code == 422
        both = {**ticks, "on-village": "y", "day-village": "2026-08-31", "note-village": "玉泉村"}
        today = re.search(r'max="([\d-]+)"', browser.get(f"{STAFF}/announcements/1/channels").text)
        assert today is not None
        both = {**both, "day-portal": today[1], "day-village": today[1]}
        assert browser.post(f"{STAFF}/announcements/1/channels", data=both).status_code == 303
        page = browser.get(f"{STAFF}/announcements/1").text
        assert "玉泉村" in page
        assert "https://www.example.cn/1.html" in page
        assert "checked" in browser.get(f"{STAFF}/announcements/1/channels").text
    with published.as_(published.stranger) as browser:
        assert browser.get(f"{STAFF}/announcements/1/channels").status_code == 404
        assert browser.get(f"{STAFF}/announcements/1/poster.pdf").status_code == 404
    with published.as_(None) as browser:
        ics = browser.get(f"{PUBLIC}/1/calendar.ics").text
        assert ics.count("BEGIN:VEVENT") == 2


def test_without_pango_the_page_says_what_to_install(
    published: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "LIBRARIES", ("libnowhere.so.0",))
    with published.as_(published.editor) as browser:
        page = browser.get(f"{STAFF}/announcements/1").text
        assert "apt-get install libpango-1.0-0" in page
        assert "poster.pdf" not in page
        assert browser.get(f"{STAFF}/announcements/1/poster.pdf").status_code == 409
