"""The thirteen-item check of an announcement (OD-04) and the rules beside it (OD-03, 05, 06, 07, 08, 09)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from functools import partial

from .dates import IsWorkday, earliest_open_day, latest_publish_day, weekend_only
from .id_card import check_id_card
from .reading import (
    KNOWN_SHORT,
    arabic_dates,
    is_blank,
    plain,
    read_dates,
    read_mailboxes,
    read_parts,
    read_people,
    read_phones,
    read_times,
    without_dates_and_times,
)
from .taking_part import OTHERS
from .values import (
    Announcement,
    CheckResult,
    Finding,
    ItemState,
    ItemVerdict,
    OpenDayPack,
    Severity,
    key_of,
)

QUOTED = re.compile(r"[“\"「『＂]\s*政府开放日\s*[”\"」』＂]")
ANY_OPEN_DAY = re.compile(r"([一-鿿]{2,6})开放日")
#: booking is said to be open as soon as this is read
AT_ONCE = re.compile(r"即日起|即日开始|(?:自|从)?(?:本)?公告(?:发布|公布)之日起")
_SAID_LENGTH = 60
#: other words for what OD-09 wants
_LIKE = {
    "问答": ("答疑", "提问", "解答", "互动交流", "面对面交流", "你问我答"),
    "座谈": ("交流会", "恳谈"),
    "问卷": ("调查表", "测评表", "满意度调查", "满意度测评"),
}

Problem = tuple[str, dict[str, object]]
ItemCheck = Callable[[Announcement, str, date | None], list[Problem]]


def check_announcement(
    announcement: Announcement,
    pack: OpenDayPack,
    *,
    publish: date | None,
    is_workday: IsWorkday = weekend_only,
) -> CheckResult:
    """Check the items, and the rules on name, number, notice, invitees and dialogue.

    `publish` is the day that OD-03 counts from; None when it is not known yet: OD-03 is skipped.
    """
    items = _check_items(announcement, pack, publish)
    findings = [f for item in items for f in item.findings]
    findings += _check_name(announcement, pack)
    findings += _check_notice(announcement, pack, publish, is_workday)
    findings += _check_number(announcement, pack)
    findings += _check_invitees(announcement, pack)
    findings += _check_dialogue(announcement, pack)
    asks = next(
        (key_of(name, n) for n, (name, said) in enumerate(announcement.items.items(), 1) if "身份证" in said),
        None,
    )
    findings += check_id_card("\n".join(announcement.items.values()), pack.collect_little, asks)
    return CheckResult(items, tuple(findings), _skipped(pack, publish))


#: a department whose full name begins with its place: 云川市水务局 (but not 市水务局 or 水务局)
_OWN_AREA = re.compile(r"[一-鿿]{2,7}?(?:自治区|自治州|自治县|省|市|县|区|州|旗|盟)(?=[一-鿿]{2})")


def proposed_name(area: str, department: str, pattern: str = "{area}{department}“政府开放日”") -> str:
    """The lawful name, for example 原州区水务局“政府开放日”; the area is not said twice."""
    if _OWN_AREA.match(department):
        return pattern.replace("{area}", "").replace("{department}", department)
    return pattern.replace("{area}", area).replace("{department}", department)


def wrong_name(title: str, area: str, department: str, refused: tuple[str, ...]) -> str | None:
    """OD-08: None when the title is lawful, else the problem code (`name_quotes` is only a warning)."""
    said = re.sub(r"\s", "", title)
    for name in refused:
        if name in said:
            return "name_refused"
    if any(not m[1].endswith("政府") for m in ANY_OPEN_DAY.finditer(said)):
        return "name_refused"
    where = said.find("政府开放日")
    if where < 0:
        return "name_missing"
    before = re.sub(r"[“\"「『＂]$|\d{4}年度?(?=[“\"「『＂]?$)", "", said[:where])
    before = re.sub(r"\d{4}年度?$|[“\"「『＂]$", "", before)
    owner = _full_name(area, department)
    if owner and not before.endswith(owner) and owner not in said[:where]:
        return "name_owner"
    if not owner and len(re.sub(r"[^一-鿿]", "", before)) < 4:
        return "name_owner"
    return None if QUOTED.search(said) else "name_quotes"


def _full_name(area: str, department: str) -> str:
    return department if department.startswith(area) or _OWN_AREA.match(department) else f"{area}{department}"


# -- the items


def _check_items(
    announcement: Announcement, pack: OpenDayPack, publish: date | None
) -> tuple[ItemVerdict, ...]:
    if pack.items is None:
        return tuple(
            ItemVerdict(n, name, key_of(name, n), "skipped", shortened(text))
            for n, (name, text) in enumerate(announcement.items.items(), 1)
        )
    verdicts = []
    for n, name in enumerate(pack.items.value, 1):
        text = announcement.items.get(name, "")
        key = key_of(name, n)
        state: ItemState = "ok"
        problems: list[Problem] = []
        if is_blank(text):
            state = "missing"
            problems = [("item_missing", {"item": name})]
        elif key in _CONSISTENCY:
            check = partial(_phone, short=pack.short_phones) if key == "phone" else _CONSISTENCY[key]
            problems = check(announcement, text, publish)
            state = "inconsistent" if problems else "ok"
        found = tuple(
            Finding(f"OD-04.{n}", key, code, pack.items.clause, "B", params) for code, params in problems
        )
        verdicts.append(ItemVerdict(n, name, key, state, shortened(text), found))
    return tuple(verdicts)


def shortened(text: str) -> str:
    """What an item says, on one short line."""
    line = " ".join(text.split())
    return line if len(line) <= _SAID_LENGTH else line[: _SAID_LENGTH - 1] + "…"


def _signup(announcement: Announcement, text: str, publish: date | None) -> list[Problem]:
    first = min((s.day for s in announcement.slots), default=None)
    stated = read_dates(text, near=first or announcement.booking_closes or publish)
    if any(d.day is None for d in stated):
        return [("date_impossible", {"written": next(d.written for d in stated if d.day is None)})]
    if any(d.weekday_wrong for d in stated):
        return [_weekday_problem(next((d.day, d.written) for d in stated if d.weekday_wrong))]
    days = set().union(*(d.days() for d in stated)) if stated else set()
    opens = announcement.booking_opens or _opens_as_said(text, publish)
    if AT_ONCE.search(text) and publish is not None and opens is not None and opens > publish:
        return [("signup_opens_later", {"opens": opens})]
    closes = announcement.booking_closes
    if closes is not None and days and closes not in days:
        return [("signup_closes_differs", {"closes": closes, "written": stated[-1].written})]
    return []


def _opens_as_said(text: str, publish: date | None) -> date | None:
    """The day from which booking is open by the text itself (9月1日起报名); the first of a range counts too."""
    said = arabic_dates(text)
    for stated in read_dates(text, near=publish):
        after = said[said.find(stated.written) + len(stated.written) :] if stated.day else ""
        if re.match(r"(?:\s|\d{1,2}(?:[:时点]\d{0,2}分?)?|[上下中]午|整)*(?:起|开始|开放报名|开通)", after):
            return stated.day
    return None


def _number(announcement: Announcement, text: str, _publish: date | None) -> list[Problem]:
    people = read_people(text, len(announcement.slots) or announcement.sessions_said)
    if people is None:
        return [("number_unreadable", {})]
    parts = read_parts(text)
    if parts is not None and not people.allows(sum(parts)):
        return [("number_parts_differ", {"stated": people.low, "online": parts[0], "offline": parts[1]})]
    total = sum(s.capacity for s in announcement.slots) + announcement.recommended
    if announcement.slots and not people.allows(total):
        stated = people.high if people.low == 0 and people.high is not None else people.low
        return [
            ("number_differs", {"stated": stated, "total": total, "recommended": announcement.recommended})
        ]
    return []


def _time_place(announcement: Announcement, text: str, publish: date | None) -> list[Problem]:
    slots = announcement.slots
    days = {s.day for s in slots}
    stated = read_dates(text, near=min(days, default=publish))
    if not stated:
        return [("date_missing", {})]
    problems: list[Problem] = []
    for one in stated:
        if one.day is None and (days or publish or re.match(r"\d{4}", one.written)):
            return [("date_impossible", {"written": one.written})]
        if one.weekday_wrong and one.day is not None:
            problems.append(_weekday_problem((one.day, one.written)))
    covered = set().union(*(d.days() for d in stated))
    if days and not days <= covered:
        problems.append(("date_differs", {"written": stated[0].written, "day": min(days - covered)}))
    elif days and (extra := {d.day for d in stated if d.day} - days):
        problems.append(("date_without_session", {"day": min(extra)}))
    times = read_times(text)
    starts = {s.starts for s in slots}
    if times and starts and not starts <= times:
        problems.append(("time_differs", {"time": min(starts - times)}))
    elif not times and len(covered) < 4 and not re.search(r"[上下中]午|早上|早晨|傍晚|晚上|全天", text):
        problems.append(("time_missing", {}))
    squeezed = re.sub(r"[\s\W]", "", text)
    places = {s.place for s in slots if s.place}
    lost = sorted(p for p in places if re.sub(r"[\s\W]", "", p) not in squeezed)
    if lost:
        problems.append(("place_differs", {"place": lost[0]}))
    elif not places and len(without_dates_and_times(text)) < 2:
        problems.append(("place_missing", {}))
    return problems


def _weekday_problem(said: tuple[date | None, str]) -> Problem:
    day, written = said
    return "weekday_wrong", {"written": written, "day": day, "weekday": day.weekday() if day else 0}


def _phone(
    _announcement: Announcement, text: str, _publish: date | None, short: Collection[str] = KNOWN_SHORT
) -> list[Problem]:
    good, bad = read_phones(text, short)
    if bad:
        return [("phone_bad", {"number": bad[0]})]
    return [] if good else [("phone_unreadable", {})]


def _email(_announcement: Announcement, text: str, _publish: date | None) -> list[Problem]:
    return [] if read_mailboxes(text) else [("email_bad", {})]


_CONSISTENCY: dict[str, ItemCheck] = {
    "signup": _signup,
    "number": _number,
    "time_place": _time_place,
    "phone": _phone,
    "email": _email,
}


# -- the rules beside the items


def _item(announcement: Announcement, key: str) -> str:
    return next(
        (text for n, (name, text) in enumerate(announcement.items.items(), 1) if key_of(name, n) == key), ""
    )


def _check_name(announcement: Announcement, pack: OpenDayPack) -> list[Finding]:
    rule = pack.refused_names
    if rule is None:
        return []
    problem = wrong_name(announcement.title, announcement.area, announcement.department, rule.value)
    if problem is None:
        theme = _item(announcement, "theme")
        problem = "name_refused" if any(name in theme for name in rule.value) else None
    if problem is None:
        return []
    severity: Severity = "W" if problem == "name_quotes" else "B"
    proposed = f"{proposed_name(announcement.area, announcement.department, pack.name_pattern)}活动公告"
    return [Finding("OD-08", "title", problem, rule.clause, severity, {"proposed": proposed})]


def _check_notice(
    announcement: Announcement, pack: OpenDayPack, publish: date | None, is_workday: IsWorkday
) -> list[Finding]:
    rule = pack.notice
    first = event_day(announcement, publish)
    if rule is None or publish is None or first is None:
        return []
    earliest = earliest_open_day(publish, rule.value, is_workday)
    if first >= earliest:
        return []
    params: dict[str, object] = {
        "days": rule.value.n,
        "have": (first - publish).days,
        "day": first,
        "earliest": earliest,
        "latest_publish": latest_publish_day(first, rule.value, is_workday),
    }
    return [Finding("OD-03", "time_place", "announcement_too_late", rule.clause, "B", params)]


def event_day(announcement: Announcement, near: date | None = None) -> date | None:
    """The first day of the open day: from the sessions, else as written under 时间地点."""
    if announcement.slots:
        return min(s.day for s in announcement.slots)
    stated = [d.day for d in read_dates(_item(announcement, "time_place"), near=near) if d.day]
    return min(stated, default=None)


def _check_number(announcement: Announcement, pack: OpenDayPack) -> list[Finding]:
    rule = pack.min_people
    text = _item(announcement, "number")
    people = (
        None if is_blank(text) else read_people(text, len(announcement.slots) or announcement.sessions_said)
    )
    if rule is None or people is None:
        return []
    total = sum(s.capacity for s in announcement.slots) + announcement.recommended
    stated = people.high if people.low == 0 and people.high is not None else people.low
    have = min(stated, total) if announcement.slots else stated
    if pack.people_per_session and announcement.slots:
        have = min(s.capacity for s in announcement.slots)
    if have >= rule.value:
        return []
    return [
        Finding("OD-05", "number", "too_few_people", rule.clause, "B", {"have": have, "least": rule.value})
    ]


def _check_invitees(announcement: Announcement, pack: OpenDayPack) -> list[Finding]:
    text = plain(_item(announcement, "invitees"))
    if is_blank(text):
        return []
    found: list[Finding] = []
    if pack.eligibility is not None:
        rule = pack.eligibility.value
        lacking = []
        age = rule.min_age
        if age is not None and not re.search(
            rf"(?<!\d)(?:{age}|{_spell(age)})\s*(?:周?岁|(?:周岁)?\s*[-—–~至到]\s*\d+\s*周?岁)|(?<!未)成年",
            text,
        ):
            lacking.append("age")
        if rule.full_capacity and "民事行为能力" not in text:
            lacking.append("capacity")
        lives = re.sub(r"社区工作者|工作人员|工作者|工作日|工作室|工作时间", "", text)
        if rule.ties and not any(word in lives for word in (*rule.ties, "居住", "常住", "居民")):
            lacking.append("ties")
        if lacking:
            params: dict[str, object] = {"lacking": tuple(lacking), "age": age, "ties": rule.ties}
            found.append(Finding("OD-06", "invitees", "invitees_lack", pack.eligibility.clause, "B", params))
    if pack.categories is not None:
        listed = [c for c in pack.categories.value if c in text and c != OTHERS]
        if listed and not re.search(
            r"其他|其它|等|各界|广大|普通|热心|均可|公民|[市村居]民(?:朋友|代表)|社会公众", text
        ):
            found.append(Finding("OD-07", "invitees", "others_not_invited", pack.categories.clause, "W"))
    return found


def _spell(age: int) -> str:
    """18 → 十八."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(age, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def _check_dialogue(announcement: Announcement, pack: OpenDayPack) -> list[Finding]:
    rule = pack.dialogue
    content, form = _item(announcement, "content"), _item(announcement, "form")
    if rule is None or is_blank(content):
        return []
    # 座谈问答 is held by a 座谈 or a 问答, 问卷调查 by a 问卷; 调查 alone may be anything.
    parts = {name: {p for p in (name[:2], name[2:4]) if len(p) == 2 and p != "调查"} for name in rule.value}
    said = f"{content}\n{form}"
    held = [
        name
        for name, words in parts.items()
        if any(word in said or any(like in said for like in _LIKE.get(word, ())) for word in words)
    ]
    if len(held) >= pack.dialogue_at_least:
        return []
    return [Finding("OD-09", "content", "no_dialogue", rule.clause, "B", {"one_of": rule.value})]


def _skipped(pack: OpenDayPack, publish: date | None) -> tuple[str, ...]:
    have = {
        "OD-03": pack.notice if publish is not None else None,
        "OD-04": pack.items,
        "OD-05": pack.min_people,
        "OD-06": pack.eligibility,
        "OD-07": pack.categories,
        "OD-08": pack.refused_names,
        "OD-09": pack.dialogue,
    }
    return tuple(rule for rule, value in have.items() if value is None)
