"""Names of persons: after a word that announces one, before one that follows only a person, and by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .around import CALLED_BY_FORCE, EVERYDAY, FAMOUS, FOLLOWS, WEAK_CALLED
from .contexts import (
    AFTER,
    BEFORE,
    NOT_GIVEN,
    OFFICE_AFTER,
    OFFICE_BEFORE,
    PERSON_AFTER,
    PLACE_AFTER,
    clear_left,
    ends_a_word,
    is_brand,
    is_rare,
)
from .foreign import ethnic, latin, strange
from .model import Cut, Reading, Span, is_han
from .surnames import COMPOUND, GIVEN, LOOSE, OFFICES, RARELY, STRONG, SURE, TITLES, WORDS
from .titled import familiar, hidden, in_office, pets, titled


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
    yield from ethnic(reading.text, reading.cut)
    yield from latin(text)
    yield from strange(text, reading.cut)
    yield from hidden(text)
    yield from titled(text, reading.cut)
    yield from _full(text, edges, reading.cut)
    yield from in_office(text, reading.cut)
    yield from familiar(text, reading.cut)
    yield from pets(text, reading.cut)


#: what stands on both sides of a name, weighed: from these points on it is one
_ENOUGH_LONG, _ENOUGH_SHORT = 3, 4
_TWO_WORDS = re.compile(
    r"反映|来电|致电|投诉|咨询|求助|举报|表示|询问|建议|要求|希望|认为|家住|家里|家中|住在|居住|现住|今年|去年|电话|手机|身份|名下|私自|多次|经常|一直|目前|现在|殴打|拖欠|因为|由于|联系|购买|办理|申请|发现|先生|女士|大爷|大妈|阿姨|师傅|老师|老人|同志|同学|一家|前天|前年|开车|开店|开的|家的|家门|和我|和他|用电|明天|来到|来找|家庭|家长|正在|才能|年龄|出生|生病|生前|生育|生于|改造|换了|转账|转给|利用|能否|如何|可以|可否|远程|重新|自己|自称|自述|自行|经营|经过|经查|安装|安排|全家|会员|向我|向您|为什|为何|成为|到底|到了|同意|同样|当年|当天|开办|开着|开户|工作|工资|户口|户籍|户主|平时|平台|怀孕|意外|打算|承包|承诺|放弃|施工|最近|本人|本月|来自|林地|水电|永远|没有|添加|清理|特别|真的|立即|立刻|等人|结婚|继续|连续|长期|需要|马上|骑车|驾驶|高空"
)


#: characters in which a name of ours can begin
_FIRST = SURE | RARELY | frozenset(name[0] for name in COMPOUND)


def _full(text: str, edges: frozenset[int], cut: Cut) -> Iterator[tuple[int, int]]:
    at, before = 0, -9
    while at < len(text) - 1:
        if text[at] not in _FIRST:
            at += 1
            continue
        end = _name_at(
            text, at, in_list=0 < at - before <= 1 and text[before] in "、和与及跟，,", edges=edges, cut=cut
        )
        if end is not None:
            yield at, end
            at = before = end
        else:
            at += 1


def _name_at(text: str, start: int, *, in_list: bool, edges: frozenset[int], cut: Cut) -> int | None:
    """Where the likeliest name that begins here ends."""
    size = (
        2 if text[start : start + 2] in COMPOUND else 1 if text[start] in SURE or text[start] in RARELY else 0
    )
    if size and text[start + size : start + size + 1] in tuple("路街") and size == 2:
        return None
    if not size or _BEGINS_TITLE.match(text, start + size):
        return None
    left = 4 if in_list else _left(text, start, edges, cut)
    if (
        text[start] in RARELY
        and size == 1
        and (left < 4 or not any(c in STRONG for c in text[start + 1 : start + 3]))
    ):
        return None
    best: tuple[int, int] | None = None
    for given in (2, 1):
        end = start + size + given
        points = _points(text, start, size, end, left, cut)
        if points is not None and (best is None or points > best[0]):
            best = points, end
    return _unless_office(text, start, best[1]) if best else None


def _points(text: str, start: int, size: int, end: int, left: int, cut: Cut) -> int | None:
    """How sure a name at [start, end) is, above what is needed; None when it isn't one."""
    given = text[start + size : end]
    if end > len(text) or any(not is_han(char) or char in NOT_GIVEN for char in given) or given == "先":
        return None
    if len(given) == 2 and (
        (given[1] == "称" and text[end : end + 1] in tuple(",，:："))
        or (size == 2 and given[1] in "称说家收来")
    ):
        return None
    if len(given) == 2 and given[0] in "一来不了" and given[1] == text[start]:  # 查一查
        return None
    if start and text[start - 1].isdigit() and text[start] in "时单号元年月日平米钱分":
        return None
    if text[start:end] in FAMOUS or (given[0] == "家" and (len(given) == 1 or given[1] in _PLACE_ENDS)):
        return None
    if is_brand(text, start):
        return None
    known = sum(char in GIVEN or is_rare(char) for char in given)
    strong = sum(char in STRONG or is_rare(char) for char in given)
    person = PERSON_AFTER.match(text, end) is not None
    single = _is_single(cut, start, size, end)
    doubt = 1 if size == 2 or (single and len(given) == 2) or (person and left >= 2) else 2
    points = left + strong - doubt * (len(given) - known)
    points += 2 if size == 2 else 0
    points += 1 if strong == 2 else 0
    points += 1 if single else 0
    if given[0] == "老" and given[-1] in "大二三四五六七八九十":  # 隋老三
        points += 4
    if given[0] == text[start]:  # 苗苗, as children are called
        points += 2 if len(given) == 1 and left >= 4 else -2
    alone = len(given) == 2 and known == 2 and cut.word_at.get(start, (0,))[0] == start + size
    if alone and text[start] in LOOSE and cut.word_at.get(start + size) == (end, False):
        alone = False
    points += 1 if alone and not strong else 0
    points -= 1 if size == 1 and text[start] in LOOSE and not (alone and end in cut.word_at) else 0
    if end in cut.over and given[-1] in STRONG and text[end : end + 1] in tuple("于在是有为来"):  # 时春|生于
        points += 2
    word_follows = cut.word_at.get(end, (0,))[0] > end + 1
    points += 3 if person else 1 if word_follows or AFTER.match(text, end) else -1
    if size == 1:
        if text[start : start + 2] in WORDS:
            sure = (len(given) == 2 and person and left >= 2) or (
                left == 6 and text[end : end + 1] in ",，。、"
            )
            points -= 1 if cut.word_at.get(start, (0,))[0] == start + 1 else 2 if sure else 5
        if left < 4 and ends_a_word(text, start, text[start]):
            points -= 4
    inner = [text[at : at + 2] for at in range(start + size, end - 1)]
    if text[start:end] in _ANYBODY:
        points += 6
    if any(word in EVERYDAY for word in inner):
        points -= 2 if left >= 4 or person else 4
    if text[end - 1 : end + 1] in EVERYDAY or (len(given) == 2 and _TWO_WORDS.match(text, end - 1)):
        points -= 4
    if (
        len(given) == 2
        and given[1] in _HALF
        and text[end : end + 1]
        and is_han(text[end])
        and _FOLLOWS_AT.match(text, end - 1)
    ):
        points -= 5 if given[1] in "称说家收" else 3
    if PLACE_AFTER.match(text, end):
        points -= 5
    if left >= 4 and (end == len(text) or not is_han(text[end])):
        points += 2
    if given[-1] in _PLACE_ENDS and left < 4:
        points -= 4
    points += _of_words(cut, start, size, end, left, person)
    needed = _ENOUGH_LONG if len(given) == 2 and (strong or left >= 4 or alone) else _ENOUGH_SHORT
    return points - needed if points >= needed else None


