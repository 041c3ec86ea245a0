"""Transcripts on a real database: made from the broadcast, edited, illustrated, sent on, blanked."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.studio import ENDS, open_studio
from tests.support.written import EVENING, LATER, SRT, Written, fresh_turn, photo, silence, write

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def done(make_app: Callable[..., Flask]) -> Iterator[Written]:
    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        yield write(studio)


def texts(done: Written) -> list[str]:
    return [turn.line.text for turn in done.view().turns]


def test_what_was_released_is_the_first_draft_and_what_was_pulled_is_not(done: Written) -> None:
    made = done.make()
    assert (made.came, made.gone) == (5, 0)
    assert texts(done) == [
        "各位网友好，欢迎来到在线访谈。", "家里节水一成能拿多少奖励？", "节水一成，奖励直接抵水费。",
        "按季度算，自动到账。", "谢谢周局长，今天就到这里。",
    ]  # fmt: skip
    view = done.view()
    assert [turn.line.who for turn in view.turns[:3]] == ["主持人", "市民提问", "周明河 云川市水务局局长"]
    assert view.turns[1].line.opinion_id == done.aired_id
    assert not view.flaws


def test_nothing_is_written_up_before_the_end(make_app: Callable[..., Flask]) -> None:
    from core.api import RuleBroken

    app = make_app(SMS_GATEWAY="demo")
    studio = open_studio(app)
    with app.test_request_context("/zh/"):
        going_on = write(studio, end=False)
        with pytest.raises(RuleBroken, match="transcript_early"):
            going_on.make(now=ENDS + timedelta(hours=3))


def test_edits_stay_when_more_comes_from_the_broadcast(done: Written) -> None:
    done.make()
    done.save(text_0="各位网友，大家好。", lead="9月11日，周明河做客访谈。")
    done.save("merge", 3)
    done.save("drop", 1)
    before = done.view()
    assert [turn.line.text for turn in before.turns][1] == "节水一成，奖励直接抵水费。\n按季度算，自动到账。"
    again = done.make(before.version)
    assert (again.came, again.gone) == (0, 0)
    assert texts(done) == [turn.line.text for turn in before.turns]
    assert done.view().lead == "9月11日，周明河做客访谈。"


def test_a_turn_that_is_pulled_later_goes_and_blocks_until_then(done: Written) -> None:
    from core.api import RuleBroken

    done.make()
    last = done.view().turns[-1].line.came_from[0]
    done.air.pull(fresh_turn(last), now=EVENING)
    assert [flaw.code for flaw in done.view().flaws] == ["pulled"]
    with pytest.raises(RuleBroken, match="transcript_not_ready"):
        done.submit()
    assert done.make(done.view().version).gone == 1
    assert "谢谢周局长，今天就到这里。" not in texts(done)
    done.submit()


def test_a_turn_pulled_while_the_chain_runs_keeps_it_from_coming_out(done: Written) -> None:
    from core.api import DomainError
    from plugins.interviews import chain

    done.make()
    last = done.view().turns[-1].line.came_from[0]
    done.submit()
    done.air.pull(fresh_turn(last), now=EVENING)
    with pytest.raises(DomainError):
        done.studio.pass_on(chain.TRANSCRIPT, done.id, now=EVENING)
    assert chain.TRANSCRIPT.published(done.id) is None


def test_what_is_stale_is_refused_and_changes_nothing(done: Written) -> None:
    from core.api import Conflict, Invalid, RuleBroken

    done.make()
    done.save(text_0="甲先存。")
    with pytest.raises(Conflict, match="transcript_changed"):
        done.save(text_0="乙后存。", version=1)
    assert texts(done)[0] == "甲先存。"
    with pytest.raises(Invalid, match="turn_other_speaker"):
        done.save("merge", 1, text_0="存不下")
    with pytest.raises(RuleBroken, match="secret_mark"):
        done.save(text_0="机密★10年")
    with pytest.raises(Invalid) as long:
        done.save(text_2="长" * 8001)
    assert (long.value.field, texts(done)[0]) == ("turns-2-text", "甲先存。")


def test_one_typed_by_hand_for_a_broadcast_that_was_on_radio_only(done: Written) -> None:
    from plugins.interviews.service import transcript, transcript_chain
    from plugins.interviews.service.transcript import EditedTurn, SaveTranscript

    radio = done.studio.interview(title="电台里的访谈")
    done.studio.announce(radio)
    made = transcript.make(done.campaign, radio, 0, actor=done.actor(), now=EVENING)
    assert made.came == 0
    for n in range(2):
        shown = transcript_chain.view(done.campaign, radio, actor=done.actor(), now=EVENING)
        turns = tuple(
            EditedTurn(t.id, t.line.speaker, t.line.who, t.line.text or "听众朋友好。") for t in shown.turns
        )
        command = SaveTranscript(shown.version, "导语", turns, "add", n - 1)
        transcript.save(done.campaign, radio, command, actor=done.actor(), now=EVENING)
    shown = transcript_chain.view(done.campaign, radio, actor=done.actor(), now=EVENING)
    assert [(turn.line.who, turn.line.text) for turn in shown.turns] == [
        ("主持人", "听众朋友好。"),
        ("主持人", ""),
    ]
    assert [flaw.code for flaw in shown.flaws] == ["text"]


def test_pictures_stand_beside_their_turn_and_a_stranger_s_does_not(done: Written) -> None:
    from core.api import SYSTEM, Invalid, files, pictures
    from plugins.interviews import chain
    from plugins.interviews.service import transcript

    done.make()
    mine = done.drawer(photo(), "演播室.png", "演播室里，周明河局长正在回答市民关于节水奖励怎样申请的提问。")
    other = pictures.add_file(
        io.BytesIO(photo()),
        "别人的.png",
        done.studio.city.units["housing"],
        True,
        actor=SYSTEM,
        now=EVENING,
    )
    turn = done.view().turns[2]
    give: dict[str, Any] = {"actor": done.actor(), "now": EVENING}
    with pytest.raises(Invalid, match="picture_not_yours"):
        transcript.illustrate(done.campaign, done.id, done.view().version, turn.id, other.id, "", **give)
    transcript.illustrate(done.campaign, done.id, done.view().version, turn.id, mine, "", **give)
    assert [file.id for file in files.attached(chain.TRANSCRIPT.code, done.id)] == [mine]
    block = next(b for b in done.view().content.blocks if b["kind"] == "image")
    assert (block["file"], block["text"][:4]) == (mine, "演播室里")
    pictures.answer(mine, "persons", 1, actor=SYSTEM, now=EVENING)
    assert [blocker.code for blocker in done.view().blockers] == ["portrait_consent_missing"]


def test_published_found_corrected_and_taken_for_the_archive(done: Written) -> None:
    from core.api import Invalid
    from plugins.interviews import chain, showing_transcript
    from plugins.interviews.service import transcript_media, transcript_public

    done.make()
    transcript_media.keep(
        done.campaign, done.id, done.view().version, transcript_media.look(SRT.encode("gb18030"), "a.srt").cues,
        actor=done.actor(), now=EVENING,
    )  # fmt: skip
    recording = done.drawer(silence(), "访谈录音.mp3")
    transcript_media.set_recording(
        done.campaign, done.id, done.view().version, file_id=recording, actor=done.actor(), now=EVENING
    )
    done.publish()
    shown = transcript_public.transcript(done.campaign, done.id)
    assert [turn.question for turn in shown.turns] == [0, 1, 0, 0, 0]
    assert [turn.says_on for turn in shown.turns] == [False, False, False, True, False]
    assert shown.recording is not None
    assert len(shown.cues) == 2
    assert shown.turns[1].opinion
    parts = {part.name: part for part in showing_transcript.archive_parts(shown.out.revision)}
    assert parts["subtitles"].data.startswith("WEBVTT")
    assert ["直播中回答", 1] in parts["figures"].data["rows"]
    done.save(text_0="各位网友，大家好。", now=LATER)
    with pytest.raises(Invalid, match="correction_missing"):
        done.submit(now=LATER)
    done.publish(now=LATER, correction="开头的称呼有误。")
    out = chain.TRANSCRIPT.published(done.id)
    assert out is not None
    assert (out.version, out.correction) == (2, "开头的称呼有误。")


def test_blanking_leaves_no_word(done: Written) -> None:
    from core.api import kept_sheets
    from plugins.interviews import showing_transcript
    from plugins.interviews.service import transcript_public
    from plugins.interviews.store import transcript as store

    done.make()
    done.publish()
    revision = transcript_public.transcript(done.campaign, done.id).out.revision
    kept_sheets.sheet(revision, [], lambda: b"%PDF-1.4 words")
    assert {copy.title for copy in showing_transcript.copies(revision)} == {
        f"#{store.transcript(done.id).id}", f"#{revision.document_id}",  # type: ignore[union-attr]
    }  # fmt: skip
    showing_transcript.blank(revision, EVENING)
    row = store.transcript(done.id)
    assert row is not None
    assert row.lead == ""
    assert {turn.text for turn in store.turns(row.id)} == {""}
    assert kept_sheets.kept_of(revision.document_id) == []


def test_the_sheet_is_made_once_for_each_text(done: Written) -> None:
    from core.api import kept_sheets
    from plugins.interviews.service import transcript_public

    done.make()
    done.publish()
    revision = transcript_public.transcript(done.campaign, done.id).out.revision
    made: list[int] = []

    def make() -> bytes:
        made.append(1)
        return b"%PDF"

    assert kept_sheets.sheet(revision, [1], make) == kept_sheets.sheet(revision, [1], make) == b"%PDF"
    assert len(made) == 1
    kept_sheets.sheet(revision, [], make)  # a photo was withdrawn: another sheet, and the old one is gone
    assert len(made) == 2
    assert len(kept_sheets.kept_of(revision.document_id)) == 1


def test_the_working_copy_is_thrown_away_but_not_what_is_public(done: Written) -> None:
    from plugins.interviews import chain
    from plugins.interviews.service import transcript

    done.make()
    done.publish()
    transcript.remove(done.campaign, done.id, done.view().version, actor=done.actor(), now=LATER)
    assert done.view().version == 0
    assert chain.TRANSCRIPT.published(done.id) is not None


def test_a_foreign_department_finds_nothing(done: Written) -> None:
    from core.api import NotFound

    done.make()
    with pytest.raises(NotFound):
        done.view(by="stranger")
