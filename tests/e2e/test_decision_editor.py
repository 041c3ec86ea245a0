"""The department, its reviewers and a decision: the catalogue from a sheet, a preview, a draft split and corrected, what the
rules refuse and why; sent back by the secrecy reviewer, passed, signed, published; a hearing; then comments merged and
ended, the feedback, the decision, its interpretation, a milestone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from openpyxl import Workbook
from playwright.sync_api import FilePayload, Page, expect

from tests.e2e.people import sign_in
from tests.support import product as running
from tests.support.product import Product

Open = Callable[..., Page]
Check = Callable[[Page], None]
STAFF = "/zh/staff/c/2024-openness-day/decisions"
TITLE = "云川市公共饮水点管理办法"
TEXT = """云川市公共饮水点管理办法（征求意见稿）
第一章 总则
第一条 为了方便群众在街上喝到干净的水，制定本办法。
第二条 公园、广场、医院门口应当设公共饮水点。
第二章 管理
第三条 供水企业每天检查一次，每月检测一次水质。 第四条 水质结果贴在饮水点上。
第五条 饮水点坏了，二十四小时内修好：
（一）白天两小时内到场；
（二）夜间次日八时前到场。
"""


#: one that can be taken in, one without a title, one of no kind
ROWS = (
    (TITLE, "政策", "《城市供水条例》", "供水科", "第三季度", "260 0151"),
    ("", "政策", "", "", "", ""),
    ("城市水源调度规则", "什么", "", "", "13月", ""),
)


def sheet(*rows: tuple[str, ...]) -> FilePayload:
    """A catalogue as somebody fills it in: a title line over the headings, columns in an order of their own."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["市水务局 2024 年度重大行政决策目录"])
    page.append(["决策事项", "类别", "依据", "承办单位", "计划时间", "联系方式"])
    for row in rows:
        page.append(list(row))
    made = io.BytesIO()
    book.save(made)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "目录.xlsx", "mimeType": kind, "buffer": made.getvalue()}


def press(page: Page, name: str) -> None:
    """Press a button; the next page is there."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def refused(page: Page) -> str:
    return "\n".join(page.locator(".rule").all_inner_texts())


class People:
    """Who is signed in, each in a browser of their own."""

    def __init__(self, product: Product, page_at: Open, axe: Check, fits: Check) -> None:
        self.product, self.page_at, self.axe, self.fits = product, page_at, axe, fits
        self.pages: dict[str, Page] = {}

    def __getitem__(self, login: str) -> Page:
        if login not in self.pages:
            self.pages[login] = sign_in(self.page_at(), self.product, login)
        return self.pages[login]

    def look(self, page: Page) -> None:
        """As it stands, and on a phone."""
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            self.fits(page)
            self.axe(page)

    def sign(self, address: str, *steps: tuple[str, str]) -> None:
        for login, button in steps:
            page = self[login]
            page.goto(address)
            if login == "secrecy":
                page.get_by_role("radio", name="可公开").first.check()
            press(page, button)
            expect(page.locator(".flashes")).to_be_visible()

    def through(self, address: str) -> None:
        """The whole way: 初审, 保密审查, 审核, 公开."""
        self.sign(address, ("reviewer", "通过初审"), ("secrecy", "签署审查意见"), ("leader", "审核通过"),
                  ("office", "公开"))  # fmt: skip


def document(page: Page, product: Product) -> str:
    """The address of the chain's page of what stands open."""
    return product.url + (page.get_by_role("link", name="打开公开流程").get_attribute("href") or "")


@contextmanager
def later(product: Product, moment: str) -> Iterator[Product]:
    """The same copy on a later day."""
    product.stop()
    settings = {"CLOCK": moment, "SMS_GATEWAY": product.environment["SMS_GATEWAY"]}
    copy = running.start(product.instance, product.database_url, settings, demo=True)
    try:
        yield copy
    finally:
        copy.stop()


