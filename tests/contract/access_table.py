"""The access table: every page with who may see it, every permission with its roles, as a file that reviews read.

After a change: `python -m tests.contract.access_table` writes it anew; look at the difference before you commit it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Flask

from core import create_app
from core.plugin.finding import BUNDLED, find_plugins

TABLE = Path(__file__).with_name("access_table.toml")
HEAD = """\
# Who may see which page, and which roles hold which permission from the start.
# Written by: python -m tests.contract.access_table
"""


def bundled() -> str:
    """The PLUGINS setting with every bundled plugin and nothing else."""
    return ",".join(sorted(name for name, find in find_plugins().items() if find.source == BUNDLED))


def pages(app: Flask) -> dict[str, str]:
    """Endpoint → what it declares; static files are left out."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and not rule.endpoint.endswith(".static"):
            found[rule.endpoint] = str(getattr(app.view_functions[rule.endpoint], "access", "nothing"))
    return dict(sorted(found.items()))


def roles(app: Flask) -> dict[str, list[str]]:
    """Permission → the roles that hold it unless an office says otherwise."""
    declared = app.extensions["yangguang"].permissions
    return {code: sorted(declared[code].roles) for code in sorted(declared)}


def text(app: Flask) -> str:
    """The whole table as TOML."""
    lines = [HEAD, "[pages]"]
    lines += [f'"{endpoint}" = "{access}"' for endpoint, access in pages(app).items()]
    lines += ["", "[roles]"]
    for code, holders in roles(app).items():
        quoted = ", ".join(f'"{holder}"' for holder in holders)
        lines.append(f'"{code}" = [{quoted}]')
    return "\n".join(lines) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as instance:
        app = create_app({"INSTANCE": instance, "PLUGINS": bundled(), "STRICT_PLUGINS": "1"})
        TABLE.write_text(text(app), encoding="utf-8")


if __name__ == "__main__":
    main()
