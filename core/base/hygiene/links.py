"""Addresses in running text that lead out of the government's sites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model import Hit
from .source import INVISIBLE, Source

_TLD = r"(?:com|net|org|cn|cc|top|vip|xyz|club|win|bet|casino|icu|loan|shop|site|fun|buzz|cyou|tk|ml|ga|cf|gq|pw|red|wang|live|online|store|tech|info|biz|me|io|co|tv|app|link|click|work|mobi|asia|ink|ltd|group|pro|men|bid|date|stream|download|cool|today|life|world|space|website|press|host|la|ws|us|hk|tw|jp|kr|ru|in|to|im|sx|gs|vc|so|ph|mo|games?|poker|lol|sbs|cfd|bond|quest|rest|monster|hair|skin|beauty|xn--[a-z0-9]{2,20})"
_DOT = r" ?[.．。·] ?|\[\.\]|\(\.\)| ?\(?点\)? ?"
_LINK = re.compile(
    rf"(?:https? ?[:：] ?[/／\\]{{2}}|www(?:{_DOT}))[^\s一-鿿，。；、）)》”’〉」』<>\"']{{2,300}}"
    rf"|(?<![a-z0-9@._%+-])(?:[a-z0-9][a-z0-9-]{{0,40}}(?:\.)){{1,4}}{_TLD}(?![a-z0-9@.-])(?:[/?:][^\s一-鿿，。；、）)》”’〉」』<>\"']{{0,300}})?"
    rf"|(?<![a-z0-9@._%+-])[a-z0-9-]{{2,30}}(?:。|·|点|\(点\)|\[\.\]|\(\.\)|\s\. ?|\.\s){_TLD}(?![a-z0-9@.-])"
    r"|(?<![a-z0-9])w ?w ?w ?\.(?: ?[a-z0-9-]){2,30} ?\. ?[a-z](?: ?[a-z]){1,4}(?![a-z])"
    rf"|\b(?:bit\.ly|t\.cn|dwz\.cn|url\.cn|suo\.im|is\.gd|tinyurl\.com|t\.me)/[a-z0-9_+-]{{2,40}}",
    re.I,
)
_SCHEME = re.compile(r"^(?:https? ?[:：] ?[/／\\]{2,3})", re.I)
#: where an office's own pages stand, or what the whole country uses
_TRUSTED = re.compile(
    r"(?:^|\.)(?:(?:gov|edu|mil|ac|org)\.cn|gov|政务|公益|政务\.cn|xn--zfr164b|xn--55qw42g"
    r"|people\.com\.cn|people\.cn|xinhuanet\.com|news\.cn|cctv\.com|cctv\.cn|cnr\.cn|chinanews\.com\.cn|china\.com\.cn|ce\.cn|gmw\.cn|youth\.cn|qstheory\.cn|xuexi\.cn|12371\.cn|chinacourt\.org|court\.gov\.cn|chinatax\.gov\.cn"
    r"|weixin\.qq\.com|wjx\.(?:cn|top|com)|wenjuan\.com|docs\.qq\.com|meeting\.tencent\.com|weibo\.com|12306\.cn|chsi\.com\.cn|cnki\.net|cnnic\.cn|unionpay\.com|95598\.cn|ggzy\.[a-z.]{2,20}|china\.org\.cn|cpta\.com\.cn|bidcenter\.com\.cn|ccgp\.gov\.cn"
    r"|example\.(?:com|org|net|cn)|[a-z0-9-]+\.example|localhost)$",
    re.I,
)
#: words that say whose site it is
_OWN_SITE = re.compile(
    r"(?:院|局|厅|委|办|中心|校|司|府|会|学|馆|所|社|台|报)(?:官方|门户|信息|报名|政务)*(?:网站|官网|网|网址|平台)(?:网址|地址|为|是)?[(（:：] ?$"
)
_PROGRAM_NAMES = re.compile(
    r"^(?:asp|vb|ado|ml)\.net$|^(?:node|vue|next|three|d3)\.js$|^(?:v|no|vol|fig)\.\w+$", re.I
)
#: an address after a known unit's name or the word for its site
_EMPTY = re.compile(r"https?:/{2,3}(?=[\s。，,;；)）]|$)", re.I)


def links(source: Source) -> Iterator[Hit]:
    text = source.folded
    for match in _EMPTY.finditer(text):
        if re.search(r"开头|协议|以 ?https?:|或 ?https?:", source.sentence_text(*match.span(), reach=30)):
            continue
        yield Hit(*match.span(), "lost_character", "empty_link")
    view = text
    hidden = any(char in INVISIBLE for char in text)
    if hidden:
        view = "".join("-" if char in INVISIBLE else char for char in text)
    for match in _LINK.finditer(view):
        start, end = match.span()
        address = match.group().rstrip(".,:;!?-_~…")
        end = start + len(address)
        own = re.search(r"\.cn(?:[/:]|$)", address, re.I) and _OWN_SITE.search(
            text[max(0, start - 16) : start]
        )
        if own or trusted(address) or not re.search(r"[a-z]", address, re.I):
            continue
        yield Hit(start, end, "injected", "link")


def trusted(address: str) -> bool:
    """Whether the host of an address is an office's, or one that offices send people to."""
    plain = (
        re.sub(r"\s|\[|\]|\(|\)", "", _SCHEME.sub("", address))
        .replace("。", ".")
        .replace("点", ".")
        .replace("·", ".")
    )
    host = re.split(r"[/?:#\\]", plain, maxsplit=1)[0].strip(".").lower()
    if not host or "." not in host:
        return True
    if re.fullmatch(r"[\d.]+", host):
        return (
            re.match(r"(?:10|127|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.", host) is not None
            or host.count(".") != 3
        )
    return bool(_TRUSTED.search(host) or _PROGRAM_NAMES.match(host))
