"""Transcripts through their pages: edited, subtitles brought in with a fault, read and taken along by everybody; answers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.studio import open_studio
from tests.support.written import EVENING, Written, photo, silence, write

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

FAULTY = "1\n00:00:00,000 --> 00:00:02,000\n各位网友好。\n\n2\n00:00:09,000 --> 00:00:04,000\n反了的一条。\n"


@pytest.fixture
def done(make_app: Callable[..., Flask]) -> Written:
    app = make_app(SMS_GATEWAY="demo", CLOCK="2026-09-11T18:00")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        return write(studio)


def here(done: Written, zone: str = "staff") -> str:
    return (
        f"/zh/staff/c/2026-chain/interviews/{done.id}"
        if zone == "staff"
        else f"/zh/c/2026-chain/interviews/{done.id}"
    )


def browser(done: Written, login: str) -> FlaskClient:
    """Somebody's browser; the last one who was asked for is signed in."""
    city = done.studio.city
    with city.app.app_context():
        city.who[0] = city.actor(login)
    return city.app.test_client()


def in_app(done: Written, act: Callable[[], Any]) -> Any:
    with done.studio.city.app.test_request_context("/zh/"):
        return act()


def fields(page: str) -> dict[str, str]:
    """What the form on a page would send, as a browser reads it."""
    import html

    found = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
        if name not in ("act",)
    }
    found |= {
        n: html.unescape(t.removeprefix("\r\n").removeprefix("\n"))
        for n, t in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
    }
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        if chosen:
            found[name] = chosen[1]
    found["not_secret"] = "y"
    return found


def begun(done: Written) -> FlaskClient:
    client: FlaskClient = browser(done, "editor")
    page = client.get(f"{here(done)}/transcript").text
    assert "开始整理实录" in page
    made = client.post(f"{here(done)}/transcript/make", data={"version": "0"})
    assert made.status_code == 303
    return client


def test_an_editor_makes_and_changes_it_without_a_script(done: Written) -> None:
    client = begun(done)
    page = client.get(f"{here(done)}/transcript/edit").text
    form = fields(page)
    form["turns-2-text"] = "节水一成的，奖励抵水费。\n\n按季度到账。"
    form["act"] = "split:2"
    split = client.post(f"{here(done)}/transcript/edit", data=form)
    assert split.status_code == 303
    assert split.location.endswith("#turn-2")
    page = client.get(f"{here(done)}/transcript/edit").text
    assert fields(page)["turns-3-text"] == "按季度到账。"
    form = fields(page) | {"act": "split:0", "turns-0-text": "没有空行"}
    refused = client.post(f"{here(done)}/transcript/edit", data=form)
    assert refused.status_code == 422
    assert "空一行" in refused.text
    assert "没有空行" in refused.text
    without = {name: value for name, value in form.items() if name not in ("not_secret", "act")}
    assert client.post(f"{here(done)}/transcript/edit", data=without).status_code == 422


def test_two_editors_and_nothing_typed_is_lost(done: Written) -> None:
    client = begun(done)
    form = fields(client.get(f"{here(done)}/transcript/edit").text)
    client.post(f"{here(done)}/transcript/edit", data=form | {"turns-0-text": "甲写的。"})
    late = client.post(f"{here(done)}/transcript/edit", data=form | {"turns-0-text": "乙写的，很长很长。"})
    assert late.status_code == 409
    assert "乙写的，很长很长。" in late.text
    assert "在新窗口打开现在的一稿" in late.text


def test_subtitles_are_looked_at_before_they_are_kept(done: Written) -> None:
    client = begun(done)
    address = f"{here(done)}/transcript/subtitles"
    form = fields(client.get(address).text)
    nothing = client.post(address, data=form)
    assert nothing.status_code == 422
    sent = {**form, "file": (io.BytesIO(FAULTY.encode("gb18030")), "访谈.srt")}
    page = client.post(address, data=sent, content_type="multipart/form-data")
    assert page.status_code == 200
    assert re.search(r'<td class="num">6</td><td>结束时间不晚于开始时间', page.text)
    assert "看懂 1 条" in page.text
    assert client.get(f"{address}.srt").status_code == 404  # nothing is kept yet
    kept = fields(page.text)
    done_ = client.post(f"{address}/keep", data={"version": kept["version"], "cues": kept["cues"]})
    assert done_.status_code == 303
    srt = client.get(f"{address}.srt")
    assert srt.text.startswith("1\r\n00:00:00,000 --> 00:00:02,000")
    assert client.get(f"{address}.vtt").mimetype == "text/vtt"
    assert client.get(f"{address}.doc").status_code == 404
    binary = {**fields(client.get(address).text), "file": (io.BytesIO(b"\x00\x01" * 40), "a.srt")}
    assert client.post(address, data=binary, content_type="multipart/form-data").status_code == 422