def test_from_the_sheet_to_a_published_draft_and_a_hearing(
    server: Callable[..., Product], page_at: Open, axe: Check, fits: Check
) -> None:
    product = server(SMS_GATEWAY="demo", fresh=True)
    people = People(product, page_at, axe, fits)
    editor = people["editor"]
    preview = take_sheet(editor, product, people)
    draft = hand_in(editor, preview, people)

    # Fourteen days are too short: the rule, its clause, the earliest lawful day.
    said = refused(editor)
    assert "DP-02" in said, said
    assert "2024年8月31日" in said or "8月31日" in said, said
    expect(editor.locator("aside button", has_text="送审")).to_be_disabled()
    people.look(editor)
    editor.goto(f"{preview}/edit")
    editor.locator("[name=shorter_reason]").fill("高温天气，饮水点要赶在八月底前装好。")
    editor.locator("[name=no_secret_marks]").check()
    press(editor, "保存")
    editor.goto(draft)
    expect(editor.locator("main")).to_contain_text("可以送审")
    press(editor, "送审")

    # The secrecy reviewer reads the text and sends it back with a remark; the next one passes.
    address = document(editor, product)
    people.sign(address, ("reviewer", "通过初审"))
    secrecy = people["secrecy"]
    secrecy.goto(address)
    expect(secrecy.locator("main")).to_contain_text("每天检查一次")
    people.look(secrecy)
    secrecy.get_by_role("radio", name="删改后公开").check()
    secrecy.locator("textarea[name$=reason]").first.fill("第五条不要写到场路线和值班表。")
    press(secrecy, "签署审查意见")
    editor.goto(f"{product.url}/zh/staff/")
    expect(editor.locator(".todo")).to_contain_text(TITLE)
    editor.goto(draft)
    expect(editor.locator("main")).to_contain_text("第五条不要写到场路线和值班表")
    press(editor, "送审")
    people.sign(address, ("reviewer", "通过初审"), ("secrecy", "签署审查意见"))
    people["leader"].goto(address)
    people.look(people["leader"])
    people.sign(address, ("leader", "审核通过"), ("office", "公开"))
    visitor = page_at(360, 740)
    number = preview.rpartition("/")[2]
    public = f"{product.url}/zh/c/2024-openness-day/decisions"
    visitor.goto(f"{public}/previews/{number}/draft")
    expect(visitor.locator("main")).to_contain_text("高温天气")
    assert visitor.locator(".annot__row", has_text="水质结果贴在饮水点上").count() == 1

    hearing(editor, product, number, people)
    visitor.goto(f"{public}/previews/{number}/")
    expect(visitor.locator("main")).to_contain_text("公共饮水点听证会")
    people.look(visitor)


def take_sheet(editor: Page, product: Product, people: People) -> str:
    """Upload, look at every row, take the good ones in; begin the preview of the new item. Returns its address."""
    editor.goto(f"{product.url}{STAFF}/")
    with editor.expect_navigation():
        editor.locator("main table").last.get_by_role("link", name="水务局").click()
    follow(editor, "从表格导入")
    editor.locator("[name=file]").set_input_files(sheet(*ROWS))
    press(editor, "看一看")
    expect(editor.locator(".errsum")).to_be_visible()
    editor.locator("[name=file]").set_input_files(sheet(*ROWS))
    editor.locator("[name=no_secret_marks]").check()
    press(editor, "看一看")
    expect(editor.locator("main")).to_contain_text("有的行不会导入")
    people.look(editor)
    press(editor, "导入这 1 行")
    row = editor.locator("tr", has_text=TITLE)
    with editor.expect_navigation():
        row.get_by_role("link", name="开始写").click()
    assert editor.locator("[name=title]").input_value() == TITLE
    editor.locator("[name=summary]").fill("在街上喝到干净的水。")
    editor.locator("[name=basis]").fill("《城市供水条例》第五条")
    editor.locator("[name=contact]").fill("市水务局供水科 260 0151")
    editor.locator("[name=comment_until]").fill("2024-08-15")
    editor.locator("[name=explanation]").fill(
        "为什么定：全市只有 12 个饮水点。\n主要内容：设在哪里、谁来管。"
    )
    if not editor.locator("[name=web]").is_checked():
        editor.locator("[name=web]").check()
    press(editor, "保存")
    expect(editor.locator(".errsum")).to_be_visible()
    assert "全市只有 12 个" in editor.locator("[name=explanation]").input_value()
    editor.locator("[name=no_secret_marks]").check()
    press(editor, "保存")
    assert re.search(r"/previews/\d+/$", editor.url), editor.url
    people.look(editor)
    return editor.url.rstrip("/")


