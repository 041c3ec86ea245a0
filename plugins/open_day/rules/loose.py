"""The check of an announcement that somebody else wrote: split, then judged like a draft, and against itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from .announcement import check_announcement, shortened
from .dates import IsWorkday, weekend_only
from .evidence import event_sentences, fill_in, sentences
from .id_card import check_id_card
from .naming import name_problem, right_title
from .reading import is_blank, plain, read_dates, read_number_parts, read_people, sessions_in
from .splitting import SplitText, split_text
from .values import ITEM_KEYS, Announcement, CheckResult, Finding, ItemVerdict, OpenDayPack, Severity, key_of

_NAMES = {key: name for name, key in ITEM_KEYS.items()}
Problem = tuple[str, dict[str, object]]


@dataclass(frozen=True)
class TextCheck:
    """One announcement as it was read. `items`: pack's item name → text; `proposed`: the right title."""

    title: str
    items: Mapping[str, str]
    result: CheckResult
    proposed: str


def check_text(
    text: str, pack: OpenDayPack, *, publish: date, area: str = "", is_workday: IsWorkday = weekend_only
) -> TextCheck:
    """Check a text as if it were published on `publish`; `area` is the pack's own, for the right title."""
    names = pack.items.value if pack.items is not None else tuple(ITEM_KEYS)
    split = split_text(text, names)
    by_key = fill_in(split)
    if "time_place" in by_key:
        by_key["time_place"] = _event_part(by_key["time_place"])
    items = {name: by_key.get(key_of(name, n), "") for n, name in enumerate(names, 1)}
    announcement = Announcement(
        title=split.title,
        items={**items, **_criteria(items, by_key, split, pack)},
        sessions_said=sessions_in(by_key.get("number", "")) or sessions_in(by_key.get("time_place", "")),
    )
    quiet = replace(pack, refused_names=None, collect_little=None)
    result = check_announcement(announcement, quiet, publish=publish, is_workday=is_workday)
    proposed = right_title(split.title, area, (by_key.get("organiser", ""), split.signed), pack.name_pattern)
    verdicts = _against_itself(result.items, by_key, split, pack, publish)
    findings = [finding for verdict in verdicts for finding in verdict.findings]
    findings += _name(split, by_key, pack, area, proposed)
    findings += [f for f in result.findings if not f.code.startswith("OD-04.")]
    asks = next((key for key, said in by_key.items() if "身份证" in said), None)
    whole = "\n".join((split.title, split.preamble, *by_key.values(), split.rest, split.annex))
    findings += check_id_card(whole, pack.collect_little, asks)
    missing = [rule for rule in result.skipped if rule != "OD-08"]
    skipped = sorted([*missing, *(["OD-08"] if pack.refused_names is None else [])])
    shown = tuple(replace(v, said=shortened(items[v.name])) for v in verdicts)
    return TextCheck(split.title, items, CheckResult(shown, tuple(findings), tuple(skipped)), proposed)


def _event_part(text: str) -> str:
    """What of 时间地点 tells of the day: a booking deadline folded in is left out."""
    kept = [s for s in sentences(text) if not re.search(r"报名[^,，。；]{0,12}\d|截止", s)]
    return "\n".join(kept) or text


def _criteria(
    items: Mapping[str, str], by_key: Mapping[str, str], split: SplitText, pack: OpenDayPack
) -> dict[str, str]:
    """邀请对象 with the sentences on age and capacity that stand elsewhere (请18周岁以上的市民报名)."""
    name = _name_of("invitees", tuple(items))
    if name is None or is_blank(by_key.get("invitees", "")):
        return {}
    more = [
        s for s in sentences(split.body) if re.search(r"周岁|民事行为能力|成年", s) and s not in items[name]
    ]
    return {name: "\n".join([items[name], *more])}


def _name_of(key: str, names: Sequence[str]) -> str | None:
    return next((name for n, name in enumerate(names, 1) if key_of(name, n) == key), None)


def _name(
    split: SplitText, by_key: Mapping[str, str], pack: OpenDayPack, area: str, proposed: str
) -> list[Finding]:
    rule = pack.refused_names
    if rule is None:
        return []
    problem = name_problem(split.title, area, rule.value)
    if problem in (None, "name_quotes"):
        said = re.sub(
            r"\s", "", "\n".join((split.preamble, by_key.get("theme", ""), by_key.get("content", "")))
        )
        if any(name in said for name in rule.value):
            problem = "name_refused"
    if problem is None:
        return []
    severity: Severity = "W" if problem == "name_quotes" else "B"
    return [Finding("OD-08", None, problem, rule.clause, severity, {"proposed": proposed})]


