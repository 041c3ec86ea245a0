"""Characters that were lost on the way: a question mark or a box where no question is meant, text torn off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Hit
from .source import Source, is_han

_MARKS = re.compile(r"[?]+")
_ADDRESS = re.compile(r"(?:https?:|www\.)[^\s\u4e00-\u9fff，。；、）》”]*$|[a-z0-9]/[a-z0-9._/-]*$", re.I)
_PARTICLE = re.compile(
    r"[吗呢么嘛吧啊呀哪否没了呗啦哇乎哉耶欤矣焉]$|不$|(?:与否|如何|何在|几何|为何|何为|多少|多久|多大|多远|怎样|什么|怎么办|哪里|哪些|是谁|何时|何用|几[个天次年人项种点]?)[”’」』)]?$"
)
_ASKS = re.compile(
    r"[吗]|什么|怎么|怎样|怎能|哪(?:些|里|个|儿|类|种|几|位|家|项|一|年|天|级|怕)|谁(?!管理谁|负责谁|主管谁|执法谁)|多(?:少|大|长|久|远|高|快|重|厚)|几(?:个|天|次|年|种|项|点|岁|人|月|份|步|类|条|号|家|时|元)|"
    r"是否|能否|可否|会否|应否|有无|为何|何时|何地|何处|何人|何以|何种|如何|何为|是不是|能不能|可不可以|有没有|要不要|会不会|对不对|好不好|行不行|该不该|需不需要|用不用|为什么|难道|岂|请问|难吗|咋|啥|哪能"
)
_STARTS_QUESTION = re.compile(r"(?:^|[\n。！!?；;:：“\"(（,，])\s*(?:问|Q\d*|q\d*)[:：.、 ]?")
_BOXES = re.compile(r"[□■▯◻◼█\ufffc]+")
_BOX_ITEM = re.compile(r"[□■☐☑√]")
_BOX_TO_TICK = re.compile(r"我|本人|同意|不同意|已|是|否|有|无|男|女|其他|自愿|愿意")
_ABOUT_STONES = re.compile(r"碑|铭文|残[存缺损卷]|简牍|竹简|墓志|拓片|释文|漫漶")
_REPLACED = re.compile("\ufffd")
_TORN = re.compile(r"[《〈“‘〔﹝（(【\[]。(?=\s|$)")
_DOUBLED = re.compile(r"(?<=[\u4e00-\u9fff])、{2,5}(?=[\u4e00-\u9fff])")
_CLAUSE_BREAK = re.compile(r"[。！!?；;，,:：、\n\r]")
_FULL_BREAK = re.compile(r"[。！!?；;\n\r]")
_AFTER_LOSS = set("，。；、：,;:")


def lost(source: Source) -> Iterator[Hit]:
    text = source.folded
    for match in _MARKS.finditer(text):
        if _is_lost(source, match.start(), match.end()):
            yield Hit(*match.span(), "lost_character", "lost")
    for match in _BOXES.finditer(text):
        if _box_is_lost(source, match.start(), match.end()):
            yield Hit(*match.span(), "lost_character", "lost")
    for match in _REPLACED.finditer(source.text):
        yield Hit(*match.span(), "lost_character", "lost")
    for pattern in (_TORN, _DOUBLED):
        for match in pattern.finditer(text):
            yield Hit(*match.span(), "lost_character", "torn")


def _is_lost(source: Source, start: int, end: int) -> bool:
    """A question mark stands at the end of something that asks; anywhere else a character was lost."""
    text = source.folded
    begin, finish = source.line(start)
    before = text[max(begin, start - 120) : start].rstrip()
    after = text[end : min(finish, end + 30)]
    left, right = before[-1:], after[:1]
    if _ADDRESS.search(before) or (
        left.isascii()
        and left.isalnum()
        and right.isascii()
        and right.isalnum()
        and not (left.isdigit() and right.isdigit())
    ):
        return False
    if left in "(（" and right in ")）" and left:
        return False  # a doubt of the writer: （？）
    if left == "" or left in "，。；、：,;:“‘《〈（(【〔":
        return (
            is_han(right)
            or right.isdigit()
            or (left == "" and right in ("、", ".", "。", "，"))
            or (left in "《〈“（(" and right in "》〉”)）")
        )
    if end - start >= 3 and is_han(left) and is_han(right):
        return True
    clause = _CLAUSE_BREAK.split(before)[-1]
    sentence = _FULL_BREAK.split(before)[-1]
    if left.isdigit() or right.isdigit():
        if (
            left.isdigit()
            and (is_han(right) or right.isdigit() or right in _AFTER_LOSS)
            and right
            and not _ASKS.search(sentence)
        ):
            return True
        return is_han(left) and right.isdigit() and not _asks(clause, sentence, before)
    if not (is_han(left) or left in "”’》）)%"):
        return False
    if is_han(right):
        if left in "”’》）)%":
            return not _ASKS.search(sentence) and not _STARTS_QUESTION.search(before)
        return not _asks(clause, sentence, before) and not _speaks(source, start, before, after)
    if right in ("（", "(", "《", "“"):
        return (
            not _ASKS.search(sentence)
            and not _PARTICLE.search(before)
            and not _speaks(source, start, before, after)
        )
    if right == "”" and is_han(after[1:2] or " "):
        return (
            not _ASKS.search(sentence)
            and not _PARTICLE.search(before)
            and not _speaks(source, start, before, after)
        )
    if right in _AFTER_LOSS and right:
        return not _ASKS.search(sentence) and not _PARTICLE.search(before)
    if right in ("》", "〉", ")", "）") and right:
        return (
            not _ASKS.search(sentence)
            and not _PARTICLE.search(before)
            and not _speaks(source, start, before, after)
        )
    return False


def _asks(clause: str, sentence: str, before: str) -> bool:
    """Whether the words before the mark ask something."""
    plain = clause.rstrip("”’》）) ")
    if _PARTICLE.search(plain) or _ASKS.search(clause):
        return True
    if re.search(r"([\u4e00-\u9fff])不\1", clause):
        return True
    # The asking word may stand before a comma: 办理社保卡,需要带什么,到哪里去?
    return bool(_STARTS_QUESTION.search(before)) or bool(
        re.search(r"(?:请问|为什么|难道|是不是|是否)[^。]{0,40}$", sentence)
    )


def _speaks(source: Source, start: int, before: str, after: str) -> bool:
    """Whether this is a question of a person without an asking word, followed by its answer."""
    if re.match(r"\s*(?:答[:：]|A[:：]|答复|回答)", after):
        return True
    return bool(re.search(r"[您你我]", before[-30:])) and source.text[start] == "？"


def _box_is_lost(source: Source, start: int, end: int) -> bool:
    text = source.folded
    left, right = text[start - 1 : start], text[end : end + 1]
    single = len(_BOX_ITEM.findall(source.line_text(start))) < 2
    if left.isdigit() and right in (")", "）", "号", "，", "。", ",", "年", "月", "日"):
        return single
    if not (is_han(left) and (is_han(right) or (right and right in "，。；、：,;:》”）)“《（("))):
        return (
            bool(left)
            and left in "“《（(，,、；;。)）. "
            and is_han(right)
            and single
            and not _BOX_TO_TICK.match(text, end)
        )
    line = source.line_text(start)
    if _ABOUT_STONES.search(source.sentence_text(start, end)):
        return False
    boxes = len(_BOX_ITEM.findall(line))
    return boxes < 2 or len(line) > boxes * 14
