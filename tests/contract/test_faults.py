"""What is wrong with a plugin is said in one clear sentence, and only that plugin is out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import core
from core.plugin.host import Host, PluginFault
from tests.contract import packages
from tests.support.databases import SECRET_KEY

PAGE = """
public = Blueprint("{name}_public", __name__)

@public.get("/")
@open_to_all
def page():
    return "ok"

@hookimpl
def blueprints():
    return [public]
"""
#: name → (plugin.py after the name plate, words that its fault must hold)
FAULTS = {
    "misspelt": ("@hookimpl\ndef campain_panels(campaign): return []", "campain_panels"),
    "wrong_argument": ("@hookimpl\ndef nav(actor, kampagne): return []", "kampagne"),
    "wrapping": ("@hookimpl(wrapper=True)\ndef nav():\n    return (yield)", "不能包住别的插件"),
    "bad_blueprint": (
        "bp = Blueprint('pages', __name__)\n@hookimpl\ndef blueprints(): return [bp]",
        "蓝图 pages 应当叫 bad_blueprint_public",
    ),
    "twice": (
        "a = Blueprint('twice_public', __name__)\nb = Blueprint('twice_public', __name__)\n"
        "@hookimpl\ndef blueprints(): return [a, b]",
        "有两个蓝图都叫 twice_public",
    ),
    "own_prefix": (
        "bp = Blueprint('own_prefix_public', __name__, url_prefix='/x')\n@hookimpl\ndef blueprints(): return [bp]",
        "不要写 url_prefix",
    ),
    "bad_table": (
        "from sqlalchemy.orm import Mapped, mapped_column\nfrom core.api import Model\n"
        "class T(Model):\n    __tablename__ = 'others_thing'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "@hookimpl\ndef models(): return [T]",
        "表 others_thing 的名字应当以 bad_table_ 开头",
    ),
    "no_schema_given": (
        "from sqlalchemy.orm import Mapped, mapped_column\nfrom core.api import Model\n"
        "class T(Model):\n    __tablename__ = 'no_schema_given_t'\n    id: Mapped[int] = mapped_column(primary_key=True)\n"
        "@hookimpl\ndef models(): return [T]",
        "没有用钩子 schema 给出迁移的文件夹",
    ),
    "no_folder": (
        "from pathlib import Path\n@hookimpl\ndef schema(): return Path(__file__).parent / 'nowhere'",
        "没有迁移的文件夹 no_folder/nowhere",
    ),
    "bad_permission": (
        "@hookimpl\ndef permissions(): return [Permission('web.see', 'x')]",
        "web.see 的名字应当以 bad_permission. 开头",
    ),
    "bad_event": ("@hookimpl\ndef events(): return ['happened']", "happened 的名字应当以 bad_event. 开头"),
    "bad_job": ("@hookimpl\ndef jobs(): return {'run': print}", "run 的名字应当以 bad_job. 开头"),
    "bad_command": (
        "import click\n@click.command('run')\ndef go(): pass\n@hookimpl\ndef commands(): return [go]",
        "命令 run 应当叫 bad-command",
    ),
    "bad_shape": (
        "@hookimpl\ndef permissions(): return ['bad_shape.see']",
        "要给一列 Permission，却给了 str",
    ),
    "taken_word": ("@hookimpl\ndef messages(): return {'plugin_off': 'x'}", "plugin_off 已经有别人用了"),
    "needs_newer": (
        "INFO = PluginInfo('needs_newer', 'x', '1', core_api='>=2')",
        "它要 core_api >=2，这里是",
    ),
    "vague": ("INFO = PluginInfo('vague', 'x', '1', core_api='newest')", "要写成 >=1,<2 这样"),
    "lonely": ("INFO = PluginInfo('lonely', 'x', '1', requires=('nobody',))", "它要用插件 nobody"),
    "no_plate": ("INFO = None", "要有 INFO = PluginInfo"),
    "other_name": ("INFO = PluginInfo('wrong', 'x', '1')", "INFO.name 应当是 'other_name'"),
    "bad_path": ("INFO = PluginInfo('bad_path', 'x', '1', path='')", "不能用作地址"),
    "staff_path": (
        "INFO = PluginInfo('staff_path', 'x', '1', scope='site', path='staff/desk')",
        "不能用作地址",
    ),
    "unmarked": (
        PAGE.replace("@open_to_all\n", "").replace("{name}", "unmarked"),
        "网页 unmarked_public.page 没有写谁能看",
    ),
    "undeclared": (
        PAGE.replace("@open_to_all", "@needs('undeclared.see')").replace("{name}", "undeclared"),
        "要权限 undeclared.see，但没有人声明过它",
    ),
    "meddles": (
        PAGE.replace("{name}", "meddles") + "public.before_app_request(lambda: None)",
        "会管到别人的网页",
    ),
    "catches_all": (
        PAGE.replace("{name}", "catches_all") + "public.app_errorhandler(404)(lambda error: 'mine')",
        "会管到别人的网页",
    ),
    "breaks_later": (
        PAGE.replace("{name}", "breaks_later") + "public.record(lambda state: 1 / 0)",
        "ZeroDivisionError",
    ),
    "same_place": (
        "INFO = PluginInfo('same_place', 'x', '1', path='sound')\n" + PAGE.replace("{name}", "same_place"),
        "/sound/ 已经是 sound 的",
    ),
    "needs_unmarked": (
        "INFO = PluginInfo('needs_unmarked', 'x', '1', requires=('unmarked',))",
        "unmarked 已隔离",
    ),
    "half_written": ("def broken(:", "SyntaxError"),
    "gives_up": ("import sys\nsys.exit(3)", "SystemExit: 3"),
}
TEMPLATE = "bp = Blueprint('shadows_public', __name__, template_folder='templates')\n@hookimpl\ndef blueprints(): return [bp]"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One product with every faulty plugin in it, and a sound one that needs another sound one."""
    site = tmp_path_factory.mktemp("faulty")
    for name, (text, _) in FAULTS.items():
        plate = f"{packages.HEAD}\nINFO = PluginInfo('{name}', '{name}', '1')\n"
        packages.write(site, name, f"{plate}\n{text}\n")
    packages.write(
        site,
        "shadows",
        f"{packages.HEAD}\nINFO = PluginInfo('shadows', 'x', '1')\n{TEMPLATE}\n",
        {"templates/public.html": "mine", "templates/shadows/own.html": "own"},
    )
    packages.write(
        site,
        "sound",
        f"{packages.HEAD}\nINFO = PluginInfo('sound', 'x', '1')\n" + PAGE.replace("{name}", "sound"),
    )
    packages.write(
        site, "an_heir", f"{packages.HEAD}\nINFO = PluginInfo('an_heir', 'x', '1', requires=('sound',))\n"
    )
    for name, module, project in (
        ("users", "sound.plugin", "takes-a-room"),
        ("doubled", "sound.plugin", "first-of-two"),
        ("doubled", "sound.plugin", "second-of-two"),
        ("gone", "nowhere.plugin", "gone-module"),
    ):
        packages.announce(site, name, module, project)
    settings = {
        "INSTANCE": str(tmp_path_factory.mktemp("instance")),
        "SECRET_KEY": SECRET_KEY,
        "LOG_LEVEL": "CRITICAL",
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(site)
        yield core.create_app(settings)


@pytest.fixture(scope="module")
def host(app: Flask) -> Host:
    found: Host = app.extensions["yangguang"].host
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_the_fault_is_told(name: str, host: Host) -> None:
    fault = host.plugins[name].fault
    assert FAULTS[name][1] in fault, fault
    assert "Traceback" not in fault
    assert str(Path(__file__).parent) not in fault


def test_templates_stand_in_a_folder_of_their_own(host: Host) -> None:
    assert host.plugins["shadows"].fault == "模板 public.html 要放在 templates/shadows/ 里面。"


def test_the_sound_ones_work_and_the_needed_one_comes_first(host: Host) -> None:
    assert host.plugins["sound"].working
    assert host.plugins["an_heir"].working
    names = list(host.plugins)
    assert names.index("sound") < names.index("an_heir")


def test_an_entry_point_takes_no_rooms_place(host: Host) -> None:
    assert host.plugins["users"].is_room
    assert host.plugins["users"].working
    assert "平台自己用的" in host.plugins["users (takes-a-room 1.0)"].fault or (
        "INFO.name 应当是 'users'" in host.plugins["users (takes-a-room 1.0)"].fault
    )


def test_two_packages_with_one_plugin_name_are_told_apart(host: Host) -> None:
    fault = host.plugins["doubled"].fault
    assert "first-of-two 1.0" in fault
    assert "second-of-two 1.0" in fault


def test_a_package_that_lost_its_module_is_named(host: Host) -> None:
    assert "ModuleNotFoundError" in host.plugins["gone"].fault


def test_what_is_out_has_no_pages_words_or_commands(app: Flask, host: Host) -> None:
    out = {name for name, plugin in host.plugins.items() if plugin.fault}
    endpoints = {rule.endpoint.split(".")[0] for rule in app.url_map.iter_rules()}
    assert not {f"{name}_{zone}" for name in out for zone in ("public", "staff", "api")} & endpoints
    house = app.extensions["yangguang"]
    assert not [
        code for code in (*house.permissions, *house.event_names, *house.jobs) if code.split(".")[0] in out
    ]
    assert house.messages["plugin_off"] != "x"


@pytest.mark.parametrize("name", ["unmarked", "misspelt", "half_written"])
def test_strict_mode_stops_with_the_same_sentence(name: str, app: Flask, tmp_path: Path) -> None:
    settings = {"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY, "STRICT_PLUGINS": "1", "PLUGINS": name}
    with pytest.raises(PluginFault, match=name):
        core.create_app(settings)


def test_a_wanted_plugin_that_is_not_installed_is_named(tmp_path: Path) -> None:
    made = core.create_app(
        {"INSTANCE": str(tmp_path), "SECRET_KEY": SECRET_KEY, "PLUGINS": "nowhere", "LOG_LEVEL": "CRITICAL"}
    )
    assert made.extensions["yangguang"].host.plugins["nowhere"].fault == "PLUGINS 里写了它，但没有装上。"


def test_a_room_with_an_unmarked_page_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also outside strict mode: half a core is no core."""
    site = tmp_path / "site"
    text = PAGE.replace("@open_to_all\n", "").replace("{name}", "attic")
    packages.write(
        site, "attic", f"{packages.HEAD}\nINFO = PluginInfo('attic', 'x', '1', scope='site')\n{text}"
    )
    monkeypatch.syspath_prepend(site)
    monkeypatch.setattr(core, "ROOMS", (*core.ROOMS, "attic.plugin"))
    with pytest.raises(PluginFault, match=r"网页 attic_public\.page 没有写谁能看"):
        core.create_app({"INSTANCE": str(tmp_path / "instance"), "SECRET_KEY": SECRET_KEY, "PLUGINS": ""})
