"""Departments named in a notice: participants' lists, lists inside a sentence, “各县区”, who does what.

`Named` units can be looked up in a directory (市卫健委); `groups` are collective words for whoever is meant
(各单位, 各级政务服务管理部门).
"""

from __future__ import annotations

import itertools
import re

_SUFFIX = (
    "人民政府政务公开办公室|人民政府办公室|政府政务公开办公室|政务公开办公室|政务公开办|人民政府办公厅|人民政府|政府办公室|政府办公厅|政府办|政府"
    "|办公室|办公厅|管委会|管理委员会|委员会|办事处|行政审批局|税务局|管理局|监管局|局|公积金管理中心|公积金中心|公积金|服务中心|中心|分公司|集团公司|公司|集团"
    "|联合会|残联|妇联|工商联|科协|文联|侨联|社科联|团委|总工会|工会|消协|协会|商会|供销社|合作社|信用社|银行|医院|学校|大学|学院|法院|检察院"
    "|支队|大队|总队|中队|派出所|司法所|平台|报社|日报|晚报|晨报|晚刊|县报|电视台|广播电台|电台|广播电视台|融媒体中心|融媒体|档案馆|图书馆|博物馆|文化馆|气象台"
    "|街道|厅|委|办|部|院|所|处|科|馆|社|队"
)
_PREFIX = r"(?:自治区|自治州|省|市|县|区|州|旗|盟|镇|乡|街道)"
_NAME_CHAR = r"[一-鿿A-Za-z0-9·]"
_PAREN = r"(?:\([^()]{1,12}\))"
# What may follow a unit's name: the end, punctuation, or a word that starts what the unit does.
_AFTER = (
    r"(?=$|[\s、,。;:()“”!?—/]|等|要|应|须|需|必须|负责|牵头|配合|按|会同|联合|主要|分管|相关|有关|领导|负|于|在|将|对|向|和|与|及|以及|或"
    r"|的|组织|开展|参加|参与|各|通过|利用|根据|结合|做|编|梳|为|以|把|从|主|协|审|制作|制定|编制|发布|开设|举|设|具体|汇总|统|指导|每|班子|“|共|务必|是|提|安|建|实|认真|切实"
    r"|报|同|商|分|依|轮|委托|邀|聘|全|印|承|围|就|接|选|派|依|充|不|可|由|至)"
)
_NAMED = re.compile(rf"(?:{_SUFFIX})(?:{_PAREN})?{_AFTER}")
_NAMED_START = re.compile(
    rf"(?:{_NAME_CHAR}{{0,6}}?{_PREFIX}|公共|公安|国网|人民|国家|中国){_NAME_CHAR}{{0,16}}?(?:{_SUFFIX})(?:{_PAREN})?{_AFTER}"
    rf"|[一-鿿]{{2,6}}(?:日报|晚报|晨报|县报|广播电台|电视台|融媒体中心){_AFTER}"
)
_WHOSE = r"(?:[市县区省州旗镇乡]直|[市县区省州旗镇乡]政府|[市县区省州旗镇乡]级|中省直|驻[市县区]|[局委厅办院校]属|机关|直属)"
_LEADERS = r"(?:主要负责同志|主要负责人|主要领导|分管领导|负责同志|负责人)"
_COLLECTIVE = re.compile(
    rf"(?:(?:全[市县区省]|{_WHOSE})?各(?:级|类|有关|相关|参与|成员|参加|责任|直属|基层)?|{_WHOSE}(?:各)?(?:有关|相关)?"
    r"|其他|其它|有关|相关|全[市县区](?:各级)?|本级政府相关|政务公开主管)"
    r"[一-鿿()、]{0,16}?"
    r"(?:(?:部门\(单位\)|单位\(部门\)|单位|部门|委办局|乡镇\((?:办事处|街道|场|办|中心)[^()]{0,4}\)|乡\(镇\)|镇\(街道?\)|乡镇街道|乡镇|街道办事处|镇街|县区|区县|县市区|县\(市、?区\)"
    r"|管委会|园区|开发区|科室|处室|股室|办事处|街道|\(市、区\)|县\(市\)区|\(市\)区)(?:人民政府|政府|管委会|办事处)?"
    r"|(?:市县|地区|地方|市|县|镇|区|地|企业|学校|医院|社区|村)(?:人民政府|政府|管委会)?(?=$|[\s、,。;:和及与“]|要|应|须|需|必|务|请|于|在|按|围|根|结|通|将|把|从|认|负责|分|组|切|严|精|积|对|以|加|高|参|可|也|每|自|利|做|制|开|举|报|均|统|采|充|到|拟|选|派|确|主要))"
    rf"(?:\([^()]{{1,12}}\))?{_LEADERS}?"
)
_VAGUE = re.compile(r"^(?:各|其他|其它|有关|相关|本级)(?:级|类|有关|相关|参与|成员|参加|责任)?.{0,14}?(?:单位|部门|地区|地方|地|科室|处室|股室|企业)$|^各级|^各部门|^各单位|主管部门$")  # fmt: skip
_LIST_TAIL = re.compile(
    r"等(?:\d{1,3}|[一二三四五六七八九十]{1,3})?(?:个|家)?(?:市直|县直|区直|相关|有关|涉民|公共|成员|责任|重点|新闻)?(?:企事业)?"
    r"(?:单位|部门|企业|机构|委办局|媒体|乡镇|街道|县区|公司)"
)
_LEAD_IN = re.compile(
    r"(?:由|请|组织|邀请|安排|要求|会同|联合|协调|指导|以及|及|和|与|对|向|其中|原则上|同时|并|活动期间|期间|同步|主要由|具体由|牵头由|拟由|重点由)+"
)
_LABEL = re.compile(
    r"^[(（]?(?:主要|活动)?(?:参加|参与|责任|牵头|配合|承办|主办|协办|组织|实施|成员|联办|支持|参会|轮值|上线|值班|接访|受访|访谈)"
    r"(?:单位|部门|科室|机构|范围)(?:及[^:]{1,6})?\s?:\s?"
)
_ROLE_LABEL = re.compile(
    r"(?:主要|活动)?(?:参加|参与|责任|牵头|配合|承办|主办|协办|组织|实施|成员|支持|上线|值班|受访|访谈)(?:单位|部门|科室|机构)\s?:\s?"
)
_NOT_THE_ACTOR = re.compile(
    r"通过|利用|运用|依托|借助|采取|在(?!线)|登录|关注|前往|根据|按照|经(?![济信贸开发])|到|向|报(?!社)|送|将|把|纳入|宣传(?!部)|位于|走进|走近|走访|参观|未|凡|如|若|没|参加|参与"
)
_INTERNAL = re.compile(
    r"(?![将把请各于在由至])[一-鿿]{1,10}?(?:办公室|科|股|室|处|中心|办)(?=负责|牵头|应|要|须|于|汇总)"
)
_MEDIUM = re.compile(r"网站|新媒体|媒体平台|客户端|公众号|微博|多种渠道")
_JOINT = re.compile(r"、|以及|和|与|及")


