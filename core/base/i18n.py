"""Languages: Chinese is what the code is written in, English comes from the catalogues of core and plugins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, g, has_request_context, request
from flask_babel import get_translations

LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
LOCALES = {code: Locale.parse(name) for code, name in LANGUAGES.items()}
HTML_LANG = {"zh": "zh-Hans-CN", "en": "en"}


def locale() -> Locale:
    """The Babel locale of this request, or Chinese outside one."""
    return LOCALES[language()]


def language() -> str:
    """The language of this request as it stands in the path, or Chinese outside one."""
    return str(g.get("lang", "zh")) if has_request_context() else "zh"


def manner() -> tuple[str, str]:
    """What of a request goes into the words of a message: the reader's language and the address asked; "" for none."""
    return (language(), request.url_root) if has_request_context() else (language(), "")


def compiled(folders: Iterable[Path], cache: Path) -> list[str]:
    """Compile catalogues that changed into `cache`; returns the folders Flask-Babel reads."""
    ready = []
    for folder in folders:
        target_root = cache / "-".join(folder.parts[-2:])
        for source in folder.glob("*/LC_MESSAGES/messages.po"):
            target = target_root / source.relative_to(folder).with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(f".{id(source)}.tmp")
            with source.open("rb") as text, partial.open("wb") as out:
                write_mo(out, read_po(text))
            partial.replace(target)
        ready.append(str(target_root))
    return ready


def quick_templates(app: Flask) -> None:
    """Look the catalogue up once per language and not once per word: a page has some hundred."""
    known: dict[str, Any] = {}

    def catalogue() -> Any:
        # Where Flask-Babel keeps the language of this moment, a forced one too.
        if not g:
            return get_translations()
        forced = getattr(getattr(g, "_flask_babel", None), "babel_locale", None)
        lang = forced.language if forced is not None else language()
        found = known.get(lang)
        if found is None:
            found = known[lang] = get_translations()
        return found

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, number: catalogue().ungettext(one, many, number),
        pgettext=lambda context, text: catalogue().upgettext(context, text),
        npgettext=lambda context, one, many, number: catalogue().unpgettext(context, one, many, number),
        newstyle=True,
    )
