"""Numbers by which somebody can be found: phones, ID numbers, bank cards, plates, accounts and mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .model import Reading, Span, is_han, spaced

#: what may stand between the digits of one number
_GAP = r"[ \t]{0,2}[-._·]?[ \t]{0,2}"
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d[-.])(?:(?:\+|00)?86{_GAP})?(1{_GAP}[3-9](?:{_GAP}\d){{9}})(?!\d|[-.]\d)"
)
_PREFIX = re.compile(rf"[(（]?(?:\+|00)?86[)）]?{_GAP}$")
#: how people split a mobile number: digits per piece
_MOBILE_PIECES = {
    (11,), (3, 4, 4), (3, 8), (4, 4, 3), (3, 3, 5), (7, 4), (4, 7), (3, 3, 3, 2), (5, 6), (6, 5), (3, 2, 2, 2, 2),
    (3, 3, 2, 3), (3, 2, 3, 3), (4, 3, 4), (5, 3, 3), (2, 3, 3, 3), (3, 5, 3), (5, 2, 2, 2), (1, 2, 4, 4), (1, 10),
    (3, 4, 2, 2), (3, 2, 2, 4), (3, 6, 2), (8, 3), (1, 3, 3, 4), (3, 1, 3, 4), (2, 9), (9, 2), (6, 3, 2), (4, 5, 2),
}  # fmt: skip
_ID_18 = re.compile(r"(?<![0-9A-Za-z])[1-9](?:[ -]{0,2}\d){16}[ -]{0,2}[\dXx×](?![0-9A-Za-z])")
#: a disability certificate: the ID number, one figure for the kind, one for the degree, perhaps B and how often renewed
_ID_20 = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{16}[\dXx])[1-7][1-4](?:[Bb]\d{1,2})?(?![0-9A-Za-z])")
_ID_15 = re.compile(r"(?<![0-9A-Za-z.])[1-8](?:[ -]?\d){14}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-69](?:[ -]{0,2}\d){15,18}(?![0-9A-Za-z]|[ -]\d)")
_AREA = re.compile(
    r"(?<![\d.])(?<!\d[-/])(?:[(（]?0(?:10|2\d|[3-9]\d{2})[)）]?[ \t]{0,2}[-_]?[ \t]{0,2})(?:[2-8]\d{2}[- ]?\d{4,5}|[2-8]\d{3}[- ]\d{3,4})"
    r"(?:(?:[ ,，、]?(?:转|分机号?|ext\.?|x)[ :：]?|[-*])\d{1,6})?(?!\d|[-.]\d{2})",
    re.I,
)
_LOCAL = re.compile(
    r"(?<![\d.A-Za-z])(?<!\d[-/〕])[2-8](?:\d{2}[- ]\d{4}|\d{3}[- ]\d{4}|\d{6,7})(?:[ ,，]?(?:转|分机号?)[ :：]?\d{1,6})?(?![\d.]\d|\d|[A-Za-z]|[-/]\d)"
)
#: words that make a plain seven or eight digits a telephone number
_PHONE_WORD = re.compile(
    r"(?:电话|座机|固话|固定电话|宅电|来电|致电|回电|拨打?|打|联系方式|联系|改成|换成|换到|号码|手机|小灵通|单位电话|tel|phone)"
    r"(?:号码?|号)?(?:改)?(?:是|为|的|到|了|过|:|：|,|，|\(|（|（?固话）?)?[\u4e00-\u9fff]{0,2} ?[:：]?$",
    re.I,
)
#: numbers that an office gives out itself
_OFFICE_LABEL = re.compile(
    r"(?:咨询|监督|举报|投诉|服务|报名|预约|值班|办公|受理|公开|业务|报修|客服|抢修|维修|救援|报警|对外|举报投诉|招聘|售后|24小时|二十四小时)(?:电话|热线|专线|号码|座机)?(?:号码)?(?:是|为|公布为|公布的)?[:：]? ?[(（]?$|(?:热线|专线|传真|客服|总机)(?:电话|号码)?(?:是|为)?[:：]? ?$"
)
_OFFICE = re.compile(
    r"(?:局|厅|委员会|中心|大厅|窗口|政府|办事处|街道办|派出所|法院|检察院|医院|卫生院|学校|中学|小学|大学|公司|银行|供电所|热力|燃气|自来水|车站|客运站|机场|管委会|税务|社保|医保|公积金|执法队|大队|支队|信访办|政务公开办|物业|营业厅|收费处|办公室|服务站|居委会|村委会|报社|电视台|协会)"
    r"(?:的|对外)?[\u4e00-\u9fff]{0,6}(?:电话|座机|号码|联系方式|拨打|致电)?(?:是|为|:|：|\(|（)? ?$"
)
_PRIVATE = re.compile(
    r"我|本人|他|她|咱|家里|家中|家的|宅电|住宅|家电话|先生|女士|大爷|大妈|阿姨|市民|居民|业主|村民|来电人|投诉人|举报人|反映人|诉求人|回拨|回电|回访|当事人|联系人"
)
#: kinds of number that look like one of ours
_OTHER = re.compile(
    r"(?:信用代码|机构代码|许可证|执照|备案|流水|订单|单据|凭证|文号|编号|编码|批号|登记证|税号|合同|项目代码|条码|采购|运单|快递|工单|单号|发票|票据|序列号|型号|表号|户号|案号|受理号|查询码|标准|设备号|条形码|邮编|房产证|不动产|证书|学籍|档案|批文|车架|发动机|物料|取件码|验证码|面积|总价|金额)"
    r"(?:号码?|为|是|代码|编号|：|:|第|No\.?|[（(]|\s|[\u4e00-\u9fff]{0,2}){0,3}[A-Za-z-]{0,6}$",
    re.I,
)
_ID_WORD = re.compile(r"身份证|身份号|证件号|身份证号|户口本|公民身份|居民证|证号|ID", re.I)
_CARD_WORD = re.compile(
    r"(?:银行|储蓄|工资|社保|医保|一卡通|惠农|存折|信用|借记|贷记|金融|市民|农行|工行|建行|中行|邮储|农商行|信用社|交行|招行|低保|补贴|退休金|养老)[\u4e00-\u9fff]{0,6}(?:卡|存折|账号|帐号|账户|账)|卡号|账号|帐号|账户|打到|转到|转账|汇到|收款|打款|开户|银行卡"
)
#: cards that hold no money of a bank
_OTHER_CARD = re.compile(
    r"(?:公交|IC|ic|燃气|购电|用电|水|会员|购物|加油|校园|饭|地铁|图书)卡(?:卡?号|号码)?(?:是|为|:|：)? ?$"
)
_PROVINCE_LETTERS = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = re.compile(
    rf"[{_PROVINCE_LETTERS}][ \t]?[A-HJ-NP-Za-hj-np-z][ \t]?[-·•・.．*]?[ \t]?"
    r"(?=[A-HJ-NP-Za-hj-np-z0-9 ]{0,4}\d)(?:[A-HJ-NP-Za-hj-np-z0-9]{6}|[A-HJ-NP-Za-hj-np-z0-9]{5}|[A-HJ-NP-Za-hj-np-z0-9]{2}[ -][A-HJ-NP-Za-hj-np-z0-9]{3,4}|[A-HJ-NP-Za-hj-np-z0-9]{3}[ -][A-HJ-NP-Za-hj-np-z0-9]{2,3}|[A-HJ-NP-Za-hj-np-z0-9]{4}[学挂港澳警试超])(?![A-Za-z0-9])"
)
_BARE_PLATE = re.compile(
    r"(?:车牌号?码?|牌照|车号|号牌|车牌尾?号?)(?:是|为|:|：|叫)? ?([A-HJ-NP-Z][·•. -]?(?=[A-HJ-NP-Z]{0,2}\d)[A-HJ-NP-Z0-9]{5,6})(?![A-Za-z0-9])",
    re.I,
)
_MAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64} ?(?:@|\(at\)|\[at\]|（at）|#at#) ?(?:[A-Za-z0-9-]{1,40} ?\. ?){1,4}(?:com|cn|net|org|edu|gov|cc|io|top|vip|xyz|me|info|hk|tw)(?![A-Za-z0-9])",
    re.I,
)
_OFFICE_MAIL = re.compile(r"\.gov(?:\.cn)?$|@(?:gov|12345)\.", re.I)
_WECHAT = re.compile(
    r"(?:微信号码?|微信(?!公众|小程序|支付|群里|缴费|扫码|端)|微 ?信|威信|薇信|wechat|(?<![A-Za-z0-9])vx|(?<![A-Za-z0-9])wx|v信|(?<![A-Za-z0-9])V(?=[:：]))"
    r"(?:[\u4e00-\u9fff]{0,3}?(?:号码?|名|账号|ID|id)?(?:是|为|叫|用的是|搜|加)?)[ :：,，“\"'(（]{0,3}([A-Za-z_][A-Za-z0-9_-]{4,19}|(?<=[号：: 是])[1-9]\d{5,10}_?[a-z]\w{0,8})(?![A-Za-z0-9_@-])",
    re.I,
)
_QQ = re.compile(
    r"(?<![A-Za-z0-9])(?:QQ|扣扣|企鹅号)(?:号码?|群号?|是|为|加|:|：| |，){0,3}([1-9]\d{4,10})(?!\d|@)", re.I
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCES = spaced(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83 91"
)


def numbers(reading: Reading) -> Iterator[Span]:
    """Every such number of a line."""
    yield from _mails(reading)
    yield from _accounts(reading)
    # First as it stands: in 5678一直 the character for "one" is no digit of the number.
    for digits in dict.fromkeys((reading.plain, reading.digits)):
        yield from _id_numbers(reading, digits)
        yield from _cards(reading, digits)
        yield from _mobiles(reading, digits)
        yield from _landlines(reading, digits)
        yield from _plates(reading, digits)


def _mails(reading: Reading) -> Iterator[Span]:
    for match in _MAIL.finditer(reading.plain):
        if not _OFFICE_MAIL.search(match.group().replace(" ", "")):
            yield Span(*match.span(), "email")


def _id_numbers(reading: Reading, digits: str) -> Iterator[Span]:
    for match in _ID_18.finditer(digits):
        number = re.sub(r"[ -]", "", match.group()).upper().replace("×", "X")
        before = reading.before(match.start(), 16)
        named = _ID_WORD.search(before) is not None
        if named or (
            number[:2] in _PROVINCES
            and _is_day(number[6:14])
            and not _OTHER.search(before)
            and (_checks(number) or not _CARD_WORD.search(before))
        ):
            yield Span(*match.span(), "id_number")
    for match in _ID_20.finditer(digits):
        if match[1][:2] in _PROVINCES and _is_day(match[1][6:14]):
            yield Span(*match.span(), "id_number")
    for match in _ID_15.finditer(digits):
        number = re.sub(r"[ -]", "", match.group())
        before = reading.before(match.start(), 16)
        day = number[:2] in _PROVINCES and _is_day("19" + number[6:12])
        plain = " " not in match.group() and "-" not in match.group()
        if _ID_WORD.search(before) or (
            day and plain and not _OTHER.search(before) and not _CARD_WORD.search(before)
        ):
            yield Span(*match.span(), "id_number")


def _cards(reading: Reading, digits: str) -> Iterator[Span]:
    for match in _CARD.finditer(digits):
        number = re.sub(r"[ -]", "", match.group())
        before = reading.before(match.start(), 20)
        if _OTHER_CARD.search(before) or (_OTHER.search(before) and not _CARD_WORD.search(before[-6:])):
            continue
        # a dash between two long pieces joins two things, not one card's digits
        if _CARD_WORD.search(before) or (luhn(number) and not _is_id(number) and number[0] != "3"):
            yield Span(*match.span(), "bank_card")


def _mobiles(reading: Reading, digits: str) -> Iterator[Span]:
    for match in _MOBILE.finditer(digits):
        written = match.group(1)
        pieces = tuple(len(piece) for piece in re.split(r"\D+", written))
        spelled = reading.plain[match.start(1) : match.end(1)] != written
        spread = max(pieces) <= 2 and len(pieces) >= 5
        if pieces not in _MOBILE_PIECES and not spread and not (spelled and len(pieces) <= 6):
            continue
        if _OTHER.search(reading.before(match.start(), 14)):
            continue
        prefix = _PREFIX.search(reading.plain[: match.start(1)])
        start = (
            prefix.start() if prefix and not reading.plain[: prefix.start()][-1:].isdigit() else match.start()
        )
        yield Span(start, match.end(), "mobile")


def _landlines(reading: Reading, digits: str) -> Iterator[Span]:
    for match in _AREA.finditer(digits):
        before = reading.before(match.start(), 24)
        if not _is_offices(before, reading.after(match.end(), 8)) and not _OTHER.search(before[-12:]):
            yield Span(*match.span(), "landline")
    for match in _LOCAL.finditer(digits):
        before = reading.before(match.start(), 24)
        spelled = digits[match.start() : match.end()] != reading.plain[match.start() : match.end()]
        if match.group()[:3] in ("400", "800") and "-" in match.group():
            continue
        if spelled and len(re.sub(r"\D", "", match.group())) < 7:
            continue
        counted = re.match(
            r" ?(?:元|块|万|亿|人|户|平|吨|度|米|次|件|年|天|号文|字|只|株|台|套|亩|公里)",
            reading.after(match.end(), 3),
        )
        if (
            _PHONE_WORD.search(before)
            and not counted
            and not _is_offices(before, "")
            and not _OTHER.search(before[-10:])
        ):
            yield Span(*match.span(), "landline")


def _is_offices(before: str, after: str) -> bool:
    """Whether an office gives out this number: its label says so, or the office is named right before it."""
    clause = re.split(r"[,，]", before)[-1] or before
    if _OFFICE_LABEL.search(before):
        return not re.search(r"(?:我|本人|他|她)(?:家)?的?[\u4e00-\u9fff]{0,2}$", before)
    return bool(_OFFICE.search(clause)) and not _PRIVATE.search(clause)


def _plates(reading: Reading, digits: str) -> Iterator[Span]:
    for match in _PLATE.finditer(digits):
        yield Span(*match.span(), "plate")
    for match in _BARE_PLATE.finditer(reading.plain):
        yield Span(*match.span(1), "plate")


def _accounts(reading: Reading) -> Iterator[Span]:
    for pattern in (_WECHAT, _QQ):
        for match in pattern.finditer(reading.plain):
            found = match.group(1)
            if found.lower() not in ("wechat", "weixin", "http", "https") and not is_han(found[0]):
                yield Span(*match.span(1), "wechat")


def _is_id(number: str) -> bool:
    return len(number) == 18 and number[:2] in _PROVINCES and _is_day(number[6:14]) and _checks(number)


def _checks(number: str) -> bool:
    """The check character of GB 11643."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17]


def _is_day(digits: str) -> bool:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1890 <= day.year <= 2035


def luhn(digits: str) -> bool:
    """The check digit of a bank card (ISO/IEC 7812-1)."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
