"""The tree of departments."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.base.access import SYSTEM
from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import Invalid, NotAllowed, NotFound, RuleBroken
from core.users import service
from core.users.contracts import SaveDepartment
from tests.integration.users.conftest import NOW, City


def save(name: str, parent: int | None, kind: str = "bureau", short: str = "") -> SaveDepartment:
    return SaveDepartment(name, kind, parent, short)


def test_departments_come_in_the_order_of_the_tree(city: City):
    found = [(d.name, d.depth) for d in service.all_departments()]
    assert found == [
        ("云川市", 0),
        ("云川市水务局", 1),
        ("云川市住房和城乡建设局", 1),
        ("青溪区", 1),
        ("望河街道", 2),
    ]


@pytest.mark.parametrize("words", ["云川市水务局", "市水务局", "水务局", " 市 水务局 "])
def test_found_by_name_short_name_and_alias(city: City, words: str):
    found = service.find_department(words)
    assert found is not None
    assert found.id == city.ids["云川市水务局"]


def test_a_short_name_that_two_share_finds_neither(city: City):
    for name in ("青溪区水务局", "白石县水务局"):
        service.add_department(save(name, city.ids["云川市"], short="区县水务"), actor=SYSTEM, now=NOW)
    assert service.find_department("区县水务") is None
    assert service.find_department("云川市水务局分局") is None


def test_moving_under_ones_own_child_is_refused(city: City):
    with pytest.raises(Invalid) as refusal:
        service.change_department(
            city.ids["青溪区"], save("青溪区", city.ids["望河街道"], "county"), actor=SYSTEM, now=NOW
        )
    assert (refusal.value.code, refusal.value.field) == ("department_cycle", "parent_id")
    assert service.department(city.ids["青溪区"]).parent_id == city.ids["云川市"]


def test_the_same_name_is_refused_whatever_its_blanks(city: City):
    with pytest.raises(Invalid) as refusal:
        service.add_department(save("云川市 水务局", None), actor=SYSTEM, now=NOW)
    assert refusal.value.code == "department_name_taken"


def test_a_department_with_people_or_children_stays(city: City):
    city.person("aa", "云川市水务局")
    with pytest.raises(RuleBroken, match="department_has_people"):
        service.deactivate_department(city.ids["云川市水务局"], actor=SYSTEM, now=NOW)
    with pytest.raises(RuleBroken, match="department_has_children"):
        service.deactivate_department(city.ids["青溪区"], actor=SYSTEM, now=NOW)


def test_an_ended_department_keeps_its_name_and_leaves_the_lists(city: City):
    town = city.ids["望河街道"]
    service.deactivate_department(town, actor=SYSTEM, now=NOW)
    assert service.find_department("望河街道") is None
    assert town not in {d.id for d in service.all_departments()}
    assert service.department_name(town) == "望河街道"
    service.deactivate_department(city.ids["青溪区"], actor=SYSTEM, now=NOW)
    with pytest.raises(RuleBroken, match="department_parent_ended"):
        service.activate_department(town, actor=SYSTEM, now=NOW)


def test_ensure_adds_who_is_missing_and_finds_who_is_there(city: City):
    wanted = [("市水务局", "bureau"), ("云川市应急管理局", "bureau")]
    first = service.ensure_departments(wanted, parent_id=city.ids["云川市"], actor=SYSTEM, now=NOW)
    again = service.ensure_departments(wanted, parent_id=city.ids["云川市"], actor=SYSTEM, now=NOW)
    assert first == again
    assert first["市水务局"] == city.ids["云川市水务局"]


def test_only_office_and_administrator_change_the_tree(city: City):
    lead = city.actor("lead", "云川市水务局", ("lead", "云川市水务局"))
    with pytest.raises(NotAllowed):
        service.add_department(save("新局", city.ids["云川市水务局"]), actor=lead, now=NOW)
    with pytest.raises(NotAllowed):
        service.deactivate_department(city.ids["望河街道"], actor=lead, now=NOW)
    admin = city.actor("admin", None, ("administrator", None))
    assert service.add_department(save("新局", city.ids["云川市"]), actor=admin, now=NOW).name == "新局"


def test_a_county_office_reaches_its_own_part_only(city: City):
    office = city.actor("office", "青溪区", ("office", "青溪区"))
    service.add_department(save("柳桥街道", city.ids["青溪区"], "town"), actor=office, now=NOW)
    with pytest.raises(NotAllowed):
        service.add_department(save("新局", city.ids["云川市"]), actor=office, now=NOW)
    with pytest.raises(NotAllowed):
        service.add_department(save("新市", None, "city"), actor=office, now=NOW)
    with pytest.raises(NotAllowed):
        service.change_department(
            city.ids["望河街道"], save("望河街道", city.ids["云川市"], "town"), actor=office, now=NOW
        )


def test_unknown_ids(city: City):
    with pytest.raises(NotFound):
        service.department(99999)
    assert service.department_name(99999) == ""


def test_every_act_is_audited_with_ids_only(city: City):
    service.change_department(
        city.ids["望河街道"], save("望河街道", city.ids["云川市"], "town"), actor=SYSTEM, now=NOW
    )
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject_id) == ("users.department_moved", city.ids["望河街道"])
    assert entry.codes["parent_id"] == city.ids["云川市"]