def hand_in(editor: Page, preview: str, people: People) -> str:
    """Paste the text; two articles that stood in one line are parted by hand. Returns the draft's address."""
    editor.goto(f"{preview}/draft/new")
    editor.get_by_role("radio", name="征求意见稿").check()
    editor.locator("[name=text]").fill(TEXT)
    editor.locator("[name=no_secret_marks]").check()
    press(editor, "拆成段，看一看")
    people.look(editor)
    row = editor.locator(".cutlist li", has_text="水质结果贴在饮水点上")
    if "每天检查一次" in row.first.inner_text():
        with editor.expect_navigation():
            row.first.get_by_role("link", name="分开、改类别").click()
        text = editor.locator("[name=text]").input_value()
        editor.locator("[name=text]").fill(text.replace(" 第四条", "\n第四条"))
        people.look(editor)
        press(editor, "分开")
    row = editor.locator(".cutlist li", has_text="水质结果贴在饮水点上")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("第四条")
    return (
        re.sub(r"/draft/.*$|#.*$", "/draft", editor.url)
        if "/draft/" in editor.url
        else editor.url.split("#")[0]
    )


def hearing(editor: Page, product: Product, number: str, people: People) -> None:
    """A hearing whose papers come too late is refused with the earliest day; then it goes through."""
    editor.goto(f"{product.url}{STAFF}/meetings/new")
    editor.locator("[name=preview_id]").select_option(number)
    editor.get_by_role("radio", name="听证会").check()
    editor.get_by_role("radio", name="抽签").check()
    values = {"title": "公共饮水点听证会", "starts_at": "2024-08-06T09:00", "ends_at": "2024-08-06T11:00",
              "opens_at": "2024-08-01T09:00", "closes_at": "2024-08-05T17:00", "place": "市水务局三楼会议室",
              "agenda": "陈述\n质证", "invitees": "用水户代表", "contact": "李工，260 0118", "capacity": "12",
              "offer_hours": "2"}  # fmt: skip
    for name, value in values.items():
        editor.locator(f"[name={name}]").fill(value)
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    expect(editor.locator("main")).to_contain_text("DP-04")
    people.look(editor)
    editor.locator("#papers [name=title], [name=title]").last.fill("听证事项和草案说明")
    editor.locator("input[type=file]").set_input_files(
        {"name": "材料.txt", "mimeType": "text/plain", "buffer": "一、听证事项。".encode()}
    )
    editor.locator("[name=not_secret]").last.check()
    editor.locator("form:has(input[type=file]) button[type=submit]").click()
    editor.wait_for_load_state()
    assert "8月8日" in refused(editor), refused(editor)
    follow(editor, "改会议")
    for name, value in {"starts_at": "2024-08-20T09:00", "ends_at": "2024-08-20T11:00",
                        "closes_at": "2024-08-16T17:00"}.items():  # fmt: skip
        editor.locator(f"[name={name}]").fill(value)
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    press(editor, "送审")
    people.through(document(editor, product))


def test_from_comments_to_the_follow_through(
    server: Callable[..., Product], page_at: Open, axe: Check, fits: Check
) -> None:
    product = server(SMS_GATEWAY="demo", fresh=True)
    people = People(product, page_at, axe, fits)
    feedback = answer_everything(people, product)
    people.through(feedback)
    visitor = page_at(360, 740)
    number = find(people["editor"], product, "节约用水奖励办法")
    visitor.goto(f"{product.url}/zh/c/2024-openness-day/decisions/previews/{number}/feedback")
    expect(visitor.locator("main")).to_contain_text("学校、医院已经列入")
    people.look(visitor)
    with later(product, "2024-08-14T09:00") as copy:
        decide(People(copy, page_at, axe, fits), copy)


def find(page: Page, product: Product, title: str) -> str:
    """The number of a preview of the demo."""
    page.goto(f"{product.url}{STAFF}/")
    href = page.get_by_role("link", name=title).first.get_attribute("href") or ""
    return href.rstrip("/").rpartition("/")[2]


