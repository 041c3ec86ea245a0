"""The people of a large city that doesn't exist: three hundred units, an editor in each district's, and whole chains of
signers for those who publish. Only in demo mode, in an empty database."""

from __future__ import annotations

from datetime import datetime

from core.base import audit
from core.base.access import SYSTEM
from core.base.db import db, insert_many, unit_of_work
from core.users import passwords, rules
from core.users.contracts import Department
from core.users.models import DepartmentRow, GrantRow, UserRow
from core.users.service import demo
from core.users.service.departments import all_departments

DEPARTMENTS = 300
#: districts beside the demo's four, so that three hundred units are reached
DISTRICTS = ("望江区", "东陵区", "西山区", "南浦区", "北湖区", "凤岭县", "长河县", "梅川县")
OFFICES = (
    "政府办公室", "教育局", "卫生健康局", "住房和城乡建设局", "城市管理局", "民政局", "人力资源和社会保障局",
    "市场监督管理局", "交通运输局", "水务局", "自然资源局", "司法局", "财政局", "应急管理局",
)  # fmt: skip
TOWNS = ("东街", "西关", "南塘", "北门", "新华", "和平", "朝阳", "光明", "柳林", "石桥", "清泉", "杨树")
#: what publishes by itself: bureaus of the city with everybody a text needs
CHAINS = 20
SIGNERS = (
    ("editor", "编辑"),
    ("reviewer", "初审"),
    ("secrecy_reviewer", "保密"),
    ("leader", "签发"),
)
NAMES = "林远江岚陆平许静沈青唐宁韩松冯越白露秦川"


def create_busy_people(now: datetime, size: float) -> None:
    """The demo's people and units, then units up to three hundred (times `size`). Raises RuleBroken("demo_only")."""
    demo.create_demo_people(now)
    with unit_of_work():
        known = all_departments()
        ids = {unit.name: unit.id for unit in known}
        wanted = _units()[: max(0, round(DEPARTMENTS * size) - len(known))]
        for district in dict.fromkeys(above for _name, _kind, above in wanted):
            if district not in ids:
                ids |= _plant([(district, "county", ids[demo.CITY])])
        ids |= _plant([(name, kind, ids[above]) for name, kind, above in wanted if name not in ids])
        audit.record_many(
            SYSTEM, now, "users.department_added", [("department", i) for i in list(ids.values())[len(known) :]]
        )  # fmt: skip
        first = (demo.WATER, demo.HOUSING)
        bureaus = [unit for unit in known if unit.kind == "bureau" and unit.name != demo.OFFICE]
        bureaus.sort(key=lambda unit: unit.name not in first)
        publishing = bureaus[: max(2, round(CHAINS * min(size, 1)))]
        _people(publishing, now)


def _units() -> list[tuple[str, str, str]]:
    """(name, kind, the district above): a district's offices before its towns, district by district."""
    districts = (*demo.COUNTIES, *DISTRICTS)
    units = [(one, "county", demo.CITY) for one in DISTRICTS]
    for n, district in enumerate(districts):
        units += [(f"{district}{office}", "bureau", district) for office in OFFICES]
        last = "街道" if district.endswith("区") else "镇"
        units += [(f"{district}{TOWNS[(n + k) % len(TOWNS)]}{last}", "town", district) for k in range(9)]
    return units


def _plant(units: list[tuple[str, str, int]]) -> dict[str, int]:
    rows = [
        {
            "name": name, "name_key": rules.name_key(name), "short_name": "", "aliases": [], "kind": kind,
            "parent_id": above, "active": True,
        }
        for name, kind, above in units
    ]  # fmt: skip
    found = insert_many(DepartmentRow, rows, returning=("id", "name")) if rows else []
    return {row.name: row.id for row in sorted(found, key=lambda row: row.id)}


def _people(publishing: list[Department], now: datetime) -> None:
    """The four who are needed for a text, in each of these units."""
    shared = passwords.hashed(demo.PASSWORD)
    people = []
    for unit in publishing:
        for n, (role, title) in enumerate(SIGNERS):
            # fmt: off
            person = UserRow(
                name=f"{NAMES[(unit.id * 3 + n) % len(NAMES)]}{title}", login_name=f"{role}{unit.id}",
                department_id=unit.id, active=True, password_hash=shared, created_at=now,
            )
            # fmt: on
            people.append((person, role))
    db.session.add_all(person for person, _role in people)
    db.session.flush()
    db.session.add_all(
        GrantRow(user_id=person.id, role=role, department_id=person.department_id, granted_at=now)
        for person, role in people
    )
    audit.record_many(SYSTEM, now, "users.person_added", [("user", person.id) for person, _role in people])
