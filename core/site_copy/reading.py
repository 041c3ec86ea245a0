"""What a page or a style sheet refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

URL_IN_CSS = re.compile(r"""url\(\s*(['"]?)(?P<url>[^'")]+)\1\s*\)""")
#: tag → attributes that bring a file into the page
SHOWN = {
    "img": ("src",), "source": ("src",), "video": ("src", "poster"), "audio": ("src",), "track": ("src",),
    "image": ("href", "xlink:href"), "use": ("href", "xlink:href"), "object": ("data",), "embed": ("src",),
}  # fmt: skip
KEPT_LINKS = {"stylesheet", "icon"}


@dataclass
class Links(HTMLParser):
    """`pages`: where links lead; `shown`: pictures, style sheets and the like; `posts`: a form that sends something."""

    pages: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    posts: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value for name, value in attrs if value}
        if tag in ("a", "area") and "href" in given:
            self.pages.append(given["href"])
        elif tag == "link" and KEPT_LINKS & set(given.get("rel", "").lower().split()) and "href" in given:
            self.shown.append(given["href"])
        elif tag == "form" and given.get("method", "").lower() == "post":
            self.posts = True
        for name in SHOWN.get(tag, ()):
            if name in given:
                self.shown.append(given[name])
        if "srcset" in given:
            self.shown += [url for url, _size in srcset(given["srcset"])]


def links_of(html: str) -> Links:
    found = Links()
    found.feed(html)
    found.close()
    return found


def srcset(value: str) -> Iterator[tuple[str, str]]:
    """(address, size) of each candidate of a `srcset`."""
    for candidate in value.split(","):
        parts = candidate.split()
        if parts:
            yield parts[0], " ".join(parts[1:])


def urls_in_css(css: str) -> list[str]:
    return [match["url"] for match in URL_IN_CSS.finditer(css)]
