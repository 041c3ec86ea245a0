"""Wrong official names: characters that only sound or look right, bodies that were merged, other places' bodies."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from .model import Context, Hit
from .source import Source, is_han
from .tables import readings

#: words of four and more characters in which one wrong character is a slip of the pen and nothing else
_TERMS = (
    "中华人民共和国", "人民政府", "政府信息公开", "政务公开", "信息公开", "政务服务", "政府开放日", "国务院办公厅", "人民代表大会", "政治协商会议",
    "发展和改革", "住房和城乡建设", "自然资源", "生态环境", "交通运输", "农业农村", "文化和旅游", "卫生健康", "退役军人事务",
    "应急管理", "市场监督管理", "市场监管", "医疗保障", "人力资源和社会保障", "综合行政执法", "城市管理", "工业和信息化",
    "公共资源交易", "机关事务管理", "住房公积金", "国有资产监督管理", "乡村振兴", "行政审批", "社会保险", "人民法院", "人民检察院",
    "街道办事处", "财政局", "教育局", "民政局", "司法局", "公安局", "审计局", "统计局", "税务局", "商务局", "水务局", "办公室",
)  # fmt: skip
#: only these slips are certain in words so short
_SHORT_SLIPS = {
    "教肓局": "教育局", "财证局": "财政局", "财正局": "财政局", "民证局": "民政局", "名政局": "民政局", "司发局": "司法局", "公按局": "公安局",
    "公案局": "公安局", "审记局": "审计局", "审讦局": "审计局", "统记局": "统计局", "税物局": "税务局", "商物局": "商务局", "水物局": "水务局",
    "办工室": "办公室", "辨公室": "办公室", "办公厔": "办公室", "辨公厅": "办公厅", "办工厅": "办公厅", "国物院": "国务院", "国务园": "国务院",
    "政付": "政府", "政俯": "政府", "证府": "政府", "卫键委": "卫健委", "发该委": "发改委", "自燃资源": "自然资源", "人设局": "人社局",
}  # fmt: skip
#: slips of the eye: looks like the right one
_LOOK_ALIKE = {
    "政": "证攻改", "府": "俯附付腑", "民": "氏", "公": "么", "开": "幵并井", "务": "雾", "境": "镜", "环": "坏", "监": "蓝盐", "管": "菅",
    "设": "没", "委": "季", "员": "圆", "厅": "斤", "国": "囯圆", "院": "皖", "例": "列", "源": "原", "农": "衣", "康": "糠", "障": "樟",
    "资": "货", "财": "材", "督": "誉", "育": "肓", "住": "往佳", "房": "户", "城": "诚", "建": "健", "社": "杜", "保": "堡", "人": "入", "大": "太",
    "会": "合", "发": "友", "改": "攻", "革": "草", "理": "埋", "市": "巾", "场": "汤", "办": "辨为", "安": "按", "检": "捡", "察": "擦", "息": "意",
}  # fmt: skip
_CONJUNCTIONS = re.compile(
    r"(住房|发展|工业|人力资源|文化|卫生)(?:与|及)(城乡建设|改革|信息化|社会保障|旅游|健康)(?=局|厅|部|委)"
)
_RIGHT_PAIRS = {
    "住房": "城乡建设",
    "发展": "改革",
    "工业": "信息化",
    "人力资源": "社会保障",
    "文化": "旅游",
    "卫生": "健康",
}
_TITLES = re.compile(
    r"《(?:中华人民共和国)?(?:政府信息公开工作条例|政务公开(?:工作)?(?:法|条例))》"
    r"|《(?:中华人民共和国)?(?:(?:政务|政府)?信息公开(?:法|规定|办法)|政务信息公开条例|(?<=国)信息公开条例)》|《中华人民共和国信息公开条例》"
)
_LAW = "中华人民共和国政府信息公开条例"

#: bodies that were merged or renamed in the reform of 2018: they must not stand in a text of 2019 and later
_REFORM_YEAR = 2019
_OLD = (
    (
        r"工商行政管理局|工商局|质量技术监督局|质监局|食品药品监督管理局|食药监局|食药局|市场和质量监督管理局",
        "市场监督管理局",
    ),
    (r"国土资源局|国土资源和房屋管理局|国土局", "自然资源局"),
    (r"环境保护局|环保局", "生态环境局"),
    (
        r"卫生和计划生育委员会|卫生和计划生育局|卫生计生委|卫计委|卫计局|卫生计生局|人口和计划生育局|人口计生局|计生局|计生委",
        "卫生健康委员会",
    ),
    (r"(?<!农村)农业局|农牧局|农业委员会", "农业农村局"),
    (
        r"(?<!文化)(?<!和)(?<!广电)(?<!体育)旅游局|旅游发展委员会|旅发委|文化广电新闻出版局|文广新局",
        "文化和旅游局",
    ),
    (r"安全生产监督管理局|安监局", "应急管理局"),
    (r"国家税务局(?!总)|国税局|地方税务局|地税局", "税务局"),
    (r"(?:市|县|区)法制办(?:公室)?", "司法局"),
    (r"物价局", "发展和改革委员会"),
    (r"劳动和社会保障局|劳动局|人事局", "人力资源和社会保障局"),
    (r"城乡规划局", "自然资源局"),
    (
        r"建设局(?<!城乡建设局)(?<!住建设局)(?<!住房建设局)(?<!和建设局)(?<!交通建设局)(?<!规划建设局)(?<!经济建设局)",
        "住房和城乡建设局",
    ),
)
_OLD_NAMES = [(re.compile(rf"(?<!原)(?:{pattern})(?!长期)"), right) for pattern, right in _OLD[:-1]]
_PAST = re.compile(
    r"原|前身|组建|整合|合并|更名|改名|机构改革|历史|曾|当时|时任|撤销|不再保留|划入|并入|职责|改为|改称|旧称|沿革|转隶|档案|移交|旧机构|挂牌|国家税务总局"
)
_YEARS = re.compile(r"(?:19|20)\d{2}")
_HAN_YEARS = re.compile(r"二[○〇零Oo0][○〇零Oo0一二三四五六七八九]{2}")
_HAN_DIGITS = {
    **dict(zip("一二三四五六七八九", "123456789", strict=True)),
    "○": "0",
    "〇": "0",
    "零": "0",
    "二": "2",
}
_COMMON_BODIES = frozenset(
    [
        "财政",
        "税务",
        "水务",
        "水利",
        "民政",
        "司法",
        "公安",
        "审计",
        "统计",
        "教育",
        "科技",
        "科学技术",
        "商务",
        "交通",
        "交通运输",
        "自然资源",
        "生态环境",
        "住房和城乡建设",
        "住建",
        "农业农村",
        "林业",
        "林业和草原",
        "文化和旅游",
        "文旅",
        "文化",
        "旅游",
        "卫生健康",
        "应急管理",
        "市场监督管理",
        "医疗保障",
        "医保",
        "人力资源和社会保障",
        "人社",
        "退役军人事务",
        "发展和改革",
        "发改",
        "工业和信息化",
        "工信",
        "城市管理",
        "城管",
        "行政审批",
        "政务服务",
        "气象",
        "地震",
        "档案",
        "体育",
        "广播电视",
        "信访",
        "粮食",
        "统战",
        "民族宗教",
        "乡村振兴",
        "能源",
        "金融",
        "国资",
        "海洋",
        "畜牧",
        "园林",
        "综合执法",
        "综合行政执法",
        "营商环境",
        "数据",
        "大数据",
        "邮政",
        "烟草",
        "消防",
    ]
)


def wrong_names(source: Source, context: Context) -> Iterator[Hit]:
    yield from _slips(source)
    yield from _wrong_titles(source)
    yield from _near_known(source, context.departments)
    year = context.year or year_of(source)
    if year is not None and year >= _REFORM_YEAR:
        yield from _old_names(source)


def year_of(source: Source) -> int | None:
    """The year a text speaks from: of its signature, else of its number, else of its first lines, else the latest it names."""
    text = _HAN_YEARS.sub(lambda m: "".join(_HAN_DIGITS.get(c, "0") for c in m.group()), source.folded)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in reversed(lines[-15:]):
        signed = re.fullmatch(r"((?:19|20)\d{2})\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日", line)
        if signed:
            return int(signed.group(1))
    for line in lines[:10]:
        number = re.search(r"[〔\[（(]((?:19|20)\d{2})[〕\]）)]\s?第?\d+\s?号", line)
        if number and len(line) < 60:
            return int(number.group(1))
    for part in ("\n".join(lines[:5]), text):
        years = [int(found) for found in re.findall(r"(?<!\d)((?:19|20)\d{2})(?=\s?年)", part)]
        if years:
            return max(years)
    return None


# ── slips ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def _slips(source: Source) -> Iterator[Hit]:
    text = source.folded
    for wrong, right in _SHORT_SLIPS.items():
        place = text.find(wrong)
        while place >= 0:
            yield _slip(place, place + len(wrong), wrong, right)
            place = text.find(wrong, place + 1)
    for term in _TERMS:
        if len(term) >= 4:
            yield from _misspelt(text, term)
    for match in _CONJUNCTIONS.finditer(text):
        if _RIGHT_PAIRS[match.group(1)] == match.group(2):
            right = "卫生健康" if match.group(1) == "卫生" else f"{match.group(1)}和{match.group(2)}"
            yield _slip(*match.span(), match.group(), right)


def _misspelt(text: str, term: str) -> Iterator[Hit]:
    """Places where exactly one character of a term is replaced by one that sounds or looks like it."""
    half = len(term) // 2
    seen: set[int] = set()
    for piece, offset in ((term[:half], 0), (term[half:], half)):
        place = text.find(piece)
        while place >= 0:
            start = place - offset
            if start >= 0 and start not in seen:
                seen.add(start)
                window = text[start : start + len(term)]
                wrong = [i for i, (a, b) in enumerate(zip(window, term, strict=False)) if a != b]
                if (
                    len(window) == len(term)
                    and len(wrong) == 1
                    and _confusable(term[wrong[0]], window[wrong[0]])
                    and not _is_otherwise_right(text, start, window, wrong[0])
                ):
                    yield _slip(start, start + len(term), window, term)
            place = text.find(piece, place + 1)


def _confusable(right: str, wrong: str) -> bool:
    return is_han(wrong) and (readings().sound_alike(right, wrong) or wrong in _LOOK_ALIKE.get(right, ""))


#: strings that hold a “slip” by chance
_CHANCE = ("是人民政府", "攻坚", "环境保护", "公正", "公证", "入政务", "政府服务", "政务攻坚")


def _is_otherwise_right(text: str, start: int, window: str, place: int) -> bool:
    around = text[max(0, start - 2) : start + len(window) + 2]
    return any(word in around and window[place] in word for word in _CHANCE)


def _slip(start: int, end: int, found: str, right: str) -> Hit:
    return Hit(start, end, "wrong_name", "wrong_character", {"found": found, "right": right})


def _wrong_titles(source: Source) -> Iterator[Hit]:
    for match in _TITLES.finditer(source.folded):
        yield Hit(
            *match.span(), "wrong_name", "wrong_title", {"found": match.group(), "right": f"《{_LAW}》"}
        )


# ── names of before the reform ──────────────────────────────────────────────────────────────────────────────────────
def _old_names(source: Source) -> Iterator[Hit]:
    quoted = [m.span() for m in re.finditer(r"《[^《》\n]{1,80}》", source.folded)]
    starts = [start for start, _end in quoted]
    for pattern, right in _OLD_NAMES:
        for match in pattern.finditer(source.folded):
            start, end = match.span()
            sentence = source.sentence_text(start, end)
            place = bisect_left(starts, start) - 1
            if place >= 0 and quoted[place][1] > start:
                continue  # the title of an older paper
            if _PAST.search(sentence) or any(int(y) < _REFORM_YEAR for y in _YEARS.findall(sentence)):
                continue
            yield Hit(start, end, "wrong_name", "old_name", {"found": match.group(), "right": right})


# ── nearly a known department ───────────────────────────────────────────────────────────────────────────────────────
def _near_known(source: Source, known: Sequence[str]) -> Iterator[Hit]:
    text = source.folded
    names = {name for name in known if len(name) >= 6}
    for name in sorted(names):
        half = len(name) // 2
        seen: set[int] = set()
        for piece, offset in ((name[:half], 0), (name[half:], half)):
            place = text.find(piece)
            while place >= 0:
                start = place - offset
                place = text.find(piece, place + 1)
                if start < 0 or start in seen or text.startswith(name, start):
                    continue
                seen.add(start)
                found = _one_off(text, start, name)
                if found and found not in names and not _is_common(found, name):
                    params = {"found": found, "right": name}
                    yield Hit(start, start + len(found), "wrong_name", "near_name", params)


def _one_off(text: str, start: int, name: str) -> str:
    """The piece of text that is `name` but for one confusable, missing or doubled character; "" when there is none."""
    window = text[start : start + len(name)]
    wrong = [i for i, (a, b) in enumerate(zip(window, name, strict=False)) if a != b]
    if len(window) == len(name) and len(wrong) == 1 and _confusable(name[wrong[0]], window[wrong[0]]):
        return window
    if len(name) >= 8 and wrong:
        first = wrong[0]
        if (
            text.startswith(name[first + 1 :], start + first)
            and 0 < first < len(name) - 1
            and name[first] not in "和市县区"
        ):
            return text[start : start + len(name) - 1]
        if text.startswith(name[first:], start + first + 1) and window[first] in (
            name[first],
            name[first - 1],
        ):
            return text[start : start + len(name) + 1]
    return ""


def _is_common(found: str, name: str) -> bool:
    """Whether the difference makes another body's right name (水务局, 税务局)."""
    body = re.sub(r"^.{1,6}?[省市县区州盟旗]", "", found)
    return re.sub(r"(?:局|厅|委员会|委|办公室|办)$", "", body) in _COMMON_BODIES
