"""Reading numbers, dates, weekdays, clock times, phones and mailboxes out of Chinese official text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

_DIGITS = {**{char: n for n, char in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2}
#: the hotline of the notices; a pack may name others (OD-04, short_phones)
KNOWN_SHORT = ("8890",)
#: days; no open day lasts longer, whatever a slip of the pen says
_LONGEST_RANGE = 366
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_RANGE = re.compile(r"^\s*(?:至|到|-|—|–|―|~|～)+\s*$")
_PLACEHOLDER = re.compile(r"(?:待定|待补充|待填写?|另行通知|暂无|无|略|空|[×xX*＊_\-—/、.…\s]+)")
_NUMERAL = re.compile(
    r"(?<![第几数])([一二两三四五六七八九十百零〇]+)(?=\s*余?[人名位个席组])|(?<=第)([一二三四五六七八九十]+)(?=[场批])"
)
#: numerals as on a cheque (贰拾捌名)
_CAPITALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰", "一二三四五六七八九十百")
#: a date in Chinese numerals (二〇二六年九月十九日), and days of one month told in one breath (9月19—20日)
_CHINESE_DATE = re.compile(
    r"(?:([二一][〇○零一二三四五六七八九]{3})\s*年\s*)?(?<![一二三四五六七八九十第])([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十廿]{1,3})\s*([日号])"
)
_POINTED_RANGE = re.compile(
    r"(?<![\d.])(0?[1-9]|1[0-2])\.([0-3]?\d)\s*([-—–~至到]+)\s*(0?[1-9]|1[0-2])\.([0-3]?\d)"
    r"(?![\d.]|\s*(?:小时|公里|米|元|万|亿|%|度|吨|平|倍))"
)
#: 9.20（周五） and 09.13 18:00截止: month and day with a point, known by what follows
_POINTED_DAY = re.compile(
    r"(?<![\d.年月/-])(0?[1-9]|1[0-2])[./](0?[1-9]|[12]\d|3[01])"
    r"(?=\s*[日号]?\s*(?:[(,【〔\[]?\s*(?:星期|周[一二三四五六日天])|\d{1,2}:\d{2}|[上下中]午|之?前|截止|截至))"
)
_CHINESE_HOUR = re.compile(r"(?<=[午晨上晚\s,至到—-])([一二三四五六七八九十]{1,3})(?=\s*[时点](?!间))")
_SHORT_DAYS = re.compile(
    r"(\d{1,2}\s*月\s*\d{1,2})\s*[日号]?\s*(-+|—+|–|―|~|～|至|到|、|和|及|,)\s*(?=\d{1,2}\s*[日号])"
)
_DATE = re.compile(
    r"(?:(?P<iy>\d{4})[-./](?P<im>\d{1,2})[-./](?P<id>\d{1,2})(?!\d)|"
    r"(?:(?P<y>\d{4})\s*年\s*)?(?:(?P<m>\d{1,2})\s*月\s*)?(?P<d>\d{1,2})\s*[日号])"
    r"(?:\s*[,，]?\s*[(【〔\[]?\s*(?:本|下)?(?:星期|周|礼拜)(?P<w>[一二三四五六日天])(?!末)"
    r"(?:\s*(?:、|至|到|和|及|-|—|~|,)\s*(?:星期|周|礼拜)?(?P<w2>[一二三四五六日天])(?=\s*[)】〕\]]))?\s*[)】〕\]]?"
    r"|\s*[(【〔\[]\s*(?P<bare>[一二三四五六日天])\s*[)】〕\]])?"
)
#: a bare “88号” after a word is a house, a gate or a room: 青溪路88号, 公交4号线; after 和、至 it goes on with days
_HOUSE_NUMBER = re.compile(
    r"(?:[一-鿿](?<![至到和及与或日号在于])\s*\d{1,2}|\d{3,}|[路街巷弄道里村]\s*\d+\s*[-—–~]\s*\d{1,2})\s*号$"
)
#: (1号楼), 6号线: what is numbered is no day
_NUMBERED = re.compile(
    r"号\s*(?:楼|院|门|厅|馆|线|路|街|桥|岸|库|井|泵|站|机|窗|桌|台|席|车|船|口|出[入]?口|入口|厂|仓|棚|地块|会议|教室|报告|展)"
)
_TIME = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?\s*"
    r"(?P<h>\d{1,2})\s*(?::\s*(?P<m>\d{2})(?!\d)|[时点](?!间)\s*(?:(?P<half>半)|(?P<m2>\d{1,2})\s*分)?)"
)
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PHONE_RUN = re.compile(r"(?<!\d)\+?\d[\d\-() ]{2,}\d(?!\d)")


def plain(text: str) -> str:
    """Full-width letters and digits made half-width, so that `２５人` reads as `25人`."""
    return unicodedata.normalize("NFKC", text).strip()


def arabic_dates(text: str) -> str:
    """Half-width, with dates and hours in Arabic figures and every day of 9月19、20日 written out."""

    def as_figures(found: re.Match[str]) -> str:
        year = "".join(str(_DIGITS.get("〇" if c == "○" else c, c)) for c in found[1] or "")
        day = found[3].replace("廿", "二十")
        return f"{year + '年' if year else ''}{chinese_number(found[2])}月{chinese_number(day)}{found[4]}"

    said = _CHINESE_DATE.sub(as_figures, plain(text).replace("∶", ":"))
    said = _POINTED_RANGE.sub(r"\1月\2日\3\4月\5日", said)
    said = _POINTED_DAY.sub(r"\1月\2日", said)
    said = _CHINESE_HOUR.sub(lambda m: str(chinese_number(m[1])), said)
    return _SHORT_DAYS.sub(lambda m: f"{m[1]}日{m[2]}", said)


def is_blank(text: str) -> bool:
    """True for nothing, or for a stand-in such as 待定 or ×××."""
    bare = plain(text).strip("。.;；：: ")
    return not bare or bool(_PLACEHOLDER.fullmatch(bare))


def chinese_number(text: str) -> int:
    """六十 → 60, 一百二十 → 120."""
    total = section = 0
    for char in text:
        if char in _DIGITS:
            section = _DIGITS[char]
        elif char == "十":
            total += (section or 1) * 10
            section = 0
        elif char == "百":
            total += (section or 1) * 100
            section = 0
    return total + section


@dataclass(frozen=True, slots=True)
class People:
    """How many people a text promises: `low` ≤ number ≤ `high` (`None`: no upper bound)."""

    low: int
    high: int | None
    about: bool = False

    def allows(self, number: int) -> bool:
        """Does a total agree with the text? 约 60 人 agrees with anything."""
        return self.about or (self.low <= number and (self.high is None or number <= self.high))


def _people_in_figures(text: str) -> str:
    """Half-width, numbers of people and of sessions in Arabic figures; a 批 is a 场."""
    said = plain(text).translate(_CAPITALS).replace("(人)", "人")
    said = re.sub(r"(?<=[每第分个\d一二两三四五六七八九十])\s*批次?", "场", said)
    said = re.sub(r"\((\d+)\)(?=\s*[人名位])", r"\1", said)
    return _NUMERAL.sub(lambda m: str(chinese_number(m[0])), said)


def read_people(text: str, sessions: int = 0) -> People | None:
    """The total number of people in the text; 每场30人 alone is multiplied by the number of sessions."""
    said = _people_in_figures(text)
    about = bool(re.search(r"约\s*\d+|\d+\s*[人名位]?\s*左右|\d+\s*余\s*[人名位]", said))
    found = re.search(r"(\d+)\s*[人名位]?\s*(?:-|—|–|~|至|到)\s*(\d+)\s*[人名位]", said)
    if found:
        return People(int(found[1]), int(found[2]))
    found = re.search(r"(?:共|总计|合计|总人数|总数|总名额)[^\d。;；]{0,8}(\d+)\s*余?\s*[人名位]", said)
    if found:
        return People(int(found[1]), int(found[1]), about)
    found = re.search(r"(?:不得?少于|不得?低于|不能少于|至少)\s*(\d+)|(\d+)\s*[人名位]\s*及?以上", said)
    if found:
        return People(int(found[1] or found[2]), None)
    found = re.search(r"(?:不得?超过|不得?多于|最多)\s*(\d+)|(\d+)\s*[人名位]\s*以内", said)
    if found:
        return People(0, int(found[1] or found[2]))
    found = re.search(r"每\s*个?\s*场次?[^\d。;；]{0,6}(\d+)\s*[人名位]", said)
    if found and not re.search(r"\d\s*[人名位]", said[: found.start()]):
        total = int(found[1]) * max(sessions or sessions_in(text), 1)
        return People(total, total, about)
    if in_groups := _people_in_groups(said):
        total = in_groups * (
            max(sessions or sessions_in(text), 1) if re.search(r"每\s*个?\s*场", said) else 1
        )
        return People(total, total, about)
    for shape in (r"场(?:次)?[^\d。;；场]{0,6}(\d+)\s*[人名位]", r"[上下]午[^\d。;；]{0,6}(\d+)\s*[人名位]"):
        by_session = re.findall(shape, said)
        if len(by_session) > 1:
            total = sum(map(int, by_session))
            return People(total, total, about)
    if total := _sum_of_groups(said):
        return People(total, total, about)
    found = (
        re.search(r"(\d+)\s*余?\s*[人名位席]|(?:名额|人数|席位)[^\d。;；,，]{0,4}(\d+)\s*个?", said)
        or re.search(r"(\d+)\s*个\s*(?:名额|席位)", said)
        or re.fullmatch(r"\D{0,3}(\d+)\s*个?[。.;；]?", said)
    )
    if found and found.re.groups > 1 and found[1] is None:
        return People(int(found[2]), int(found[2]), about)
    return People(int(found[1]), int(found[1]), about) if found else None


def _people_in_groups(said: str) -> int:
    """每组10人，共3组 → 30; 0 where the groups aren't told so, or a total stands before them."""
    each = re.search(
        r"每\s*[1个]?\s*小?组[^\d。;；]{0,6}(\d+)\s*[人名位]|(\d+)\s*[人名位]\s*[/每]\s*组", said
    )
    groups = re.search(r"(?<![第\d])(\d{1,2})\s*个?\s*小?组", said)
    if each is None or groups is None or re.search(r"\d\s*[人名位]", said[: each.start()]):
        return 0
    return int(each[1] or each[2]) * int(groups[1])