def published(done: Written) -> str:
    from plugins.interviews.service import transcript, transcript_media

    def act() -> None:
        done.make()
        give: dict[str, Any] = {"actor": done.actor(), "now": EVENING}
        found = transcript_media.look(FAULTY.encode(), "a.srt")
        transcript_media.keep(done.campaign, done.id, done.view().version, found.cues, **give)
        recording = done.drawer(silence(), "访谈录音.mp3")
        transcript_media.set_recording(done.campaign, done.id, done.view().version, file_id=recording, **give)
        picture = done.drawer(
            photo(), "演播室.png", "演播室里，周明河局长正在回答市民关于节水奖励怎样申请的提问。"
        )
        turn = done.view().turns[2].id
        transcript.illustrate(done.campaign, done.id, done.view().version, turn, picture, "", **give)
        done.save(lead="9月11日上午，市水务局局长周明河做客访谈。")
        done.publish()

    in_app(done, act)
    return here(done, "public")


def test_everybody_reads_it_and_takes_it_along(done: Written) -> None:
    import pypdfium2
    from docx import Document

    public = published(done)
    client = done.studio.city.app.test_client()
    page = client.get(f"{public}/transcript/")
    assert page.status_code == 200
    for words in (
        "周明河",
        "节水一成，奖励直接抵水费。",
        "问 1",
        "出租房的水表归谁报？",
        "应于",
        "下载 Word",
    ):
        assert words in page.text, words
    assert "这句说错了" not in page.text
    assert re.search(r'<track kind="captions" src="[^"]+subtitles\.vtt"', page.text)
    assert "csrf" not in page.text
    assert client.get(f"{public}/subtitles.vtt").text.startswith("WEBVTT")
    assert "各位网友好" in client.get(f"{public}/subtitles.srt").text
    said = [
        "各位网友好，欢迎来到在线访谈。",
        "家里节水一成能拿多少奖励？",
        "按季度算，自动到账。",
        "谢谢周局长，今天就到这里。",
    ]
    paper = Document(io.BytesIO(client.get(f"{public}/transcript.docx").data))
    words = "\n".join(line.text for line in paper.paragraphs)
    assert all(text in words for text in said)
    assert len(paper.inline_shapes) == 1
    sheet = client.get(f"{public}/transcript.pdf")
    if sheet.status_code == 200:
        document = pypdfium2.PdfDocument(sheet.data)
        printed = "".join(one.get_textpage().get_text_range() for one in document).replace("\r\n", "")
        assert all(text in printed for text in said)
        assert any(item.type == 3 for one in document for item in one.get_objects())  # the photo
    else:
        assert "apt" in sheet.text or "libpango" in sheet.text
    assert client.get(f"{public}/transcript/print").status_code == 200
    english = client.get(f"{public}/transcript/".replace("/zh/", "/en/"))
    assert english.status_code == 200
    assert client.get(f"{public}/").status_code == 200


def test_before_it_is_out_there_is_none_and_taken_down_says_so(done: Written) -> None:
    client = done.studio.city.app.test_client()
    public = here(done, "public")
    assert client.get(f"{public}/transcript/").status_code == 404
    assert client.get(f"{public}/transcript.docx").status_code == 404
    published(done)

    def down() -> None:
        from core.publishing import service as publishing
        from plugins.interviews import chain

        document = chain.TRANSCRIPT.document(done.id)
        assert document is not None
        publishing.take_down_at_once(document.id, "有误", actor=done.studio.actor("office"), now=EVENING)

    in_app(done, down)
    for address in ("transcript/", "transcript.docx", "transcript.pdf", "subtitles.vtt"):
        assert client.get(f"{public}/{address}").status_code == 410, address


def test_a_department_answers_afterwards(done: Written) -> None:
    client = browser(done, "editor")
    base = here(done).rpartition("/")[0]
    page = client.get(f"{base}/answers").text
    assert "出租房的水表归谁报？" in page
    one = f"{base}/answers/{done.open_id}"
    form = fields(client.get(one).text)
    assert client.post(one, data=form | {"text": ""}).status_code == 422
    stale = client.post(one, data=form | {"text": "写了很多字的答复。", "version": "99"})
    assert stale.status_code == 409 or stale.status_code == 422
    assert "写了很多字的答复。" in stale.text
    sent = client.post(one, data=form | {"text": "由房东报，租客可以代办。"})
    assert sent.status_code == 303
    assert client.get(one).status_code == 303  # it was answered
    public = client.get(f"{here(done, 'public')}/answers/").text
    assert "由房东报，租客可以代办。" in public
    assert "公租房的水费能不能打折？" in public
    assert browser(done, "stranger").get(one).status_code == 404


def test_every_figure_opens_its_list(done: Written) -> None:
    client = browser(done, "editor")
    page = client.get(f"{here(done)}/figures").text
    links = re.findall(r'href="([^"]+list=(\w+)#rows)"', page)
    assert {code for _url, code in links} >= {"received", "page", "on_air", "open", "new", "not_taken"}
    for url, _code in links:
        assert client.get(url.replace("&amp;", "&")).status_code == 200


def test_the_staff_page_and_the_desk_lead_there(done: Written) -> None:
    client = browser(done, "editor")
    assert "/transcript" in client.get(f"{here(done)}/").text
    desk = client.get("/zh/staff/").text
    assert "整理访谈实录" in desk
    assert browser(done, "stranger").get(f"{here(done)}/transcript").status_code == 404
