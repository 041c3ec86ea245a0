"""Addresses down to the house. A street, a district, an estate or a park by its name alone is nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .model import Reading, Span, is_han

_N = r"(?:\d{1,3}[甲乙丙丁]\d{1,3}|\d{1,4}|[一二三四五六七八九十百〇零两]{1,4}|[A-Za-z]\d{0,3}|\d{1,3}[A-Za-z]|[甲乙丙丁]\d{0,3})(?:[-之]\d{1,3})?[甲乙丙丁]?"
_SP = r"[ ,，]?"
_BLOCK = rf"{_N} ?(?:号楼(?!顶(?!层)|上(?!水)|下(?!水)|道)|号院|号栋|栋楼(?!顶|上|下|道)|栋|幢|(?<![一两几])座(?!机|位|椅|桥|山|城)|#楼?|号门洞|门栋|楼座|排(?=\d{1, 3}号|[一二三四五六七八九十]{1, 3}号))"
_UNIT = rf"{_N} ?(?:单元|门洞|楼道|梯(?=\d)|门(?=\d)|(?<=[栋幢楼]\d)门(?![口前市面诊卡禁铃外内锁窗])|(?<=[栋幢楼]\d\d)门(?![口前市面诊卡禁铃外内锁窗]))"
_FLOOR = rf"{_N} ?(?:层|楼)(?!上|下|顶|道|梯|盘|房|市|长|栋|宇|住户|邻居)"
_ROOM = rf"{_N} ?(?:室|号房|户(?!型|籍|口|外|人|主|居|业|家|村|用)|号(?!线|楼|院|码|文|令|桥|门(?!口|前|市)|机|井|车|台|站|召|称|公告|通知|下午|上午|早|晚|之前|以前|左右|开始|当天|停|那天|凌晨|中午|到|至|才|就|交|缴|来|去|打|给))|\d{1, 2}-\d{1, 3}号?(?:门市|商铺|门)|(?<=[楼栋幢座元#层室 ])[东西南北中左右][户门屋侧室]|[东西南北]边户|(?<=[层楼])[东西南北中](?=[,，。;；、 常的一住漏养半每]|$)"
_DASHED = r"[A-Z]?\d{1,3} ?-\d{1,2}-\d{1,4}号?(?!-?\d)|\d{1,3}-\d{3,4}(?![-\d])(?=室|号|户|[,，。；;、 ]|$|[\u4e00-\u9fff])"
_BARE_ROOM = r"(?:\d{3,4}|[一二三四五六七八九][零〇一二三四五六七八九]{2,3})(?![\d元块年个人户万平米度次%号小名多方份棵亩公里吨路条斤]|分钟|天(?!天))"
#: what follows the name of an estate, a road or a village, in this order
_INSIDE = re.compile(
    rf"(?:(?:[一二三四五六七八九十]|\d|[A-Za-z]|[东西南北])?(?:期|区|组团|院)[ ]?)?"
    rf"(?P<block>{_BLOCK})?{_SP}(?P<unit>{_UNIT})? ?(?P<floor>{_FLOOR})?{_SP}(?P<room>{_ROOM}|{_DASHED}|(?<=[栋幢楼座元])\d{{1,2}}-\d{{1,3}}(?![\d-])|(?<=[楼栋幢座元#层门]){_BARE_ROOM}|(?<=[楼栋幢座元#层门] ){_BARE_ROOM})?"
)
_HOUSE = re.compile(
    rf"(?:[一二三四五六七八九\d]段|[东西南北中]段)?(?:\d{{1,4}}-\d{{1,3}}(?=的|[,，。、 ]|门|商|$|栋|楼)|{_N} ?号(?!线|楼(?!顶(?!层)|上(?!水)|下(?!水))|码|文|令|桥|门(?!口|前|市)|机|井|车|台|站|召|称|公告|通知|公路|下午|上午|早|晚|之前|以前|左右|开始|当天|停|那天|凌晨|中午|才|就|交|缴|打))"
    r"(?:院|大院|楼院|附\d{1,3}号|附楼|之[一二三四五六七八九十\d])?"
)
_GROUP = re.compile(
    rf"(?:第?{_N} ?(?:村民小组|村民组|居民组|小组|组|社|队|大队|屯|网格)(?!织|长|成|建|团|装|合)(?:[东西南北]?[\u4e00-\u9fff]{{1,3}}(?:屯|沟|湾|庄)(?=\d|{_N}号))?)?{_SP}(?P<house>{_N} ?(?:号(?!线|文|令|通知|公告)|户(?!型|籍|口|人)|院)|门牌(?:号)?{_N}号?)?"
)
#: an estate, a road, a village: where houses stand
_ESTATE = "商场(?=[A-Z]|\\d|[一二三四五六七八九十]楼)|市场(?=[A-Z]|\\d|[一二三四五六七八九十]楼)|商城|批发城|皮草城|步行街|住宅小区|经济适用房|安置小区|回迁小区|家属楼|家属院|宿舍楼|职工宿舍|宿舍|安置房|回迁楼|廉租房|公租房|小区|花园|家园|花苑|公寓|新村|新居|佳苑|嘉苑|雅苑|名苑|学苑|御苑|苑|雅居|名居|居(?=\\d|[一二三四五六七八九十]期|[A-Z])|华府|名府|学府|府邸|府|豪庭|华庭|名庭|庭院|庭|山庄|新城|名城|华城|城(?=\\d|[A-Z]座|[一二三四五六七八九十]期)|国际|广场|大厦|商厦|写字楼|名邸|官邸|别墅|世家|人家|水岸|河畔|半岛|湾(?=\\d)|尚品|天下|壹号院|一号院|公馆|郡|里(?=\\d)|社区|院(?=\\d)|楼(?=\\d)|坊(?=\\d)"
_ROAD = r"大街|大道|街道(?=\d)|南路|北路|东路|西路|中路|环路|支路|公路|路|南街|北街|街|胡同|巷|弄|里(?=\d)|道(?=\d)|条(?=\d)"
_VILLAGE = r"行政村|自然村|村委会|村|屯|庄|堡(?=\d|[一二三四五六七八九十])|窑(?=\d)|沟(?=\d|[一二三四五六七八九十]组)|嘎查|农场|林场|社区|委(?=\d{1,3}组|[一二三四五六七八九十]+组)"
_ANCHOR = re.compile(rf"(?P<road>{_ROAD})|(?P<estate>{_ESTATE})|(?P<village>{_VILLAGE})")
_LOOSE = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_BLOCK} ?(?:{_UNIT} ?(?:{_FLOOR} ?)?(?:{_ROOM}|{_BARE_ROOM})?|(?:{_FLOOR} ?)?(?:{_ROOM}|{_BARE_ROOM}))|{_UNIT} ?(?:{_FLOOR} ?)?(?:{_ROOM}|{_BARE_ROOM}))"
)
#: words after which a place begins
_STOPS = re.compile(
    r"户籍在|户籍(?!所|地)|家庭住址|家庭地址|居住地址|户籍地址|户籍所在地|房屋地址|联系地址|通讯地址|收货地址|现住址|住址|地址|地点|家住在?|现住在?|居住在|居住于|租住在?|租房在|居住|住在|暂住|入住|位于|坐落[在于]?|落户在?|户口在|搬到|搬进|搬去|搬至|送到|送至|寄到|寄至|送往|邮寄|邮到|我家|他家|她家|您家|咱家|她们|他们|我们|咱们|你们|自己|本人|先生|女士|小姐|大爷|大妈|大娘|大叔|大姐|大哥|阿姨|师傅|奶奶|爷爷|老师|同志|老人|反映|投诉|举报|咨询|发现|来到|居民|业主|市民|村民|住户|租户|群众|户主|房东|邻居|商户|来电|来自|求助|建议|希望|一下|一共|总共|附近|对面|旁边|隔壁|楼上|楼下|前往|经过|路过|购买|购得|买了|买的|买下|租了|租的|名下|有套|有一套|一套|房子|房屋|房产|老家|娘家|单位|门牌|门牌号|如下|就是|不是|还是|这里|那里|今天|昨天|目前|现在|晚上|早上|上午|下午|已经|一直|经常|突然|因为|由于|关于|对于|另外|以及|或者|并且|但是|然后|麻烦|请问|请到|请来|能否|是否|为何|什么|怎么"
)
_SINGLE = "在住是到从的于至往去了说称请让想与跟把给因但也就都被您你我他她咱为叫离距即系由对当将"
#: places whose names hold a character that otherwise ends the search to the left
_NAMED_SO = re.compile(r"和平|和谐|和睦|和美|和兴|和苑|和顺|和煦|祥和|仁和|顺和|永和|太和|中和|义和|人和|万和|泰和|清和|协和|颐和|呼和|和盛|和泰|和田|和苑|共和|为民|于洪|于家|于台|从化|住宅|当代|在水|由义|对外|就业|由由|到家|因特|都市|都会|花都|国都|江都|大都|首都|成都|新都|都江|都匀|天都|帝都|当阳|当涂|去岁|将军|将台|称多|离石|离堆|让胡|想园|请愿|即墨|跟斗|给水|往来|说唱|了望|把式|想象|至善|至诚|至尊|冬至|夏至|至臻|与时|和府|和园|和悦|和院|和城|他山|我爱我家|为公|有为|大为|系马|对山|对坪")  # fmt: skip
_HOME = re.compile(
    r"家住|住在|住址|地址|居住|现住|租住|我家|家在|住的|寄到|送到|户籍|暂住|家是|住$|房东|房子|名下|送至|老家|搬到|搬至"
)
#: an office's own address, as it is published
_PUBLIC_AFTER = re.compile(
    r"^(?:是|为|、)?[\u4e00-\u9fff ()（）]{0,8}(?:政务服务|服务中心|办事大厅|大厅|政府|办事处|派出所|局|医院|卫生院|学校|中学|小学|幼儿园|法院|银行|营业厅|营业部|商场|超市|酒店|宾馆|饭店|公园|体育馆|图书馆|博物馆|车站|公司|窗口|办公楼|办理|门诊)"
)
_PUBLIC_BEFORE = re.compile(
    r"(?:政务服务中心|服务中心|大厅|政府|办事处|派出所|局|医院|卫生院|学校|中学|小学|幼儿园|法院|检察院|银行|营业厅|支行|商场|超市|酒店|宾馆|饭店|公园|体育馆|图书馆|博物馆|车站|公司|窗口|办公楼|居委会|村委会|委员会|管委会|药店|门诊部?|停车场|市场|加油站|工地|办公地点|办公地址|办理地点|会议地点|集合地点|单位地址)(?:的?(?:地址|位置|地点))?(?:搬迁|搬|迁|设|就)?(?:是|在|位于|为|到|至|于|:|：|（|\(| )*[\u4e00-\u9fff]{0,12}$"
)
_LEAD = re.compile(
    r"^(?:回迁楼|安置房|公租房|廉租房|[号:：（(【\[、,，\s]|里的?|是|有|这个|那个|这|那|某|上(?!海|饶|虞)|该|各|哪个|几个|一个|整个|全|每|多个|老旧|新建|附近|门口)+"
)
#: these end in the name of a kind of place but name no place
_NO_PLACE = re.compile(
    r"^(?:线路|道路|马路|一路|这条路|条路|半路|网路|电路|水路|公路|铁路|高速|管路|思路|出路|走路|修路|小路|大路|路|街|大街|大街道|街道|全村|本村|农村|乡村|村|我村|我们村|老村|邻村|该村|这个村|外村|小区|本小区|该小区|我小区|我们小区|住宅小区|老旧小区|老小区|新小区|社区|本社区|我社区|国际|广场|楼|公寓|宿舍|大厦|山庄|里|院|家属院|家属楼|天下|人家|政府|学府|安置房|回迁楼|公租房|廉租房)$"
)
_BUS = re.compile(r"\d+路$")


def addresses(reading: Reading, taken: Sequence[Span]) -> Iterator[Span]:
    """Every address of a line. `taken` are numbers that were found before; no address runs through one."""
    text = reading.plain
    ends = 0
    found: list[tuple[int, int]] = []
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() < ends:
            continue
        tail = _tail(text, anchor)
        if tail is None:
            continue
        start = _beginning(text, anchor.start(), ends, taken)
        place = text[start : anchor.end()]
        if (
            (start >= anchor.start() and anchor.lastgroup != "estate")
            or _BUS.search(place)
            or _NO_PLACE.match(place)
        ):
            if not _INSIDE_HOUSE.search(text[anchor.end() : tail]):
                continue
            start = anchor.start() if _NO_PLACE.match(place) and start >= anchor.start() else start
        if _is_public(text, start, anchor, tail):
            continue
        ends = tail
        found.append((start, tail))
    for match in _LOOSE.finditer(text):
        if all(match.end() <= s or match.start() >= e for s, e in found):
            start = _beginning(
                text, match.start(), max((e for _s, e in found if e <= match.start()), default=0), taken
            )
            named = 2 <= match.start() - start <= 14 and not _NO_PLACE.match(text[start : match.start()])
            found.append((start if named else match.start(), match.end()))
    found += [span for span in _described(text, taken) if all(span[1] <= s or span[0] >= e for s, e in found)]
    for start, end in _joined(sorted(found)):
        if not any(span.start < end and start < span.end for span in taken):
            yield Span(start, end, "address")


#: 3-2-501 by itself; 2-301, 1803 beside a word of living there
_FLAT = re.compile(
    r"(?<![\d.A-Za-z-])[A-Z]?\d{1,3}-\d{1,2}-\d{3,4}(?![\d.-]|年|月|日)"
    r"|(?<=住)\d{1,3}-\d{3,4}(?![\d-])"
    r"|(?:(?<=楼上)|(?<=楼下)|(?<=对门)|(?<=隔壁)|(?<=家住)|(?<=我住)|(?<=我家)|(?<=邻居)|(?<=房号))[1-4]?\d\d{2}(?:室|号)?(?![\d元块米人户栋号年个.-]|平|万|度)"
)
_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_BESIDE = r"(?:[东西南北前后左右正侧斜]{0,2}(?:对面|旁边|旁|后面|前面|后身|后院|门口|[东西南北左右]侧|[东西南北后侧正]门|路口|交叉口|交汇处|隔壁|村头|村口|道[东西南北]|胡同里|院里|附近))"
#: 老粮库后面那排平房从东数第四家; 襄平街十字路口西南角; 市场北门往西50米
_DESCRIBED = re.compile(
    rf"{_BESIDE}(?:的|那|[,，])?(?:{_BESIDE})?(?:的|那|一|排|趟|栋|[平楼瓦]房|院|小区|胡同|巷子|往|向|从|行|走|[东西南北左右]{{1,2}}|头|边|侧|起|数|走|进去|进){{0,10}}"
    rf"(?:第{_NUMBER}个(?:胡同|巷子|路口|院)(?:的)?)?(?:第{_NUMBER}排)?(?:第{_NUMBER}(?:个门|个院|个胡同|家|户|排|栋|门)(?:[\u4e00-\u9fff]{{0,5}}?(?:店|馆|超市|小卖部|诊所|饭店|厅|铺))?|\d{{1,4}}米(?:处)?|(?<=路口)[东西南北]{{1,2}}[角侧]|(?<=[叉汇]口)[东西南北]{{1,2}}[角侧]|(?<=汇处)[东西南北]{{1,2}}[角侧])"
)
#: a village of a town, where somebody says to live in it
_VILLAGE_ONLY = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:镇|乡|街道|满族镇)[\u4e00-\u9fff]{1,6}?(?:村|屯|沟|堡|窝棚)(?:[\u4e00-\u9fff]{1,3}(?:屯|沟|街|堡子|组))?"
    r"|[\u4e00-\u9fff]{1,4}村[\u4e00-\u9fff]{1,3}(?:屯|沟|堡子)"
)
_LIVES_BEFORE = re.compile(
    r"(?:住|住在|家住|家在|我家|老家在?|婆家在?|娘家在?|户口在|户籍在?|我是|俺是|俺家在|我们是|本人是|来自|是|籍贯|地址|户籍地|嫁到|搬到|居住在|家是)[:：]?$"
)
_LIVES_AFTER = re.compile(r"(?:人[,，。、；]|人$|村民|的?居民|居住|住[,，。]|住$)")


def _described(text: str, taken: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Where somebody lives, said without a house's number."""
    for match in _FLAT.finditer(text):
        if not re.search(
            r"(?:码|单号?|编号|型号|工单|文号|版本|比分|比例|货号|账号|订单)[:：是为]? ?$",
            text[: match.start()],
        ):
            start = _beginning(text, match.start(), 0, taken)
            named = 3 <= match.start() - start <= 16 and not _NO_PLACE.match(text[start : match.start()])
            yield (start if named else match.start()), match.end()
    for match in _DESCRIBED.finditer(text):
        start = _beginning(text, match.start(), 0, taken)
        if start and text[start - 1] in "与和跟、" and re.search(rf"(?:{_ROAD})$", text[: start - 1]):
            start = _beginning(text, start - 1, 0, taken)
        if match.start() - start >= 2:
            yield start, match.end()
    for match in _VILLAGE_ONLY.finditer(text):
        start = _beginning(text, match.end(), 0, taken)
        start = max(start, match.start()) if start >= match.start() else start
        if match.end() - start < 4 or (
            text[match.end() : match.end() + 1] in "委部小中干民" and not text.startswith("民", match.end())
        ):
            continue
        if re.search(r"村[\u4e00-\u9fff]{1,3}(?:屯|沟|堡子)$", text[start : match.end()]) and re.search(
            "[镇乡]", text[start : match.end()]
        ):
            yield start, match.end()
            continue
        said = _LIVES_BEFORE.search(text[max(0, start - 6) : start])
        if (said and said.group() != "是") or _LIVES_AFTER.match(text, match.end()):
            yield start, match.end()