# -- the text against itself


def _against_itself(
    verdicts: Sequence[ItemVerdict],
    by_key: Mapping[str, str],
    split: SplitText,
    pack: OpenDayPack,
    publish: date,
) -> tuple[ItemVerdict, ...]:
    more: dict[str, list[Problem]] = {
        "signup": _deadline(by_key, publish),
        "number": _numbers(by_key, split),
        "time_place": _days(by_key, split, publish),
        "contact": _contact(by_key),
    }
    clause = pack.items.clause if pack.items is not None else ""
    found = []
    for verdict in verdicts:
        problems = more.get(verdict.key, []) if verdict.state in ("ok", "inconsistent") else []
        told = {f.problem for f in verdict.findings}
        extra = tuple(
            Finding(f"OD-04.{verdict.index}", verdict.key, code, clause, "B", params)
            for code, params in problems
            if code not in told
            and not (told & {"date_missing", "date_impossible", "number_unreadable", "number_parts_differ"})
        )
        state = "inconsistent" if extra else verdict.state
        found.append(replace(verdict, state=state, findings=(*verdict.findings, *extra)))
    return tuple(found)


def _event_days(by_key: Mapping[str, str], publish: date) -> frozenset[date]:
    stated = read_dates(by_key.get("time_place", ""), near=publish)
    return frozenset().union(*(d.days() for d in stated)) if stated else frozenset()


def _deadline(by_key: Mapping[str, str], publish: date) -> list[Problem]:
    days = _event_days(by_key, publish)
    stated = [d for d in read_dates(by_key.get("signup", ""), near=publish) if d.day]
    if not days or not stated or max(days) < publish:
        return []
    last = max(stated, key=lambda d: d.until or d.day or publish)
    closes = last.until or last.day
    if closes is not None and closes > max(days):
        return [("signup_after_event", {"closes": closes, "day": max(days)})]
    return []


def _days(by_key: Mapping[str, str], split: SplitText, publish: date) -> list[Problem]:
    days = _event_days(by_key, publish)
    if not days:
        return []
    said = [s for s in sentences(split.preamble) if not re.search(r"报名|截止", s)]
    places = [*event_sentences("\n".join(said)), *event_sentences(by_key.get("tips", ""))]
    places += event_sentences(by_key.get("content", ""))
    places += re.findall(r"(?m)^\s*(?:\d{4}年)?\d{1,2}月\d{1,2}[日号].*$", plain(by_key.get("content", "")))
    for place in places:
        for other in read_dates(place, near=publish):
            if other.day is not None and not other.days() & days:
                return [("dates_contradict", {"written": other.written, "day": min(days)})]
            if other.day is not None and other.weekday_wrong and other.day in days:
                return [
                    (
                        "weekday_wrong",
                        {"written": other.written, "day": other.day, "weekday": other.day.weekday()},
                    )
                ]
    return []


def _numbers(by_key: Mapping[str, str], split: SplitText) -> list[Problem]:
    text = by_key.get("number", "")
    when = by_key.get("time_place", "")
    sessions = sessions_in(text) or (0 if re.search(r"每[天日]", when) else sessions_in(when))
    people = read_people(text, sessions)
    if people is None or people.about:
        return []
    said, exact = read_number_parts(text, sessions)
    if said and people.high == people.low and (said != people.low if exact else said > people.low):
        return [("number_sum_differs", {"stated": people.low, "total": said})]
    known = {int(n) for n in re.findall(r"\d+", plain(text))} | {people.low, people.high or people.low}
    for key in ("invitees", "signup", "content"):
        for other in re.findall(
            r"(?:共|总计|合计|总人数|总名额|名额共?|限额|限)\s*(?:计|为|邀请|招募|报)?\s*(\d+)\s*[人名位]",
            plain(by_key.get(key, "")),
        ):
            if int(other) >= 10 and int(other) not in known and not people.allows(int(other)):
                return [("number_elsewhere", {"stated": people.low, "other": int(other)})]
    for sentence in sentences(split.preamble):
        for other in re.findall(r"(?:邀请|招募)[^。；\d]{0,10}(\d+)\s*余?\s*[人名位]", plain(sentence)):
            if int(other) not in known and not people.allows(int(other)) and "余" not in sentence:
                return [("number_elsewhere", {"stated": people.low, "other": int(other)})]
    return []


def _contact(by_key: Mapping[str, str]) -> list[Problem]:
    bare = re.sub(r"联系人员?|联系电话|电话|手机|邮箱|电子|姓名|[^一-鿿]", "", by_key.get("contact", ""))
    return [] if len(bare) >= 2 else [("contact_unreadable", {})]
