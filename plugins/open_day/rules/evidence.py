"""What a free-running announcement says of an item that has no label of its own there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from .framing import without_mark
from .reading import arabic_dates, plain, read_mailboxes, read_people, read_phones
from .splitting import SplitText

_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_LEADER = re.compile(
    r"(?:局长|副局长|主任|副主任|书记|区长|市长|县长|镇长|乡长|主席|院长|站长|所长|主要负责|分管|负责同志|负责人|领导|班子成员|党组成员)"
)
_TAKES_PART = re.compile(r"出席|参加|陪同|主持|带队|接待|全程参与|到场|与.{0,8}(?:座谈|交流)|答疑")
_ORGANISER = re.compile(
    r"(?:由|[^一-鿿]|^)([一-鿿、和与]{2,40}?)(?:联合)?(?:承办|主办|举办|组织实施|具体实施|负责组织|牵头组织)"
)
_OFFICE = re.compile(r"[一-鿿]{2,20}(?:局|委员会|委|办公室|办|厅|中心|街道|办事处|镇|乡|政府)")
_HOLDS = re.compile(
    r"([一-鿿“”]{4,30}?)(?:将|拟|决定|计划|定)?(?:定?于|在)[^。；]{0,60}?(?:举办|开展|组织|举行|召开)"
)
_FORM = re.compile(
    r"进机关|进现场|进会议|机关开放|现场开放|会议开放|线上线下|线上\+线下|线上.{0,3}线下|(?:采取|采用|通过|以)[^。；\n]{2,30}(?:形式|方式|相结合)|实地(?:参观|观摩|走访|察看|考察)|网络直播|列席"
)
#: 采取网上报名和社区推荐相结合的方式 tells how people are found, not what form the day has
_HOW_TO_COME = re.compile(r"报名|预约|推荐|招募|征集|产生|电话|邮件|邮箱|扫码")
_INVITES_MANY = re.compile(
    r"(?:邀请|招募|名额|人数|共)[^。；;]{0,40}?[\d一二三四五六七八九十百]+\s*余?[人名位]"
)
_SIGN_UP = re.compile(r"报名|预约")
_WAY = re.compile(
    r"电话|拨打|邮箱|邮件|微信|扫码|扫描|二维码|链接|网上|线上|网站|公众号|现场|填写|登记|回执|发送|窗口|小程序|推荐|截止|前往|即可|@|\d{7}"
)
_ASKS = re.compile(
    r"请.{0,14}(?:提前|准时|按时|自觉|遵守|携带|佩戴|着装|服从|注意|勿|不要|保持|凭|带好|自备|穿|配合|乘坐|爱护|听从)|(?:不得|禁止|严禁|谢绝|切勿|自行承担|敬请谅解)"
)
_INVITED = re.compile(
    r"(?:邀请|招募|面向|欢迎)[^。；\n]{0,40}(?:代表|市民|群众|居民|人员|人士|村民|职工|记者|业主|家长|社会公众)"
)
_DOES = re.compile(r"参观|座谈|观摩|体验|讲解|介绍|问卷|互动|走访|察看|查看|听取|交流|列席|演示")
_NAME = re.compile(
    r"(?:联系人|联系|咨询|工作人员|请找)\s*[:：]?\s*(?:[一-鿿]{1,3}(?:先生|女士|老师|同志|科长|主任|工|股长)|(?!电话|热线|方式|时间|地址|邮箱|手机|电子|微信|号码|我们)[一-鿿]{2,3})(?=[，,；;。、\s(（:：0-9]|$)"
)
_PERSON = re.compile(
    r"[一-鿿]{1,3}(?:先生|女士|老师|同志|科长|主任|股长)|[一-鿿]{2,4}(?=\s*[,，、:：(（]?\s*[(（]?\d{3,4})"
)
_THEME = re.compile(
    r"以[“\"「《]([^”\"」》]{2,40})[”\"」》]为(?:活动)?主题|主题(?:为|是|:|：)?\s*[“\"「《]([^”\"」》]{2,40})|[“\"「]([^”\"」]{2,40})[”\"」](?:为|的)?主题"
)


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, tabs and line ends count as ends."""
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found[0].strip()


