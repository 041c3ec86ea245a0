"""Names of persons: after a word that announces one, before one that follows only a person, and by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .around import CALLED, CALLED_BY_FORCE, EVERYDAY, FAMOUS, FOLLOWS, SHORT_TITLES, WEAK_CALLED
from .model import Reading, Span, is_han
from .surnames import COMPOUND, ENDINGS, GIVEN, LOOSE, OFFICES, STRONG, SURE, TITLES, WORDS

_SURNAME = f"(?:{'|'.join(sorted(COMPOUND))}|[{''.join(sorted(SURE))}])"
_TITLED = re.compile(
    rf"({_SURNAME})({'|'.join(sorted(TITLES, key=len, reverse=True))})(?!{'|'.join(['傅', '务', '品', '件', '司', '体', '是因', '结', '共', '价', '额', '部', '量', '数', '局', '会(?!计)', '站', '理(?=费|处|办)', '监', '图', '生'])})"
)
_FAMILIAR = re.compile(rf"(?<![\u4e00-\u9fff][\u4e00-\u9fff]年)([老小大阿])([{''.join(sorted(SURE))}])(?!某)")
_HIDDEN = re.compile(
    rf"({_SURNAME})(?:某(?:某|[\u4e00-\u9fff](?=[,，。、；;：:（()） ]|$|的|说|称|在|家|于|与|和|等|向|被))?|[×xX*＊○]{{1,2}}(?![0-9A-Za-z]))"
)
_SURNAME_SAID = re.compile(
    rf"(?:我|免贵|他|她|本人|对方|房东|司机)姓({_SURNAME})(?=[,，。、；;：: ]|$|的|，叫|名)|姓({_SURNAME})(?=的|叫|[,，。]|$)"
)
_DOT = "·•‧∙・．᛫⋅"
_ETHNIC = re.compile(
    rf"[\u4e00-\u9fffA-Za-z]{{1,8}}[{_DOT}][\u4e00-\u9fffA-Za-z]{{1,12}}(?:[{_DOT}][\u4e00-\u9fffA-Za-z]{{1,10}})?"
)
_SOUNDS = frozenset(
    "阿巴买提古丽江艾力吐尔逊热合曼木拉依不都克米娜孜姆汗玉素甫哈萨达扎西卓玛旦增次仁多吉平措罗布桑央金珠曲尼索朗才让加措仓顿贡格勒其木图雅苏日娜乌兰云毕力斯琴高娃朝鲁孟和布赫额尔敦"
    "斯钦德门特乎恩和赛罕帕尔哈提努夏提迪力拜古赞亚森卡马居麦吾沙山托合塔什奥斯曼阿卜杜外凯赛尔伊敏胡赛因加帕尔祖农肉孜司马义库尔班巴图那仁满都拉宝音贺希格萨仁高勒乃比拉合买合苏提阿瓦古扎尔塔依尔沙地克"
    "迪里拜尔坎卡德尔夏木西丁别克叶尔江努尔兰约翰史密斯安娜玛丽莎彼得罗夫伊万琳达大卫杰克逊詹姆斯汤姆威廉洛尔桑旺堆嘎玛次成丹白格桑拉姆德吉央宗措姆白玛益西洛桑丁真珍边巴普布巴桑尼玛达瓦米玛拉巴晋美明久强巴仓决阿旺赤列群培平久"
)
_BEFORE = re.compile(
    rf"(?:{'|'.join(sorted(set(CALLED), key=len, reverse=True))})(?:姓名|名字|本人)?[:：是为叫“\"'（( ]{{0,3}}$"
)
_AFTER = re.compile(
    rf"(?:[,，。、；;：:！!？?）)（(”\"'\]】》\s/]|$|\d|[A-Za-z+]|{'|'.join(sorted(set(FOLLOWS), key=len, reverse=True))})"
)
_PERSON_AFTER = re.compile(
    r"[,，(（ ]?(?:反映|来电|致电|求助|表示|询问|咨询|投诉|举报|要求|希望|认为|想问|想咨询|想了解|打电话|住在|家的|小朋友|家住|家里|家中|现住|先生|女士|小姐|大爷|大妈|大叔|大娘|阿姨|师傅|老师|同学|老人|奶奶|爷爷|夫妇|夫妻|两口子|一家|本人|的(?:身份证|电话|手机|银行卡|账户|父亲|母亲|儿子|女儿|爱人|妻子|丈夫|孩子|户口|名字)|名下|身份证|手机|电话|现年|今年\d|男[,，、。)）]|女[,，、。)）]|\d{2}岁|1[3-9]\d{9}|私自|自称|殴打|打人|骂人|说|称|欠)"
)
_PLACE_AFTER = re.compile(
    r"(?:大街|大道|路(?!过|上|遇|途)|街|胡同|巷(?!子里)|村|镇|乡|县|市(?!民|场)|区|小区|桥|公园|广场|中学|小学|大学|学院|水库|故居|纪念|精神|大厦|花园|家园|站|港|湾|岛|山|河|湖|江|沟|屯|庄|堡|口|府|寺|庙|塔|苑|里弄|社区|幼儿园|医院|集团|公司|有限)"
)
_NOT_GIVEN = frozenset(
    "得的了是在有不这那我你他她们和与及等被把将从到向给让请也都就还没要想说称讲问对为而且或但因所很太最更又再每各该此啊吧呢吗哦呀嘛么第个位名号块吨岁分秒点"
)
_NEVER_SECOND = frozenset("的了着过们么吗呢吧啊呀是在有和与及这那哪谁什怎及等被把您你我他她它")


def names(reading: Reading, taken: Sequence[Span]) -> Iterator[Span]:
    """Every name of a line. Names of officials with their office beside them stay."""
    free = [True] * len(reading.plain)
    for span in taken:
        free[span.start : span.end] = [False] * (span.end - span.start)
    edges = frozenset(span.end for span in taken)
    for start, end in _candidates(reading, edges):
        if end > start and all(free[start:end]):
            free[start:end] = [False] * (end - start)
            yield Span(start, end, "name")


def _candidates(reading: Reading, edges: frozenset[int]) -> Iterator[tuple[int, int]]:
    text = reading.plain
    yield from _ethnic(reading.text)
    yield from _strange(text)
    yield from _hidden(text)
    yield from _titled(text)
    yield from _full(text, edges)
    yield from _familiar(text)


# ── 王女士, 老李, 张某 ──────────────────────────────────────────────────────────────────────────────────────────────
def _titled(text: str) -> Iterator[tuple[int, int]]:
    for match in _TITLED.finditer(text):
        start, end = match.span()
        surname, title = match[1], match[2]
        if _ends_a_word(text, start, surname):
            continue
        if surname + title[:1] in WORDS:
            continue
        if len(title) == 2 and _is_longer(text, start):
            start -= 1
        if title in SHORT_TITLES and not _short_title(text, start, end, surname, title):
            continue
        if (
            surname == "向"
            or (
                surname in "安平全时水成应文常容占花商"
                and title in ("老师", "经理", "总", "老板", "家长", "司机")
            )
        ) and not re.search(r"(?:^|[,，。、；：: ]|是|叫|找|姓)$", text[:start]):
            continue
        if any(text.startswith(office, end) for office in ("长", "局")) and title == "老师":
            continue
        yield start, end


def _is_longer(text: str, start: int) -> bool:
    """Whether a name without a surname of ours goes one further to the left: 乌兰女士."""
    before = text[start - 1 : start]
    return (
        before in _SOUNDS and before not in SURE and (start == 1 or not is_han(text[start - 2]))
        if before
        else False
    )


def _short_title(text: str, start: int, end: int, surname: str, title: str) -> bool:
    """王总, 李姐: short words that also end and begin others."""
    if surname + title[:1] in WORDS or (
        surname in LOOSE - set("高方白马金安于") and title in ("总", "工", "弟", "会计", "中介")
    ):
        return False
    if not (start == 0 or _clear_left(text, start)):
        return False
    follows = text[end : end + 2]
    if title == "总" and follows[:1] in "是在共计额数量局理部会长工面体之算得要要结价":
        return follows[:1] in "是在要" and text[start - 1 : start] in ("", "，", ",", "。", "是", "找", "的")
    if title == "工" and follows[:1] not in ("", "，", "。", "说", "、", "联", ","):
        return False
    return not re.match(r"[子夫]", follows)


def _familiar(text: str) -> Iterator[tuple[int, int]]:
    for match in _FAMILIAR.finditer(text):
        start, end = match.span()
        mark, surname = match[1], match[2]
        following = text[end : end + 1]
        if surname + following in WORDS:
            continue
        if text[start - 1 : start] in tuple("年大中最不从太古长衰敬多较很幼狭窄缩减变弱矮"):
            continue
        title = re.match(
            r"(?:师傅|大爷|先生|太太|奶奶|爷爷|哥|姐|叔|姨|妹|弟|嫂|总|家(?=的|，|,|。|门|人|孩|住|那|说))",
            text[end:],
        )
        if title and title.group() != "家":
            yield start, end + len(title.group())
            continue
        called = start > 0 and _BEFORE.search(text[max(0, start - 12) : start]) is not None
        if (
            (called or _AFTER.match(text, end))
            and (start == 0 or _clear_left(text, start))
            and not _PLACE_AFTER.match(text, end)
        ):
            if following and following in "路街村镇区河江湖山":
                continue
            if mark in "大阿" and not re.search(r"(?:叫|是|找|邻居|^|[,，。])$", text[:start]):
                continue
            if mark == "大" and surname in "白黄马水石江路方车花米关包单满房左":
                continue
            if (
                mark in "老小"
                and surname in "路车房水钱花米石江包单管井时金黑段边费"
                and not re.match(r"[说称]|的(?:电话|儿子|女儿)", text[end:])
            ):
                continue
            yield start, end


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    for match in _HIDDEN.finditer(text):
        if (
            not _ends_a_word(text, match.start(), match[1])
            and text[match.start() : match.start() + 2] not in WORDS
        ):
            yield match.span()
    for match in _SURNAME_SAID.finditer(text):
        group = 1 if match[1] else 2
        yield match.span(group)


# ── 阿依古丽·买买提 ─────────────────────────────────────────────────────────────────────────────────────────────────
def _ethnic(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(rf"(?<=[\u4e00-\u9fff])[{_DOT}](?=[\u4e00-\u9fff])", text):
        start, end = match.start(), match.end()
        while (
            start > 0
            and text[start - 1] in _SOUNDS
            and match.start() - start < 7
            and not _BEFORE_WORD.search(text[:start])
        ):
            start -= 1
        while end < len(text) and end - match.end() < 8 and (text[end] in _SOUNDS or text[end] in _DOT):
            if text[end] in _DOT and not (end + 1 < len(text) and is_han(text[end + 1])):
                break
            if text[end : end + 2] in ("和我", "来电", "不是", "不在", "都是", "江边"):
                break
            end += 1
        if match.start() - start >= 2 and end - match.end() >= 2:
            yield start, end


_BEFORE_WORD = re.compile(r"(?:我叫|名叫|市民|居民|村民|姓名|业主|叫)$")


# ── 我叫王秀英, 联系人：李强 ────────────────────────────────────────────────────────────────────────────────────────
#: what stands on both sides of a name, weighed: from these points on it is one
_ENOUGH_LONG, _ENOUGH_SHORT = 3, 4


def _strange(text: str) -> Iterator[tuple[int, int]]:
    """A name without one of our surnames, where the text says that a name follows (我叫巴特尔，) or says so itself
    (孟和巴图咨询)."""
    for match in re.finditer(
        rf"(?:{'|'.join(sorted(CALLED_BY_FORCE, key=len, reverse=True))})[:：是为]{{0,2}} ?", text
    ):
        end = _strange_name(text, match.end())
        if end is not None:
            yield match.end(), end
    for match in re.finditer(f"(?:^|[,，。；;：: ]|牧民|市民|居民|村民)([{''.join(_SOUNDS)}]{{3,7}})", text):
        start, end = match.span(1)
        for size in range(end - start, 2, -1):
            if _PERSON_AFTER.match(text, start + size) and not _PLACE_AFTER.match(text, start + size):
                yield start, start + size
                break


def _strange_name(text: str, start: int) -> int | None:
    match = re.match(
        r"[\u4e00-\u9fff]{2,6}?(?=[,，。；;、（( \d]|$|的|反映|来电|今年|在|电话|身份证|住)", text[start:]
    )
    if match is None or text[start] in SURE:
        return None
    word = match.group()
    if any(char in _NEVER_SECOND for char in word):
        return None
    return start + match.end() if len(word) >= 3 and all(char in _SOUNDS for char in word) else None


_TWO_WORDS = re.compile(
    r"反映|来电|致电|投诉|咨询|求助|举报|表示|询问|建议|要求|希望|认为|家住|家里|家中|住在|居住|现住|今年|去年|电话|手机|身份|名下|私自|多次|经常|一直|目前|现在|殴打|拖欠|因为|由于|联系|购买|办理|申请|发现|先生|女士|大爷|大妈|阿姨|师傅|老师|老人|同志|同学|一家|前天|前年|开车|开店|开的|家的|家门|和我|和他|用电|明天|来到|来找|家庭|家长|正在|才能|年龄|出生|生病|生前|生育|生于|改造|换了|转账|转给|利用|能否|如何|可以|可否|远程|重新|自己|自称|自述|自行|经营|经过|经查|安装|安排|全家|会员|向我|向您|为什|为何|成为|到底|到了|同意|同样|当年|当天|开办|开着|开户|工作|工资|户口|户籍|户主|平时|平台|怀孕|意外|打算|承包|承诺|放弃|施工|最近|本人|本月|来自|林地|水电|永远|没有|添加|清理|特别|真的|立即|立刻|等人|结婚|继续|连续|长期|需要|马上|骑车|驾驶|高空"
)


# ── a surname and one or two characters ─────────────────────────────────────────────────────────────────────────────
def _full(text: str, edges: frozenset[int]) -> Iterator[tuple[int, int]]:
    at, before = 0, -9
    while at < len(text) - 1:
        end = _name_at(
            text, at, in_list=0 < at - before <= 1 and text[before] in "、和与及跟，,", edges=edges
        )
        if end is not None:
            yield at, end
            at = before = end
        else:
            at += 1


def _name_at(text: str, start: int, *, in_list: bool, edges: frozenset[int]) -> int | None:
    """Where the likeliest name that begins here ends."""
    size = 2 if text[start : start + 2] in COMPOUND else 1 if text[start] in SURE else 0
    if not size or _BEGINS_TITLE.match(text, start + size):
        return None
    left = 4 if in_list else _left(text, start, edges)
    best: tuple[int, int] | None = None
    for given in (2, 1):
        end = start + size + given
        points = _points(text, start, size, end, left)
        if points is not None and (best is None or points > best[0]):
            best = points, end
    return _unless_office(text, start, best[1]) if best else None


def _points(text: str, start: int, size: int, end: int, left: int) -> int | None:
    """How sure a name at [start, end) is, above what is needed; None when it isn't one."""
    given = text[start + size : end]
    if end > len(text) or any(not is_han(char) or char in _NOT_GIVEN for char in given) or given == "先":
        return None
    if text[start:end] in FAMOUS or given == "家":
        return None
    known = sum(char in GIVEN or _is_rare(char) for char in given)
    strong = sum(char in STRONG or _is_rare(char) for char in given)
    person = _PERSON_AFTER.match(text, end) is not None
    doubt = 1 if size == 2 or (person and left >= 2) else 2
    points = left + strong - doubt * (len(given) - known)
    points += 2 if size == 2 else 0
    points += 1 if strong == 2 else 0
    if given[0] == text[start]:  # 苗苗, as children are called
        points += 2 if len(given) == 1 and left >= 4 else -2
    points -= 1 if size == 1 and text[start] in LOOSE else 0
    points += 3 if person else 1 if _AFTER.match(text, end) else -1
    if size == 1:
        if text[start : start + 2] in WORDS:
            sure = (len(given) == 2 and person and left >= 2) or (
                left == 6 and text[end : end + 1] in ",，。、"
            )
            points -= 3 if sure else 5
        if left < 4 and _ends_a_word(text, start, text[start]):
            points -= 4
    inner = [text[at : at + 2] for at in range(start + size, end - 1)]
    if any(word in EVERYDAY for word in inner):
        points -= 4
    if text[end - 1 : end + 1] in EVERYDAY or (len(given) == 2 and _TWO_WORDS.match(text, end - 1)):
        points -= 4
    if len(given) == 2 and given[1] in _HALF and _FOLLOWS_AT.match(text, end - 1):
        points -= 3
    if _PLACE_AFTER.match(text, end):
        points -= 5
    needed = _ENOUGH_LONG if len(given) == 2 and (strong or left >= 4) else _ENOUGH_SHORT
    return points - needed if points >= needed else None