def _sum_of_groups(said: str) -> int:
    """20名群众代表和10名企业家代表 → 30; 0 when there are no groups side by side, or one figure is the total."""
    beside = re.sub(r"\([^()]*\)", "", said)
    groups = [int(n) for n in re.findall(r"(\d+)\s*[人名位]", beside)]
    if len(groups) < 2 or re.search(r"其中|包括|含|每|限|超|候补|备选|工作人员|家庭", beside):
        return 0
    joined = re.search(r"[人名位][^\d,，。;；]{0,12}(?:\+|和|及)[^\d,，。;；]{0,8}\d", beside)
    named = re.match(r"\D*(?:网上|线上|公开|自主|社会|网络|个人)\D{0,8}\d", beside)
    return sum(groups) if (joined or named) and groups[0] != sum(groups[1:]) else 0


def sessions_in(text: str) -> int:
    """How many sessions a text speaks of: 共2场, or 上午场 and 下午场; 0 when it says nothing of them."""
    said = re.sub(
        r"[一两二三四五六七八九十]+(?=\s*个?场)",
        lambda m: str(chinese_number(m[0])),
        _people_in_figures(text),
    )
    counted = re.search(r"(?<![第\d])(\d{1,2})\s*个?\s*场(?!地|所|馆)", said)
    return int(counted[1]) if counted else len(set(re.findall(r"[上下]午场|晚场|第\d{1,2}场", said)))


