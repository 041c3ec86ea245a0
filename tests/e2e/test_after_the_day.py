"""After an open day: its end, results with photos, opinions of the meeting, evaluation; through the chain to the public."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.e2e.people import sign_in
from tests.support.product import Product, another_server

#: the demo begins here; its open day is on the 24th
BEGUN, EVENING = "2024-08-01T09:00", "2024-08-24T18:00"
WORK = "/zh/staff/c/2024-openness-day/open-day/announcements/1"
SIGNERS = (("reviewer", "通过初审"), ("secrecy", "签署审查意见"), ("leader", "审核通过"), ("office", "公开"))

Open = Callable[..., Page]
Check = Callable[[Page], None]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def walk(people: dict[str, Page], product: Product) -> None:
    """The editor has just sent a text off: everybody finds it on their desk and signs it; the office publishes."""
    path = people["editor"].get_by_role("link", name="打开公开流程").get_attribute("href") or "-"
    for login, button in SIGNERS:
        person = people[login]
        person.goto(f"{product.url}/zh/staff/")
        person.locator(f".todo a[href^='{path}']").first.click()
        person.wait_for_load_state()
        if login == "secrecy":
            person.get_by_role("radio", name="可公开").first.check()
        press(person, button)


def end_all(office: Page, product: Product) -> None:
    """The office lets through what waits and ends whatever is open, each with an answer."""
    for tab in ("new", "open"):
        while True:
            office.goto(f"{product.url}/zh/staff/opinions?tab={tab}&subject=open_day.opinion:1")
            link = office.locator("main a[href*='/staff/opinions/']").filter(
                has_text=re.compile(r"\d{4}-\d{4}")
            )
            if not link.count():
                break
            link.first.click()
            office.wait_for_load_state()
            if tab == "new":
                box = office.locator("[name=text]")
                box.fill(re.sub(r"1\d{10}", "*", box.input_value()))
                press(office, "受理")
            else:
                office.locator("[name=outcome][value=answered]").check()
                office.locator("[name=reason]").fill("谢谢，已经转告场馆安排。")
                press(office, "办结并告诉作者")


def test_after_the_day(server: Callable[..., Product], page_at: Open, axe: Check, fits: Check) -> None:
    begun = server(clock=BEGUN, fresh=True)
    later = replace(begun, environment={**begun.environment, "CLOCK": EVENING})
    with another_server(later) as product:
        people = {
            login: sign_in(page_at(), product, login) for login in ("editor", *(who for who, _ in SIGNERS))
        }
        editor, office = people["editor"], people["office"]

        # The real end first: both terms hang on it.
        editor.goto(f"{product.url}{WORK}/after")
        axe(editor)
        press(editor, "确认")
        expect(editor.locator("main")).to_contain_text("2024年8月27日")

        # Results: a figure that isn't the records' wants its reason, photos come from the drawer.
        editor.goto(f"{product.url}{WORK}/results/edit")
        editor.locator("[name=figure-attended]").fill("43")
        editor.locator("[name^=picture-]").first.fill("1")
        editor.locator("[name=not_secret]").check()
        press(editor, "保存并检查")
        expect(editor.locator("main")).to_contain_text("请写明为什么不一样")
        editor.goto(f"{product.url}{WORK}/results/edit")
        axe(editor)
        editor.locator("[name=reason-attended]").fill("当天用纸质签到表")
        editor.locator("[name=not_secret]").check()
        press(editor, "保存并检查")
        axe(editor)
        press(editor, "送审")
        walk(people, product)

        citizen = page_at(360, 740)
        citizen.goto(f"{product.url}/zh/c/2024-openness-day/open-day/1/results")
        expect(citizen.locator("main")).to_contain_text("当天用纸质签到表")
        expect(citizen.locator("main figure")).to_have_count(1)
        fits(citizen)
        axe(citizen)

        # Opinions of the meeting: nothing is stored until every line is right.
        editor.goto(f"{product.url}{WORK}/opinions")
        editor.locator("[name=lines]").fill("希望下次带孩子来，讲解短一点。\n好")
        editor.locator("[name=not_secret]").check()
        press(editor, "全部登记")
        expect(editor.locator("main")).to_contain_text("第 2 行")
        editor.locator("[name=lines]").fill("希望下次带孩子来，讲解短一点。")
        editor.locator("[name=not_secret]").check()
        press(editor, "全部登记")
        axe(editor)

        # The evaluation waits for the last answer.
        editor.goto(f"{product.url}{WORK}/evaluation/edit")
        for part, text in (
            ("effects", "看得见，听得懂。"),
            ("problems", "停车不够。"),
            ("measures", "加临时车位。"),
        ):
            editor.locator(f"[name=part-{part}]").fill(text)
        editor.locator("[name=not_secret]").check()
        press(editor, "保存并检查")
        expect(editor.locator("main")).to_contain_text("条意见没有办结")
        end_all(office, product)
        editor.goto(f"{product.url}{WORK}/evaluation")
        axe(editor)
        press(editor, "送审")
        walk(people, product)

        citizen.goto(f"{product.url}/zh/c/2024-openness-day/open-day/columns/opinions")
        fits(citizen)
        axe(citizen)
        citizen.get_by_role("link", name="总结评估和意见反馈情况").first.click()
        citizen.wait_for_load_state()
        expect(citizen.locator("#opinions")).to_contain_text("希望下次带孩子来")
        fits(citizen)
        axe(citizen)
