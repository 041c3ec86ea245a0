"""An editor writes a broadcast up, brings in subtitles with a fault, it goes through the chain; a citizen reads it on a phone
and takes it along; the department answers afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.support.studio import open_studio
from tests.support.written import EVENING, Written, photo, silence, write

SRT = "1\n00:00:00,000 --> 00:00:02,000\n各位网友好。\n\n2\n00:00:09,000 --> 00:00:04,000\n反了的一条。\n\n3\n00:00:02,000 --> 00:00:05,000\n节水一成，奖励直接抵水费。\n"
CAPTION = "演播室里，周明河局长正在回答市民关于节水奖励怎样申请的提问。"


class Site:
    """The studio's city behind a real address; `as_` says who is signed in."""

    def __init__(self, done: Written, root: str) -> None:
        self.done, self.root = done, root
        self.app = done.studio.city.app

    def staff(self, rest: str = "") -> str:
        return f"{self.root}/zh/staff/c/2026-chain/interviews/{rest}"

    def public(self, rest: str = "", lang: str = "zh") -> str:
        return f"{self.root}/{lang}/c/2026-chain/interviews/{self.done.id}/{rest}"

    def as_(self, login: str | None) -> None:
        city = self.done.studio.city
        with self.app.app_context():
            city.who[0] = city.actor(login) if login else None

    @contextmanager
    def inside(self) -> Iterator[Written]:
        with self.app.test_request_context("/zh/"):
            yield self.done


