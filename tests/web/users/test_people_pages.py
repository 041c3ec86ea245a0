"""Pages of people, roles, departments and the spreadsheet."""

from __future__ import annotations

import html
import io
import re

from openpyxl import Workbook

from core.base.access import SYSTEM
from core.users import service
from tests.web.users.conftest import HOUSING, WATER, City


def sheet(*people: tuple) -> io.BytesIO:
    made = Workbook()
    made.active.title = "人员"  # type: ignore[union-attr]
    for row in (("姓名", "登录名", "部门", "角色"), *people):
        made.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


def test_adding_a_person_keeps_what_was_typed_until_it_is_right(city: City):
    client = city.sign_in("office")
    typed = {
        "name": "王青禾",
        "login_name": "office",
        "department_id": str(city.units[WATER]),
        "phone": "问门卫",
    }
    bad = client.post("/zh/staff/people/new", data=typed)
    assert bad.status_code == 422
    for kept in ("王青禾", "问门卫", f'selected value="{city.units[WATER]}"'):
        assert kept in bad.text
    assert 'href="#phone"' in bad.text
    taken = client.post("/zh/staff/people/new", data={**typed, "phone": ""})
    assert taken.status_code == 422
    assert "已经有人用了" in taken.text
    good = client.post("/zh/staff/people/new", data={**typed, "phone": "", "login_name": "wang"})
    assert good.status_code == 303
    assert "王青禾" in client.get(good.location).text


def test_a_lead_gives_editor_in_the_own_department_and_nothing_else(city: City):
    client, url = city.sign_in("lead"), f"/zh/staff/people/{city.people['nobody']}/roles"
    page = client.get(f"/zh/staff/people/{city.people['nobody']}").text
    offered = set(re.findall(r'<option (?:selected )?value="([a-z_]+)">', page))
    assert offered == {"editor", "reviewer"}
    water, housing = str(city.units[WATER]), str(city.units[HOUSING])
    for role, department in (("leader", water), ("editor", housing), ("office", ""), ("", water)):
        answer = client.post(url, data={"role": role, "department_id": department, "campaign_id": ""})
        assert answer.status_code == 422, (role, department)
    assert (
        client.post(url, data={"role": "editor", "department_id": water, "campaign_id": ""}).status_code
        == 303
    )
    held = city.run(lambda: service.own_grants(city.people["nobody"]))
    assert [(g.role, g.department_id) for g in held] == [("editor", city.units[WATER])]
    ended = client.post(f"/zh/staff/people/{city.people['nobody']}/roles/{held[0].id}/end")
    assert ended.status_code == 303
    assert city.run(lambda: service.own_grants(city.people["nobody"])) == []


def test_shutting_an_account_asks_first_and_signs_out(city: City):
    client, editor = city.sign_in("office"), city.sign_in("editor")
    url = f"/zh/staff/people/{city.people['editor']}/end"
    assert "停用人editor的账号" in client.get(url).text
    assert editor.get("/zh/staff/account").status_code == 200
    assert client.post(url).status_code == 303
    assert editor.get("/zh/staff/account").status_code == 302
    own = client.post(f"/zh/staff/people/{city.people['office']}/end", follow_redirects=True)
    assert "不能停用自己的账号" in own.text


def test_the_list_is_searched_and_paged(city: City):
    def fill() -> None:
        for n in range(60):
            service.add_person(
                service.SavePerson(f"张{n:02}", f"zhang{n:02}", city.units["青溪区"]),
                actor=SYSTEM,
                now=service_now(),
            )

    city.run(fill)
    client = city.sign_in("office")
    first = client.get("/zh/staff/people?q=张").text
    assert "第 1 页，共 2 页" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get(html.unescape(following[1])).text
    assert "张59" in second
    assert "没有找到这样的人" in client.get("/zh/staff/people?q=李").text
    assert client.get("/zh/staff/people?page=abc&department=x&role=king").status_code == 200


def service_now():
    from core.base import clock

    return clock.now()


def test_departments_are_added_moved_and_ended(city: City):
    client = city.sign_in("office")
    data = {
        "name": "望河街道",
        "kind": "town",
        "parent_id": str(city.units["青溪区"]),
        "short_name": "",
        "aliases": "望河",
    }
    assert client.post("/zh/staff/departments/new", data=data).status_code == 303
    double = client.post("/zh/staff/departments/new", data=data)
    assert double.status_code == 422
    assert "已经有一个叫" in double.text
    town = city.run(lambda: service.find_department("望河"))
    ring = client.post(
        f"/zh/staff/departments/{city.units['青溪区']}",
        data={"name": "青溪区", "kind": "county", "parent_id": str(town.id)},
    )
    assert ring.status_code == 422
    assert "不能把" in ring.text
    busy = client.post(f"/zh/staff/departments/{city.units[WATER]}/end", follow_redirects=True)
    assert "个在用的账号" in busy.text
    assert client.post(f"/zh/staff/departments/{town.id}/end").status_code == 303
    assert "已停用" in client.get("/zh/staff/departments?q=望河").text
    assert client.post(f"/zh/staff/departments/{town.id}/resume").status_code == 303
    assert client.get("/zh/staff/departments/99999").status_code == 404


def test_a_spreadsheet_is_previewed_confirmed_and_its_links_printed(city: City):
    client = city.sign_in("office")
    file = sheet(
        ("王青禾", "wang", WATER, "部门编辑"), ("没部门", "mei", None, None), ("李望舒", "li", HOUSING, None)
    )
    page = client.post("/zh/staff/people/import", data={"file": (file, "人员.xlsx")})
    assert page.status_code == 200
    assert "没有填部门" in page.text
    assert "人员 第 3 行" in page.text
    assert city.run(lambda: service.list_people(actor=SYSTEM, text="王青禾").total) == 0
    sealed = re.search(r'name="rows" value="([^"]+)"', page.text)
    assert sealed is not None
    done = client.post("/zh/staff/people/import/confirm", data={"rows": sealed[1]})
    assert done.status_code == 200
    assert city.run(lambda: service.list_people(actor=SYSTEM, text="王青禾").total) == 1
    users = re.findall(r'name="user" value="(\d+)"', done.text)
    assert len(users) == 2
    slips = client.post("/zh/staff/people/links", data={"user": users})
    assert slips.text.count('class="slip ') == 2
    again = client.post("/zh/staff/people/import/confirm", data={"rows": sealed[1]})
    assert again.status_code == 200
    assert city.run(lambda: service.list_people(actor=SYSTEM, text="王青禾").total) == 1


def test_a_file_that_is_no_spreadsheet(city: City):
    client = city.sign_in("office")
    for data, sentence in (
        ({}, "请先选择一个 .xlsx 文件"),
        ({"file": (io.BytesIO(b"hello"), "a.xlsx")}, "不是 .xlsx 表格"),
    ):
        answer = client.post("/zh/staff/people/import", data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert sentence in answer.text
    stale = client.post("/zh/staff/people/import/confirm", data={"rows": "nonsense"})
    assert stale.status_code == 422
    assert "重新上传" in stale.text


def test_words_typed_are_never_markup(city: City):
    client = city.sign_in("office")
    city.run(
        lambda: service.add_person(
            service.SavePerson("<b>王</b>", "xss", city.units[WATER]), actor=SYSTEM, now=service_now()
        )
    )
    page = client.get("/zh/staff/people?q=<b>").text
    assert "<b>王" not in page
    assert html.escape("<b>王</b>") in page
