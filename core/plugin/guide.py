"""The hook guide, generated from the specs so that it can't drift from them."""

from __future__ import annotations

import inspect

from core.plugin import hookspecs

KINDS = (
    ("Declare", hookspecs.DECLARE, "Called once, at start. When one fails, the whole plugin is quarantined; the site stays up."),
    ("Contribute", hookspecs.CONTRIBUTE, "Called per request. When one fails, that plugin's part is left out and shown in health."),
    ("Judge", hookspecs.JUDGE, "Asked before something happens. When one fails, that counts as “no”, as it does while a plugin that owns tables is quarantined."),
    ("Life", hookspecs.LIFE, "Called inside the caller's transaction. When one fails, the whole act is undone and can be tried again."),
    ("Facts", hookspecs.FACTS, "Delivered by the worker from rows written with the fact: at least once, retried, with a key."),
)  # fmt: skip


def hook_guide() -> str:
    """The guide as Markdown."""
    lines = [
        "# Hook guide",
        "",
        "Generated from `core/plugin/hookspecs.py` by `yangguang hooks`; a test compares the two.",
        "An implementation is a function in `plugin.py` marked `@hookimpl`; it may leave out arguments it does not need.",
    ]
    for title, names, told in KINDS:
        lines += ["", f"## {title}", "", told, ""]
        for name in names:
            spec = getattr(hookspecs, name)
            signature = str(inspect.signature(spec)).replace("'", "")
            lines += [f"### `{name}{signature}`", "", inspect.getdoc(spec) or "", ""]
    return "\n".join(lines).rstrip() + "\n"