def split_outside_brackets(folded: str, separators: str) -> list[tuple[int, int]]:
    """Offsets of the pieces between `separators`, ignoring those inside round brackets and book-title marks."""
    pieces: list[tuple[int, int]] = []
    depth, start = 0, 0
    for index, char in enumerate(folded):
        if char in "(《":
            depth += 1
        elif char in ")》":
            depth = max(depth - 1, 0)
        elif depth == 0 and char in separators:
            pieces.append((start, index))
            start = index + 1
    pieces.append((start, len(folded)))
    return [(left, right) for left, right in pieces if folded[left:right].strip()]


_END_WORDS = re.compile(
    r"(?:等(?:共?\d{1,3}|[一二三四五六七八九十]{1,3})?(?:个|家)?[一-鿿]{0,6}?(?:单位|部门|企业|机构|媒体)?|共?计?\d{1,3}(?:个|家)(?:单位|部门))$"
)
_AND = re.compile(r"(?:以及|及|和|与)(?=各|开发区|[市县区]直|[市县区]政府各|有关|相关|驻|中省直|其他)")
_AFTER_ETC = re.compile(
    r"等(?:\d{0,3}(?:个|家)?)?[一-鿿]{0,6}?(?:单位|部门|企业|机构)\s?(?:以及|及|和|与|,|、)\s?"
)