def flow(text: str) -> str:
    """Lines that were cut at the edge of a page put together again."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        goes_on = len(before.strip()) >= 16 and before.rstrip()[-1] not in "。！？；：:!?;】"
        if goes_on and not any(without_mark(line)[:2]) and not re.match(r"\s*[一-鿿]{2,6}\s*[:：]", line):
            lines[-1] = before.rstrip() + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def fill_in(split: SplitText) -> dict[str, str]:
    """The items' texts: labelled ones, what soft labels (联系方式) hold, and in a free-running text what else is said."""
    items = dict(split.items)
    for key, text in split.soft.items():
        if not items.get(key, "").strip() and (said := _IN_SOFT[key](text)):
            items[key] = said
    for key in ("contact", "phone", "email"):
        if not items.get(key, "").strip():
            near = "\n".join(items.get(other, "") for other in ("contact", "phone", "email"))
            items[key] = _IN_SOFT[key](near) if near.strip() else ""
    place = items.get("time_place", "")
    if place.strip() and not re.search(
        r"\d\s*[月日时点:：]|[上下]午|周|星期|近期|待定|另行|[旬]", arabic_dates(place)
    ):
        # only 地点 has a head: the day is told in the preamble
        items["time_place"] = "\n".join([*event_sentences(split.preamble)[:1], place])
    if split.itemised:
        return {**items, **_said_in_passing(split, items)}
    flowing = replace(split, body=flow(split.body))
    for key, look in _LOOK.items():
        if not items.get(key, "").strip() and (said := look(flowing, items)):
            items[key] = said
    return items


def _said_in_passing(split: SplitText, items: Mapping[str, str]) -> dict[str, str]:
    """What may stand without a head even where the others have theirs: 以“…”为主题 before them all, and how many
    are invited in the sentence that invites them."""
    found: dict[str, str] = {}
    if not items.get("theme", "").strip() and (theme := _THEME.search(split.preamble)):
        found["theme"] = next(group for group in theme.groups() if group)
    if not items.get("number", "").strip():
        inviting = (s for s in sentences(items.get("invitees", "")) if _INVITES_MANY.search(plain(s)))
        found["number"] = next((s for s in inviting if read_people(s)), "")
    return found


#: a number for complaints and the office's address tell nobody whom to ask
_NOT_TO_ASK = re.compile(
    r"(?:监督|投诉|举报)(?:电话|热线)\s*[:：]?[^；;。\n，,]*|(?:地址|邮编|邮政编码|网址)\s*[:：][^；;。\n]*"
)


def _contact_in(text: str) -> str:
    text = _NOT_TO_ASK.sub("", text)
    found = (
        _NAME.search(text)
        or _PERSON.search(re.sub(r"(?:联系|咨询|报名)?电话|热线|手机|工作日", "", text))
        or _OFFICE.search(text)
    )
    return found[0] if found else ""


def _with_phone(text: str) -> str:
    return text if any(read_phones(text)) else ""


_IN_SOFT: Mapping[str, Callable[[str], str]] = {
    "contact": _contact_in,
    "phone": lambda text: _with_phone(_NOT_TO_ASK.sub("", text)),
    "email": lambda text: text if "@" in text or "＠" in text else "",
}


def _matching(text: str, *shapes: re.Pattern[str]) -> str:
    return "\n".join(s for s in sentences(text) if all(shape.search(s) for shape in shapes))


def _signup(split: SplitText, items: Mapping[str, str]) -> str:
    return _matching(split.body, _SIGN_UP, _WAY)


