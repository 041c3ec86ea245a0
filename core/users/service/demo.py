"""The people of a city that doesn't exist. Only in demo mode: these accounts have a password that everybody knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.base.errors import RuleBroken
from core.base.registry import settings
from core.users import passwords, roles
from core.users.contracts import SaveDepartment, SavePerson
from core.users.models import UserRow
from core.users.service import departments
from core.users.service.grants import give_role
from core.users.service.people import add_person

PASSWORD = "yunchuan-demo"
CITY = "云川市人民政府"
OFFICE = "云川市人民政府办公室"
WATER = "云川市水务局"
HOUSING = "云川市住房和城乡建设局"
BUREAUS = (
    (OFFICE, "市政府办公室", "市政府办"),
    ("云川市发展和改革委员会", "市发改委", "市发展改革委"),
    ("云川市教育局", "市教育局", ""),
    ("云川市科学技术局", "市科技局", ""),
    ("云川市工业和信息化局", "市工信局", ""),
    ("云川市公安局", "市公安局", ""),
    ("云川市民政局", "市民政局", ""),
    ("云川市司法局", "市司法局", ""),
    ("云川市财政局", "市财政局", ""),
    ("云川市人力资源和社会保障局", "市人社局", "市人力资源社会保障局"),
    ("云川市自然资源局", "市自然资源局", ""),
    ("云川市生态环境局", "市生态环境局", "市环保局"),
    (HOUSING, "市住房城乡建设局", "市住建局"),
    ("云川市交通运输局", "市交通运输局", "市交通局"),
    (WATER, "市水务局", ""),
    ("云川市农业农村局", "市农业农村局", ""),
    ("云川市商务局", "市商务局", ""),
    ("云川市文化旅游和广播电视局", "市文化旅游广电局", "市文旅局"),
    ("云川市卫生健康委员会", "市卫生健康委", "市卫健委"),
    ("云川市应急管理局", "市应急管理局", "市应急局"),
    ("云川市审计局", "市审计局", ""),
    ("云川市市场监督管理局", "市市场监管局", ""),
    ("云川市统计局", "市统计局", ""),
    ("云川市医疗保障局", "市医保局", ""),
    ("云川市营商环境建设局", "市营商局", ""),
    ("云川市城市管理综合行政执法局", "市城管局", ""),
    ("云川市信访局", "市信访局", ""),
    ("云川市政务服务局", "市政务服务局", ""),
)
COMPANIES = (
    ("云川市供水有限责任公司", "市供水公司"),
    ("云川市热力集团有限公司", "市热力集团"),
    ("云川市燃气有限公司", "市燃气公司"),
    ("云川市公共交通有限公司", "市公交公司"),
    ("云川市第一人民医院", "市一医院"),
    ("云川市融媒体中心", "市融媒体中心"),
)
#: kept by the city like a county, without towns
ZONE = ("云川经济开发区管理委员会", "市经开区", "开发区")
COUNTIES = {
    "青溪区": ("望河街道", "柳桥街道"),
    "临江区": ("江湾街道",),
    "白石县": ("白石镇", "松岭乡"),
    "云岭县": ("云岭镇",),
}


@dataclass(frozen=True)
class DemoPerson:
    """Who, with which login, in which department, in which role; `everywhere` when the role isn't the department's."""

    role: str
    login: str
    name: str
    unit: str
    everywhere: bool = False


PEOPLE = (
    DemoPerson("editor", "editor", "王青禾", WATER),
    DemoPerson("reviewer", "reviewer", "李望舒", WATER),
    DemoPerson("secrecy_reviewer", "secrecy", "赵守一", WATER),
    DemoPerson("leader", "leader", "陈江月", WATER),
    DemoPerson("lead", "lead", "周明岸", WATER),
    DemoPerson("editor", "housing", "孙若竹", HOUSING),
    DemoPerson("office", "office", "林知远", OFFICE, everywhere=True),
    DemoPerson("operator", "operator", "何晓禾", OFFICE, everywhere=True),
    DemoPerson("supervisor", "supervisor", "吴清越", OFFICE, everywhere=True),
    DemoPerson("seat_expert", "expert", "郑川平", WATER),
    DemoPerson("host", "host", "冯听雨", OFFICE, everywhere=True),
    DemoPerson("administrator", "admin", "程星野", OFFICE, everywhere=True),
)


def is_empty() -> bool:
    """Whether nobody is here yet."""
    return db.session.scalar(db.select(UserRow.id).limit(1)) is None


def demo_accounts() -> list[tuple[str, str, str]]:
    """(role, login name, password) of every demo account; nothing outside the demo."""
    if not settings().demo:
        return []
    return [
        (_("%(role)s（%(unit)s）", role=roles.ROLES[p.role].title, unit=p.unit), p.login, PASSWORD)
        for p in PEOPLE
    ]


def create_demo_people(now: datetime) -> list[tuple[str, str, str]]:
    """Fill the tree and add one account per role; returns them as `demo_accounts`. Raises RuleBroken("demo_only")."""
    if not settings().demo:
        raise RuleBroken("demo_only")
    with unit_of_work():
        units = _plant(now)
        shared = passwords.hashed(PASSWORD)  # everybody knows it: one hash is as good as twelve, and quicker
        for person in PEOPLE:
            unit = units[person.unit]
            user_id = add_person(SavePerson(person.name, person.login, unit), actor=SYSTEM, now=now)
            db.session.get_one(UserRow, user_id).password_hash = shared
            give_role(user_id, person.role, None if person.everywhere else unit, None, actor=SYSTEM, now=now)
    return demo_accounts()


def _plant(now: datetime) -> dict[str, int]:
    units: dict[str, int] = {}

    def plant(name: str, kind: str, parent: str | None, short: str = "", alias: str = "") -> None:
        above = units[parent] if parent else None
        command = SaveDepartment(name, kind, above, short, (alias,) if alias else ())
        units[name] = departments.add_department(command, actor=SYSTEM, now=now).id

    plant(CITY, "city", None, "市政府", "云川市")
    for name, short, alias in BUREAUS:
        plant(name, "bureau", CITY, short, alias)
    for name, short in COMPANIES:
        plant(name, "company", CITY, short)
    name, short, alias = ZONE
    plant(name, "county", CITY, short, alias)
    for county, towns in COUNTIES.items():
        plant(county, "county", CITY)
        for town in towns:
            plant(town, "town", county)
    return units
