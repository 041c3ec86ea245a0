"""Text that a conversion has damaged: mixed scripts, pinyin in brackets, bytes read in a wrong encoding."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from .model import Hit
from .source import INVISIBLE, Source, is_han
from .tables import readings, script

_TONES = dict(zip("āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜńňǹḿ", "aaaaooooeeeeiiiiuuuuvvvvnnnm", strict=True))
_TONE = "[" + "".join(_TONES) + "]"
_LATIN = r"A-Za-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüńňǹḿĀÁǍÀŌÓǑÒĒÉĚÈĪÍǏÌŪÚǓÙ"
_BRACKETED = re.compile(rf"(?<=[\u4e00-\u9fff ])[(\[〔【{{<《]([{_LATIN}1-5 '’·,、-]{{1,90}})[)\]〕】}}>》]")
_NAKED = re.compile(
    rf"(?<=[\u4e00-\u9fff]) ?([{_LATIN} ]{{1,60}})|(?<=[\u4e00-\u9fff])([a-z]{{1,6}}[1-4])(?=[\u4e00-\u9fff])"
)
_AGAIN = re.compile(rf"(?:[(\[〔][{_LATIN}]{{1,8}}[)\]〕]){{1,6}}")
_ABOUT_READING = re.compile(r"读音|读作|念作|拼音|注音|音同|普通话|方言|多音字|生僻字|发音|误读|朗读")
_BOPOMOFO = re.compile(r"[\u3105-\u312f\u31a0-\u31bf][\u3105-\u312f\u31a0-\u31bfˊˇˋ˙\s]*")
_FOREIGN = re.compile(
    r"(?<=[\u4e00-\u9fff])[\u0400-\u04ff\u0370-\u03ff\uac00-\ud7a3\u3040-\u309f\u30a0-\u30fa\u0e00-\u0e7f\u0600-\u06ff]{1,40}(?=[\u4e00-\u9fff])"
)
_GREEK_TERM = re.compile(r"^[αβγδεθλμπρσφωΔΩΣ]$")
_ZHU = re.compile(
    r"(?:悬挂|挂|围绕|沿|朝|有|随|意味|本|抓|接|拿|带|看|听|想|跟|向|对|趁|当|戴|穿|站|坐|走|笑|说|放|存在|按|照|怀|执)著(?![作名述书称者])|著(?:力(?:点|推|抓|解|形|打|提|加|构|培|增|强|破|优|完|建|做|健|补|开|于)?|眼(?:于|点)?|重(?:点|于|抓|强)?|手(?!稿)|落|实(?=[提加增减]))(?!作)"
)
_ZHU_RIGHT = re.compile(r"[显卓昭名专论原编合译巨遗土]$")
#: words around a quotation whose characters are meant to be traditional
_ABOUT_SCRIPT = re.compile(
    r"书法|题[写字名]|匾|碑|牌坊|篆|古籍|繁体|手迹|墨迹|墨宝|落款|楹联|对联|石刻|摩崖|典籍|手稿|印章|拓片|真迹|法帖|行书|楷书|草书|隶书|字样|字帖|诗碑|门额|古文|原文|善本|族谱|家谱"
)
_QUOTED = re.compile(r"[“「『《〈‘\"]([^“”「」『』《》〈〉‘’\"\n]{1,60})[”」』》〉’\"]")
_MOJIBAKE = re.compile(
    r"(?:锟斤拷|锟斤|斤拷|烫烫(?!的)烫?|屯屯屯|葺葺葺|銆傦紝|锛屻|\ufffd{2,}|ï¿½|ï»¿|锘縖)+|ï¼[\x80-\xbfŒŽšœž‰‹›]?"
    r"|(?:[À-ïŒ][\u0080-\u00b6\u00b8-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ“”‘’–—…]{1,2}){2,}"
    r"|[ä-éï][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ“”‘’–—…]{2}"
    r"|[ÃÂ][\u0080-\u00b6\u00b8-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜™š›œžŸ]|â€[\u0080-\u00bf“”™œžŸ¢¦\"]?"
    r"|[\u00a1-\u00b6\u00b8-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{4,}"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]+")
_ESCAPED = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|emsp|ensp|copy|#\d{2,6}|#x[0-9a-f]{2,6});?"
    r"|(?:\\u[0-9a-f]{4}|\\x[0-9a-f]{2}){1,200}|(?:%[0-9a-f]{2}){3,300}|(?:\\[nrt]){1,4}(?=[\u4e00-\u9fff])",
    re.I,
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_INVISIBLE = re.compile(rf"(?<=[\u4e00-\u9fff])[{INVISIBLE}]{{1,20}}(?=[\u4e00-\u9fff])")
_STRAY = re.compile(
    r"(?<=[\u4e00-\u9fff])[`´](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[¤¶§¬¦]{1,5}(?=[\u4e00-\u9fff])"
)
_BYTES = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xef[\xbc\xbd][\x80-\xbf])+")
_RUN = re.compile(r"[\u0080-\uffff]{2,2000}")
#: how far apart two traditional characters may stand to be one find
_REACH = 3


def garbled(source: Source) -> Iterator[Hit]:
    text = source.folded
    yield from _traditional(source)
    yield from _pinyin(source)
    yield from _wrong_encoding(source.text)
    for pattern, code, view in (
        (_MOJIBAKE, "mojibake", source.text), (_CONTROL, "mojibake", source.text), (_ESCAPED, "escape", text),
        (_PRIVATE, "private_use", source.text), (_INVISIBLE, "invisible", source.text), (_STRAY, "stray_mark", text),
        (_BOPOMOFO, "pinyin", text),
    ):  # fmt: skip
        for match in pattern.finditer(view):
            if code == "escape" and match.group().startswith("%") and _in_address(view, match.start()):
                continue
            yield Hit(*match.span(), "garbled", code)
    for match in _FOREIGN.finditer(source.text):
        if not _GREEK_TERM.match(match.group()) and match.group() not in ("の",):
            yield Hit(*match.span(), "garbled", "foreign_script")


def _in_address(text: str, place: int) -> bool:
    before = text[max(0, place - 300) : place]
    return bool(re.search(r"(?:https?:|www\.)[^\s\u4e00-\u9fff]*$", before))


# ── traditional characters in a simplified text ─────────────────────────────────────────────────────────────────────
def _traditional(source: Source) -> Iterator[Hit]:
    text, tables = source.text, script()
    places = [place for place, char in enumerate(text) if char in tables.plain]
    simplified = sum(1 for char in text if char in tables.simplified)
    if simplified < len(places) or (not simplified and not places):
        return  # a text in traditional characters is not a mixed one
    meant = _meant(source) if places else []
    starts = [start for start, _end in meant]
    run: list[int] = []
    for place in places:
        quoted = bisect_right(starts, place) - 1
        if quoted >= 0 and place < meant[quoted][1]:
            continue
        if run and (place - run[-1] > _REACH + 1 or not all(is_han(c) for c in text[run[-1] : place])):
            yield Hit(run[0], run[-1] + 1, "garbled", "traditional")
            run = []
        run.append(place)
    if run:
        yield Hit(run[0], run[-1] + 1, "garbled", "traditional")
    for match in _ZHU.finditer(source.folded):
        if match.group().startswith("著") and _ZHU_RIGHT.search(source.folded[: match.start()][-1:]):
            continue
        yield Hit(*match.span(), "garbled", "zhu")


def _meant(source: Source) -> list[tuple[int, int]]:
    """Quotations that stand in traditional characters on purpose: calligraphy, inscriptions, old books."""
    found = []
    for match in _QUOTED.finditer(source.text):
        inside = match.group(1)
        foreign = any(c in script().plain for c in inside)
        foreign = foreign and not any(c in script().simplified for c in inside)
        if foreign and _ABOUT_SCRIPT.search(source.sentence_text(*match.span())):
            found.append(match.span(1))
    return found


# ── pinyin after characters ─────────────────────────────────────────────────────────────────────────────────────────
def _pinyin(source: Source) -> Iterator[Hit]:
    text = source.folded
    for match in _BRACKETED.finditer(text):
        yield from _reading_of(source, match.start(), match.end(), match.group(1))
    for match in _NAKED.finditer(text):
        spelled = match.group(2) or match.group(1)
        if match.group(2) or re.search(_TONE, spelled):
            yield from _reading_of(
                source, match.start(), match.start() + len(match.group().rstrip()), spelled
            )


def _reading_of(source: Source, start: int, end: int, spelled: str) -> Iterator[Hit]:
    """A find where the syllables are those of the characters before them."""
    text = source.folded
    toned = bool(re.search(rf"{_TONE}|[a-z][1-5]", spelled, re.I))
    parts = syllables(spelled)
    before = start
    while before > 0 and text[before - 1] == " ":
        before -= 1
    first = before
    while first > 0 and before - first < len(parts) and is_han(text[first - 1]):
        first -= 1
    chars = [script().plain.get(char, char) for char in text[first:before]]
    if not parts or not chars:
        return
    pairs = list(zip(reversed(chars), reversed(parts), strict=False))
    right = sum(part in readings().of.get(char, ()) for char, part in pairs)
    fits = right * 5 >= len(pairs) * 3 and len(parts) <= len(chars) + 1
    if not fits and not (toned and len(parts) >= 2 and right):
        return
    if _ABOUT_READING.search(source.sentence_text(start, end)):
        return
    if len(parts) == 1 and _is_rare(chars[-1]) and toned:
        return  # 亳(bó)州: a help for the reader
    again = _AGAIN.match(text, end)
    yield Hit(first, again.end() if again else end, "garbled", "pinyin")


def syllables(spelled: str) -> list[str]:
    """Pinyin parted into syllables without tones; [] when it isn't pinyin."""
    found: list[str] = []
    known = readings().syllables
    plain = "".join(_TONES.get(c, c) for c in spelled.lower()).replace("ü", "v")
    for word in re.findall(r"[a-z]+", plain):
        place = 0
        while place < len(word):
            for length in range(min(6, len(word) - place), 0, -1):
                rest = word[place + length :]
                if word[place : place + length] in known and (not rest or _can_begin(rest)):
                    found.append(word[place : place + length])
                    place += length
                    break
            else:
                return []
    return found