def _number(split: SplitText, items: Mapping[str, str]) -> str:
    for text in (items.get("invitees", ""), items.get("signup", ""), split.body):
        for sentence in sentences(text):
            if re.search(r"邀请|招募|名额|人数|限|群众|市民|代表|共", sentence) and read_people(sentence):
                return sentence
    return ""


def _theme(split: SplitText, items: Mapping[str, str]) -> str:
    found = _THEME.search(f"{split.title}\n{split.body}")
    if found:
        return next(group for group in found.groups() if group)
    quoted = re.findall(r"[“\"「《]([^”\"」》]{4,40})[”\"」》]", split.title)
    return next((q for q in quoted if "开放日" not in q and "公开日" not in q), "")


def _leaders(split: SplitText, items: Mapping[str, str]) -> str:
    return _matching(split.body, _LEADER, _TAKES_PART)


def _organiser(split: SplitText, items: Mapping[str, str]) -> str:
    found = _ORGANISER.search(split.body)
    if found and _OFFICE.search(found[1]):
        return found[1]
    held = _HOLDS.search(split.preamble or split.body)
    return held[1] if held and _OFFICE.search(held[1]) else ""


def _time_place(split: SplitText, items: Mapping[str, str]) -> str:
    for sentence in sentences(split.body):
        said = arabic_dates(sentence)
        if re.search(r"举办|举行|开展|组织|召开|参观|走进|集合", said) and _holds_day(said):
            return sentence
    return ""


def _holds_day(text: str) -> bool:
    return bool(
        re.search(r"\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\d{4}[-./]\d{1,2}[-./]\d", text)
    ) and not re.search(r"截止|报名", text)


def _invitees(split: SplitText, items: Mapping[str, str]) -> str:
    return _matching(split.body, _INVITED)


def _content(split: SplitText, items: Mapping[str, str]) -> str:
    said = _matching(split.body, _DOES)
    return said if len(re.sub(r"\W", "", said)) >= 8 else ""


def _form(split: SplitText, items: Mapping[str, str]) -> str:
    text = f"{split.title}\n{split.body}"
    found = [
        m[0]
        for m in _FORM.finditer(text)
        if not _HOW_TO_COME.search(m[0] + re.split(r"[,，。；;\n]", text[m.end() : m.end() + 12])[0])
    ]
    return "、".join(dict.fromkeys(found))


def _contact(split: SplitText, items: Mapping[str, str]) -> str:
    found = _NAME.search(split.body)
    if found:
        return found[0]
    for text in (items.get("phone", ""), items.get("signup", "")):
        person = _PERSON.search(text)
        if person and not re.search(r"电话|热线|报名|联系", person[0]):
            return person[0]
    return ""


def _phone(split: SplitText, items: Mapping[str, str]) -> str:
    cue = re.compile(r"电话|热线|拨打|联系|咨询|致电|来电|手机")
    return "\n".join(
        s for s in sentences(split.body) if cue.search(s) and read_phones(_NOT_TO_ASK.sub("", s))[0]
    )


def _email(split: SplitText, items: Mapping[str, str]) -> str:
    return "\n".join(read_mailboxes(split.body))


def _tips(split: SplitText, items: Mapping[str, str]) -> str:
    return _matching(split.body, _ASKS)


_LOOK: Mapping[str, Callable[[SplitText, Mapping[str, str]], str]] = {
    "signup": _signup,
    "number": _number,
    "theme": _theme,
    "leaders": _leaders,
    "organiser": _organiser,
    "time_place": _time_place,
    "invitees": _invitees,
    "content": _content,
    "form": _form,
    "phone": _phone,
    "contact": _contact,
    "email": _email,
    "tips": _tips,
}


def event_sentences(text: str) -> list[str]:
    """Sentences that tell when it is held or where people gather, deadlines left out."""
    return [
        s
        for s in sentences(text)
        if re.search(r"定于|将于|拟于|兹于|举行|举办的|集合|签到|到场|入场|如期", s)
        and not re.search(r"报名|截止|前[^往来]|公布|发布", s)
    ]
