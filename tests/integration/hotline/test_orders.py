"""What happens to work orders on a real database: terms, objections, confidential ones, merged ones, messages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.conftest import leave, warm_app
from tests.integration.hotline.order_city import NOW, OrderCity, plant
from tests.support import databases as made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases


@pytest.fixture(scope="module")
def city(databases: Databases, tmp_path_factory: pytest.TempPathFactory, warm: Path) -> Iterator[OrderCity]:
    """One city for all tests here: each makes orders of its own."""
    from core.base import clock

    url = databases.copy()
    settings = made.base_settings(tmp_path_factory.mktemp("orders"), url)
    app = warm_app({**settings, "SMS_GATEWAY": "demo", "DEMO": "1"}, warm)
    yield plant(app)
    clock.set_clock("")
    leave(app)
    databases.drop(url)


@pytest.fixture(autouse=True)
def inside(city: OrderCity) -> Iterator[None]:
    with city.app.app_context():
        yield


def refused(code: str) -> Any:
    from core.base.errors import DomainError

    return pytest.raises(DomainError, match=f"^hotline.{code}( |$)|^{code}( |$)")


# ── the way of an order ─────────────────────────────────────────────────────────────────────────────────────────────
def test_an_order_goes_its_whole_way_with_its_term_and_numbers_without_gaps(city: OrderCity) -> None:
    first, second = city.at_water(), city.at_water()
    assert int(second.line.number[-4:]) == int(first.line.number[-4:]) + 1
    order_id = first.line.id
    assert first.line.due_on == date(2025, 10, 15)
    assert first.due_rule == "HL-07.other"
    city.do("accept", order_id, by="editor")
    city.do("ask_extension", order_id, 5, "要等管材到货", by="editor")
    city.do("extend", order_id, by="supervisor")
    assert city.row(order_id).due_on == date(2025, 10, 22)
    city.do("ask_extension", order_id, 5, "还要等一次停水窗口", by="editor")
    city.do("refuse_extension", order_id, "已经够久了", by="supervisor")
    city.do("reply", order_id, "已经修好，今晚恢复供水。", by="editor")
    city.do("send_back", order_id, "没有说为什么停水", by="operator")
    city.do("reply", order_id, "水泵损坏，已经换新。", by="editor")
    view = city.do("close", order_id, by="operator")
    assert view.line.state == "closed"
    assert view.reply == "水泵损坏，已经换新。"
    assert [line.action for line in view.acts] == [
        "registered", "dispatch", "accepted", "extension_asked", "extended", "extension_asked",
        "extension_refused", "replied", "sent_back", "replied", "closed",
    ]  # fmt: skip


def test_the_same_form_twice_is_one_order(city: OrderCity) -> None:
    assert city.new(key="twice").line.id == city.new(key="twice").line.id


def test_somebody_quicker_is_told_and_nothing_is_overwritten(city: OrderCity) -> None:
    from plugins.hotline.service import orders

    order_id = city.at_water().line.id
    seen = city.row(order_id).version
    city.do("accept", order_id, by="editor")
    with refused("order_changed"):
        orders.object_to(order_id, seen, "不归本单位管", actor=city.actor("editor"), now=NOW)
    assert city.row(order_id).state == "accepted"


def test_an_objection_stays_or_goes_elsewhere_with_a_term_of_its_own(city: OrderCity) -> None:
    order_id = city.at_water().line.id
    city.do("object_to", order_id, "小区里的管道归物业", by="editor")
    with refused("not_allowed"):
        city.do("decide_objection", order_id, False, "是你们的", by="operator")
    city.do("decide_objection", order_id, False, "主管道归水务局", by="supervisor")
    assert city.row(order_id).state == "dispatched"
    assert city.row(order_id).due_on == date(2025, 10, 15)
    with refused("order_objected_already"):
        city.do("object_to", order_id, "还是不归我们", by="editor")
    later = NOW + timedelta(days=1)
    city.do("redispatch", order_id, city.units["housing"], "物业归住建局管", by="operator", now=later)
    assert city.row(order_id).department_id == city.units["housing"]
    assert city.row(order_id).due_on == date(2025, 10, 16)
    with refused("not_found"):
        city.do("accept", order_id, by="editor")
    city.do("object_to", order_id, "也不归我们管", by="housing")
    city.do("decide_objection", order_id, True, "交回重新派", by="supervisor")
    assert (city.row(order_id).state, city.row(order_id).due_on) == ("registered", None)


def test_whoever_wrote_the_answer_does_not_close_and_nothing_closes_without_one(city: OrderCity) -> None:
    order_id = city.at_water().line.id
    with refused("order_changed"):
        city.do("close", order_id, by="operator")
    with refused("not_allowed"):
        city.do("accept", order_id, by="operator")
    with refused("order_reply_missing"):
        city.do("answer", city.new().line.id, "   ", by="operator")


def test_a_reopened_order_is_reopened_once(city: OrderCity) -> None:
    from plugins.hotline.service import orders

    order_id = city.at_water().line.id
    for act, given, who in (
        ("accept", (), "editor"),
        ("reply", ("已修好。",), "editor"),
        ("close", (), "operator"),
    ):
        city.do(act, order_id, *given, by=who)
    later = NOW + timedelta(days=20)
    orders.reopen(order_id, "还是没水", actor=city.actor("supervisor"), now=later)
    assert city.row(order_id).state == "dispatched"
    assert city.row(order_id).due_on == date(2025, 10, 29)
    for act, given, who in (
        ("accept", (), "editor"),
        ("reply", ("换了泵。",), "editor"),
        ("close", (), "operator"),
    ):
        city.do(act, order_id, *given, by=who, now=later)
    with refused("order_reopened_already"):
        orders.reopen(order_id, actor=city.actor("supervisor"), now=later)
    told = [words for kind, _lane, words in city.sent() if kind == "hotline.order_closed_plain"]
    assert len(told) >= 2


# ── confidential ────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_confidential_order_is_nowhere_but_with_its_handlers(city: OrderCity) -> None:
    from plugins.hotline.service import contacts, exchange_out, orders
    from plugins.hotline.service.orders import Asked

    before = city.new(phone="13911112222").line.number
    secret = city.at_water(
        phone="13911112222", title="举报单位欠薪", words="怕被单位知道", place="青松巷9号", confidential=True
    )
    after = city.new(phone="13911112222").line.number
    assert int(after[-4:]) == int(before[-4:]) + 1, "a gap in the numbers would tell of it"
    order_id, number = secret.line.id, secret.line.number
    sees = {
        "operator": True,
        "editor": True,
        "leader": False,
        "supervisor": False,
        "office": False,
        "housing": False,
    }
    for login, may in sees.items():
        actor = city.actor(login)
        found = orders.orders(city.campaign, Asked(tab="all", text=number), actor=actor, now=NOW)
        assert (order_id in [line.id for line in found.lines]) is may, login
        assert orders.may_read(city.row(order_id), actor) is may, login
        by_words = orders.orders(city.campaign, Asked(tab="all", text="青松巷"), actor=actor, now=NOW)
        assert by_words.total == 0, login
    with refused("not_found"):
        orders.order_view(order_id, actor=city.actor("office"), now=NOW)
    mine = contacts.contacts_of(city.campaign, "13911112222", actor=city.actor("operator"), now=NOW)
    others = contacts.contacts_of(city.campaign, "13911112222", actor=city.actor("supervisor"), now=NOW)
    assert (mine.this_year, others.this_year, others.open) == (3, 2, 2)
    for login in ("operator", "supervisor"):
        alike = contacts.duplicates_of(
            city.campaign, None, "举报单位欠薪", "青松巷9号", actor=city.actor(login), now=NOW
        )
        assert order_id not in [like.line.id for like in alike]
    sheet = exchange_out.export(city.campaign, "orders", actor=city.actor("operator"), now=NOW)
    assert number not in [row[0] for row in sheet.rows]


def test_the_supervisor_sees_a_confidential_order_while_the_act_is_theirs(city: OrderCity) -> None:
    from plugins.hotline.service import orders

    order_id = city.at_water(confidential=True).line.id
    supervisor = city.actor("supervisor")
    assert not orders.may_read(city.row(order_id), supervisor)
    city.do("object_to", order_id, "不归本单位管", by="editor")
    assert orders.may_read(city.row(order_id), supervisor)
    city.do("decide_objection", order_id, False, "归你们管", by="supervisor")
    assert not orders.may_read(city.row(order_id), supervisor)


def test_an_order_made_confidential_later_is_found_by_no_word_any_more(city: OrderCity) -> None:
    from plugins.hotline.service import orders
    from plugins.hotline.service.orders import Asked

    order_id = city.new(title="反映梧桐里施工噪音", place="梧桐里").line.id
    asked = Asked(tab="all", text="梧桐里")
    assert orders.orders(city.campaign, asked, actor=city.actor("office"), now=NOW).total == 1
    city.do("make_confidential", order_id, by="operator")
    assert orders.orders(city.campaign, asked, actor=city.actor("operator"), now=NOW).total == 0


# ── merged ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_everybody_whose_order_was_merged_hears_the_answer(city: OrderCity) -> None:
    head = city.at_water(phone="13700000001").line.id
    members = [city.new(phone=phone).line.id for phone in ("13700000002", "024-62600119", "13700000003")]
    for member in members:
        city.do("merge", member, head, by="operator")
    city.do("unmerge", members[2], by="operator")
    assert city.row(members[2]).state == "registered"
    for act, given, who in (
        ("accept", (), "editor"),
        ("reply", ("水泵已换。",), "editor"),
        ("close", (), "operator"),
    ):
        city.do(act, head, *given, by=who)
    assert "hotline.order_closed_plain" in [kind for kind, _lane, _words in city.sent("13700000002")]
    landline = [
        (lane, words) for kind, lane, words in city.sent("02462600119") if kind == "hotline.order_closed"
    ]
    assert [lane for lane, _words in landline] == ["call"]
    assert "水泵已换" in landline[0][1]
    assert "hotline.order_closed_plain" not in [kind for kind, _lane, _words in city.sent("13700000003")]
    late = city.new(phone="13700000004").line.id
    city.do("merge", late, head, by="operator")
    assert "hotline.order_closed_plain" in [kind for kind, _lane, _words in city.sent("13700000004")]


def test_confidential_orders_are_never_merged(city: OrderCity) -> None:
    head, secret = city.new().line.id, city.new(confidential=True).line.id
    with refused("order_merge_confidential"):
        city.do("merge", secret, head, by="operator")
    with refused("order_merge_confidential"):
        city.do("merge", head, secret, by="operator")


# ── what callers are told ───────────────────────────────────────────────────────────────────────────────────────────
def test_a_typed_number_gets_no_content_and_a_confidential_landline_is_rung_by_hand(city: OrderCity) -> None:
    city.at_water(phone="13600000001")
    kinds = {kind: words for kind, _lane, words in city.sent("13600000001")}
    assert list(kinds) == ["hotline.order_passed_on_plain"]
    assert "水务局" not in kinds["hotline.order_passed_on_plain"]
    secret = city.new(phone="024-62600120", confidential=True).line.id
    assert city.sent("02462600120") == []
    assert city.row(secret).told_by_hand
    city.do("note_told", secret, by="operator")
    assert not city.row(secret).told_by_hand


# ── contacts and duplicates ─────────────────────────────────────────────────────────────────────────────────────────
def test_a_shared_number_says_so(city: OrderCity) -> None:
    from plugins.hotline.service import contacts

    def seen() -> Any:
        return contacts.contacts_of(city.campaign, "135 1111 3333", actor=city.actor("operator"), now=NOW)

    city.new(phone="13511113333", name="王")
    city.new(phone="13511113333", name="王女士")
    assert (seen().this_year, seen().same_number) == (2, False)
    city.new(phone="13511113333", name="李先生")
    assert seen().same_number


def test_alike_orders_are_found_by_place_and_matter_and_others_are_not(city: OrderCity) -> None:
    from plugins.hotline.service import contacts

    mine = city.new(
        title="槐树街夜里施工太吵", words="槐树街工地半夜还在施工，吵得睡不着。", place="槐树街"
    ).line.id
    city.new(title="柳树街夜里施工太吵", words="柳树街工地半夜施工。", place="柳树街")

    def alike(text: str, place: str, now: Any = NOW) -> list[int]:
        found = contacts.duplicates_of(
            city.campaign, None, text, place, actor=city.actor("operator"), now=now
        )
        return [like.line.id for like in found]

    assert alike("晚上工地施工吵", "槐树街") == [mine]
    assert alike("怎么办理老年证", "") == []
    assert alike("晚上工地施工吵", "槐树街", NOW + timedelta(days=31)) == []


# ── personal data ───────────────────────────────────────────────────────────────────────────────────────────────────
def test_erasing_waits_for_the_answer_and_leaves_no_words(city: OrderCity) -> None:
    from core.base.privacy import digest
    from plugins.hotline.service import keeping_orders, orders
    from plugins.hotline.service.orders import Asked

    order_id = city.at_water(phone="13400000001", title="杏花巷下水道堵了", place="杏花巷").line.id
    records = keeping_orders.records_of(digest("13400000001"))
    assert records[0].duty
    keeping_orders.erase_person(digest("13400000001"), now=NOW)
    assert city.row(order_id).name_sealed == ""
    assert city.row(order_id).words_sealed
    for act, given, who in (
        ("accept", (), "editor"),
        ("reply", ("已疏通。",), "editor"),
        ("close", (), "operator"),
    ):
        city.do(act, order_id, *given, by=who)
    row = city.row(order_id)
    assert (row.phone_sealed, row.words_sealed, row.title_sealed, row.person_digest) == ("", "", "", "")
    assert "hotline.order_closed_plain" in [kind for kind, _lane, _words in city.sent("13400000001")]
    view = orders.order_view(order_id, actor=city.actor("operator"), now=NOW)
    assert not [line.text for line in view.acts if line.text]
    asked = Asked(tab="all", text="杏花巷")
    assert orders.orders(city.campaign, asked, actor=city.actor("operator"), now=NOW).total == 0


def test_the_purge_follows_the_pack_and_leaves_open_orders(city: OrderCity) -> None:
    from plugins.hotline.service import keeping_orders

    old, still_open = city.new(handle="answer", reply="已答复。").line.id, city.new().line.id
    keeping_orders.purge(NOW + timedelta(days=89))
    assert city.row(old).words_sealed
    counts = {one.field: one.count for one in keeping_orders.purge(NOW + timedelta(days=91))}
    assert counts["hotline.order.words"] >= 1
    assert city.row(old).words_sealed == ""
    assert city.row(still_open).words_sealed


# ── where the city dispatches elsewhere ─────────────────────────────────────────────────────────────────────────────
def test_own_dispatch_is_off_where_the_city_dispatches_elsewhere(
    city: OrderCity, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.base.registry import settings
    from plugins.hotline.service.order_duties import acts_for

    order_id = city.new().line.id
    own = dict(settings().of_plugins["hotline"])
    monkeypatch.setitem(settings().of_plugins, "hotline", {**own, "dispatch": "elsewhere"})
    assert "dispatch" not in acts_for(order_id, actor=city.actor("operator"), now=NOW)
    with refused("dispatch_elsewhere"):
        city.do("dispatch", order_id, city.units["water"], by="operator")
    with refused("dispatch_elsewhere"):
        city.at_water()


def test_an_order_is_mended_and_the_time_line_names_fields_only(city: OrderCity) -> None:
    from core.base.errors import Conflict
    from plugins.hotline.service import orders
    from plugins.hotline.service.order_editing import OrderChanges

    made = city.new()
    changes = OrderChanges("前进路白天停水", "前进路12号楼", made.words, city.topic_id, True, False)
    shown, fields = city.do("edit", made.line.id, changes, by="operator")
    assert fields == ("title", "topic", "urgent")
    assert (shown.line.title, shown.line.urgent, shown.line.topic_id) == (
        "前进路白天停水",
        True,
        city.topic_id,
    )
    last = shown.acts[-1]
    assert (last.action, last.codes, last.text) == ("edited", {"fields": ["title", "topic", "urgent"]}, "")
    assert city.do("edit", made.line.id, changes, by="operator")[1] == ()  # nothing differs, nothing is noted
    with pytest.raises(Conflict, match="order_changed"):
        orders.edit(
            made.line.id,
            1,
            OrderChanges("别的", "", "", None, False, False),
            actor=city.actor("operator"),
            now=NOW,
        )


def test_an_order_becomes_confidential_and_never_open_again(city: OrderCity) -> None:
    from core.base.errors import Invalid, NotAllowed, NotFound
    from plugins.hotline.service.order_editing import OrderChanges

    made = city.new()
    secret = OrderChanges("前进路晚上停水", "前进路12号楼", made.words, None, False, True)
    assert city.do("edit", made.line.id, secret, by="operator")[1] == ("confidential",)
    with pytest.raises(NotFound):
        city.do("edit", made.line.id, secret, by="supervisor")
    with pytest.raises(Invalid, match="stays_confidential"):
        city.do(
            "edit",
            made.line.id,
            OrderChanges(secret.title, secret.place, secret.words, None, False, False),
            by="operator",
        )
    with pytest.raises(NotAllowed):
        city.do("edit", city.at_water().line.id, secret, by="editor")
