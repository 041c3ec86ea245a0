"""OD-08 over a title whose unit is not known beforehand: is there an area, a department, then “政府开放日”?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .announcement import ANY_OPEN_DAY, QUOTED, proposed_name

_LEAD = re.compile(
    r"^(?:关于|举办|举行|开展|组织|召开|开启|做好|公布|发布|邀请\S{0,12}?参加|诚邀\S{0,8}?参加|公告|通知|通告|预告|启事|致|\d{4}年度?|第[一二三四五六七八九十\d]+[届期次]|[【\[〔(（].{0,12}[】\]〕)）]|[|｜:：丨—\-\s“\"])+"
)
_YEAR = re.compile(
    r"\d{4}\s*年度?|[二〇○零一二三四五六七八九]{4}年度?|第[一二三四五六七八九十\d]{1,3}[届期次场]"
)
_AREA = re.compile(
    r"(?:[一-鿿]{1,8}?(?:省|自治区|自治州|自治县|特别行政区|市|地区|盟|州|县|区|旗))+?(?=[一-鿿])"
)
#: words that end like an area and are none
_NO_AREA = (
    "城市",
    "社区",
    "园区",
    "景区",
    "灌区",
    "林区",
    "辖区",
    "校区",
    "库区",
    "牧区",
    "小区",
    "超市",
    "都市",
    "厂区",
    "片区",
)
_ORG = re.compile(
    r"[一-鿿]{1,30}?(?:委员会|人民政府|管理处|办事处|办公室|街道(?!办)|分局|总队|支队|大队|中心|法院|检察院|公司|集团|"
    r"局|厅|办|委|院|馆|站|所|队|处|社|(?:镇|乡)(?!人民政府|政府)|政府|协会|联合会|十字会|工会|联(?![合通络系])|科协|银行|部)(?![一-鿿]{0,3}(?:局|中心|办公室|委员会))"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose open day a text says it is; either part may be empty."""

    area: str = ""
    department: str = ""

    @property
    def whole(self) -> bool:
        return bool(self.area and self.department)


def owner_in(text: str, known_area: str = "") -> Owner:
    """Area and department that a phrase begins with (关于举办原州区水务局2024年 …)."""
    said = _LEAD.sub("", _YEAR.sub("", re.sub(r"[\s“”\"「」『』]", "", text)))
    area = ""
    if known_area and known_area in said:
        area = known_area
        said = said[said.index(known_area) + len(known_area) :]
    else:
        found = _AREA.match(said)
        if found and len(found[0]) > 1 and not found[0].endswith(_NO_AREA):
            rest = said[found.end() :]
            if len(rest) <= 1 or _ORG.match(rest):
                area, said = found[0], rest
    org = _ORG.match(said)
    if org is None and re.fullmatch(r"[一-鿿]{2,7}(?:市|县|区|旗|州)", said) and not said.endswith(_NO_AREA):
        return Owner(area or said, "")
    return Owner(area, org[0] if org else "")


def name_problem(title: str, known_area: str, refused: Sequence[str]) -> str | None:
    """None when the title is lawful, else the problem's code (`name_quotes` is only a warning)."""
    said = re.sub(r"\s", "", title)
    if any(name in said for name in refused):
        return "name_refused"
    if any(not m[1].endswith("政府") for m in ANY_OPEN_DAY.finditer(said)):
        return "name_refused"
    where = said.find("政府开放日")
    if where < 0:
        return "name_missing"
    before = re.sub(r"[(（][^()（）]*[)）]", "", said[:where])
    if not _has_owner(before, known_area):
        return "name_order" if _has_owner(said[where + 5 :], known_area) else "name_owner"
    return None if QUOTED.search(said) else "name_quotes"


#: a township's government bears its place in its own name
_TOWNSHIP = re.compile(r"[一-鿿]{2,7}[镇乡](?:人民)?政府")


def _has_owner(text: str, known_area: str) -> bool:
    return _TOWNSHIP.search(text) is not None or any(
        owner_in(part, known_area).whole for part in (text, _last_part(text))
    )


def _last_part(text: str) -> str:
    """What follows a slogan: 邀您走进水厂！原州区水务局 …"""
    return re.split(r"[！!。？?|｜丨:：—…，,]", text.rstrip('“"「—：:|｜ '))[-1]


def right_title(title: str, known_area: str, others: Sequence[str], pattern: str) -> str:
    """The title as it should be, from what the title itself, the organiser's line and the signature say."""
    area, department = "", ""
    head = re.split(r"[“\"「]?政府开放[日月周]", re.sub(r"\s", "", title))[0]
    without = re.sub(r"[“\"「]?政府开放[日月周][”\"」]?", "", re.sub(r"\s", "", title))
    for text in (_last_part(head), head, without, *others):
        found = owner_in(text, known_area)
        area, department = area or found.area, department or found.department
    if department[:1] in ("市", "县", "区", "旗", "州") and area.endswith(department[:1]):
        department = department[1:]  # 县水务局 of 云河县
    name = proposed_name(area or known_area or "〔地区〕", department or "〔单位名称〕", pattern)
    return f"{name}活动公告"
