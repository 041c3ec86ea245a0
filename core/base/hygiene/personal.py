"""Personal data in a text that is going to be public (PI-04): numbers of private persons, not those of an office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .model import Hit
from .source import Source, is_han

_MOBILE = re.compile(
    r"(?<![\d.-])(?:\+?86[-\s]?)?1[3-9]\d(?:\d{8}|[-\s]\d{4}[-\s]\d{4}|[-\s]\d{3}[-\s]\d{5}|\d[-\s]\d{3}[-\s]\d{4})(?![\d-])"
)
_LANDLINE = re.compile(r"(?<![\d.-])(?:\(?0\d{2,3}\)?[-\s]?)?[2-8]\d{6,7}(?![\d-])")
_ID_18 = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5} ?(?:18|19|20)\d{2} ?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[\dXx](?![\dA-Za-z])"
)
_ID_15 = re.compile(
    r"(?<![\dA-Za-z])[1-8]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\dA-Za-z])"
)
_CARD = re.compile(r"(?<![\dA-Za-z])(?:62|4\d|5[1-5]|3[47]|9[0-9])(?:[ -]?\d){13,17}(?![\dA-Za-z])")
#: right before a number it is enough: a digit of the card may be mistyped
_CARD_LABEL = re.compile(r"(?:银行|储蓄|工资|社保|医保|一卡通|惠农)卡(?:卡?号|号码)?[:：为是]{0,2} ?$")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z] ?[·•.\s]? ?(?=[A-HJ-NP-Z]{0,2}\d|[DF])(?:[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{6})(?![A-Za-z0-9])"
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{2,40}@(?:qq|vip\.qq|163|126|139|189|sina|vip\.sina|gmail|hotmail|outlook|yeah|foxmail|sohu|aliyun|icloud|yahoo|live|msn|tom|21cn|wo)\.(?:com|cn|net|com\.cn)(?![A-Za-z0-9])",
    re.I,
)
_HOME = re.compile(
    r"(?:家住|现住址?|家庭住址|家庭地址|住址|户籍地?址?|居住在|住在)[:：是为]? ?[\u4e00-\u9fffA-Za-z0-9]{2,30}?\d{1,4}(?:号楼|栋|幢|号院|号)(?:\d{1,2}单元)?\d{0,4}(?:室|号|户)?"
)
_DOOR = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:小区|花园|家园|公寓|新村|苑|里|府|社区) ?[A-Z]?\d{1,3}(?:号楼|栋|幢) ?\d{1,2}单元 ?\d{2,4}(?:室|号)?"
)

#: labels of an office's own number
_OFFICIAL = re.compile(
    r"联系电话|联系方式|咨询电话|监督电话|举报电话|投诉电话|服务电话|报名电话|预约电话|值班电话|办公电话|受理电话|公开电话|咨询方式|报名方式|热线|专线|传真|联系人|联络员|联络人|负责人|电话[:：]|手机[:：]|值班|客服|咨询|报名|垂询|致电|拨打|拨|业务电话|24小时"
)
_LABEL = re.compile(
    r"联系人|联络员|联系电话|联系方式|咨询电话|监督电话|举报电话|投诉电话|服务电话|报名电话|预约电话|值班电话|办公电话|受理电话|热线|传真|咨询方式|报名方式|河长|责任人|网格员|值班|经办人"
)
#: a label right before the number that only an office uses
_OFFICE_PHONE = re.compile(
    r"(?:咨询|监督|举报|投诉|服务|报名|预约|值班|办公|受理|公开|业务)(?:电话|热线|手机|方式)[:：为是]? ?$|(?:热线|专线|传真|拨打|致电)[:：为是]? ?$"
)
_POST = re.compile(r"主任|科长|局长|书记|镇长|乡长|股长|站长|处长|科员|干事|队长|委员|联络员|值班")
#: words of people who don't speak for an office
_PRIVATE = re.compile(
    r"投诉人|来电人|举报人|来信人|信访人|当事人|申请人|居民|村民|群众代表|业主|患者|学生|家长|户主|户籍|家属|受害人|嫌疑人|被告|原告|家庭住址|家庭地址|家住|住址|身份证|本人|先生|女士|大爷|大妈|阿姨|男[，,、]|女[，,、]|年龄|岁|出生|困难群众|低保|贫困户|脱贫户|监测户|残疾人|退役军人|老党员|中奖|获奖|拟录用|考生|参会代表|报名人|受助|获救|旅客|车主|驾驶人|司机|租客|房东|法定代表人|当选|候选|家庭电话|宅电|住宅电话|私人|个人手机|个人电话"
)
_HOUSE_PHONE = re.compile(r"家庭电话|宅电|住宅电话|家里电话|家中电话|私人电话|个人电话")
_ID_WORD = re.compile(r"身份证|公民身份号码|证件号|身份号码|居民证")
_OTHER_NUMBER = re.compile(
    r"信用代码|组织机构代码|许可证|执照|备案|流水|订单|凭证|文号|编号|批号|登记证|税号|合同|项目代码|条码|采购"
)
_OFFICE_ACCOUNT = re.compile(
    r"财政|国库|专户|非税|基金会|慈善|红十字|(?:局|厅|委员会|中心|公司|学校|医院|协会|总会|办公室) ?(?:[，,、；;:：]|账|开户|$)|对公|单位账|保证金"
)
_OFFICIAL_CAR = re.compile(
    r"公务用车|公务车|公车|拍卖|报废|执法车|执勤车|洒水车|公交|校车|救护车|消防车|通勤车|采血车|服务车|宣传车|指挥车|作业车"
)
_MAIL_LABEL = re.compile(
    r"邮箱|邮件|信箱|e-?mail|发送?至|报送?至|反馈至|投递|寄至|发到|传至|电邮|联系方式|邮[:：]", re.I
)
#: how far back a label reaches
_REACH = 40


def personal(source: Source) -> Iterator[Hit]:
    text = source.folded
    for match in _ID_18.finditer(text):
        if _is_id(match.group()) or _ID_WORD.search(_before(source, match.start())):
            before = _before(source, match.start())
            if _ID_WORD.search(before[-10:]) or not _OTHER_NUMBER.search(before[-12:]):
                yield Hit(*match.span(), "personal", "id_number")
    for match in _ID_15.finditer(text):
        if _ID_WORD.search(_before(source, match.start())) and not _OTHER_NUMBER.search(
            _before(source, match.start())[-12:]
        ):
            yield Hit(*match.span(), "personal", "id_number")
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if not 16 <= len(digits) <= 19 or _is_id(digits):
            continue
        around = source.line_text(match.start())
        before = _before(source, match.start())
        known = re.search(r"卡号|银行卡|账号|账户|帐号|储蓄|一卡通|开户|收款", before)
        if (
            ((_luhn(digits) and (digits.startswith("62") or known)) or _CARD_LABEL.search(before))
            and not _OFFICE_ACCOUNT.search(around)
            and not _OTHER_NUMBER.search(before[-12:])
        ):
            yield Hit(*match.span(), "personal", "bank_card")
    for match in _MOBILE.finditer(text):
        if not _is_official(source, match.start(), match.end()):
            yield Hit(*match.span(), "personal", "mobile")
    for match in _LANDLINE.finditer(text):
        before = _before(source, match.start())
        if _HOUSE_PHONE.search(before[-12:]) or (
            re.search(r"电话[:：为是]? ?$", before)
            and _is_private(before)
            and not _OFFICE_PHONE.search(before)
        ):
            yield Hit(*match.span(), "personal", "landline")
    for match in _PLATE.finditer(text):
        if not _OFFICIAL_CAR.search(source.sentence_text(*match.span())):
            yield Hit(*match.span(), "personal", "plate")
    for match in _MAIL.finditer(text):
        before = _before(source, match.start())
        beside_name = is_han(before[-1:] or " ") or re.search(r"[\u4e00-\u9fff] ?[(（,，:：、] ?$", before)
        if beside_name and (_is_private(before) or not _MAIL_LABEL.search(before)):
            yield Hit(*match.span(), "personal", "mailbox")
    for pattern in (_HOME, _DOOR):
        for match in pattern.finditer(text):
            sentence = source.sentence_text(*match.span())
            if pattern is _HOME or (_is_private(sentence) and not _HOME.search(sentence)):
                yield Hit(*match.span(), "personal", "home")


def _before(source: Source, start: int) -> str:
    """The words before an offset, in the same line."""
    begin, _finish = source.line(start)
    return source.folded[max(begin, start - _REACH) : start]


def _is_private(words: str) -> bool:
    return bool(_PRIVATE.search(words))


def _is_official(source: Source, start: int, end: int) -> bool:
    """A number that an office gives out: in a line of contacts, of nobody private."""
    begin, _finish = source.sentence(start, end)
    before = source.folded[max(begin, start - _REACH) : start]
    if _OFFICE_PHONE.search(before):
        return True
    if _is_private(before):
        return False
    if _POST.search(_before(source, start)) and re.search(r"[\t｜|]", source.text[begin:start]):
        return True  # a row of a list of posts
    labelled = _near(_LABEL, _before(source, start), 14) or _near(_OFFICIAL, before[-16:], 6)
    return labelled and not re.search(r"(?:本人|其|他|她|个人|家人)(?:的)?(?:联系)?(?:电话|手机)", before)


def _near(label: re.Pattern[str], words: str, most: int) -> bool:
    """Whether the last label in the words is at most so many characters (names, not sentences) before their end."""
    ends = [match.end() for match in label.finditer(words)]
    return bool(ends) and sum(map(is_han, words[ends[-1] :])) <= most


def _is_id(number: str) -> bool:
    """Whether an 18-digit number has a province, a day that was, and the right check character (GB 11643)."""
    plain = re.sub(r"\s", "", number).upper()
    if len(plain) != 18 or plain[:2] not in _PROVINCES or not _is_day(plain[6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(plain, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == plain[17]


_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _luhn(digits: str) -> bool:
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
