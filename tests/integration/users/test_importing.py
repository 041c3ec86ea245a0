"""Departments and people from a spreadsheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from core.base.access import SYSTEM, Actor
from core.base.db import db
from core.base.errors import Invalid, NotAllowed
from core.users import service, spreadsheet
from core.users.models import UserRow
from core.users.service import importing
from tests.integration.users.conftest import NOW, City

UNITS = ("全称", "类别", "上级", "简称", "别名")
PEOPLE = ("姓名", "登录名", "部门", "角色", "电话", "邮箱")
GOOD_UNITS = [
    ("云川市应急管理局", "部门", "市政府", "市应急局", "应急局、市安监局"),
    ("白石县", "县区", "云川市", None, None),
    ("松岭乡", "乡镇街道", "白石县", None, None),
]
GOOD_PEOPLE = [
    ("王青禾", "wang.qinghe", "市水务局", "部门编辑、初审人", 13800002046, "wang@example.org"),
    ("李望舒", "li.wangshu", "市应急局", "部门编辑", None, None),
    ("赵守一", "赵守一", "松岭乡", None, "0954-2000001", None),
]


def book(
    units: Sequence[Any] | None = None, people: Sequence[Any] | None = None, head: Sequence[str] = PEOPLE
) -> io.BytesIO:
    made = Workbook()
    made.remove(made["Sheet"])
    for name, heading, rows in (("部门", UNITS, units), ("人员", head, people)):
        if rows is not None:
            sheet = made.create_sheet(name)
            for row in (heading, *rows):
                sheet.append(row)
    if not made.sheetnames:
        made.create_sheet("别的")
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    return out


@pytest.fixture
def office(city: City) -> Actor:
    return city.actor("office", None, ("office", None))


def look(actor: Actor, units: Any = None, people: Any = None) -> importing.Preview:
    return importing.preview(spreadsheet.read(book(units, people)), actor=actor, now=NOW)


def faults(seen: importing.Preview) -> dict[str, list[str]]:
    return {row.title or "?": [f.code for f in row.faults] for row in seen.rows if row.outcome == "fault"}


def test_a_preview_shows_every_row_and_stores_nothing(city: City, office: Actor):
    seen = look(office, GOOD_UNITS, GOOD_PEOPLE)
    assert [row.outcome for row in seen.rows] == ["add"] * 6
    assert [row.number for row in seen.rows] == [2, 3, 4, 2, 3, 4]
    assert len(service.all_departments()) == 5
    assert service.list_people(actor=SYSTEM).total == 1
    assert "13800002046" not in seen.sealed


def test_confirming_stores_and_a_second_time_changes_nothing(city: City, office: Actor):
    done = importing.confirm(look(office, GOOD_UNITS, GOOD_PEOPLE).sealed, actor=office, now=NOW)
    assert (done.added_departments, done.added_people, done.changed, done.faulty) == (3, 3, 0, ())
    town = service.find_department("松岭乡")
    assert town is not None
    assert service.department_name(town.parent_id or 0) == "白石县"
    wang = db.session.query(UserRow).filter_by(login_name="wang.qinghe").one()
    assert {(g.role, g.department_id) for g in service.own_grants(wang.id)} == {
        ("editor", city.ids["云川市水务局"]), ("reviewer", city.ids["云川市水务局"]),
    }  # fmt: skip
    assert service.person(wang.id, actor=SYSTEM).phone == "13800002046"
    sealed = wang.phone_sealed
    again = look(office, GOOD_UNITS, GOOD_PEOPLE)
    assert {row.outcome for row in again.rows} == {"same"}
    done = importing.confirm(again.sealed, actor=office, now=NOW)
    assert (done.added_departments, done.added_people, done.changed) == (0, 0, 0)
    db.session.expire_all()
    assert wang.phone_sealed == sealed
    assert set(service.people_without_password(done.people_ids, actor=office)) == set(done.people_ids)


def test_faulty_rows_say_why_and_the_good_ones_go_in(city: City, office: Actor):
    city.person("taken", "云川市水务局", name="孙若竹")
    gone = city.person("gone", "云川市水务局", name="钱一")
    service.deactivate_person(gone, actor=SYSTEM, now=NOW)
    people = [
        ("好人", "good", "市水务局", None, None, None),
        (None, "noname", "市水务局", None, None, None),
        ("无登录", None, "市水务局", None, None, None),
        ("空格", "a b", "市水务局", None, None, None),
        ("又一个", "GOOD", "市水务局", None, None, None),
        ("没部门", "nodept", None, None, None, None),
        ("错部门", "baddept", "月球局", None, None, None),
        ("错角色", "badrole", "市水务局", "皇帝", None, None),
        ("大角色", "bigrole", "市水务局", "系统管理员", None, None),
        ("错电话", "badphone", "市水务局", None, "问门卫", None),
        ("错邮箱", "badmail", "市水务局", None, None, "x@y"),
        ("冒名", "taken", "市水务局", None, None, None),
        ("钱一", "gone", "市水务局", None, None, None),
        ("几处错", "", "月球局", "皇帝", "问门卫", "x"),
    ]
    seen = look(office, None, people)
    assert faults(seen) == {
        "noname": ["row_person_missing"],
        "无登录": ["row_login_missing"],
        "空格": ["login_shape"],
        "又一个": ["row_double"],
        "没部门": ["row_department_missing"],
        "错部门": ["row_department"],
        "错角色": ["row_role"],
        "大角色": ["role_not_yours"],
        "错电话": ["contact_phone_shape"],
        "错邮箱": ["mail_shape"],
        "冒名": ["row_login_other"],
        "钱一": ["row_ended"],
        "几处错": ["row_login_missing", "contact_phone_shape", "mail_shape", "row_department", "row_role"],
    }
    done = importing.confirm(seen.sealed, actor=office, now=NOW)
    assert (done.added_people, len(done.faulty)) == (1, 13)


def test_faulty_departments(city: City, office: Actor):
    service.deactivate_department(city.ids["望河街道"], actor=SYSTEM, now=NOW)
    units = [
        (None, "部门", None, None, None),
        ("某局", "机关", "市政府", None, None),
        ("某委", "部门", "月球", None, None),
        ("某办", "部门", "市政府", None, None),
        ("某 办", "部门", "市政府", None, None),
        ("望河街道", "乡镇街道", "青溪区", None, None),
        ("云川市水务局", "部门", "青溪区", None, None),
    ]
    assert faults(look(office, units, None)) == {
        "?": ["row_name_missing"],
        "某局": ["row_kind"],
        "某委": ["row_parent"],
        "某 办": ["row_double"],
        "望河街道": ["department_name_taken_ended"],
        "云川市水务局": ["row_moved"],
    }


def test_people_of_a_faulty_department_are_faulty_too(city: City, office: Actor):
    seen = look(office, [("某局", "机关", "市政府", None, None)], [("甲", "jia", "某局", None, None, None)])
    assert faults(seen)["甲"] == ["row_department"]


def test_an_upload_adds_roles_and_contacts_but_takes_nothing_away(city: City, office: Actor):
    user = city.person("wang", "云川市水务局", ("leader", "云川市水务局"), name="王青禾")
    seen = look(office, None, [("王青禾", "wang", "市水务局", "部门编辑", None, "w@example.org")])
    assert [(row.outcome, row.roles) for row in seen.rows] == [("change", ("editor",))]
    importing.confirm(seen.sealed, actor=office, now=NOW)
    assert {g.role for g in service.own_grants(user)} == {"leader", "editor"}
    importing.confirm(
        look(office, None, [("王青禾", "wang", "市水务局", None, None, None)]).sealed, actor=office, now=NOW
    )
    assert service.person(user, actor=SYSTEM).mail == "w@example.org"


def test_a_preview_is_the_uploaders_own_and_ends_after_an_hour(city: City, office: Actor):
    seen = look(office, None, GOOD_PEOPLE[:1])
    other = city.actor("office2", None, ("office", None))
    for sealed, actor, now in (
        (seen.sealed, other, NOW),
        (seen.sealed, office, NOW + timedelta(minutes=61)),
        (seen.sealed[:-3] + "abc", office, NOW),
        ("", office, NOW),
    ):
        with pytest.raises(Invalid, match="sheet_stale"):
            importing.confirm(sealed, actor=actor, now=now)


def test_only_who_manages_the_whole_city_imports(city: City):
    for actor in (
        city.actor("lead", "云川市水务局", ("lead", "云川市水务局")),
        city.actor("county", "青溪区", ("office", "青溪区")),
    ):
        with pytest.raises(NotAllowed):
            look(actor, None, GOOD_PEOPLE)


def test_an_administrator_imports_people_but_gives_only_what_is_his(city: City):
    admin = city.actor("admin", None, ("administrator", None))
    people = [
        ("甲", "jia", "市水务局", "政务公开办", None, None),
        ("乙", "yi", "市水务局", "部门编辑", None, None),
    ]
    assert faults(look(admin, None, people)) == {"乙": ["role_not_yours"]}
    newborn = [("新局", "部门", "市政府", None, None)]
    assert faults(look(admin, newborn, [("乙", "yi", "新局", "部门编辑", None, None)])) == {
        "乙": ["role_not_yours"]
    }


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_template_can_be_filled_in_and_read_back():
    made = load_workbook(io.BytesIO(spreadsheet.template()))
    assert made.sheetnames == ["部门", "人员", "说明"]
    made["人员"]["A2"], made["人员"]["B2"], made["人员"]["C2"] = "王青禾", "wang", "市水务局"
    out = io.BytesIO()
    made.save(out)
    out.seek(0)
    assert spreadsheet.read(out).people[0].cells["登录名"] == "wang"


def broken_zip() -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        pack.writestr("word/document.xml", "<w/>")
    out.seek(0)
    return out


def swollen() -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("xl/worksheets/sheet1.xml", b" " * (81 * 1024 * 1024))
    out.seek(0)
    return out


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (io.BytesIO(b""), "sheet_missing"),
        (io.BytesIO("姓名,登录名\n王,wang".encode()), "sheet_not_xlsx"),
        (io.BytesIO(b"\xd0\xcf\x11\xe0" + b"\0" * 2000), "sheet_not_xlsx"),
        (io.BytesIO(book([], GOOD_PEOPLE).getvalue()[:900]), "sheet_not_xlsx"),
        (broken_zip(), "sheet_not_xlsx"),
        (swollen(), "sheet_large"),
        (io.BytesIO(b"x" * (5 * 1024 * 1024 + 1)), "sheet_large"),
        (book(None, None), "sheet_pages"),
        (book([], []), "sheet_empty"),
        (book(None, [("甲", "jia")], head=("姓名", "账号")), "sheet_columns"),
        (book(None, [("甲", f"a{n}", "市水务局") for n in range(3001)]), "sheet_rows"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used_say_what_to_do(file: io.BytesIO, code: str):
    with pytest.raises(Invalid) as refusal:
        spreadsheet.read(file)
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    if code == "sheet_columns":
        assert refusal.value.params["columns"] == ["登录名", "部门"]


def test_blank_rows_and_odd_cells_are_forgiven():
    rows = [(None,) * 6, ("  王青禾 ", " Wang ", "市水务局", None, 13800002046.0, ""), (None,) * 6]
    found = spreadsheet.read(book(None, rows)).people
    assert [(row.number, row.cells["姓名"], row.cells["电话"]) for row in found] == [
        (3, "王青禾", "13800002046")
    ]
