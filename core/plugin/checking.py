"""What the host checks of a plugin before anything of it becomes visible: names, shapes, versions."""

from __future__ import annotations

import re
import traceback
import typing
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

from core.plugin import hookspecs
from core.plugin.contracts import CORE_API, PluginInfo

NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
PATH = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")
#: Names that would meet tables, version tables or addresses of the house.
RESERVED = frozenset(
    {
        "api", "base", "booking", "c", "campaigns", "core", "delivery", "en", "opinions", "plugin", "plugins", "publishing",
        "root", "staff", "static", "test", "tests", "users", "web", "yangguang", "zh",
    }
)  # fmt: skip
RESERVED_PATHS = frozenset({"api", "c", "en", "staff", "static", "zh"})


class PluginFault(Exception):
    """A plugin breaks the contract; the text says where and how to mend it."""


def check_info(info: Any, name: str, *, is_room: bool = False) -> PluginInfo:
    """The name plate: of the right type, with the name it was found under, for this version of the core."""
    if not isinstance(info, PluginInfo):
        raise PluginFault("plugin.py 里要有 INFO = PluginInfo(...)。")
    if info.name != name:
        raise PluginFault(f"INFO.name 应当是 {name!r}，现在是 {info.name!r}。")
    if not NAME.fullmatch(name):
        raise PluginFault(f"插件名 {name!r} 要用小写字母、数字和下划线，字母开头，2 到 31 个字。")
    if not is_room:
        if name in RESERVED:
            raise PluginFault(f"插件名 {name!r} 是平台自己用的，请换一个。")
        if not PATH.fullmatch(info.url_path) or info.url_path.split("/")[0] in RESERVED_PATHS:
            raise PluginFault(
                f"INFO.path {info.url_path!r} 不能用作地址：用小写字母、数字和短横，例如 open-day。"
            )
    if not fits(CORE_API, info.core_api):
        raise PluginFault(f"它要 core_api {info.core_api}，这里是 {CORE_API}。")
    return info


def check_names(info: PluginInfo, given: Mapping[str, Any], *, is_room: bool) -> None:
    """Blueprints, tables, permissions, events, jobs and commands carry the plugin's name. Raises PluginFault."""
    name = info.name
    blueprints = [blueprint.name for blueprint in given["blueprints"]]
    for blueprint in given["blueprints"]:
        if blueprint.name not in (f"{name}_public", f"{name}_staff", f"{name}_api"):
            raise PluginFault(f"蓝图 {blueprint.name} 应当叫 {name}_public、{name}_staff 或 {name}_api。")
        if blueprints.count(blueprint.name) > 1:
            raise PluginFault(f"有两个蓝图都叫 {blueprint.name}。")
        if blueprint.url_prefix:
            raise PluginFault(f"蓝图 {blueprint.name} 不要写 url_prefix，地址由平台给。")
    for model in given["models"]:
        table = model.__tablename__
        if not table.startswith(f"{name}_") and not (is_room and table.startswith("base_")):
            raise PluginFault(f"表 {table} 的名字应当以 {name}_ 开头。")
        if table == f"{name}_alembic_version":
            raise PluginFault(f"表名 {table} 留给迁移用，请换一个。")
    if given["models"] and not is_room and given["schema"] is None:
        raise PluginFault("它有表，却没有用钩子 schema 给出迁移的文件夹。")
    schema = given["schema"]
    if schema is not None and not schema.is_dir():
        raise PluginFault(f"没有迁移的文件夹 {schema.parent.name}/{schema.name}。")
    codes = [permission.code for permission in given["permissions"]]
    streams = [stream.name for stream in given["live_streams"]]
    kinds = [kind.code for kind in (*given["message_kinds"], *given["opinion_kinds"])]
    for field in given["personal_fields"]:
        if not field.name.startswith((f"{name}.", "base.") if is_room else f"{name}."):
            raise PluginFault(f"个人信息项 {field.name} 的名字应当以 {name}. 开头。")
    for code in [*codes, *kinds, *given["events"], *given["jobs"], *streams]:
        if not code.startswith(f"{name}."):
            raise PluginFault(f"{code} 的名字应当以 {name}. 开头。")
    for owner in given["booking_owners"]:
        if owner.kind != name and not owner.kind.startswith(f"{name}."):
            raise PluginFault(f"{owner.kind} 的名字应当是 {name}，或以 {name}. 开头。")
    dashed = name.replace("_", "-")
    # A command may also carry the name of a document kind of its plugin: open_day.announcement → announcement.
    own = {kind.code.removeprefix(f"{name}.") for kind in given["document_kinds"]}
    own |= {dashed, *info.commands}  # what it does beside, when its name plate says so: deidentify
    for command in given["commands"]:
        if not is_room and command.name not in own and not str(command.name).startswith(f"{dashed}-"):
            raise PluginFault(f"命令 {command.name} 应当叫 {dashed}，或以 {dashed}- 开头。")


def checked(hook: str, value: Any) -> Any:
    """What a hook gave, in the shape its spec promises; nothing given is an empty one. Raises PluginFault."""
    shape = _promised(hook)
    kind = get_origin(shape)
    if kind is Sequence:
        item = get_args(shape)[0]
        items = list(value or ())
        for one in items:
            if not isinstance(one, item):
                raise PluginFault(f"钩子 {hook} 要给一列 {item.__name__}，却给了 {type(one).__name__}。")
        return items
    if kind is Mapping:
        if value is not None and not isinstance(value, Mapping):
            raise PluginFault(f"钩子 {hook} 要给一个字典，却给了 {type(value).__name__}。")
        return dict(value or {})
    if shape is Path and value is not None and not isinstance(value, Path):
        raise PluginFault(f"钩子 {hook} 要给一个 Path，却给了 {type(value).__name__}。")
    return value


@cache
def _promised(hook: str) -> Any:
    return typing.get_type_hints(getattr(hookspecs, hook)).get("return")


def told(problem: BaseException) -> str:
    """A fault as the plugin page shows it: our own sentence, or the error and the line it came from."""
    if isinstance(problem, PluginFault):
        return str(problem)
    return f"{type(problem).__name__}: {problem}（{where(problem)}）"


def where(problem: BaseException) -> str:
    """File and line where the error was raised; no path of the machine."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""


def fits(version: str, wanted: str) -> bool:
    """Whether `version` ("1.0") meets `wanted` (">=1,<2"). Raises PluginFault when `wanted` can't be read."""
    have = tuple(int(part) for part in version.split("."))
    for term in wanted.split(","):
        found = re.fullmatch(r"\s*(>=|<=|==|<|>)\s*(\d+(?:\.\d+)*)\s*", term)
        if not found:
            raise PluginFault(f"core_api {wanted!r} 要写成 >=1,<2 这样。")
        sign, number = found[1], tuple(int(part) for part in found[2].split("."))
        width = max(len(have), len(number))
        left, right = have + (0,) * (width - len(have)), number + (0,) * (width - len(number))
        verdict = {
            ">=": left >= right,
            "<=": left <= right,
            "==": left == right,
            "<": left < right,
            ">": left > right,
        }
        if not verdict[sign]:
            return False
    return True
