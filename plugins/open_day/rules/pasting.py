"""What pasting leaves in a text: tags of a web page, a title that ran into the first paragraph, endless runs of signs."""

from __future__ import annotations

import html
import re

_TAGS = re.compile(r"</(?:p|div|span|td|tr|table|section|body|li|h\d|strong|b|font|a)\s*>|<br\s*/?>", re.I)
_UNSEEN = re.compile(r"<(script|style|head|title)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]\s*>", re.I | re.S)
_BLOCK = re.compile(r"<br\s*/?>|</?(?:p|div|section|article|tr|table|ul|ol|li|h\d|body|html)\b[^<>]*>", re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|lt|gt|amp|quot|ldquo|rdquo|mdash|ndash|#x?[0-9A-Fa-f]{2,6});")
#: longer than any address, number or mailbox; patterns that look for those need not walk through it
_ENDLESS = re.compile(r"([!-~]{400})[!-~]+")
_TITLE_IN_LINE = re.compile(
    r"\s*[^。：:；;\n]{2,50}?开放日[”\"’」』]?[^。：:；;，,\n]{0,14}?(?:公告|通知|通告|启事|预告|邀请函|方案)(?!如下|[》>”])"
)
_LONG_LINE = 90


def unpasted(text: str) -> str:
    """The text as its reader sees it: tags gone, cells parted by tabs, the title on a line of its own."""
    if _TAGS.search(text):
        text = _UNSEEN.sub("", text)
        text = _CELL.sub(lambda cell: " ".join(_TAG.sub(" ", cell[1]).split()) + "\t", text)
        text = _TAG.sub("", _BLOCK.sub("\n", text))
    if _ENTITY.search(text):
        text = html.unescape(text)
    text = _ENDLESS.sub(r"\1", text).lstrip()
    first = text.split("\n", 1)[0]
    title = _TITLE_IN_LINE.match(first) if len(first) > _LONG_LINE else None
    return f"{text[: title.end()]}\n{text[title.end() :]}" if title else text