@pytest.fixture
def site(make_app: Callable[..., Flask]) -> Iterator[Site]:
    app = make_app(SMS_GATEWAY="demo", CLOCK="2026-09-11T18:00")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        done = write(studio)
        done.drawer(photo(), "演播室.png", CAPTION)
        done.drawer(silence(6), "访谈录音.mp3")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(done, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()


def press(page: Page, name: str) -> None:
    """Press a button; the next page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def confirm(page: Page) -> None:
    page.get_by_label("我确认内容没有密级标志，可以公开").check()


@pytest.mark.journey
def test_from_the_broadcast_to_the_citizen_s_phone(
    site: Site,
    page_at: Callable[..., Page],
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    number = site.done.id
    site.as_("editor")
    desk = page_at(1440, 900)
    desk.goto(site.staff(f"{number}/transcript"))
    axe(desk)
    press(desk, "开始整理实录")
    expect(desk.locator(".flash")).to_contain_text("取来 5 段直播文字")
    axe(desk)

    desk.goto(site.staff(f"{number}/transcript/edit"))
    axe(desk)
    desk.get_by_label("导语").fill("9月11日上午，市水务局局长周明河做客在线访谈。")
    turns = desk.locator(".turned")
    expect(turns).to_have_count(5)
    turns.nth(2).get_by_label("说的话").fill("节水一成的，奖励直接抵水费。\n\n人口多的家庭按人均算。")
    confirm(desk)
    with desk.expect_navigation():
        turns.nth(2).get_by_role("button", name="拆开").click()
    expect(turns).to_have_count(6)
    confirm(desk)
    with desk.expect_navigation():
        turns.nth(4).get_by_role("button", name="并到上一段").click()
    expect(turns).to_have_count(5)
    expect(turns.nth(3).get_by_label("说的话")).to_have_value("人口多的家庭按人均算。\n按季度算，自动到账。")

    desk.goto(site.staff(f"{number}/transcript/pictures"))
    axe(desk)
    desk.get_by_label("放在哪一段旁边").select_option(index=3)
    desk.get_by_label("哪张图片").select_option(index=1)
    confirm(desk)
    press(desk, "放上")
    expect(desk.locator(".picks").first).to_contain_text("演播室里")

    desk.goto(site.staff(f"{number}/transcript/recording"))
    axe(desk)
    desk.get_by_label("图片与附件里的录音录像").select_option(label="访谈录音.mp3")
    confirm(desk)
    press(desk, "保存")

    subtitles = tmp_path / "访谈.srt"
    subtitles.write_bytes(SRT.encode("gb18030"))
    desk.goto(site.staff(f"{number}/transcript/subtitles"))
    desk.get_by_label("字幕文件").set_input_files(subtitles)
    confirm(desk)
    press(desk, "看一看")
    fault = desk.locator("table.faults tbody tr").first
    expect(fault).to_contain_text("6")
    expect(fault).to_contain_text("结束时间不晚于开始时间")
    axe(desk)
    press(desk, "收下 2 条")
    expect(desk.locator(".flash")).to_contain_text("收下 2 条字幕")

    desk.goto(site.staff(f"{number}/transcript"))
    press(desk, "送审")
    expect(desk.locator(".flash")).to_contain_text("已送审")
    with site.inside() as done:
        from plugins.interviews import chain

        done.studio.pass_on(chain.TRANSCRIPT, done.id, now=EVENING)

    site.as_(None)
    phone = page_at(360, 740)
    phone.goto(site.public("transcript/"))
    expect(phone.get_by_role("heading", level=1)).to_contain_text("节约用水怎么奖")
    expect(phone.get_by_role("heading", name="家里节水一成能拿多少奖励？")).to_be_visible()
    expect(phone.locator(".talk")).to_contain_text("人口多的家庭按人均算。")
    expect(phone.locator(".talk")).not_to_contain_text("这句说错了")
    expect(phone.locator("video track")).to_have_attribute("kind", "captions")
    assert phone.evaluate("document.querySelector('video').error") is None
    phone.locator(".doc__fig").scroll_into_view_if_needed()
    expect(phone.locator(".doc__fig figcaption")).to_contain_text("演播室里")
    fits(phone)
    axe(phone)
    for name, ending in (
        ("下载 Word", "docx"),
        ("下载 PDF", "pdf"),
        ("下载字幕（SRT）", "srt"),
        ("下载字幕（VTT）", "vtt"),
    ):
        link = phone.get_by_role("link", name=name)
        if not link.count():
            continue  # a machine without Pango says so instead
        with phone.expect_download(timeout=60_000) as got:
            link.click()
        assert got.value.suggested_filename.endswith(ending)
    phone.goto(site.public("transcript/", "en"))
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    fits(phone)
    phone.goto(site.public("transcript/print"))
    fits(phone)


@pytest.mark.journey
def test_a_department_answers_afterwards(
    site: Site, page_at: Callable[..., Page], axe: Callable[[Page], None], fits: Callable[[Page], None]
) -> None:
    site.as_("editor")
    desk = page_at(1440, 900)
    desk.goto(site.staff("answers"))
    axe(desk)
    with desk.expect_navigation():
        desk.get_by_role("link", name="出租房的水表归谁报？").click()
    axe(desk)
    desk.get_by_label("答复", exact=True).fill("由房东报，租客可以带租房合同代办。")
    press(desk, "答复并公布")
    expect(desk.locator(".errsum")).to_be_visible()
    expect(desk.get_by_label("答复", exact=True)).to_have_value("由房东报，租客可以带租房合同代办。")
    confirm(desk)
    press(desk, "答复并公布")
    expect(desk.locator(".flash")).to_contain_text("已答复并公布")
    desk.goto(site.staff(f"{site.done.id}/figures"))
    axe(desk)
    with desk.expect_navigation():
        desk.locator("table.figs a").first.click()
    expect(desk.locator("ol.rows > li")).to_have_count(5)
    axe(desk)

    site.as_(None)
    phone = page_at(360, 740)
    phone.goto(site.public("answers/"))
    expect(phone.locator("main")).to_contain_text("由房东报，租客可以带租房合同代办。")
    expect(phone.locator("main")).to_contain_text("公租房的水费能不能打折？")
    fits(phone)
    axe(phone)