def _left(text: str, start: int, edges: frozenset[int]) -> int:
    """What stands before a name: a word that calls one, a mark, or nothing that helps."""
    if start == 0 or start in edges:
        return 2
    before = _BEFORE.search(text[max(0, start - 12) : start])
    if before is not None:
        word = re.sub(r"[:：是为“\"'（( ]+$", "", before.group()) or before.group()
        if any(word.startswith(w) for w in CALLED_BY_FORCE) or word == "名叫":
            return 6
        if word == "叫" and re.search(
            r"(?:我|他|她|人|个|的|子|儿|友|居)叫$", text[max(0, start - 4) : start]
        ):
            return 6
        if before.group()[-1] in ":：":
            return 4
        if word in ("举报", "投诉", "起诉", "状告"):
            return 3
        return 2 if word in WEAK_CALLED else 4
    if not is_han(text[start - 1]):
        return 2
    return 1 if _clear_left(text, start) else -1


def _is_rare(char: str) -> bool:
    """Whether the character is none of the 3,755 commonest (GB 2312, first level): hardly anywhere but in names."""
    try:
        return char.encode("gb2312")[0] >= 0xD8
    except UnicodeEncodeError:
        return True


_HALF = frozenset("家说想来在到有为能可同向自已多被去今本要从称于与是开打买住交等代还经会全先")
_FOLLOWS_AT = re.compile("|".join(sorted(set(FOLLOWS), key=len, reverse=True)))
_BEGINS_TITLE = re.compile(f"(?:{'|'.join(sorted(TITLES | OFFICES, key=len, reverse=True))}|某)")


