"""王女士, 老李, 张某, 陈主任, 朵朵: a surname with a word that makes a person of it, and what friends say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .around import EVERYDAY, SHORT_TITLES
from .contexts import (
    AFTER,
    BEFORE,
    OFFICE_BEFORE,
    PLACE_AFTER,
    SURNAME,
    begins,
    clear_left,
    ends_a_word,
    is_brand,
    is_rare,
)
from .foreign import SOUNDS
from .model import Cut, is_han
from .surnames import COMPOUND, GIVEN, LOOSE, NOT_FAMILIAR, OFFICES, STRONG, SURE, TITLES, WORDS

_TITLED = re.compile(
    rf"({SURNAME})({'|'.join(sorted(TITLES, key=len, reverse=True))})(?!{'|'.join(['傅', '务', '品', '件', '司', '体', '是因', '结', '共', '价', '额', '部', '量', '数', '局', '会(?!计)', '站', '理(?=费|处|办)', '监', '图', '生'])})"
)
_FAMILIAR = re.compile(rf"(?<![\u4e00-\u9fff][\u4e00-\u9fff]年)([老小大阿])([{''.join(sorted(SURE))}])(?!某)")
_HIDDEN = re.compile(
    rf"({SURNAME})(?:某(?:某|[\u4e00-\u9fff](?=[,，。、；;：:（()） ]|$|的|说|称|在|家|于|与|和|等|向|被))?|[×xX*＊○]{{1,2}}(?![0-9A-Za-z]))"
)
_SURNAME_SAID = re.compile(
    rf"(?:我|免贵|他|她|本人|对方|房东|司机)姓({SURNAME})(?=[,，。、；;：: ]|$|的|，叫|名)|(?<!百)姓({SURNAME}|[\u4e00-\u9fff](?<![名什啥氏李的])(?=[,，。]))(?=的|叫|[,，。]|$)"
)


def titled(text: str, cut: Cut) -> Iterator[tuple[int, int]]:
    for match in _TITLED.finditer(text):
        start, end = match.span()
        surname, title = match[1], match[2]
        if ends_a_word(text, start, surname):
            continue
        if surname + title[:1] in WORDS or is_brand(text, start):
            continue
        if cut.word_at.get(start - 1, (0, False))[0] == start + 1 and text[start - 1] in SOUNDS:
            yield start - 1, end
            continue
        if (start in cut.over and not cut.over[start][2]) or _ends_a_name(text, start, cut):
            continue
        if len(title) == 2 and _is_longer(text, start):
            start -= 1
        if text[end : end + 2] in ("家汤", "家饭", "家菜", "家面", "家烧", "家铺"):
            continue
        if title in SHORT_TITLES and not _short_title(text, start, end, surname, title, cut):
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


def _ends_a_name(text: str, start: int, cut: Cut) -> bool:
    """Whether the surname before a title is the end of a full name: 张强同志, 区炳权先生."""
    if start and text[start - 1] in SURE - LOOSE and start - 1 in cut.word_at and start - 1 not in cut.over:
        return begins(text, start - 1, cut) or _before_office(text, start - 1)
    if text[max(0, start - 2) : start] in COMPOUND or (
        start >= 3 and text[start - 3 : start - 1] in COMPOUND
    ):
        return True
    return (
        start >= 2
        and text[start - 2] in SURE
        and start - 2 in cut.word_at
        and start - 1 not in cut.over
        and (text[start - 1] in GIVEN or is_rare(text[start - 1]))
        and begins(text, start - 2, cut)
    )


def _before_office(text: str, start: int) -> bool:
    return OFFICE_BEFORE.search(text[max(0, start - 6) : start]) is not None


def _is_longer(text: str, start: int) -> bool:
    """Whether a name without a surname of ours goes one further to the left: 乌兰女士."""
    before = text[start - 1 : start]
    return (
        before in SOUNDS and before not in SURE and (start == 1 or not is_han(text[start - 2]))
        if before
        else False
    )


def _short_title(text: str, start: int, end: int, surname: str, title: str, cut: Cut) -> bool:
    """王总, 李姐: short words that also end and begin others."""
    if surname + title[:1] in WORDS or (
        not (title == "会计" and start in cut.word_at and cut.word_at[start][0] == start + 1)
        and surname in LOOSE - set("高方白马金安于")
        and title in ("总", "工", "弟", "会计", "中介")
    ):
        return False
    if not begins(text, start, cut):
        return False
    follows = text[end : end + 2]
    if title == "氏" and is_han(follows[:1]) and follows[:1] not in "称说的家兄夫":
        return False
    if title == "总" and follows[:1] in "是在共计额数量局理部会长工面体之算得要要结价":
        return follows[:1] in "是在要" and text[start - 1 : start] in ("", "，", ",", "。", "是", "找", "的")
    if title == "工" and follows[:1] not in ("", "，", "。", "说", "、", "联", ","):
        return False
    return not re.match(r"[子夫]", follows)


def familiar(text: str, cut: Cut) -> Iterator[tuple[int, int]]:
    for match in _FAMILIAR.finditer(text):
        start, end = match.span()
        mark, surname = match[1], match[2]
        following = text[end : end + 1]
        word = cut.word_at.get(start, (0, True))
        if surname + following in WORDS or (word[0] > end and not word[1]) or start in cut.over:
            continue
        if mark + surname in NOT_FAMILIAR:
            continue
        if following != "家" and end in cut.over and cut.over[end][0] == start + 1 and not cut.over[end][2]:
            continue
        if text[start - 1 : start] in tuple("年大中最不从太古长衰敬多较很幼狭窄缩减变弱矮"):
            continue
        title = re.match(
            r"(?:师傅|大爷|先生|太太|奶奶|爷爷|头儿?(?!发|疼|痛)|汉|爷子|哥|姐|叔|姨|妹|弟|嫂|总|家(?=的|，|,|。|门|人|孩|住|那|说))",
            text[end:],
        )
        if title and title.group() != "家":
            yield start, end + len(title.group())
            continue
        called = start > 0 and BEFORE.search(text[max(0, start - 12) : start]) is not None
        if (
            (called or AFTER.match(text, end) or cut.word_at.get(end, (0,))[0] > end + 1)
            and (start == 0 or clear_left(text, start) or start in cut.word_at)
            and not PLACE_AFTER.match(text, end)
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


_PET = re.compile(
    rf"(?:(?:^|(?<=[,，。；;：:、 “(（])|(?<=叫)|(?<=女儿)|(?<=儿子)|(?<=孩子)|(?<=闺女)|(?<=孙女)|(?<=孙子)|(?<=电工)|(?<=同事)|(?<=朋友)|(?<=的))(?:[小阿]([{''.join(sorted(STRONG | frozenset('芳强军辉敏静丽')))}])|([{''.join(sorted(GIVEN))}])\\2|([{''.join(sorted(STRONG))}])(?:子|哥|姐)))(?=妈|爸|的|在|说|把|被|家|和|与|叫|是|[,，。、]|$|[\u4e00-\u9fff]{{0,2}}(?:妈妈|爸爸))"
)


def pets(text: str, cut: Cut) -> Iterator[tuple[int, int]]:
    """小芳, 强子, 朵朵: what friends and parents say."""
    for match in _PET.finditer(text):
        start, end = match.span()
        word = cut.word_at.get(start)
        if word is None or start in cut.over or word[0] > end or (word[0] == end and not word[1]):
            continue
        if (
            text[start : start + 2] in WORDS
            or text[start : start + 2] in EVERYDAY
            or text[start : start + 2] in NOT_FAMILIAR
        ):
            continue
        yield start, end


def hidden(text: str) -> Iterator[tuple[int, int]]:
    for match in _HIDDEN.finditer(text):
        if (
            not ends_a_word(text, match.start(), match[1])
            and text[match.start() : match.start() + 2] not in WORDS
        ):
            yield match.span()
    for match in _SURNAME_SAID.finditer(text):
        group = 1 if match[1] else 2
        yield match.span(group)


_IN_OFFICE = re.compile(
    rf"({SURNAME})(?:{'|'.join(sorted(OFFICES - frozenset(['局长', '副局长', '市长', '副市长', '县长', '副县长', '区长', '副区长', '部长', '副部长', '厅长', '副厅长', '省长', '副省长', '镇长', '副镇长', '乡长', '副乡长', '主席', '副主席', '常委', '委员', '代表', '烈士', '英雄', '将军', '记者', '总理', '主持人', '发言人', '局座', '干事', '专员', '专干', '民警', '辅警', '交警']), key=len, reverse=True))})"
)


def in_office(text: str, cut: Cut) -> Iterator[tuple[int, int]]:
    """陈主任, 刘科长: a surname and an office; with a whole name beside the office neither is marked."""
    for match in _IN_OFFICE.finditer(text):
        start, end = match.span()
        if start in cut.over or text[start : start + 2] in WORDS or ends_a_word(text, start, match[1]):
            continue
        before = text[start - 1 : start]
        if is_han(before) and not clear_left(text, start) and start - 1 not in cut.over:
            continue
        if _HOUSE_OF_OFFICE.search(text[max(0, start - 5) : start]):
            continue
        if match[1] in _NEVER_BEFORE_OFFICE or _ends_a_name(text, start, cut):
            continue
        yield start, end


_HOUSE_OF_OFFICE = re.compile(
    r"(?:局|政府|委|办|厅|院|所|队|街道|社区|中心|法院|派出所|大队|支队|分局|机关|处|科|站|学校|中学|小学)的?$"
)
_NEVER_BEFORE_OFFICE = frozenset(
    "单全市区县省副正总老各原时应代党司从双分于向和同任干应常师校医院部公派所国首管查"
)
