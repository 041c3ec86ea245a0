"""Chromium for the browser tests, and what every page must keep: no error, no foreign host, no axe violation."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Response

from tests.support import machine

AXE = Path(__file__).resolve().parents[1] / "e2e" / "vendor" / "axe.min.js"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCALES = {"zh": "zh-CN", "en": "en-US"}
HERE = {"127.0.0.1", "localhost"}


def launch(playwright: Playwright) -> Browser:
    """Debian's Chromium; the flags keep it from looking up its maker's hosts."""
    program = machine.chromium()
    if program is None:
        raise RuntimeError("Chromium is not installed: apt-get install chromium")
    return playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))


#: Slows one answer down, for races: `window.hold = {of: "/address", milliseconds}` keeps the next answer to an address
#: with that end from the page for so long; `window.held` says that it is there.
HOLD_ANSWERS = """(() => {
    const go = window.fetch;
    window.fetch = async (...asked) => {
        const answer = await go(...asked), hold = window.hold;
        if (hold && new URL(answer.url).pathname.endsWith(hold.of)) {
            window.hold = null;
            window.held = true;
            await new Promise(done => setTimeout(done, hold.milliseconds));
        }
        return answer;
    };
})()"""


@dataclass
class Watch:
    """Gathers what went wrong in a browser context: script errors, CSP reports, files not found, foreign hosts."""

    faults: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.on("console", self.console)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("request", self.request)
        context.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        # A refused form answers 422 and a hidden object 404 by design; such pages come here as this message.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")

    def request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in HERE:
            self.faults.append(f"request to another host: {request.url}")

    def response(self, response: Response) -> None:
        is_part = response.request.resource_type in ("stylesheet", "script", "image", "font")
        if response.status >= (400 if is_part else 500):
            self.faults.append(f"{response.status} for {response.url}")

    def check(self) -> None:
        assert not self.faults, "\n".join(self.faults)


def check_axe(page: Page) -> None:
    """Run axe-core on the page as it stands. Raises AssertionError that names rule, element and help."""
    if not AXE.exists():
        raise RuntimeError("axe-core is missing: run `make e2e`, or python tools/frontend.py test")
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run(document)).violations")
    lines = [
        f"{violation['id']}: {violation['help']}\n"
        + "\n".join(f"    {json.dumps(node['target'], ensure_ascii=False)}" for node in violation["nodes"])
        for violation in found
    ]
    assert not lines, f"axe on {page.url}:\n" + "\n".join(lines)


#: All that axe looks at, words apart: elements, attributes, whether there are words, whether references lead somewhere.
#: Of elements side by side that are alike in this, one counts; so a list is the same however long it is.
STRUCTURE = """() => {
    const free = /^(id|for|href|src|name|value|action|title|alt|placeholder|content|datetime|lang|hreflang|d|points)$|^data-/;
    const points = /^(for|aria-(labelledby|describedby|controls|owns|errormessage))$/;
    const ids = {};
    document.querySelectorAll("[id]").forEach(one => { ids[one.id] = (ids[one.id] || 0) + 1; });
    const told = (element, name) => {
        const value = element.getAttribute(name);
        if (points.test(name)) { return value.split(/\\s+/).every(id => ids[id]) ? "leads" : "nowhere"; }
        if (name === "id") { return ids[value] > 1 ? "twice" : "once"; }
        if (name === "lang") { return value === document.documentElement.lang ? "page" : "other"; }
        if (name.startsWith("data-") && /^[a-z_-]{1,16}$/.test(value)) { return value; }  // what styles may ask for
        return free.test(name) || name === "aria-label" ? (value.trim() ? "some" : "empty") : value.replace(/[0-9]+/g, "N");
    };
    const sketch = element => {
        const attributes = element.getAttributeNames().sort().map(name => name + "=" + told(element, name));
        const words = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
        const inside = element.tagName === "svg" ? [] : [...element.children].map(sketch);
        return element.tagName + "[" + attributes + (words ? " words" : "") + "](" + [...new Set(inside)] + ")";
    };
    return sketch(document.documentElement);
}"""


def structure(page: Page) -> str:
    """A digest of the page's structure at its width: equal for pages in which axe can't find different things."""
    size = page.viewport_size
    width = size["width"] if size else 0
    return hashlib.sha256(f"{width} {page.evaluate(STRUCTURE)}".encode()).hexdigest()


def check_no_sideways_scroll(page: Page) -> None:
    """A page must fit its width; a part that can't, scrolls inside itself."""
    width, room = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert width <= room, f"{page.url} is {width} px wide on a screen of {room} px"
