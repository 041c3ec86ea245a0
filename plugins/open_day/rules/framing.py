"""The frame of a text: its title, the signature and annexes at its end, the numbers before its headings."""

from __future__ import annotations

import re

from .labels import Lexicon

_MARKS = (
    (1, re.compile(r"第?[一二三四五六七八九十]{1,3}\s?[、.．，,]\s*|第[一二三四五六七八九十]{1,2}[条项]?[：:、\s]\s*")),
    (2, re.compile(r"[(（]\s?[一二三四五六七八九十]{1,3}\s?[)）]\s*[、.．]?\s*")),
    (3, re.compile(r"\d{1,2}\s?[、.．](?!\d)\s*|(?:Part|PART)\s?\.?\s?\d{1,2}\s*|0\d\s+")),
    (4, re.compile(r"[(（]\s?\d{1,2}\s?[)）]\s*[、.．]?\s*|\d{1,2}\s?[)）]\s*")),
    (5, re.compile(r"[①-⑳❶-❿]\s*")),
)  # fmt: skip
#: ornaments before a heading; no quotation mark and no bracket, which open names
_BULLET = re.compile(r"(?:[^\w\s“”\"‘’'《》<>【】\[\]〖〗「」『』（）()+]|\s)+")
_DAY_LINE = re.compile(
    r"\s*(?:\d{4}|[二〇○零一三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日\s*"
)
_ISSUER = re.compile(
    r"\s*[(（]?(?:特此公告|欢迎.{0,20}|[一-鿿]{2,30}(?:局|委员会|委|办公室|办|厅|中心|院|馆|站|所|队|街道|办事处|镇|乡|政府|政府办|社|公司|处)\s*){1,3}[)）]?\s*"
)  # fmt: skip
_CHROME = re.compile(
    r"(?:扫一扫|责任编辑|信息来源|打印本页|关闭窗口|分享到|上一篇|下一篇|编辑[:：]|审核[:：]|抄送|来源[:：]|初审[:：]|终审[:：])"
)
_ANNEX = re.compile(
    r"\s*附\s?(?:件|表)?\s?\d{0,2}\s*[:：]?\s*$|\s*附\s?(?:件|表)\s?\d{0,2}\s*[:：]?\s*(?!.*(?:邮箱|@)).{0,40}(?:表|回执)\s*$"
)


def without_mark(line: str) -> tuple[int, bool, str]:
    """(depth of the number, is there one, the line without it)."""
    rest = line.strip()
    rest = re.sub(r"^#+\s*", "", rest)
    bullet = _BULLET.match(rest)
    if bullet:
        rest = rest[bullet.end() :]
    for depth, shape in _MARKS:
        found = shape.match(rest)
        if found and found.end() < len(rest):
            return depth, True, rest[found.end() :]
    return 0, bool(bullet), rest


# -- the end: signature, page furniture, annexes


def cut_end(lines: list[str]) -> tuple[list[str], str, str]:
    """(body, annex, issuer). The annex begins after the signature's date, or with a line 附件1."""
    end = len(lines)
    for n, line in enumerate(lines):
        if n < 3:
            continue
        if _DAY_LINE.fullmatch(line) or (_ANNEX.fullmatch(line) and "@" not in line and n > len(lines) // 3):
            before = [x for x in lines[max(n - 2, 0) : n] if _ISSUER.fullmatch(x)]
            if _ANNEX.fullmatch(line) or before or n >= len(lines) - 3:
                end = n
                break
        if _CHROME.match(line.strip()) and n > len(lines) // 2:
            end = n
            break
    signed = ""
    stop = end
    while stop > 3 and len(lines[stop - 1].strip()) <= 40 and _ISSUER.fullmatch(lines[stop - 1]):
        stop -= 1
        if not re.match(r"\s*(?:特此|欢迎)", lines[stop]):
            signed = lines[stop].strip()
    glued = (
        re.fullmatch(rf"(.*?[。；;])?\s*({_ISSUER.pattern})\s*{_DAY_LINE.pattern}", lines[stop - 1])
        if stop
        else None
    )
    if glued and glued[2]:
        signed = glued[2].strip()
        lines = [*lines[: stop - 1], glued[1] or "", *lines[stop:]]
    return [x for x in lines[:stop] if x.strip()], "\n".join(lines[end:]), signed


# -- the title


_BREADCRUMB = re.compile(
    r"当前位置|您的位置|所在位置|首页|[>»＞].*[>»＞]|^\s*(?:索引号|发布时间|发布日期|来源|日期)\s*[:：]"
)
_TITLE_WORDS = re.compile(r"公告|通知|通告|启事|预告|公示|邀请|招募|方案|邀约|来了|报名|征集")
_ORG_LINE = re.compile(
    r"\s*[一-鿿]{2,30}(?:局|委员会|委|办公室|办|厅|中心|院|馆|所|队|街道|办事处|镇|乡|政府)\s*(?:[(（][^()（）]{2,30}[)）])?\s*"
)


def find_title(lines: list[str], words: Lexicon) -> tuple[str, int]:
    """(title, number of lines before the text proper)."""
    heads: list[tuple[int, str]] = []
    for n, line in enumerate(lines[:10]):
        bare = re.sub(r"^\s*#+\s*|^\s*(?:标题|题目)\s*[:：]\s*|^\s*@\S{1,10}\s+", "", line).strip()
        if _BREADCRUMB.search(bare):
            continue
        if n and (_reads_as_label(bare, words) or len(bare) > 90 or bare.endswith(("。", "：", ":", "；"))):
            if heads:
                break
            continue
        heads.append((n, bare))
    at = next(
        (i for i, (_, h) in enumerate(heads) if re.search(r"开放[日月周]", h) and not h.endswith("。")), None
    )
    if at is None:
        at = next((i for i, (_, h) in enumerate(heads) if _TITLE_WORDS.search(h) and len(h) <= 60), None)
    if at is None:
        return "", 0
    n, title = heads[at]
    last = n
    if (
        at
        and heads[at - 1][0] == n - 1
        and _ORG_LINE.fullmatch(heads[at - 1][1])
        and not _ORG_LINE.match(title)
    ) or (
        at and heads[at - 1][0] == n - 1 and re.fullmatch(r"关于(?:举办|开展|组织)?.{0,30}", heads[at - 1][1])
    ):
        title = heads[at - 1][1].strip() + title
    follows = heads[at + 1] if at + 1 < len(heads) else None
    goes_on = follows is not None and follows[0] == n + 1 and len(follows[1]) <= 24
    if follows and goes_on and not _TITLE_WORDS.search(title) and _TITLE_WORDS.search(follows[1]):
        title, last = title + follows[1].strip(), follows[0]
    return re.sub(r"\s+", "", title) if re.search(r"[一-鿿]\s+[一-鿿]", title) else title, last + 1


def _reads_as_label(line: str, words: Lexicon) -> bool:
    head = re.split(r"[:：]", without_mark(line)[2], maxsplit=1)
    found = words.parse(head[0]) if len(head) > 1 or without_mark(line)[0] else None
    return found is not None
