"""Subtitles as they really come, and as they are written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.interviews.rules.subtitles import LAST, Cue, plain, read, write_srt, write_vtt

NOISE = st.text(max_size=200)
WORDS = st.text(min_size=1, max_size=60).map(plain).filter(bool)
#: what SRT can say of itself: it has no way to write a tag as words
BARE = WORDS.map(lambda text: plain(text.replace("<", "‹").replace("{", "（").replace("\\", "＼"))).filter(
    bool
)


def cues(words: st.SearchStrategy[str], voices: st.SearchStrategy[str]) -> st.SearchStrategy[list[Cue]]:
    times = st.tuples(st.integers(0, LAST - 1), st.integers(1, 60_000)).map(
        lambda pair: (pair[0], min(pair[0] + pair[1], LAST))
    )
    settings = st.sampled_from(["", "line:0", "align:start position:10%"])
    one = st.builds(lambda t, w, v, s: Cue(t[0], t[1], w, v, s), times, words, voices, settings)
    return st.lists(one, max_size=12).map(lambda found: sorted(found, key=lambda c: (c.from_ms, c.to_ms)))


VOICES = st.one_of(st.just(""), st.sampled_from(["张三", "周明河 局长", "A & B", "<主持人>"]))


@given(cues(WORDS, VOICES))
def test_vtt_comes_back_as_it_was_written(written: list[Cue]) -> None:
    got = read(write_vtt(written))
    assert got.kind == "vtt"
    assert list(got.cues) == written
    assert all(fault.kept for fault in got.faults)


@given(cues(BARE, st.just("")))
def test_srt_comes_back_as_it_was_written(written: list[Cue]) -> None:
    bare = [Cue(c.from_ms, c.to_ms, c.text) for c in written]
    got = read(write_srt(bare))
    assert list(got.cues) == bare
    assert all(fault.kept for fault in got.faults)


@given(NOISE, st.sampled_from(["", "a.vtt", "a.srt"]))
def test_anything_is_read_without_a_crash_and_what_is_read_can_be_written(text: str, name: str) -> None:
    got = read(text, name)
    assert list(read(write_vtt(got.cues)).cues) == list(got.cues)
    assert all(1 <= fault.line <= text.count("\n") + text.count("\r") + 2 for fault in got.faults)


@given(
    st.lists(
        st.sampled_from(
            [
                "",
                "1",
                "7",
                "WEBVTT",
                "NOTE 写给自己",
                "STYLE",
                "00:01.000 --> 00:02.000",
                "00:00:03,5 --> 00:00:02,5",
                "00:00:61,000 --> 00:01:02,000",
                "您好",
                "<v 张三>您好</v>",
                "--> 3",
            ]
        ),
        max_size=25,
    )
)
def test_every_line_is_either_understood_or_complained_of(lines: list[str]) -> None:
    got = read("\n".join(lines))
    said = "\n".join(cue.text for cue in got.cues)
    complained = {fault.line for fault in got.faults}
    if (
        lines.count("您好") == 1
        and "WEBVTT" not in lines
        and "NOTE 写给自己" not in lines
        and "STYLE" not in lines
    ):
        at = lines.index("您好") + 1
        before = [n for n in range(1, at + 1) if n in complained]
        follows = at < len(lines) and "-->" in lines[at]
        assert "您好" in said or before or follows


def test_srt_as_it_comes_from_windows() -> None:
    text = (
        "\ufeff1\r\n00:00:01,000 --> 00:00:03,500\r\n{\\an8}各位网友，<i>大家好</i>。\r\n\r\n"
        "2\r\n00:00:04.000 --> 00:00:06.25\r\n第一行\r\n第二行\r\n"
    )
    got = read(text)
    assert got.kind == "srt"
    assert got.cues == (Cue(1000, 3500, "各位网友，大家好。"), Cue(4000, 6250, "第一行\n第二行"))
    assert got.faults == ()


def test_vtt_with_all_that_it_may_hold() -> None:
    text = (
        "WEBVTT - 访谈\nKind: captions\n\nNOTE\n两行\n说明\n\nSTYLE\n::cue { color: red }\n\n"
        "开场\n00:01.000 --> 00:03.000 align:start line:0 bad:x\n<v 周明河>节水奖励&amp;办法<00:00:02.000>来了</v>\n\n"
        "01:00:00.000 --> 01:00:02.000\n<v 张三>问？\n<v 李四>答。\n"
    )
    got = read(text)
    assert got.cues == (
        Cue(1000, 3000, "节水奖励&办法来了", "周明河", "align:start line:0"),
        Cue(3_600_000, 3_602_000, "张三：问？\n李四：答。"),
    )
    assert got.faults == ()


def test_missing_numbers_and_missing_empty_lines() -> None:
    got = read(
        "00:00:01,000 --> 00:00:02,000\n一\n00:00:02,000 --> 00:00:03,000\n二\n3\n00:00:03,000 --> 00:00:04,000\n三"
    )
    assert [cue.text for cue in got.cues] == ["一", "二", "三"]
    assert got.faults == ()


def test_a_subtitle_that_says_a_number_is_no_index() -> None:
    got = read("1\n00:00:01,000 --> 00:00:02,000\n12345\n\n2\n00:00:03,000 --> 00:00:04,000\n请拨打")
    assert [cue.text for cue in got.cues] == ["12345", "请拨打"]


def test_faults_are_told_line_by_line() -> None:
    got = read(
        "1\n00:00:05,000 --> 00:00:04,000\n反了\n\n"  # line 2
        "2\n00:00:61,000 --> 00:01:02,000\n没有 61 秒\n\n"  # line 6
        "3\n00:00:06,000 --> 00:00:07,000\n\n"  # line 10: empty
        "丢了时间的一句\n\n"  # line 12
        "5\n00:00:09,000 --> 00:00:12,000\n后\n\n"
        "6\n00:00:08,000 --> 00:00:10,000\n前\n\n"  # line 19: out of order; line 15 overlaps it
        "7\n00:00:xx --> 00:00:13,000\n看不懂\n"  # line 23
    )
    told = [(fault.line, fault.code, fault.kept) for fault in got.faults]
    assert told == [
        (2, "backwards", False),
        (6, "time", False),
        (10, "empty", False),
        (12, "no_time", False),
        (15, "overlap", True),
        (19, "order", True),
        (23, "time", False),
    ]
    assert [cue.text for cue in got.cues] == ["前", "后"]


def test_a_vtt_without_its_head_is_read_and_told() -> None:
    got = read("00:01.000 --> 00:02.000\n您好", "interview.VTT")
    assert (got.kind, [fault.code for fault in got.faults]) == ("vtt", ["no_head"])
    assert len(got.cues) == 1


def test_srt_has_the_voice_before_the_words_and_windows_lines() -> None:
    assert write_srt([Cue(0, 1500, "您好", "张三")]) == "1\r\n00:00:00,000 --> 00:00:01,500\r\n张三：您好\r\n"
    assert write_vtt([]) == "WEBVTT\n"


def test_nothing_is_no_subtitle() -> None:
    assert read("").cues == ()
    assert read("只是一段话，不是字幕。").faults[0].code == "no_time"