def _clear_left(text: str, start: int) -> bool:
    """Whether a name may begin here: behind a mark, a digit, or a word that leaves room for one."""
    char = text[start - 1]
    if not is_han(char):
        return True
    return bool(
        _BEFORE.search(text[max(0, start - 12) : start])
        or char
        in "的在是和跟与给向对被把让请找叫为由替帮代而且但说称了着过里家户人员者上下旁位名及同之还我他她问催据经因于到从去来见陪带接送有个欠谢"
    )


def _ends_a_word(text: str, start: int, surname: str) -> bool:
    """Whether the character is the end of a word: 主任 before 老师."""
    return (
        len(surname) == 1
        and start > 0
        and (text[start - 1 : start + 1] in ENDINGS or text[max(0, start - 2) : start + 1] in ENDINGS)
    )


_OFFICE_BEFORE = re.compile(
    rf"(?<!班)(?<!法人)(?<!法定)(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})[、：: ]?$"
)
_OFFICE_AFTER = re.compile(rf"(?:{'|'.join(sorted(OFFICES, key=len, reverse=True))})")


def _unless_office(text: str, start: int, end: int) -> int | None:
    """The end of a name, unless an office stands beside it: 局长王建国, 李明副市长."""
    if _OFFICE_BEFORE.search(text[max(0, start - 6) : start]) or _OFFICE_AFTER.match(text, end):
        return None
    return None if text[start:end] in FAMOUS else end
