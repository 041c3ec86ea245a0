"""The recording of an interview and its subtitles, for departments."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotFound, clock, needs, phrase, words

from .forms_transcript import KeepForm, RecordingForm, SubtitlesForm
from .permissions import EDIT, SEE
from .rules import subtitles
from .service import transcript_chain, transcript_media
from .service.transcript_chain import TranscriptView
from .views_staff import Page, staff
from .views_transcript_staff import blame, number_of, pressed
from .wording_transcript import FAULTS

#: lines of a file's faults, and of its subtitles, that a page shows
SHOWN = 200


@staff.route("/<int:interview_id>/transcript/recording", methods=["GET", "POST"])
@needs(EDIT)
def transcript_recording(interview_id: int) -> Page:
    """Where the recording is."""
    view = _view(interview_id)
    if view is None:
        return redirect(url_for(".transcript", interview_id=interview_id), 303)
    kept = {
        "version": str(view.version),
        "file_id": view.recording.id if view.recording else 0,
        "url": view.recording_url,
    }
    form = RecordingForm(data=kept)
    known = transcript_media.recordings_of(view.interview.department_id, actor=g.actor)
    if view.recording is not None and view.recording.id not in {one.id for one in known}:
        known.insert(0, view.recording)
    form.file_id.choices = [(0, _("没有，或者在其他网站上")), *((one.id, one.name) for one in known)]
    if form.validate_on_submit():
        try:
            where: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
            version = number_of(form.version.data)
            if form.file.data:
                transcript_media.add_recording(
                    g.campaign,
                    interview_id,
                    version,
                    form.file.data.stream,
                    form.file.data.filename or "",
                    **where,
                )
            else:
                transcript_media.set_recording(
                    g.campaign, interview_id, version, file_id=form.file_id.data or None,
                    url=form.url.data or "", **where,
                )  # fmt: skip
            flash(_("录音录像已保存。"), "ok")
            return redirect(url_for(".transcript", interview_id=interview_id), 303)
        except DomainError as problem:
            blame(form, problem)
    page = render_template("interviews/transcript_recording.html", view=view, form=form)
    return page, 422 if form.is_submitted() else 200


@staff.route("/<int:interview_id>/transcript/subtitles", methods=["GET", "POST"])
@needs(EDIT)
def transcript_subtitles(interview_id: int) -> Page:
    """The subtitles; a file that is brought in is shown with its faults before anything is kept."""
    view = _view(interview_id)
    if view is None:
        return redirect(url_for(".transcript", interview_id=interview_id), 303)
    form = SubtitlesForm(data={"version": str(view.version)})
    found = None
    if form.validate_on_submit():
        try:
            if not form.file.data:
                form.file.errors = [phrase("interviews.file_missing", {})]
            else:
                name = form.file.data.filename or ""
                found = transcript_media.look(form.file.data.read(), name)
        except DomainError as problem:
            if getattr(problem, "field", None) is None:
                form.file.errors = [words(problem)]
            else:
                blame(form, problem)
    return _subtitles_page(view, form, found, form.is_submitted() and found is None)


def _subtitles_page(
    view: TranscriptView, form: SubtitlesForm, found: subtitles.Read | None, failed: bool
) -> Page:
    kept = transcript_media.kept(g.campaign, view.interview.id, actor=g.actor)
    keep_form = None
    if found is not None and found.cues:
        given = {"version": form.version.data, "cues": subtitles.write_vtt(found.cues)}
        keep_form = KeepForm(formdata=None, data=given)
    page = render_template(
        "interviews/transcript_subtitles.html",
        view=view,
        form=form,
        found=found,
        keep_form=keep_form,
        faults=[(fault, str(FAULTS[fault.code]) % fault.params) for fault in found.faults[:SHOWN]]
        if found
        else [],
        lost=sum(not fault.kept for fault in found.faults) if found else 0,
        kept=kept.cues,
        shown=SHOWN,
        at=subtitles.clock_words,
    )
    return page, 422 if failed else 200


@staff.post("/<int:interview_id>/transcript/subtitles/keep")
@needs(EDIT)
def transcript_subtitles_keep(interview_id: int) -> Page:
    """Keep what was looked at."""
    cues = subtitles.read(KeepForm().cues.data or "").cues

    def act(form: Any) -> str:
        transcript_media.keep(
            g.campaign, interview_id, number_of(form.version.data), cues, actor=g.actor, now=clock.now()
        )
        return (
            ngettext("收下 %(num)d 条字幕。", "收下 %(num)d 条字幕。", len(cues))
            if cues
            else _("字幕已去掉。")
        )

    return pressed(interview_id, act, "transcript_subtitles" if cues else "transcript")


@staff.get("/<int:interview_id>/transcript/subtitles.<kind>", endpoint="transcript_subtitles_file")
@needs(SEE)
def subtitles_file(interview_id: int, kind: str) -> Response:
    """The working copy's subtitles as a file."""
    kept = transcript_media.kept(g.campaign, interview_id, actor=g.actor)
    if not kept.cues:
        raise NotFound
    answer = subtitles_answer(kept.cues, kind, interview_id)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def subtitles_answer(cues: Any, kind: str, interview_id: int) -> Response:
    """A file of subtitles as an answer. Raises NotFound for any other kind."""
    if kind not in ("srt", "vtt"):
        raise NotFound
    body = subtitles.write_vtt(cues) if kind == "vtt" else subtitles.write_srt(cues)
    media_type = "text/vtt" if kind == "vtt" else "application/x-subrip"
    way = "inline" if kind == "vtt" else "attachment"
    headers = {"Content-Disposition": f"{way}; filename=interview-{interview_id}.{kind}"}
    return Response(body, content_type=f"{media_type}; charset=utf-8", headers=headers)


def _view(interview_id: int) -> TranscriptView | None:
    view = transcript_chain.view(g.campaign, interview_id, actor=g.actor, now=clock.now())
    return view if view.version and view.may_edit and not view.locked else None
