"""What no template and no style sheet may hold: read as files, whatever page they end on."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "core" / "web" / "static"


def test_no_template_holds_inline_style_or_script() -> None:
    inline = re.compile(
        r"\sstyle\s*=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on", re.I
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group(0)}"
        for folder in (TEMPLATES, ROOT / "core", ROOT / "plugins")
        for path in folder.rglob("*.html")
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_no_page_asks_a_foreign_server() -> None:
    foreign = re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//|url\(\s*[\"']?(?:https?:)?//|@import")
    files = [*TEMPLATES.rglob("*.html"), *STATIC.glob("*.css"), *STATIC.glob("js/*.js")]
    assert not [path.name for path in files if foreign.search(path.read_text(encoding="utf-8"))]


def test_the_style_sheet_works_in_chromium_86() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "yangguang.css").read_text(encoding="utf-8"), flags=re.S)
    newer = re.compile(
        r":is\(|:where\(|:has\(|color-mix|\baspect-ratio|[{;\s]inset:|(?:margin|padding)-(?:inline|block):"
        r"|border-(?:inline|block):|\d(?:dvh|svh|lvh)\b|@layer|@container"
    )
    assert not newer.findall(css)
    assert css.count("{") == css.count("}")
