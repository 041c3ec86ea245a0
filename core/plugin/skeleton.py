"""`yangguang plugin new`: a working plugin to start from, with its tests."""

from __future__ import annotations

import importlib.util
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from alembic.script import ScriptDirectory

from core.plugin.checking import NAME, RESERVED
from core.plugin.finding import find_plugins
from core.plugin.migrations import CORE_SCHEMA, History, alembic_config

TEMPLATES = Path(__file__).with_suffix("")
PROJECT = Path(__file__).parents[2]
LONGEST_TITLE = 20


def write_skeleton(name: str, into: Path | None = None, title: str | None = None) -> Path:
    """Write plugins/<name>/ with its tests, or with `into` a project of its own at <into>/<name>/.

    Returns the folder. Raises ValueError with a sentence; then nothing was written.
    """
    _check_name(name, into)
    title = title or name.replace("_", " ")
    if len(title) > LONGEST_TITLE or re.search(r"""["'\\%{}@\n]""", title):
        raise ValueError(f"标题最多 {LONGEST_TITLE} 个字，不要用引号、百分号、花括号和斜线。")
    folder = PROJECT / "plugins" / name if into is None else into / name
    if folder.exists():
        raise ValueError(f"{folder} 已经在了，没有动它。换一个名字，或先移走它。")
    words = {
        "name": name,
        "dashed": name.replace("_", "-"),
        "package": f"plugins.{name}" if into is None else name,
        "title": title,
        "english": name.replace("_", " ").capitalize() if title.replace(" ", "_") == name else title,
        "needs_core": str(
            ScriptDirectory.from_config(alembic_config(History("core", CORE_SCHEMA, ()))).get_current_head()
        ),
    }
    files = dict(_bundled(name) if into is None else _outside(name, into))
    for target in files:
        if target.exists():
            raise ValueError(f"{target} 已经在了，没有动它。换一个名字，或先移走它。")
    for target, template in files.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_filled(template, words), encoding="utf-8")
    return folder


def _check_name(name: str, into: Path | None) -> None:
    if not NAME.fullmatch(name):
        raise ValueError(
            f"插件名“{name}”不行：用小写字母、数字和下划线，字母开头，2 到 31 个字，例如 tree_planting。"
        )
    if keyword.iskeyword(name) or name in sys.stdlib_module_names:
        raise ValueError(f"“{name}”是 Python 自己用的词，请换一个。")
    if name in RESERVED:
        raise ValueError(f"“{name}”是平台自己用的，请换一个。")
    if name in find_plugins():
        raise ValueError(f"已经有一个叫 {name} 的插件，请换一个名字。")
    if into is not None and importlib.util.find_spec(name) is not None:
        raise ValueError(f"已经装了一个叫 {name} 的 Python 包，请换一个名字。")
    if into is None and not (PROJECT / "pyproject.toml").exists():
        raise ValueError("这里是装好的产品，不是源码目录。请用 --into 写到别的文件夹，再用 pip 安装。")


def _bundled(name: str) -> Iterator[tuple[Path, Path]]:
    """target → template of a plugin inside the source tree; its tests go where the house's tests are."""
    yield from _package(PROJECT / "plugins" / name, name)
    unit, web = PROJECT / "tests" / "unit" / name, PROJECT / "tests" / "web" / name
    for folder in (unit, web):
        yield folder / "__init__.py", TEMPLATES / "plugin" / "__init__.py.tmpl"
    yield unit / "test_rules.py", TEMPLATES / "tests" / "test_rules.py.tmpl"
    yield web / "test_pages.py", TEMPLATES / "tests" / "test_pages.py.tmpl"
    yield web / "conftest.py", TEMPLATES / "tests" / "conftest.py.bundled.tmpl"


def _outside(name: str, into: Path) -> Iterator[tuple[Path, Path]]:
    """target → template of a project of its own, installed with pip and found through its entry point."""
    project = into / name
    for target, template in _package(project / name, name):
        yield (project / target.name if target.name == "README.md" else target), template
    yield project / "pyproject.toml", TEMPLATES / "project" / "pyproject.toml.tmpl"
    for test in ("test_rules.py", "test_pages.py", "test_contract.py"):
        yield project / "tests" / test, TEMPLATES / "tests" / f"{test}.tmpl"
    yield project / "tests" / "conftest.py", TEMPLATES / "tests" / "conftest.py.outside.tmpl"


def _package(folder: Path, name: str) -> Iterator[tuple[Path, Path]]:
    root = TEMPLATES / "plugin"
    places = {
        "templates/name": f"templates/{name}",
        "schema": "schema/versions",
        "translations": "translations/en/LC_MESSAGES",
    }
    for template in sorted(root.rglob("*.tmpl")):
        inside = template.relative_to(root)
        parent = places.get(inside.parent.as_posix(), inside.parent.as_posix())
        yield folder / parent / inside.name.removesuffix(".tmpl"), template


def _filled(template: Path, words: dict[str, str]) -> str:
    text = template.read_text(encoding="utf-8")
    return re.sub(r"@@(\w+)@@", lambda found: words[found[1]], text)