def _can_begin(rest: str) -> bool:
    return rest[0] not in "iuv" and any(rest[:length] in readings().syllables for length in range(1, 7))


def _is_rare(char: str) -> bool:
    """Whether a character is outside the 3,755 of the first level of GB 2312."""
    try:
        return char.encode("gb2312")[0] >= 0xD8
    except UnicodeEncodeError:
        return char not in script().plain


# ── UTF-8 read as GBK ───────────────────────────────────────────────────────────────────────────────────────────────
def _wrong_encoding(text: str) -> Iterator[Hit]:
    """Stretches whose GBK bytes are Chinese in UTF-8 (鏀垮姟鍏紑 is 政务公开)."""
    for run in _RUN.finditer(text):
        encoded: list[bytes] = [char.encode("gbk", "replace") for char in run.group()]
        whole = b"".join(encoded)
        if not _BYTES.search(whole):
            continue
        starts: list[int] = []
        for place, code in enumerate(encoded):
            starts += [place] * len(code)
        for match in _BYTES.finditer(whole):
            decoded = match.group().decode("utf-8", "ignore")
            first, last = starts[match.start()], starts[match.end() - 1]
            rare = sum(1 for char in run.group()[first : last + 1] if _is_rare(char))
            length = last + 1 - first
            if (len(decoded) >= 3 and rare * 2 >= length) or (length >= 2 and rare * 3 >= length * 2):
                yield Hit(run.start() + first, run.start() + last + 1, "garbled", "mojibake")
