"""A table of announcements with verdicts written by hand; one thing is wrong in each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from plugins.open_day.rules.announcement import check_announcement, proposed_name
from plugins.open_day.rules.reading import is_phone, read_dates, read_people, read_phones
from plugins.open_day.rules.values import ITEM_KEYS, Announcement, OpenDayPack, Slot
from tests.unit.open_day.announcements import CATEGORIES, LAWFUL, PLACE, PUBLISH, Y24, but, on


def verdicts(announcement: Announcement, publish: date | None = PUBLISH) -> set[tuple[str, str]]:
    result = check_announcement(announcement, Y24, publish=publish)
    return {(f.code, f.problem) for f in result.findings}


def test_lawful_announcement_is_complete() -> None:
    result = check_announcement(LAWFUL, Y24, publish=PUBLISH)
    assert result.findings == ()
    assert result.ok
    assert result.count("ok") == 13
    assert result.skipped == ()


@pytest.mark.parametrize(("n", "key"), list(enumerate(ITEM_KEYS.values(), 1)))
@pytest.mark.parametrize("empty", ["", "  ", "待定", "×××", "—"])
def test_each_missing_item_is_named(n: int, key: str, empty: str) -> None:
    result = check_announcement(but(**{key: empty}), Y24, publish=PUBLISH)
    assert (f"OD-04.{n}", "item_missing") in {(f.code, f.problem) for f in result.findings}
    assert result.items[n - 1].state == "missing"
    assert result.count("missing") == 1
    assert not result.ok


TABLE: list[tuple[str, Announcement, set[tuple[str, str]]]] = [
    ("40 written, sessions hold 36", replace(but(number="共40人"), recommended=0,
        slots=tuple(replace(s, capacity=18) for s in LAWFUL.slots)), {("OD-04.2", "number_differs")}),
    ("per session only, agrees", replace(but(number="每场24人"), recommended=0), set()),
    ("per session only, differs", but(number="每场25人"), {("OD-04.2", "number_differs")}),
    ("Chinese numerals", but(number="共六十人"), set()),
    ("full-width digits", but(number="共６０人"), set()),
    ("not fewer than", but(number="不少于30人"), set()),
    ("not more than, sessions hold more", but(number="不超过50人"), {("OD-04.2", "number_differs")}),
    ("range agrees", but(number="50—60人"), set()),
    ("parts do not add up", but(number="共60人,其中网上报名40人,线下推荐12人"), {("OD-04.2", "number_parts_differ")}),
    ("no number at all", but(number="若干群众代表"), {("OD-04.2", "number_unreadable")}),
    ("24 people", replace(but(number="共24人"), recommended=0,
        slots=tuple(replace(s, capacity=12) for s in LAWFUL.slots)), {("OD-05", "too_few_people")}),
    ("25 people", replace(but(number="共25人"), recommended=1,
        slots=tuple(replace(s, capacity=12) for s in LAWFUL.slots)), set()),
    ("weekday wrong", but(time_place=f"2024年9月21日（星期五）9:00—11:30,14:00—16:30,{PLACE}"),
        {("OD-04.6", "weekday_wrong")}),
    ("weekday without year, right", but(time_place=f"9月21日(周六)9:00—11:30,14:00—16:30,{PLACE}"), set()),
    ("text says another day", but(time_place=f"2024年9月22日（星期日）9:00—11:30,14:00—16:30,{PLACE}"),
        {("OD-04.6", "date_differs")}),
    ("text says one day too many", but(time_place=f"9月21日、22日9:00—11:30,14:00—16:30,{PLACE}"),
        {("OD-04.6", "date_without_session")}),
    ("no date", but(time_place=f"上午9:00,下午14:00,{PLACE}"), {("OD-04.6", "date_missing")}),
    ("no time", but(time_place=f"2024年9月21日,{PLACE}"), {("OD-04.6", "time_missing")}),
    ("morning instead of clock time", but(time_place=f"2024年9月21日上午和下午,{PLACE}"), set()),
    ("afternoon in twelve hours", but(time_place=f"9月21日上午9点至11点半、下午2时至4时30分,{PLACE}"), set()),
    ("other time", but(time_place=f"9月21日8:30—11:30,14:00—16:30,{PLACE}"), {("OD-04.6", "time_differs")}),
    ("other place", but(time_place="9月21日9:00—11:30,14:00—16:30,区政府东门"), {("OD-04.6", "place_differs")}),
    ("no such day", but(time_place=f"2024年9月31日9:00、14:00,{PLACE}"), {("OD-04.6", "date_impossible")}),
    ("booking closes another day", but(signup="9月15日前在本页报名"), {("OD-04.1", "signup_closes_differs")}),
    ("phone a digit short", but(phone="260011"), {("OD-04.11", "phone_bad")}),
    ("phone is a word", but(phone="见门户网站"), {("OD-04.11", "phone_unreadable")}),
    ("mobile a digit long", but(phone="138000020461"), {("OD-04.11", "phone_bad")}),
    ("area code and extension", but(phone="0954-2000001-802"), set()),
    ("two phones, one mobile", but(phone="0954-2000001、13800002046"), set()),
    ("hotline", but(phone="12345"), set()),
    ("mailbox without domain", but(email="openness@example"), {("OD-04.12", "email_bad")}),
    ("mailbox with full-width sign", but(email="openness＠example.org"), {("OD-04.12", "email_bad")}),
    ("campus open day", replace(LAWFUL, title="原州区教育局“校园开放日”活动公告", department="教育局"),
        {("OD-08", "name_refused")}),
    ("another invented open day", replace(LAWFUL, title="原州区水务局“供水开放日”活动公告"), {("OD-08", "name_refused")}),
    ("department missing", replace(LAWFUL, title="原州区“政府开放日”活动公告"), {("OD-08", "name_owner")}),
    ("not named an open day", replace(LAWFUL, title="原州区水务局参观活动公告"), {("OD-08", "name_missing")}),
    ("name with its year", replace(LAWFUL, title="原州区水务局2024年“政府开放日”活动公告"), set()),
    ("name without quotes", replace(LAWFUL, title="原州区水务局政府开放日活动公告"), {("OD-08", "name_quotes")}),
    ("refused name in the theme", but(theme="警务开放日走进水厂"), {("OD-08", "name_refused")}),
    ("no dialogue", but(content="参观水厂", form="进现场"), {("OD-09", "no_dialogue")}),
    ("a questionnaire is enough", but(content="参观水厂,填写问卷"), set()),
    ("age not said", but(invitees="具有完全民事行为能力,在原州区生活的群众"), {("OD-06", "invitees_lack")}),
    ("capacity not said", but(invitees="年满18周岁,在原州区工作的群众"), {("OD-06", "invitees_lack")}),
    ("age in Chinese", but(invitees="年满十八周岁、具有完全民事行为能力,在原州区居住的群众"), set()),
    ("seven categories and no others", but(invitees="年满18周岁具有完全民事行为能力、在原州区生活的" + "、".join(CATEGORIES)),
        {("OD-07", "others_not_invited")}),
    ("categories and others", but(invitees="年满18周岁具有完全民事行为能力、在原州区生活的专家学者、其他群众"), set()),
]  # fmt: skip


@pytest.mark.parametrize(("announcement", "expected"), [r[1:] for r in TABLE], ids=[r[0] for r in TABLE])
def test_table(announcement: Announcement, expected: set[tuple[str, str]]) -> None:
    assert verdicts(announcement) == expected


#: (event day, its weekday, publish day, late?): fifteen days at month's ends and around 29 February
DAYS = [
    (date(2024, 9, 14), "六", date(2024, 8, 30), False),
    (date(2024, 9, 13), "五", date(2024, 8, 30), True),
    (date(2024, 3, 1), "五", date(2024, 2, 15), False),  # leap year: 29 February counts
    (date(2024, 3, 1), "五", date(2024, 2, 16), True),
    (date(2023, 3, 2), "四", date(2023, 2, 15), False),
    (date(2023, 3, 1), "三", date(2023, 2, 15), True),
    (date(2024, 2, 29), "四", date(2024, 2, 14), False),
    (date(2025, 1, 10), "五", date(2024, 12, 26), False),
    (date(2025, 1, 10), "五", date(2024, 12, 27), True),
    (date(2024, 9, 4), "三", date(2024, 8, 20), False),  # filed on the last day, published at once
    (date(2024, 9, 3), "二", date(2024, 8, 20), True),
]


@pytest.mark.parametrize(("day", "weekday", "publish", "late"), DAYS)
def test_fifteen_days_ahead(day: date, weekday: str, publish: date, late: bool) -> None:
    expected = {("OD-03", "announcement_too_late")} if late else set()
    assert (
        verdicts(on(day, weekday=weekday, closes=date(publish.year, publish.month, 10)), publish) == expected
    )


def test_too_late_names_both_ways_out() -> None:
    result = check_announcement(on(date(2024, 9, 13), weekday="五", closes=PUBLISH), Y24, publish=PUBLISH)
    (finding,) = result.findings
    assert finding.params["earliest"] == date(2024, 9, 14)
    assert finding.params["latest_publish"] == date(2024, 8, 29)
    assert finding.clause == "三（一）"
    assert finding.severity == "B"


def test_weekday_finding_tells_the_right_weekday() -> None:
    result = check_announcement(
        but(time_place=f"2024年9月21日（星期五）9:00,14:00,{PLACE}"), Y24, publish=PUBLISH
    )
    assert result.findings[0].params["weekday"] == 5


def test_twenty_ninth_of_february_without_year() -> None:
    text = f"2月29日9:00,14:00,{PLACE}"
    leap = replace(but(time_place=text, signup="本页报名"),
                   slots=tuple(replace(s, day=date(2024, 2, 29)) for s in LAWFUL.slots))  # fmt: skip
    assert verdicts(leap, date(2024, 2, 1)) == set()
    common = replace(leap, slots=tuple(replace(s, day=date(2023, 2, 28)) for s in LAWFUL.slots))
    assert verdicts(common, date(2023, 2, 1)) == {("OD-04.6", "date_impossible")}


def test_range_over_several_days() -> None:
    days = [date(2024, 9, 29), date(2024, 9, 30), date(2024, 10, 1)]
    three = replace(
        but(time_place=f"2024年9月29日至10月1日每天9:00,{PLACE}", number="共60人", signup="本页报名"),
        slots=tuple(Slot("上午场", d, time(9), time(11), PLACE, 16) for d in days),
        booking_closes=None,
    )
    assert verdicts(three, date(2024, 9, 1)) == set()


def test_text_without_sessions_is_read_for_its_date() -> None:
    loose = replace(LAWFUL, slots=(), recommended=0, area="", department="", booking_closes=None)
    assert verdicts(loose) == set()
    assert verdicts(loose, date(2024, 9, 7)) == {("OD-03", "announcement_too_late")}
    nowhere = replace(loose, items={**loose.items, "时间地点": "2024年9月21日（星期六）上午9:00"})
    assert verdicts(nowhere) == {("OD-04.6", "place_missing")}


def test_warnings_do_not_block() -> None:
    result = check_announcement(replace(LAWFUL, title="原州区水务局政府开放日活动公告"), Y24, publish=PUBLISH)
    assert result.ok
    assert [f.severity for f in result.findings] == ["W"]


def test_rules_that_the_pack_lacks_are_skipped_and_said() -> None:
    empty = but(email="", number="")
    result = check_announcement(empty, OpenDayPack(), publish=PUBLISH)
    assert result.findings == ()
    assert result.skipped == ("OD-03", "OD-04", "OD-05", "OD-06", "OD-07", "OD-08", "OD-09")
    assert {item.state for item in result.items} == {"skipped"}


def test_publish_day_unknown_skips_the_notice_rule() -> None:
    assert check_announcement(LAWFUL, Y24, publish=None).skipped == ("OD-03",)


def test_an_item_that_only_the_pack_knows_is_checked_for_presence() -> None:
    assert Y24.items is not None
    pack = replace(Y24, items=replace(Y24.items, value=(*Y24.items.value, "乘车路线")))
    result = check_announcement(LAWFUL, pack, publish=PUBLISH)
    assert [(f.code, f.item) for f in result.findings] == [("OD-04.14", "item_14")]


def test_proposed_name_does_not_repeat_the_area() -> None:
    assert proposed_name("原州区", "水务局") == "原州区水务局“政府开放日”"
    assert proposed_name("原州区", "原州区水务局") == "原州区水务局“政府开放日”"


def test_people_counted_over_each_session() -> None:
    pack = replace(Y24, people_per_session=True)
    result = check_announcement(LAWFUL, pack, publish=PUBLISH)
    assert [(f.code, f.params["have"]) for f in result.findings] == [("OD-05", 24)]


def test_a_pack_may_want_both_ways_of_dialogue() -> None:
    pack = replace(Y24, dialogue_at_least=2)
    assert check_announcement(LAWFUL, pack, publish=PUBLISH).ok
    assert not check_announcement(but(content="座谈问答40分钟"), pack, publish=PUBLISH).ok


@pytest.mark.parametrize(
    "where", ["第二水厂东门（青溪路88号）", "人民路31号院", "大学城 3号会议室", "公园4号门集合"]
)
def test_a_house_number_is_no_day(where: str) -> None:
    found = read_dates(f"2024年9月19日（星期四）9:00—11:30，{where}", near=date(2024, 9, 1))
    assert [stated.day for stated in found] == [date(2024, 9, 19)]


def test_days_of_one_month_may_be_said_shortly() -> None:
    found = read_dates("9月19日和20号、21号", near=date(2024, 9, 1))
    assert [stated.day for stated in found] == [date(2024, 9, 19), date(2024, 9, 20), date(2024, 9, 21)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("30人（每场15人）", 30),
        ("4批，每批15人", 60),
        ("每批次20人，共3批次", 60),
        ("上午20人、下午20人", 40),
        ("网上20名+推荐10名", 30),
        ("20名群众代表和10名企业家代表", 30),
        ("线上报名20名，线下推荐10名", 30),
        ("30人，网上报名20人，推荐10人", 30),
        ("30名，每户限2人", 30),
        ("20人，候补10人", 20),
        ("三十（30）名", 30),
        ("贰拾捌名", 28),
        ("不得低于25人", 25),
    ],
)
def test_people_are_counted_as_they_are_grouped(text: str, people: int) -> None:
    found = read_people(text)
    assert found is not None
    assert found.low == people


def test_days_with_a_point_make_a_range() -> None:
    (stated,) = read_dates("9.20-9.22", near=date(2024, 9, 1))
    assert (stated.day, stated.until) == (date(2024, 9, 20), date(2024, 9, 22))
    assert read_dates("讲解1.5-2.5小时", near=date(2024, 9, 1)) == []


@pytest.mark.parametrize(
    ("number", "good"),
    [("0859-321234", False), ("(0859)3212345", True), ("021-1234567", False), ("0954-12345", True)],
)
def test_an_area_code_is_not_borrowed_from_the_number(number: str, good: bool) -> None:
    assert is_phone(number) is good


def test_at_once_contradicts_a_booking_that_opens_later() -> None:
    later = replace(LAWFUL, booking_opens=PUBLISH + timedelta(days=2))
    assert ("OD-04.1", "signup_opens_later") in verdicts(later)
    assert verdicts(replace(LAWFUL, booking_opens=PUBLISH)) == verdicts(LAWFUL)


def test_a_pack_names_its_short_hotlines() -> None:
    assert read_phones("电话：8899") == ([], [])
    assert read_phones("电话：8899", ("8899",)) == (["8899"], [])