def answer_everything(people: People, product: Product) -> str:
    """Merge, end all but one, be refused, end that, too; write the feedback and send it. Returns the chain's page."""
    editor, office = people["editor"], people["office"]
    number = find(editor, product, "节约用水奖励办法")
    preview = f"{product.url}{STAFF}/previews/{number}"
    office.goto(f"{product.url}/zh/staff/opinions?tab=open&subject=decisions.comment:{number}")
    for words in ("学校、医院也应当", "租房的人省水"):
        office.locator("tr", has_text=words).locator("input[type=checkbox]").check()
    press(office, "合并成一条")
    expect(office.locator("main")).to_contain_text("合并了 1 条")
    people.look(office)

    editor.goto(f"{preview}/feedback/edit")
    editor.locator("[name=questions-0-asked]").fill("家庭节水怎样奖励？")
    editor.locator("[name=questions-0-said]").fill("多数人希望直接抵水费。")
    editor.locator("[name=questions-0-did]").fill("增加可以选择抵扣水费（第四条）。")
    editor.locator("[name=closing]").fill("下一步送合法性审查。")
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    people.look(editor)
    assert "没有办结" in refused(editor), refused(editor)
    expect(editor.locator("aside button", has_text="送审")).to_be_disabled()
    end(editor, preview, ("学校、医院也应当",), "采纳", "学校、医院已经列入第三条。", people)
    editor.goto(f"{preview}/feedback")
    assert "还有 1 条" in refused(editor) or "1 条" in refused(editor), refused(editor)
    end(editor, preview, ("0.5元偏低",), "不采纳", "", people)
    expect(editor.locator(".errsum")).to_be_visible()
    editor.locator("[name=reason]").fill("按成本监审，0.5 元已经高于制水差价。")
    press(editor, "办结")
    editor.goto(f"{preview}/feedback/comments")
    editor.locator("select[name=question]").last.select_option(index=1)
    for box in editor.locator("input[name=comment]").all()[:4]:
        box.check()
    press(editor, "放好")
    editor.goto(f"{preview}/feedback")
    press(editor, "送审")
    return document(editor, product)


def end(
    editor: Page, preview: str, words: tuple[str, ...], outcome: str, reason: str, people: People
) -> None:
    """End the comments with these words together."""
    editor.goto(f"{preview}/feedback/comments?end=open")
    for one in words:
        editor.locator("tr", has_text=one).locator("input[type=checkbox]").check()
    editor.get_by_role("radio", name=outcome, exact=True).check()
    editor.locator("[name=reason]").fill(reason)
    people.look(editor)
    press(editor, "办结")


def decide(people: People, product: Product) -> None:
    """Legality review passed, interpretation and milestone drafted with the decision; all of it comes out."""
    editor = people["editor"]
    number = find(editor, product, "河道采砂规划")
    preview = f"{product.url}{STAFF}/previews/{number}"
    editor.goto(f"{preview}/decision/edit")
    values = {"title": "关于批准《云川市青溪河河道采砂规划》的决定", "number": "云政发〔2024〕9号",
              "decided_on": "2024-08-13", "body": "市政府第30次常务会议", "text": "第一条 批准规划。\n第二条 自公布之日起执行。"}  # fmt: skip
    editor.locator("[name=way][value=text]").check()
    for name, value in values.items():
        editor.locator(f"[name={name}]").fill(value)
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    said = refused(editor)
    assert "DP-07" in said, said
    assert "PB-05" in said, said
    people.look(editor)
    editor.goto(f"{preview}/legality")
    editor.locator("[name=done_on]").fill("2024-08-12")
    editor.locator("[name=result][value=passed]").check()
    editor.locator("[name=no_secret_marks]").check()
    editor.locator("form:has([name=done_on]) button[type=submit]").click()
    editor.wait_for_load_state()
    people.look(editor)
    editor.goto(f"{preview}/interpretation/edit")
    editor.locator("[name=background]").fill("上一轮规划到期。")
    editor.locator("[name=answers-0-answer]").fill("自公布之日起执行。")
    editor.locator("[name=contact]").fill("市水务局河道科 260 0160")
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    editor.goto(f"{preview}/milestones")
    editor.locator("[name=title]").fill("立好 8 处界碑")
    editor.locator("[name=due]").fill("2024-08-20")
    editor.locator("[name=not_secret]").check()
    press(editor, "加上")
    people.look(editor)
    for part in ("decision", "interpretation"):
        editor.goto(f"{preview}/{part}")
        press(editor, "送审")
        people.through(document(editor, product))
    editor.goto(f"{preview}/milestones")
    follow(editor, "立好 8 处界碑")
    follow(editor, "改内容")
    editor.locator("[name=done_on]").fill(date(2024, 8, 14).isoformat())
    editor.locator("[name=note]").fill("8 处界碑已经立好。")
    editor.locator("[name=not_secret]").check()
    press(editor, "保存并检查")
    press(editor, "送审")
    people.through(document(editor, product))
    visitor = people.page_at(360, 740)
    public = f"{product.url}/zh/c/2024-openness-day/decisions/previews/{number}"
    for part, words in (
        ("decision", "批准规划"),
        ("interpretation", "自公布之日起执行"),
        ("progress", "8 处界碑"),
    ):
        visitor.goto(f"{public}/{part}")
        expect(visitor.locator("main")).to_contain_text(words)
        people.look(visitor)
