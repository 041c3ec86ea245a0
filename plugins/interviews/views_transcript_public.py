"""The transcript for everybody: to read, to print, to take along; and what was answered afterwards. Nothing about a visitor."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from flask import Response, g, render_template, send_file, url_for
from flask_babel import force_locale

from core.api import clock, departments, kept_sheets, open_to_all, sheets

from . import document_transcript, transcript_docx
from .rules import subtitles
from .service import after, figures, interviews, transcript_public
from .service.transcript_public import PublicTranscript
from .views_public import public
from .views_transcript_media import subtitles_answer
from .wording_transcript import FIGURES

STYLE = Path(__file__).parent / "templates" / "interviews" / "transcript_sheet.css"


@public.get("/<int:interview_id>/transcript/", endpoint="transcript")
@open_to_all
def transcript_page(interview_id: int) -> str:
    """The conversation, with its table of contents, photos, recording and what was answered afterwards."""
    shown = transcript_public.transcript(g.campaign, interview_id)
    counted = figures.figures(g.campaign, interview_id, clock.now())
    return render_template(
        "interviews/transcript_public.html",
        shown=shown,
        is_video=shown.recording is not None and shown.recording.media_type.startswith("video/"),
        after=after.public_after(g.campaign, interview_id, clock.now()),
        units=_units(),
        figures=[(FIGURES[code], counted.of(code)) for code in figures.PUBLIC],
        pdf_lack=sheets.lack(),
        at=subtitles.clock_words,
    )


@public.get("/<int:interview_id>/transcript/print", endpoint="transcript_print")
@open_to_all
def transcript_sheet(interview_id: int) -> str:
    """The same as an official document, for reading and printing in one piece."""
    shown = transcript_public.transcript(g.campaign, interview_id)
    revision = shown.out.revision
    doc = {
        "head": revision.issuer,
        "number": revision.doc_number,
        "title": revision.title,
        "blocks": [dict(block) for block in revision.blocks],
    }
    return render_template("interviews/transcript_print.html", shown=shown, doc=doc)


@public.get("/<int:interview_id>/transcript.docx", endpoint="transcript_docx")
@open_to_all
def transcript_file(interview_id: int) -> Any:
    """The transcript as .docx."""
    shown = transcript_public.transcript(g.campaign, interview_id)
    revision = shown.out.revision
    made = transcript_docx.transcript_docx(
        shown,
        title=revision.title,
        issuer=revision.issuer,
        facts=_facts(shown),
        day=_day(shown),
        pictures=_pictures(shown),
        answers=_answers(interview_id),
        answers_head="会后答复",
        at=shown.out.published_at,
    )
    return send_file(io.BytesIO(made), download_name=f"{revision.title}.docx", as_attachment=True)


@public.get("/<int:interview_id>/transcript.pdf", endpoint="transcript_pdf")
@open_to_all
def transcript_pdf(interview_id: int) -> Any:
    """The transcript as PDF: typeset once for each text. Refused with what to install where Pango or a font is missing."""
    shown = transcript_public.transcript(g.campaign, interview_id)
    revision = shown.out.revision
    places, answers = _pictures(shown), _answers(interview_id)

    def make() -> bytes:
        with force_locale("zh"):
            html = render_template(
                "interviews/transcript_sheet.html",
                shown=shown,
                title=revision.title,
                issuer=revision.issuer,
                facts=_facts(shown),
                day=_day(shown),
                pictures=places,
                answers=answers,
                numeral=document_transcript.numeral,
                address=url_for(".transcript", interview_id=interview_id, lang="zh", _external=True),
            )
        given = {str(number): place for number, place in places.items()}
        return sheets.make_sheet(html, STYLE.read_text(encoding="utf-8"), "pdf", pictures=given)

    made = kept_sheets.sheet(revision, [*sorted(places), *answers], make)
    return send_file(
        io.BytesIO(made), "application/pdf", download_name=f"{revision.title}.pdf", as_attachment=True
    )


@public.get("/<int:interview_id>/subtitles.<kind>", endpoint="subtitles")
@open_to_all
def subtitles_file(interview_id: int, kind: str) -> Response:
    """The published subtitles: WebVTT for the player, SRT to take along."""
    shown = transcript_public.transcript(g.campaign, interview_id)
    return subtitles_answer(shown.cues, kind, interview_id)


@public.get("/<int:interview_id>/answers/", endpoint="answers")
@open_to_all
def answers_page(interview_id: int) -> str:
    """Questions that weren't answered on air: answered since, or by when they will be."""
    view = interviews.public_interview(g.campaign, interview_id)
    return render_template(
        "interviews/after_public.html",
        view=view,
        after=after.public_after(g.campaign, interview_id, clock.now()),
        units=_units(),
        transcript_out=interview_id in transcript_public.published([interview_id]),
    )


def _facts(shown: PublicTranscript) -> list[tuple[str, str]]:
    """When, where and who, in Chinese, for sheets."""
    found = []
    if shown.starts_at is not None and shown.ends_at is not None:
        ends = clock.local(shown.ends_at)
        begins = document_transcript.day_words(shown.starts_at)
        found.append(("时间", f"{begins}—{ends.hour}:{ends.minute:02d}"))
    if shown.place:
        found.append(("地点", shown.place))
    if shown.host:
        found.append(("主持人", shown.host))
    if shown.guests:
        found.append(
            ("嘉宾", "；".join(f"{name}（{post}）" if post else name for name, post in shown.guests))
        )
    return found


def _day(shown: PublicTranscript) -> str:
    day = clock.local(shown.out.published_at)
    return f"{day.year}年{day.month}月{day.day}日"


def _pictures(shown: PublicTranscript) -> dict[int, Path]:
    found = {int(block["file"]): transcript_public.picture_file(block) for block in shown.pictures}
    return {number: place for number, place in found.items() if place is not None}


def _answers(interview_id: int) -> list[tuple[str, str, str]]:
    done = after.public_after(g.campaign, interview_id, clock.now()).answered
    return [(one.number, one.text, one.answer or f"转{one.passed_to}办理。") for one in done]


def _units() -> dict[int, str]:
    return {unit.id: unit.name for unit in departments()}
