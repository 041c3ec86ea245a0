"""A page of the copy: links relative, no script, no form, a banner that says what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from core.site_copy.reading import KEPT_LINKS, SHOWN, URL_IN_CSS, srcset

#: an address as a page writes it → the same as the copy writes it; None when the copy doesn't hold it
Resolve = Callable[[str], str | None]
#: whole elements that a page without server and script has no use for
DROPPED = {"script", "template", "button", "select", "textarea", "datalist", "dialog"}
DROPPED_VOID = {"base", "input"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
#: entries of the page's foot that lead nowhere in a copy
FOOTER = re.compile(r"<footer.*?</footer>", re.DOTALL)
DEAD_ENTRY = re.compile(r"<li>\s*(?:<span>[^<]*</span>)?\s*</li>")
LIVE_ATTRIBUTES = ("on", "hx-", "data-hx-", "sse-", "ws-")


@dataclass(frozen=True)
class Words:
    """The copy's own sentences, in the page's language."""

    banner: str
    no_submitting: str


def rewritten(html: str, resolve: Resolve, words: Words, style_url: str) -> str:
    """The page as the copy holds it. `style_url` is the copy's own style sheet, as this page writes it."""
    page = _Page(resolve, words, style_url)
    page.feed(html)
    page.close()
    return FOOTER.sub(lambda footer: DEAD_ENTRY.sub("", footer[0]), "".join(page.out))


def rewritten_css(css: str, resolve: Resolve) -> str:
    def change(match: object) -> str:
        url = match["url"]  # type: ignore[index]
        if url.startswith(("data:", "#")):
            return match[0]  # type: ignore[index]
        return f'url("{resolve(url) or "data:,"}")'

    return URL_IN_CSS.sub(change, css)


class _Page(HTMLParser):
    def __init__(self, resolve: Resolve, words: Words, style_url: str) -> None:
        super().__init__(convert_charrefs=False)
        self.resolve, self.words, self.style_url = resolve, words, style_url
        self.out: list[str] = []
        #: the element that is being left out, and how deep in elements of the same name
        self.leaving, self.depth = "", 0
        self.anchors: list[str] = []

    # ── elements ────────────────────────────────────────────────────────────────────────────────────────────────────
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open(tag, dict(attrs), closed=False)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open(tag, dict(attrs), closed=True)

    def _open(self, tag: str, attrs: dict[str, str | None], *, closed: bool) -> None:
        if self.leaving:
            self.depth += tag == self.leaving and not closed
            return
        if tag == "form":
            self._note("p")
            self._leave(tag)
        elif tag in DROPPED:
            if not closed:
                self._leave(tag)
        elif tag in DROPPED_VOID or tag == "noscript":
            return
        elif tag == "meta":
            if "http-equiv" not in attrs and (attrs.get("name") or "") not in ("htmx-config", "csrf-token"):
                self._raw()
        elif tag == "link":
            self._link(attrs)
        elif tag == "a":
            self._anchor(attrs)
        elif tag == "img":
            self._picture(attrs)
        else:
            self._plain(tag, attrs, closed=closed)
            if tag == "body":
                self.out.append(f'\n<p class="archive-banner" role="note">{escape(self.words.banner)}</p>')

    def handle_endtag(self, tag: str) -> None:
        if self.leaving:
            if tag == self.leaving:
                self.depth -= 1
                if not self.depth:
                    self.leaving = ""
            return
        if tag == "noscript" or tag in VOID:
            return
        if tag == "a":
            tag = self.anchors.pop() if self.anchors else "a"
        if tag == "head":
            self.out.append(f'<link rel="stylesheet" href="{escape(self.style_url)}">\n')
        self.out.append(f"</{tag}>")

    def _leave(self, tag: str) -> None:
        self.leaving, self.depth = tag, 1

    def _link(self, attrs: dict[str, str | None]) -> None:
        if KEPT_LINKS & set((attrs.get("rel") or "").lower().split()):
            found = self.resolve(attrs.get("href") or "")
            if found is not None:
                self._write("link", {**attrs, "href": found})

    def _anchor(self, attrs: dict[str, str | None]) -> None:
        href = attrs.get("href")
        found = self.resolve(href) if href is not None else None
        if href is None or found is not None:
            self._write("a", {**attrs, "href": found} if found is not None else attrs)
            self.anchors.append("a")
        elif "btn" in (attrs.get("class") or "").split():
            # What this button began can't be done in a copy.
            self._note("span")
            self._leave("a")
        elif "/staff" in href or "/elder" in href:
            self._leave("a")
        else:
            kept = {name: value for name, value in attrs.items() if name in ("class", "id", "lang")}
            self._write("span", kept)
            self.anchors.append("span")

    def _picture(self, attrs: dict[str, str | None]) -> None:
        if attrs.get("src") and self.resolve(attrs["src"] or "") is None:
            self.out.append(f"<span>{escape(attrs.get('alt') or '')}</span>")
        else:
            self._plain("img", attrs, closed=False)

    def _plain(self, tag: str, attrs: dict[str, str | None], *, closed: bool) -> None:
        """An element with its live attributes taken off and its addresses changed; as it stood when it has none."""
        kept = {name: value for name, value in attrs.items() if not name.startswith(LIVE_ATTRIBUTES)}
        for name in SHOWN.get(tag, ()):
            if kept.get(name):
                kept[name] = self.resolve(kept[name] or "")
        if kept.get("srcset"):
            found = [(self.resolve(url), size) for url, size in srcset(kept["srcset"] or "")]
            kept["srcset"] = ", ".join(f"{url} {size}".strip() for url, size in found if url)
        if kept == attrs:
            self._raw()
        else:
            self._write(
                tag, {n: v for n, v in kept.items() if v is not None or attrs[n] is None}, closed=closed
            )

    def _write(self, tag: str, attrs: dict[str, str | None], *, closed: bool = False) -> None:
        written = "".join(f" {n}" if v is None else f' {n}="{escape(v)}"' for n, v in attrs.items())
        self.out.append(f"<{tag}{written}{'/' if closed else ''}>")

    def _raw(self) -> None:
        self.out.append(self.get_starttag_text() or "")

    def _note(self, tag: str) -> None:
        self.out.append(f'<{tag} class="archive-note">{escape(self.words.no_submitting)}</{tag}>')

    # ── everything else as it stands ────────────────────────────────────────────────────────────────────────────────
    def handle_data(self, data: str) -> None:
        if not self.leaving:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")