def read_number_parts(text: str, sessions: int = 0) -> tuple[int, bool]:
    """(sum of the parts that a total is split into, must it be the total?); (0, False) without parts.

    Sessions must add up; after 其中 only some groups may be named."""
    said = _people_in_figures(text)
    each = re.search(r"每\s*个?\s*场次?[^\d。;；]{0,6}(\d+)\s*[人名位]", said)
    if each and sessions:
        return int(each[1]) * sessions, True
    by_session = re.findall(r"(?:[上下]午场?|晚场|第\d+场)[^\d。;；]{0,6}(\d+)\s*[人名位]", said)
    if len(by_session) > 1:
        return sum(map(int, by_session)), True
    _, among, after = said.partition("其中")
    parts = re.findall(r"(\d+)\s*[人名位]", re.split(r"[。\n]", after)[0]) if among else []
    return (sum(map(int, parts)), False) if len(parts) > 1 else (0, False)


def read_parts(text: str) -> tuple[int, int] | None:
    """(网上报名 n 人, 线下推荐 m 人) when the text splits its number so."""
    said = _people_in_figures(text)
    online = re.search(r"(?:网上|线上|公开|自主)报名[^\d。;；]{0,4}(\d+)\s*[人名位]", said)
    offline = re.search(r"(?:线下|单位|组织)?推荐[^\d。;；]{0,4}(\d+)\s*[人名位]", said)
    return (int(online[1]), int(offline[1])) if online and offline else None


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as written. `day` is None when no such day exists (2月30日); `until` ends a range."""

    written: str
    day: date | None
    weekday: int | None = None
    until: date | None = None

    @property
    def weekday_wrong(self) -> bool:
        """Does the weekday in brackets disagree with the calendar?"""
        return self.day is not None and self.weekday is not None and self.day.weekday() != self.weekday

    def days(self) -> frozenset[date]:
        """All days that the expression covers."""
        if self.day is None:
            return frozenset()
        last = self.until or self.day
        count = min(max((last - self.day).days, 0), _LONGEST_RANGE) + 1
        return frozenset(self.day + timedelta(days=n) for n in range(count))


def read_dates(text: str, *, near: date | None = None) -> list[StatedDate]:
    """Every date in order. Without a year: that of the date before, else the one closest to `near`."""
    said = arabic_dates(text)
    found: list[StatedDate] = []
    year: int | None = None
    month: int | None = None
    end_of_last = -1
    for match in _DATE.finditer(said):
        if match["iy"]:
            year, month, day = int(match["iy"]), int(match["im"]), int(match["id"])
        else:
            if not match["m"] and (month is None or said[match.end() : match.end() + 1] in tuple("内前后")):
                continue
            if not match["m"] and (
                _HOUSE_NUMBER.search(said[: match.end()]) or _NUMBERED.match(said, match.end() - 1)
            ):
                continue
            year = int(match["y"]) if match["y"] else year
            month = int(match["m"]) if match["m"] else month
            day = int(match["d"])
        assert month is not None
        weekday = _WEEKDAYS.get(match["w2"] or match["w"] or match["bare"] or "")
        if match["w2"] and found and found[-1].weekday is None:
            first = found[-1]  # 9月19日、20日（星期六、星期日）
            found[-1] = StatedDate(first.written, first.day, _WEEKDAYS[match["w"]], first.until)
        stated = StatedDate(match[0].strip(), _date_near(year, month, day, near), weekday)
        between = said[end_of_last : match.start()] if end_of_last >= 0 else ""
        if found and _RANGE.match(between) and found[-1].day and stated.day and stated.day > found[-1].day:
            first = found[-1]
            written = f"{first.written}{between.strip()}{stated.written}"
            found[-1] = StatedDate(written, first.day, first.weekday, until=stated.day)
            if stated.weekday_wrong:
                found.append(stated)
        else:
            found.append(stated)
        end_of_last = match.end()
    return found


def _date_near(year: int | None, month: int, day: int, near: date | None) -> date | None:
    if year is not None:
        return _date_or_none(year, month, day)
    if near is None:
        return None
    same = _date_or_none(near.year, month, day)
    others = [d for y in (near.year - 1, near.year + 1) if (d := _date_or_none(y, month, day))]
    closest = min([d for d in (same, *others) if d], key=lambda d: abs((d - near).days), default=None)
    if same is None and closest is not None and abs((closest - near).days) > 183:
        return None  # 29 February outside a leap year, and the next leap year is not meant
    return closest


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_times(text: str) -> frozenset[time]:
    """Clock times in the text; 下午2:00—4:30 gives 14:00 and 16:30."""
    said = arabic_dates(text)
    found: set[time] = set()
    part = ""
    end_of_last = -1
    for match in _TIME.finditer(said):
        joined = end_of_last >= 0 and bool(_RANGE.match(said[end_of_last : match.start()]))
        part = match["part"] or (part if joined else "")
        hour = int(match["h"])
        minute = 30 if match["half"] else int(match["m"] or match["m2"] or 0)
        if part in ("下午", "傍晚", "晚上", "晚", "中午") and hour < 11:
            hour += 12
        if hour <= 23 and minute <= 59:
            found.add(time(hour, minute))
        end_of_last = match.end()
    return frozenset(found)


def without_dates_and_times(text: str) -> str:
    """The text with dates, weekdays and clock times taken out: what is left of 时间地点 is the place."""
    rest = _TIME.sub(" ", _DATE.sub(" ", arabic_dates(text)))
    words = (
        "时间|地点|活动|开放|举办|集合|签到|上午|下午|全天|星期.|周.|场次?|分钟?|两|至|为|在|于|年|月|日|第?[一二三]|"
        "左右|开始|准时|正式|结束|每天|当天|为期|小时|预计|[暂拟初]?定|具体|待定|另行通知|政府|“|”|约|到|共|半"
    )
    return re.sub(r"[\s\W\d]+", "", re.sub(words, " ", rest))


def read_phones(text: str, short: Collection[str] = KNOWN_SHORT) -> tuple[list[str], list[str]]:
    """(well-formed numbers, runs of six or more digits that are no telephone number), as written.

    `short`: hotlines of four digits that everybody can dial; other runs of four are somebody's extension.
    """
    said = re.sub(r"\d{1,2}:\d{2}", " ", arabic_dates(text))
    said = re.sub(
        r"(?:QQ群?号?|微信群?号?|邮编|邮政编码|群号)\s*[:为]?\s*\d+|[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+",
        " ",
        said,
    )
    said = re.sub(r"(?<=\d)\s*[—–―−‐‑－]+\s*(?=\d)", "-", said)
    said = re.sub(r"(?<=\d)\s*(?:转|分机)\s*(?:分机)?(?=\d)", "-", said)
    good: list[str] = []
    bad: list[str] = []
    for run in (m[0] for m in _PHONE_RUN.finditer(_DATE.sub(" ", said))):
        for number in [run] if is_phone(run, short) else run.split():
            digits = re.sub(r"\D", "", number)
            if is_phone(number, short):
                good.append(number.strip("() "))
            elif len(digits) >= 6:
                bad.append(number)
    return good, bad


def is_phone(number: str, short: Collection[str] = KNOWN_SHORT) -> bool:
    """A mobile, a landline (with area code and extension or without), a 400/800 or a short service number."""
    bare = re.sub(r"[\s()]", "", number).removeprefix("+86").lstrip("-")
    joined = bare.replace("-", "")
    return bool(
        re.fullmatch(r"(?:86)?1[3-9]\d{9}", joined)
        or re.fullmatch(r"(?:010|02\d)-?[1-9]\d{3}-?\d{4}(?:-\d{1,6})?", bare)
        or re.fullmatch(r"0[3-9]\d{2}-?[1-9]\d{2,3}-?\d{4}(?:-\d{1,6})?", bare)
        or re.fullmatch(r"0(?:10|2\d|[3-9]\d{2})-?(?:12[0-9]{3}|9\d{4,5})", bare)
        or re.fullmatch(r"[2-9]\d{2,3}-?\d{4}(?:-\d{1,6})?", bare)
        or re.fullmatch(r"[48]00\d{7}", joined)
        or re.fullmatch(r"(?:1\d{4}|11\d|12[0-2]|9[56]\d{3,4})", joined)
        or joined in short
    )


def read_mailboxes(text: str) -> list[str]:
    """Mailboxes that can be copied and used as written (a full-width ＠ can't)."""
    return [
        found[0]
        for found in _MAIL.finditer(text)
        if text[max(0, found.start() - 1) : found.start()] not in ("@", ".")
        and not re.match(r"[@.\-](?=\w)|@", text[found.end() :])
    ]