def _left(text: str, start: int, edges: frozenset[int], cut: Cut) -> int:
    """What stands before a name: a word that calls one, a mark, or nothing that helps."""
    if start == 0 or start in edges:
        return 2
    before = BEFORE.search(text[max(0, start - 12) : start])
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
        if word in WEAK_CALLED:
            return 4 if word == "本人" and _ALONE.match(text, start) else 2
        return 4
    if not is_han(text[start - 1]):
        return 5 if _LABEL.search(text[max(0, start - 10) : start]) else 2
    if clear_left(text, start):
        return 1
    return 1 if start in cut.word_at and start - 1 not in cut.word_at else -1


def _is_single(cut: Cut, start: int, size: int, end: int) -> bool:
    """Whether no word of the dictionary holds two of these characters, as in hardly anything but a name."""
    at = [start, *range(start + size, end)]
    return all(
        cut.word_at.get(one, (0,))[0] == (start + size if one == start else one + 1) for one in at
    ) or (size == 2 and all(cut.word_at.get(one, (0,))[0] == one + 1 for one in at[1:]) and bool(at[1:]))


def _of_words(cut: Cut, start: int, size: int, end: int, left: int, person: bool) -> int:
    """What the words of a dictionary say about a name at [start, end)."""
    points = 0
    if (start, end) in cut.persons:
        points += 1
    if start in cut.over and not cut.over[start][2]:
        points -= 3
    if end in cut.over:
        points -= 3 if not cut.over[end][2] or end - start - size == 1 else 1
    first = cut.word_at.get(start)
    if first is None:
        return points
    stop, of_person = first
    if stop >= end and stop - start > size:
        if of_person:
            return points + (1 if stop == end else 0)
        return points - (0 if left >= 5 else 2 if left == 4 or person else 4)
    if stop == start + size:
        points += 1
    elif not of_person and stop < end:
        points -= 0 if person and left >= 2 else 2
    given = cut.word_at.get(start + size, (0, True))
    if given == (end, False) and end - start - size == 2 and left < 4 and not person:
        points -= 1
    return points


#: 审核人：, 经手人:, （家长） and the like
_LABEL = re.compile(
    r"[\u4e00-\u9fff](?:人|者|员|名|主|方|父|母|妻|子|女|长)(?:姓名|签字|签名)?[:：(（][ “\"]?$|(?:联系我?|找我?|收件)[:：] ?$|(?:签字|签名|落款|署名|此致)[:： ]+$"
)
_ALONE = re.compile(r"[\u4e00-\u9fff]{2,4}[,，、。（(:： ]")
_PLACE_ENDS = frozenset("庄屯沟寨店镇堡村窑沟岭坡湾桥")
_ANYBODY = frozenset(("张三", "李四", "王五", "赵六"))
_HALF = frozenset("多家说想来在到有为能可同向自已多被去今本要从称于与是开打买住交等代还经会全先")
_FOLLOWS_AT = re.compile("|".join(sorted(set(FOLLOWS), key=len, reverse=True)))
_BEGINS_TITLE = re.compile(f"(?:{'|'.join(sorted(TITLES | OFFICES, key=len, reverse=True))}|某)")


def _unless_office(text: str, start: int, end: int) -> int | None:
    """The end of a name, unless an office stands beside it: 局长王建国, 李明副市长."""
    if OFFICE_BEFORE.search(text[max(0, start - 6) : start]) or OFFICE_AFTER.match(text, end):
        return None
    return None if text[start:end] in FAMOUS else end
