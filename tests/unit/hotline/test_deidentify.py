"""The finder on sentences of our own: names, numbers, plates, addresses, and what only looks like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.hotline.rules.deidentify import Span, masked
from plugins.hotline.service.finding import find, find_lines
from tests.unit.hotline.deidentify_scoring import NUMBERS, score

HERE = Path(__file__).parent
#: all of these were looked at while the rules were mended
SETS = (
    "deidentify_sentences.txt",
    "deidentify_more.txt",
    "deidentify_fresh.txt",
    "deidentify_fourth.txt",
    "deidentify_fifth.txt",
    "deidentify_sixth.txt",
    "deidentify_seventh.txt",
    "deidentify_eighth.txt",
)
#: and this one was not: the rules had never met its sentences
HELD_OUT = "deidentify_held_out.txt"


@pytest.mark.parametrize("name", [*SETS, HELD_OUT])
def test_it_finds_persons_and_little_else(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = score(HERE / name)
    with capsys.disabled():
        for title, kinds in (("numbers", NUMBERS), ("names", ("name",)), ("addresses", ("address",))):
            told = f"recall {found.recall(*kinds):.3f}, precision {found.precision(*kinds):.3f}"
            print(f"\n{name}: {title} {told}", end="")  # noqa: T201
    assert found.recall(*NUMBERS) >= 0.98
    assert found.recall("name") >= 0.90
    assert found.recall("address") >= 0.90
    assert found.precision(*NUMBERS, "name", "address") >= (0.90 if name == HELD_OUT else 0.95)


def test_spans_count_characters_of_their_line() -> None:
    lines = dict(find_lines("无事\r\n😀王女士，13812345678\n"))
    assert lines == {1: (), 2: (Span(1, 4, "name"), Span(5, 16, "mobile"))}


def test_the_whole_text_counts_through() -> None:
    assert find("无事\n王女士") == (Span(3, 6, "name"),)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("王女士来电", "某女士来电"),
        ("我叫王秀英，", "我叫某某，"),
        ("电话13812345678。", "电话138****。"),
        ("住在幸福小区3号楼2单元501室", "住在某小区"),
        ("家住新华路12号", "家住某路"),
        ("河东镇李家村3组15号", "某村"),
        ("车牌辽A·12345", "车牌辽*·*****"),
        ("老李说", "老某说"),
    ],
)
def test_masked_words_say_what_kind_of_thing_stood_there(text: str, hidden: str) -> None:
    assert masked(text, find(text)) == hidden


@pytest.mark.parametrize("text", ["", " ", "\ufffd", "1" * 5000, "王" * 3000, "·" * 2000, "幸福小区" * 800])
def test_odd_lines_do_no_harm(text: str) -> None:
    assert isinstance(find(text), tuple)