def list_units(text: str, folded: str) -> list[str]:
    """Names in a participants' list such as “市政府办、市发改委…等单位及各县区、开发区。”, as printed."""
    names: list[str] = []
    folded = folded.replace("委、办、局", "委/办/局").replace("委、办", "委/办")
    for clause_start, clause_stop in split_outside_brackets(folded, "。;\n"):
        start = clause_start
        label = _LABEL.match(folded[start:clause_stop]) or re.match(
            r"^[^、,:]{0,14}:\s?", folded[start:clause_stop]
        )
        if label:
            start += label.end()
        marks = [match.end() for match in _AFTER_ETC.finditer(folded, start, clause_stop)]
        edges = [start, *marks, clause_stop]
        for left, right in itertools.pairwise(edges):
            for begin, end in split_outside_brackets(folded[left:right], "、,， "):
                names.extend(_name_pieces(text[left + begin : left + end], folded[left + begin : left + end]))
    return unique(names)


def _name_pieces(text: str, folded: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for match in [*_AND.finditer(folded), None]:
        stop = match.start() if match else len(folded)
        piece, plain = text[start:stop], folded[start:stop].strip(" ,、。:")
        lead = _LEAD_IN.match(plain) if plain[:1] in "由请及和与以" else None
        ended = _END_WORDS.sub("", plain[lead.end() :] if lead else plain).rstrip(" ,、")
        actor = _NAMED_START.match(ended) if plain[:1] == "由" else None
        if actor:
            ended = actor.group()
        if 1 < len(ended) <= 30:
            at = folded[start:stop].find(ended)
            pieces.append(piece[at : at + len(ended)] if at >= 0 else ended)
        start = match.end() if match else stop
    return pieces


_UNIT_HEADING = re.compile(
    r"(?:[一-鿿]{1,12}(?:室|处|科|局|中心|办|委|股|公司|单位|部门|政府|街道|乡镇)(?:、|$))+"
)


def names_units(folded: str) -> bool:
    """A heading that is nothing but who has to act (“(三)规划财务处、人事处:…”)."""
    return bool(_UNIT_HEADING.fullmatch(folded)) and not re.match(r"走|进|开|举|设|办好|做|建|到|在", folded)


def unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def _cut_last(plain: str) -> int | None:
    """Length of the unit's name at the beginning of the last item of a list (“市税务局要立足…” → 4)."""
    match = _NAMED.search(plain, 1)
    return match.end() if match and match.end() <= 24 else None


def _looks_named(plain: str) -> bool:
    return bool(re.fullmatch(rf".{{1,22}}(?:{_SUFFIX})(?:{_PAREN})?", plain))


def units_in_sentence(text: str, folded: str) -> tuple[list[str], list[str]]:
    """(named units, collective groups) that act in a sentence: 、-lists that end in “等单位/等部门” or whose members
    look like units, a single unit at the head of a clause, labels such as “责任单位:…”."""
    named: list[str] = []
    groups: list[str] = []
    labelled = _ROLE_LABEL.search(folded)
    body_end = len(folded)
    if labelled:
        stop = _end_of_label(folded, labelled.end())
        if not (labelled.start() > 0 and folded[labelled.start() - 1] not in "(。;,、 :\n"):
            segments = list(_ROLE_LABEL.finditer(folded, labelled.start(), stop))
            for index, segment in enumerate(segments):
                end = segments[index + 1].start() if index + 1 < len(segments) else stop
                for name in list_units(text[segment.end() : end], folded[segment.end() : end]):
                    (groups if _VAGUE.search(name) else named).append(name)
            body_end = labelled.start()
    for start, stop in _clauses(folded[:body_end]):
        found, collective = _units_in_clause(text[start:stop], folded[start:stop])
        named += found
        groups += collective
    return unique(named), unique(groups)


def _end_of_label(folded: str, begin: int) -> int:
    """Where the units after a label end: at the full stop, or at the bracket that was opened before the label."""
    depth = 0
    for index in range(begin, len(folded)):
        if folded[index] == "(":
            depth += 1
        elif folded[index] == ")":
            depth -= 1
        if depth < 0 or folded[index] in "。\n":
            return index
    return len(folded)


def _clauses(folded: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^,。;:!?\n“”]+", folded)]


def _units_in_clause(text: str, folded: str) -> tuple[list[str], list[str]]:
    lead = len(folded) - len(folded.lstrip())
    text, folded = text[lead:], folded[lead:]
    if not folded:
        return [], []
    in_list = _unit_list(text, folded)
    if in_list:
        return in_list
    plain = folded
    offset = 0
    lead_in = _LEAD_IN.match(plain)
    if lead_in:
        offset = lead_in.end()
    elif _NOT_THE_ACTOR.match(plain):
        return [], []
    if _NOT_THE_ACTOR.match(plain, offset) or _PLACE.match(plain, offset):
        return [], []
    run = _run_end(plain, offset)
    if run > offset and _COLLECTIVE.match(plain, offset):
        return _sorted_by_kind(
            [text[offset + a : offset + b] for a, b in split_outside_brackets(plain[offset:run], "、")]
        )
    match = _NAMED_START.match(plain, offset)
    if match and match.end() - offset >= 3:
        return [text[begin:end] for begin, end in _with_partners(plain, match)], []
    by = re.search(r"由(?=[^,]{2,20}(?:牵头|负责|组织|承办|主办))", plain)
    if by:
        match = _NAMED_START.match(plain, by.end())
        if match:
            return [text[by.end() : match.end()]], []
    organised = re.search(r"组织(?=各)", plain)
    if organised:
        collective = _COLLECTIVE.match(plain, organised.end())
        if collective:
            begin = organised.end()
            return _sorted_by_kind(
                [text[begin + a : begin + b] for a, b in split_outside_brackets(collective.group(), "、")]
            )
    return [], []


#: “在县政务服务中心”: where, not who; the minutes of a time cut at its colon may stand before it
_PLACE = re.compile(r"\s*\d{0,2}\s*在(?=\S)")


def _with_partners(plain: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """The unit of `match` and those it acts with (“由市教育局会同市公安局组织”)."""
    spans = [match.span()]
    while joint := re.compile(r"会同|联合|商|协同").match(plain, spans[-1][1]):
        following = _NAMED_START.match(plain, joint.end())
        if following is None:
            break
        spans.append(following.span())
    return spans


def _run_end(folded: str, begin: int) -> int:
    """End of a run of units and groups joined by 、 or 和 that begins at `begin`; `begin` when there is none."""
    end = begin
    while end == begin or _JOINT.match(folded, end):
        joint = _JOINT.match(folded, end) if end > begin else None
        at = joint.end() if joint else end
        match = (
            None
            if _NOT_THE_ACTOR.match(folded, at)
            else _COLLECTIVE.match(folded, at) or _NAMED_START.match(folded, at)
        )
        if match is None:
            return end
        end = match.end()
    return end


def _sorted_by_kind(names: list[str]) -> tuple[list[str], list[str]]:
    from .source import fold

    clean = [
        re.sub(r"(?:主要负责同志|主要负责人|主要领导|分管领导|负责同志|负责人)$", "", name) for name in names
    ]
    vague = [name for name in clean if _VAGUE.search(fold(name))]
    return [name for name in clean if name not in vague], vague


def _unit_list(text: str, folded: str) -> tuple[list[str], list[str]] | None:
    pieces = split_outside_brackets(folded, "、")
    if len(pieces) < 2:
        return None
    tail = _LIST_TAIL.search(folded)
    items = [(left, right, folded[left:right]) for left, right in pieces]
    whole = False
    if tail:
        inside = [(left, min(right, tail.start()), folded[left : min(right, tail.start())]) for left, right, _ in items
                  if left < tail.start()]  # fmt: skip
        if len(inside) >= 2 and not _NOT_THE_ACTOR.match(folded):
            media = "媒体" in tail.group()
            whole = not media or all(_looks_named(plain) for _, _, plain in inside[1:])
            items = inside if whole else items
    first_left, first_right, first = items[0]
    if (
        _NOT_THE_ACTOR.match(folded)
        or re.search(r"在|通过|利用|运用|依托|采取", first)
        or _MEDIUM.search(folded)
    ):
        return None
    names: list[str] = []
    if whole:
        start = _first_name_start(first, strict=False)
        names.append(text[first_left + start : first_right])
        names += [text[left:right].strip() for left, right, _ in items[1:]]
    else:
        middle = items[1:-1]
        last_left, _, last = items[-1]
        cut = _cut_last(last)
        collective_last = _COLLECTIVE.match(last)
        if cut is None and collective_last is None:
            return None
        if not all(_looks_named(plain) or _COLLECTIVE.fullmatch(plain) for _, _, plain in middle):
            return None
        start = _first_name_start(first, strict=True)
        if start < 0:
            return None
        names.append(text[first_left + start : first_right])
        names += [text[left:right].strip() for left, right, _ in middle]
        length = collective_last.end() if collective_last else cut
        names.append(text[last_left : last_left + (length or 0)])
    sorted_names = _sorted_by_kind([name for name in names if 1 < len(name) <= 30])
    after = folded[tail.end() :] if tail and whole else ""
    more = re.match(r"(?:以及|及|和|与)", after)
    if more and tail:
        begin = tail.end() + more.end()
        further = _units_in_clause(text[begin:], folded[begin:])
        return sorted_names[0] + further[0], sorted_names[1] + further[1]
    return sorted_names


def _first_name_start(first: str, *, strict: bool) -> int:
    """Where the first unit of a list begins inside its piece, which may open with other words
    (“组织市发改委” → 2); -1 when there is no unit at the end of the piece."""
    lead = _LEAD_IN.match(first)
    start = lead.end() if lead else 0
    rest = first[start:]
    if _COLLECTIVE.fullmatch(rest):
        return start
    later = [
        match.end()
        for match in re.finditer(r"(?:由|组织|邀请|安排|会同|联合|请|协调)(?=[市县区省州旗各])", rest)
    ]
    if later:
        return start + later[-1]
    if strict and not _looks_named(rest):
        return -1
    return start


def subject_of(text: str, folded: str) -> str | None:
    """Who a clause speaks of: the last unit or group that opens a clause in `text` (“各县区、各部门要…” → 各县区、各部门)."""
    found: str | None = None
    for start, stop in _clauses(folded):
        lead_in = _LEAD_IN.match(folded, start)
        begin = lead_in.end() if lead_in and lead_in.end() < stop else start
        begin += len(folded[begin:stop]) - len(folded[begin:stop].lstrip())
        end = _run_end(folded[:stop], begin)
        inside = _INTERNAL.match(folded[:stop], begin) if end == begin else None
        end = inside.end() if inside else end
        if end > begin:
            found = text[begin:end].strip()
    return found
