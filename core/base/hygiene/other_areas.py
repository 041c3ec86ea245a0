"""Bodies of another place: whose name a text carries though it is neither its own, nor above it, nor under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .model import Context, Hit
from .source import Source
from .tables import areas

_BODY = r"(?:人民政府(?:办公室|办公厅)?|政府办公室|政务公开(?:工作)?办公室|(?:[\u4e00-\u9fff]{2,12}?)(?:局|委员会|街道办事处|办公室|管委会)(?!长))"
_AREA_BODY = re.compile(rf"([\u4e00-\u9fff]{{2,8}}?(?:自治县|自治州|自治旗|地区|市|县|区|州|盟|旗)){_BODY}")
_SIGNED = re.compile(rf"^([\u4e00-\u9fff]{{2,16}}?(?:市|县|区|州|盟|旗)){_BODY}$")
_HEADED = re.compile(
    rf"^(?:关于)?(?:印发)?[《“]?([\u4e00-\u9fff]{{2,16}}?(?:自治县|自治州|市|县|区|州|盟|旗))(?:{_BODY}|20\d\d年)"
)
_ELSEWHERE = re.compile(
    r"学习|借鉴|考察|交流|经验|对口|协作|协同|联合|联动|签[订署]|结对|援|毗邻|相邻|接壤|邻近|赴|前往|来[访我]|调研|跨[省市县区]|与[^。]{0,20}(?:合作|签|联)|兄弟|转发|印发的|通报|报道|籍|出生|毕业|任[职教]|户籍|迁[入自]|原籍|招商|引进|投资|总部|位于|分公司|全国|各地|试点|典型|案例|如[:：]|等地|等市|等县|等区|流域|沿线|途经|高速|铁路|公路|机场|协议"
)
_PREFIXES = re.compile(
    r"^(?:由|与|和|及|按照|根据|经|报|向|在|对|将|请|以|即|含|赴|受|并|或|关于|印发|转发|本|全|各|我|该|一是|二是|三是|同意|参照|依据|依照|贯彻|落实|执行|会同|联合|抄送|主送|来自|其中|包括|以及"
    # what people do with their own city's bodies, which are then written without its name: 拨打市水务局, 咨询县医保局
    r"|拨打|致电|电话|热线|联系|咨询|反映|投诉|举报|报告|报送|上报|提交|提请|请求|邀请|通知|督促|责成|协调|配合|参加|参观|走进|走访|访问"
    r"|感谢|建议|要求|组织|听取|接受|支持|委托|授权|负责|推动|督办|转交|移交|派给|转给|答复|回复|询问|需要|涉及|属于|归属|等候|等待|关注"
    r"|登录|打开|查询|下载|依托|通过|前去|问|找|打|去|归|靠|叫|让|到)+"
)


#: a place that no table knows: two or three characters that make a name, none of those that make sentences
_INVENTED = re.compile(
    r"[^送至给向到由为的在及与和对于从把被将让使同经报请各该本我全每某另其此这那第一二三四五六七八九十年月日时两乡镇级城园景辖矿新开示试街老社小省市县区上下内外有是以了要会做好党政府民人办局委协]{2,3}[市县区]"
)


def other_areas(source: Source, context: Context) -> Iterator[Hit]:
    """Bodies of a place that is neither the text's own, nor above it, nor under it."""
    bodies = [
        (match.start(1), *_area_of(match.group(1)), match) for match in _AREA_BODY.finditer(source.folded)
    ]
    bodies = [body for body in bodies if body[1]]
    own = list(context.areas) or _own_areas(source, [name for _start, name, _rest, _match in bodies])
    if not own:
        return
    counts = Counter(name for _start, name, _rest, _match in bodies)
    for _start, name, skipped, match in bodies:
        if (
            _is_ours(name, own)
            or counts[name] > max(2, sum(counts[o] for o in own))
            or _ELSEWHERE.search(source.sentence_text(*match.span()))
        ):
            continue
        start = match.start(1) + skipped
        yield Hit(start, match.end(), "placeholder", "other_area", {"found": name, "own": own[0]})


def _area_of(words: str) -> tuple[str, int]:
    """The narrowest place named at the end of the words before a body, and how many characters stand before it."""
    table = areas()
    for length in range(min(len(words), 11), 1, -1):
        if words[-length:] in table:
            return words[-length:], len(words) - length
    plain = _PREFIXES.sub("", words)
    if not _INVENTED.fullmatch(plain):
        return "", 0
    return plain, len(words) - len(plain)


def _own_areas(source: Source, named: list[str]) -> list[str]:
    lines = [line.strip() for line in source.folded.splitlines() if line.strip()]
    for line in [*reversed(lines[-6:]), *lines[:6]]:
        match = _SIGNED.match(line) or _HEADED.match(line)
        if match:
            found = areas_named(match.group(1))
            if found:
                return found
    if len(named) >= 3:
        name, count = Counter(named).most_common(1)[0]
        if count * 10 >= 6 * len(named) and count >= 3:
            return [name]
    return []


def areas_named(words: str) -> list[str]:
    """The places that a body's name names, the narrowest first (固原市原州区 → 原州区, 固原市)."""
    pieces = re.findall(r"[\u4e00-\u9fff]{2,9}?(?:自治区|自治县|自治州|省|市|县|区|州|盟|旗)", words)
    return [piece for piece in reversed(pieces) if piece in areas() or _INVENTED.fullmatch(piece)]


def _is_ours(name: str, own: Sequence[str]) -> bool:
    table = areas()
    if name in own:
        return True
    theirs = table.get(name, ())
    ours = table.get(own[0], ())
    if len(own) > 1 and len(ours) > 1:
        wider = {code[:4] for area in own[1:] for code in table.get(area, ())} | {
            code[:2] for area in own[1:] for code in table.get(area, ())
        }
        ours = tuple(code for code in ours if code[:4] in wider or code[:2] in wider) or ours
    if not theirs:
        # Neither is on the map: a county under our city can't be told from a foreign one, a city beside our city can.
        return not (name[-1] == "市" == own[0][-1] or (name[-1] in "县区" and own[0][-1] in "县区"))
    if not ours:
        return all(code.endswith("0000") for code in theirs)
    return any(_related(a, b) for a in theirs for b in ours)


def _related(one: str, other: str) -> bool:
    """Whether one place lies in the other: codes are two digits each for province, city and county."""
    one, other = (
        code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        for code in (one, other)
    )
    return one.startswith(other) or other.startswith(one)
