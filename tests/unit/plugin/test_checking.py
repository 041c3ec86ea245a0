"""What the host checks by itself: versions, names, shapes, the order of needs, the skeleton's names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.plugin import skeleton
from core.plugin.checking import RESERVED, PluginFault, check_info, checked, fits, told
from core.plugin.contracts import NavItem, PluginInfo
from core.plugin.finding import in_order_of_needs


@pytest.mark.parametrize(
    ("version", "wanted", "verdict"),
    [
        ("1.0", ">=1,<2", True),
        ("1", ">=1.0", True),
        ("2.0", ">=1,<2", False),
        ("1.10", ">1.9", True),
        ("1.2.3", "==1.2.3", True),
        ("1.2", "<=1.2", True),
        ("1.2.1", "<=1.2", False),
        ("1.0", " >= 1 , < 1.1 ", True),
    ],
)
def test_versions_are_compared_by_number(version: str, wanted: str, verdict: bool) -> None:
    assert fits(version, wanted) is verdict


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_a_version_fits_itself(parts: list[int]) -> None:
    version = ".".join(map(str, parts))
    assert fits(version, f">={version},<={version}")
    assert not fits(version, f"<{version}")


@pytest.mark.parametrize("wanted", ["", "1", "~=1", ">=1;<2", ">=1,", "latest"])
def test_a_wish_that_can_not_be_read_is_a_fault(wanted: str) -> None:
    with pytest.raises(PluginFault, match="要写成 >=1,<2 这样"):
        fits("1.0", wanted)


@pytest.mark.parametrize("name", ["A", "a", "1a", "a-b", "a.b", "树", "a" * 32])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(PluginFault, match="小写字母"):
        check_info(PluginInfo(name, "x", "1"), name)


@pytest.mark.parametrize("name", sorted(RESERVED - {"c"}))
def test_the_houses_own_names_are_refused(name: str) -> None:
    with pytest.raises(PluginFault, match="平台自己用的"):
        check_info(PluginInfo(name, "x", "1"), name)
    assert check_info(PluginInfo(name, "x", "1", path=""), name, is_room=True)


def test_what_a_hook_gives_has_the_promised_shape() -> None:
    item = NavItem("public", "x", "a.b")
    assert checked("nav", (item,)) == [item]
    assert checked("nav", None) == []
    assert checked("messages", None) == {}
    assert checked("schema", Path("x")) == Path("x")
    for hook, value in (("nav", ["x"]), ("messages", ["x"]), ("schema", "x"), ("events", [1])):
        with pytest.raises(PluginFault, match=f"钩子 {hook} 要给"):
            checked(hook, value)


def test_a_fault_is_told_with_its_line_and_no_path() -> None:
    try:
        raise KeyError("x")
    except KeyError as problem:
        sentence = told(problem)
    assert sentence.startswith("KeyError: 'x'（test_checking.py:")


@dataclass(frozen=True)
class Described:
    info: PluginInfo


def described(name: str, *requires: str) -> Described:
    return Described(PluginInfo(name, name, "1", requires=requires))


def test_the_needed_come_first_and_the_rest_keeps_its_order() -> None:
    given_order = [described("c", "a"), described("b"), described("a", "gone")]
    assert [one.info.name for one in in_order_of_needs(given_order)] == ["a", "c", "b"]


def test_a_circle_of_needs_ends() -> None:
    circle = [described("a", "b"), described("b", "a")]
    assert {one.info.name for one in in_order_of_needs(circle)} == {"a", "b"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Tree", "用小写字母、数字和下划线"),
        ("tree-planting", "用小写字母、数字和下划线"),
        ("3trees", "用小写字母、数字和下划线"),
        ("植树", "用小写字母、数字和下划线"),
        ("class", "Python 自己用的词"),
        ("json", "Python 自己用的词"),
        ("users", "平台自己用的"),
        ("core", "平台自己用的"),
        ("open_day", "已经有一个叫 open_day 的插件"),
        ("flask", "已经装了一个叫 flask 的 Python 包"),
    ],
)
def test_a_bad_name_for_a_new_plugin_is_refused_in_a_sentence(
    name: str, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=sentence):
        skeleton.write_skeleton(name, tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ['"', "100%", "{{ x }}", "一" * 21, "a\nb", "@@name@@"])
def test_a_title_that_would_break_the_files_is_refused(title: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="标题最多 20 个字"):
        skeleton.write_skeleton("tree_planting", tmp_path, title)


def test_what_is_there_already_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "tree_planting").mkdir()
    with pytest.raises(ValueError, match="已经在了，没有动它"):
        skeleton.write_skeleton("tree_planting", tmp_path)
    assert not list((tmp_path / "tree_planting").iterdir())


def test_a_bundled_skeleton_puts_its_tests_beside_the_houses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skeleton, "PROJECT", tmp_path)
    with pytest.raises(ValueError, match="不是源码目录"):
        skeleton.write_skeleton("tree_planting")
    (tmp_path / "pyproject.toml").write_text("")
    assert skeleton.write_skeleton("tree_planting", title="植树") == tmp_path / "plugins" / "tree_planting"
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert {
        "plugins/tree_planting/plugin.py",
        "plugins/tree_planting/README.md",
        "plugins/tree_planting/schema/versions/0001_entry.py",
        "plugins/tree_planting/templates/tree_planting/desk.html",
        "plugins/tree_planting/translations/en/LC_MESSAGES/messages.po",
        "tests/unit/tree_planting/test_rules.py",
        "tests/web/tree_planting/conftest.py",
        "tests/web/tree_planting/test_pages.py",
    } <= written
    everything = "".join((tmp_path / path).read_text("utf-8") for path in written)
    assert "@@" not in everything
    assert "from plugins.tree_planting import rules" in everything
