"""The announcement as an official document: its texts filled from the plan, and its blocks. Always in Chinese.

These are the words of a document that officials sign, not of the interface, so they are not translated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from .rules.taking_part import categories_of
from .rules.values import Eligibility, OpenDayPack, Slot, key_of

FORM_NAMES = {"office": "进机关", "site": "进现场", "meeting": "进会议"}
#: The order in which citizens read; what a pack adds comes last.
READING_ORDER = (
    "theme", "time_place", "number", "invitees", "leaders", "organiser", "form", "content",
    "signup", "contact", "phone", "email", "tips",
)  # fmt: skip
#: What an announcement must say when the gate wants names (PI-01).
GATE_WORDS = "进门要核对姓名，请带身份证，只看不存。"
_WEEKDAYS = "一二三四五六日"
_NUMERALS = "一二三四五六七八九十"


def day_words(day: date) -> str:
    """2026年9月19日（星期六）."""
    return f"{day.year}年{day.month}月{day.day}日（星期{_WEEKDAYS[day.weekday()]}）"


def time_words(moment: time) -> str:
    """9:00."""
    return f"{moment.hour}:{moment.minute:02d}"


def time_place_words(slots: Sequence[Slot]) -> str:
    """2026年9月19日（星期六）上午场9:00—11:30，下午场14:00—16:30。地点：第二水厂东门。"""
    days: dict[date, list[str]] = {}
    for slot in slots:
        title = slot.title if len(slots) > 1 else ""
        span = f"{title}{time_words(slot.starts)}—{time_words(slot.ends)}"
        days.setdefault(slot.day, []).append(span)
    when = "；".join(f"{day_words(day)}{'，'.join(spans)}" for day, spans in sorted(days.items()))
    places = list(dict.fromkeys(slot.place for slot in slots if slot.place))
    return f"{when}。地点：{'、'.join(places)}。" if places else f"{when}。"


def first_texts(
    *,
    pack: OpenDayPack,
    theme: str,
    leaders: str,
    forms: Sequence[str],
    site_kinds: Sequence[str],
    dialogue: Sequence[str],
    invitees: str,
    agenda: Sequence[Sequence[str]],
    gate_list: bool,
    number: int | None,
    slots: Sequence[Slot],
    area: str,
    organiser: str,
    closes: date | None,
) -> dict[str, str]:
    """The texts that an approved plan already gives; what only the department knows stays empty."""
    # When booking opens isn't settled yet: the text doesn't promise that it does at once.
    until = f"{closes.month}月{closes.day}日17:00前" if closes else "请"
    texts = {
        "signup": f"{until}在本页报名，或拨打联系电话由工作人员代为登记。每人限报一场。",
        "number": f"共{number}人。" if number else "",
        "theme": theme,
        "leaders": leaders,
        "organiser": organiser,
        "time_place": time_place_words(slots) if slots else "",
        "invitees": invitees or invitees_words(pack, area),
        "content": agenda_words(agenda, dialogue),
        "form": form_words(forms, site_kinds, dialogue),
        "tips": "请凭报名二维码或编号签到。"
        f"{GATE_WORDS if gate_list else ''}"
        "需要轮椅通道或手语翻译的，请在报名时勾选。"
        "现场会拍照记录，未经您单独同意，不公开您的肖像。",
    }
    names = pack.items.value if pack.items is not None else ()
    return {name: texts.get(key_of(name, n), "") for n, name in enumerate(names, 1)}


def agenda_words(rows: Sequence[Sequence[str]], dialogue: Sequence[str] = ()) -> str:
    """The agenda, a line for each row: 9:30 签到入场. A part that OD-09 asks for and no row names stands at the end."""
    lines = [f"{time_words(time.fromisoformat(at))} {what}" if at else what for at, what in rows]
    said = "".join(lines)
    lines += [name for name in dialogue if name[:2] not in said and name[2:4] not in said]
    return "\n".join(lines)


def form_words(forms: Sequence[str], site_kinds: Sequence[str], dialogue: Sequence[str]) -> str:
    """进现场（工程建设现场）、座谈问答."""
    said = [FORM_NAMES.get(code, code) for code in forms]
    if site_kinds and "site" in forms:
        said[list(forms).index("site")] += f"（{'、'.join(site_kinds)}）"
    return "、".join((*said, *dialogue))


def invitees_words(pack: OpenDayPack, area: str) -> str:
    """Who is invited, as the pack says it (OD-06, OD-07)."""
    rule = pack.eligibility.value if pack.eligibility is not None else Eligibility(None, False, ())
    said = []
    if rule.min_age is not None:
        said.append(f"年满{rule.min_age}周岁")
    if rule.full_capacity:
        said.append("具有完全民事行为能力")
    ties = f"，在{area}{_either(rule.ties)}" if rule.ties else ""
    return f"{'、'.join(said)}{ties}的群众代表，包括{'、'.join(categories_of(pack))}。".lstrip("，")


def _either(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{'、'.join(words[:-1])}或{words[-1]}"


def blocks(
    *,
    area: str,
    organiser: str,
    office: str,
    items: Mapping[str, str],
    names: Sequence[str],
    slots: Sequence[Slot],
    pictures: Sequence[Mapping[str, Any]] = (),
) -> list[dict[str, Any]]:
    """The document's blocks in reading order; the block with id `places` is shown live on the public page."""
    first = min((s.day for s in slots), default=None)
    when = f"定于{first.year}年{first.month}月{first.day}日举办" if first else "拟举办"
    filed = f"经{office}审核备案，" if office else ""
    found: list[dict[str, Any]] = [
        {"kind": "paragraph", "text": f"{filed}{organiser}{when}“政府开放日”活动。现将有关事项公告如下："}
    ]
    by_key = {key_of(name, n): name for n, name in enumerate(names, 1)}
    order = [by_key[key] for key in READING_ORDER if key in by_key]
    order += [name for name in names if name not in order]
    for n, name in enumerate(order, 1):
        key = next(k for k, v in by_key.items() if v == name)
        found.append({"kind": "heading1", "text": f"{_numeral(n)}、{name}", "id": f"item-{key}"})
        found += [_line(line) for line in items.get(name, "").splitlines() if line.strip()]
        if key == "number" and slots:
            found.append(_places(slots))
    found += [dict(picture) for picture in pictures]
    # The day under the signature is the day of publication: the house writes it when the text is out.
    found.append({"kind": "sign", "lines": [organiser], "date": "published"})
    return found


def _line(line: str) -> dict[str, Any]:
    text = line.strip()
    return {"kind": "heading2" if text.startswith("（") and len(text) <= 20 else "paragraph", "text": text}


def _places(slots: Sequence[Slot]) -> dict[str, Any]:
    rows = [
        [s.title, f"{day_words(s.day)}{time_words(s.starts)}—{time_words(s.ends)}", f"{s.capacity}"]
        for s in slots
    ]
    return {"kind": "table", "id": "places", "head": ["场次", "时间", "报名名额"], "rows": rows}


def _numeral(n: int) -> str:
    if n <= 10:
        return _NUMERALS[n - 1]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")
