"""What is shown of a text: the real words, marked; never a word that isn't there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.base.search.asking import understand
from core.base.search.contracts import Passage
from core.base.search.passages import CUT, marked, passages
from core.base.search.words import read

TEXT = (
    "云川市水务局定于９月19日举办“政府开放日”。\n各单位用水务必节约。"
    + "中间还有很多别的内容。" * 30
    + "咨询电话：260-0110，也可以在网上报名。"
)


def drawn(passage: Passage) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in passage)


def test_the_real_text_is_marked_in_any_width_and_under_any_sign() -> None:
    assert "[９月19日]" in drawn(passages(TEXT, understand("9月19日"), read)[0])
    assert "[260-0110]" in drawn(passages(TEXT, understand("2600110"), read)[0])
    assert drawn(marked("政府“开放日”公告", understand("政府开放日"), read)) == "[政府“开放日]”公告"


def test_a_second_passage_shows_what_the_first_lacks() -> None:
    first, second = passages(TEXT, understand("水务局 报名"), read)
    assert "[水务局]" in drawn(first)
    assert "网上[报名]" in drawn(second)
    assert drawn(second).startswith(CUT)


def test_a_torn_word_is_not_marked() -> None:
    assert "[水务]局" in drawn(passages(TEXT, understand("水务"), read)[0])
    assert "用水务必" in drawn(passages(TEXT, understand("水务"), read)[0])


def test_english_words_are_marked_whole() -> None:
    assert (
        drawn(marked("Bookings for the art party", understand("booking art"), read))
        == "[Bookings] for the [art] party"
    )


def test_without_a_word_the_beginning_is_shown() -> None:
    (only,) = passages(TEXT, understand("zebra"), read)
    assert drawn(only).startswith("云川市水务局")
    assert passages("", understand("zebra"), read) == ()


@given(
    st.text(alphabet="水务局开放日报名ab 1\n。㈱é<&", max_size=300),
    st.text(alphabet="水务局开放日报名a1 ㈱", max_size=8),
)
def test_passages_are_stretches_of_the_text(text: str, question: str) -> None:
    plain = text.replace("\n", " ")
    for passage in passages(text, understand(question), read):
        said = "".join(piece.text for piece in passage if piece.text != CUT).replace("\n", " ")
        assert said in plain