def _joined(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Addresses that touch are one: 向阳寺村8组 and 后街12号."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


#: 村西头第三家
_NTH_HOUSE = re.compile(
    r"(?:的?[东西南北村][头边口侧街]?)?(?:道[东西南北])?(?:第[一二三四五六七八九十\d]{1,3}排)?第[一二三四五六七八九十\d]{1,3}(?:家|户|栋|排)"
)
_ESTATE_BEHIND = re.compile(rf"[ ,，]?[\u4e00-\u9fff]{{1,10}}?(?:{_ESTATE}|中心(?=\d|[A-Z]座)|大厦|大楼)")
_ROW_BEHIND = re.compile(rf"平房(?:第?{_N}排)?{_N}号")
_INSIDE_HOUSE = re.compile(r"\d-\d{1,2}-\d|单元|室|\d{3}|栋|幢|号楼|[户屋]$")


def _tail(text: str, anchor: re.Match[str]) -> int | None:
    """Where an address ends that goes on behind the name of a place; None when it doesn't reach a house."""
    at = anchor.end()
    if anchor.lastgroup == "road":
        house = _HOUSE.match(text, _skip(text, at))
        if house is None:
            inside = _inside(text, at)
            return inside if inside is not None and _INSIDE_HOUSE.search(text[at:inside]) else None
        at = house.end()
        estate = _ESTATE_BEHIND.match(text, at)
        if estate is not None:
            room = re.compile(r"[A-Z]?\d{3,4}(?:室|号|房)?").match(text, estate.end())
            inside = _inside(text, estate.end())
            if inside is not None or room is not None:
                return inside if inside is not None else room.end() if room is not None else None
        row = _ROW_BEHIND.match(text, at)
        return row.end() if row is not None else _inside(text, at) or at
    if anchor.lastgroup == "village":
        if (nth := _NTH_HOUSE.match(text, at)) is not None:
            return nth.end()
        group = _GROUP.match(text, _skip(text, at))
        if group is not None and group.end() > _skip(text, at) + 1:
            end = _inside(text, group.end()) or group.end()
            return end - 1 if text[end - 1] in " ,，" else end
        return _inside(text, at)
    inside = _inside(text, at)
    if inside is None and (house := _HOUSE.match(text, _skip(text, at))) is not None:
        return _inside(text, house.end()) or house.end()
    return inside


def _skip(text: str, at: int) -> int:
    """Over a space, a comma or a bracket that parts the pieces of one address."""
    return at + 1 if text[at : at + 1] in (" ", ",", "，", "(", "（", "的") and at + 1 < len(text) else at


def _inside(text: str, at: int) -> int | None:
    best: int | None = None
    for begin in {at, _skip(text, at)}:
        match = _INSIDE.match(text, begin)
        if match is None or not any(match.group(name) for name in ("block", "unit", "room")):
            continue
        end = match.end()
        while text[end - 1] in " ,，":
            end -= 1
        best = max(best or 0, end)
    return best


def _beginning(text: str, anchor: int, floor: int, taken: Sequence[Span]) -> int:
    """How far to the left the address goes: over the names of districts, roads and estates, to a word that isn't one."""
    start = anchor
    while start > floor and anchor - start < 40:
        char = text[start - 1]
        if not (
            is_han(char)
            or char.isalnum()
            or char in "-()（）·#"
            or (char in " ,，" and _is_part(text, start - 1))
        ):
            break
        start -= 1
    for span in taken:
        if start < span.end <= anchor:
            start = span.end
    piece = text[start:anchor]
    cut = 0
    for match in _STOPS.finditer(piece):
        cut = match.end()
    kept = [match.span() for match in _NAMED_SO.finditer(piece)]
    for at, char in enumerate(piece):
        if (at >= cut and char in _SINGLE and not any(s <= at < e for s, e in kept)) or (
            char == "和"
            and at >= cut
            and (at == cut or piece[at - 1] in "号室楼元栋户组苑区园")
            and not any(s <= at < e for s, e in kept)
        ):
            cut = at + 1
    start += cut
    if lead := _LEAD.match(text[start:anchor]):
        start += lead.end()
    return start


_PART = re.compile(rf"(?:省|市|区|县|旗|镇|乡|街道|社区|{_ROAD}|{_VILLAGE}|号)$")


def _is_part(text: str, at: int) -> bool:
    """Whether a space or comma stands between two pieces of one address."""
    return bool(_PART.search(text[max(0, at - 6) : at]))


def _is_public(text: str, start: int, anchor: re.Match[str], end: int) -> bool:
    """A house that offices and shops give out themselves: no flat, no word of living there."""
    if re.search(r"单元|室|户|屋|\d-\d|组", text[anchor.end() : end]) or _HOME.search(
        text[max(0, start - 8) : start]
    ):
        return False
    return bool(
        _PUBLIC_AFTER.search(text[end : end + 14]) or _PUBLIC_BEFORE.search(text[max(0, start - 16) : start])
    )


def masked_address(value: str) -> str:
    """某 and the kind of place that it was: 某小区, 某路, 某村. (×× would look like something left open.)"""
    for match in re.finditer(rf"{_ESTATE}", value):
        return f"某{match.group()}"
    for pattern in (_VILLAGE, r"街道|镇|乡", r"大街|大道|路|街|巷|胡同"):
        places = list(re.finditer(pattern, value))
        if places:
            return f"某{places[-1].group()}"
    return "某处"
