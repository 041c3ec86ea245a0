"""The transcript for departments: made, edited, illustrated, sent on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, clock, needs, phrase, pictures, publishing, words

from . import chain
from .forms_transcript import PictureForm, SubmitForm, TranscriptForm, VersionForm
from .permissions import EDIT, SEE
from .rules.transcript import short
from .service import transcript, transcript_chain
from .service.transcript import EditedTurn, SaveTranscript
from .service.transcript_chain import TranscriptView
from .views_staff import Page, staff
from .wording_transcript import FLAWS

ACTS = ("merge", "split", "up", "down", "drop", "add", "cleared")


@staff.get("/<int:interview_id>/transcript", endpoint="transcript")
@needs(SEE)
def transcript_page(interview_id: int) -> Page:
    """The check: what is missing, the text as it will read, recording and subtitles, the chain."""
    return _show(interview_id)


def _show(interview_id: int, refusal: DomainError | str = "", status: int = 422) -> Page:
    view = transcript_chain.view(g.campaign, interview_id, actor=g.actor, now=clock.now())
    content = view.content
    page = render_template(
        "interviews/transcript_staff.html",
        view=view,
        refusal=words(refusal) if isinstance(refusal, DomainError) else refusal,
        flaws=[(flaw, phrase_of(flaw)) for flaw in view.flaws],
        blockers=[(blocker, phrase(blocker.code, blocker.params)) for blocker in view.blockers],
        doc={
            "head": content.issuer,
            "number": "",
            "title": content.title,
            "blocks": [_shown(block) for block in content.blocks],
        },
        press=VersionForm(formdata=None, data={"version": str(view.version)}),
        submit_form=SubmitForm(formdata=None, data={"version": str(view.version)}),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        happened=publishing.happened(chain.TRANSCRIPT.code, interview_id),
        may_except=g.actor.can("publishing.make_exception", campaign_id=g.campaign.id),
        kind_code=chain.TRANSCRIPT.code,
    )
    if not refusal:
        return page
    return page, refusal.status if isinstance(refusal, DomainError) else status


@staff.post("/<int:interview_id>/transcript/make")
@needs(EDIT)
def transcript_make(interview_id: int) -> Page:
    """Begin it from the broadcast, or bring in what came after."""

    def act(form: Any) -> str:
        made = transcript.make(
            g.campaign, interview_id, number_of(form.version.data), actor=g.actor, now=clock.now()
        )
        told = ngettext("取来 %(num)d 段直播文字。", "取来 %(num)d 段直播文字。", made.came)
        if not made.came:
            told = _("直播没有新的文字。没有图文直播的访谈，请打开“改实录”直接录入。")
        if made.gone:
            told += ngettext("去掉了撤下的 %(num)d 段。", "去掉了撤下的 %(num)d 段。", made.gone)
        return told

    return pressed(interview_id, act)


@staff.route("/<int:interview_id>/transcript/edit", methods=["GET", "POST"])
@needs(EDIT)
def transcript_edit(interview_id: int) -> Page:
    """All of it in one form; a button beside each turn saves and then merges, splits, moves, drops or adds."""
    view = transcript_chain.view(g.campaign, interview_id, actor=g.actor, now=clock.now())
    if view.version == 0 or view.locked or not view.may_edit:
        return redirect(url_for(".transcript", interview_id=interview_id), 303)
    form = TranscriptForm(data=_filled(view) if request.method == "GET" else None)
    stale = False
    if form.validate_on_submit():
        act, at = _act(request.form.get("act", ""))
        command = SaveTranscript(
            number_of(form.version.data), form.lead.data or "", tuple(_turns(form)), act, at
        )
        try:
            transcript.save(g.campaign, interview_id, command, actor=g.actor, now=clock.now())
        except DomainError as problem:
            stale = problem.status == 409
            blame(form, problem)
        else:
            if not act:
                flash(_("已保存。下面是检查结果。"), "ok")
                return redirect(url_for(".transcript", interview_id=interview_id), 303)
            near = {"up": at - 1, "down": at + 1, "merge": at - 1, "add": at + 1, "drop": max(at - 1, 0)}
            return redirect(
                url_for(".transcript_edit", interview_id=interview_id, _anchor=f"turn-{near.get(act, at)}"),
                303,
            )
    pulled = {turn.id for turn in view.turns if turn.pulled}
    page = render_template(
        "interviews/transcript_form.html",
        view=view,
        form=form,
        stale=stale,
        pulled=[number_of(entry.form.id.data) in pulled for entry in form.turns.entries],
        pictured={turn.id: turn.line.picture_id for turn in view.turns if turn.line.picture_id},
        number_of=number_of,
    )
    return page, 200 if request.method == "GET" else (409 if stale else 422)


@staff.route("/<int:interview_id>/transcript/pictures", methods=["GET", "POST"])
@needs(EDIT)
def transcript_pictures(interview_id: int) -> Page:
    """The pictures beside turns: put one there, take one off."""
    view = transcript_chain.view(g.campaign, interview_id, actor=g.actor, now=clock.now())
    if view.version == 0 or view.locked or not view.may_edit:
        return redirect(url_for(".transcript", interview_id=interview_id), 303)
    form = PictureForm(data={"version": str(view.version)} if request.method == "GET" else None)
    drawer = pictures.pictures_of(view.interview.department_id)
    form.picture.choices = [
        (0, _("请选择")), *((one.id, f"{one.caption or one.file.name}（{one.file.width}×{one.file.height}）") for one in drawer)
    ]  # fmt: skip
    form.turn.choices = [
        (0, _("请选择")),
        *(
            (turn.id, f"{n}. {turn.line.who}：{short(turn.line.text, 24)}")
            for n, turn in enumerate(view.turns, 1)
        ),
    ]
    if request.method == "POST" and request.form.get("drop", "").isdecimal():
        return _picture_off(interview_id, int(request.form["drop"]))
    if form.validate_on_submit():
        try:
            if not form.turn.data:
                form.turn.errors = [phrase("interviews.turn_missing", {})]
            elif not form.picture.data:
                form.picture.errors = [phrase("interviews.picture_missing", {})]
            else:
                transcript.illustrate(
                    g.campaign, interview_id, number_of(form.version.data), form.turn.data, form.picture.data,
                    form.caption.data or "", actor=g.actor, now=clock.now(),
                )  # fmt: skip
                flash(_("图片已放上。"), "ok")
                return redirect(url_for(".transcript_pictures", interview_id=interview_id), 303)
        except DomainError as problem:
            blame(form, problem)
    used = [turn for turn in view.turns if turn.line.picture_id is not None]
    page = render_template(
        "interviews/transcript_pictures.html",
        view=view,
        form=form,
        used=used,
        drawer=pictures.items([turn.line.picture_id for turn in used if turn.line.picture_id]),
        newest=drawer[:12],
        photo_rule=pictures.photo_rule(g.campaign),
        short=short,
    )
    return page, 422 if request.method == "POST" else 200


def _picture_off(interview_id: int, turn_id: int) -> Page:
    def act(form: Any) -> str:
        transcript.illustrate(
            g.campaign, interview_id, number_of(form.version.data), turn_id, None, "",
            actor=g.actor, now=clock.now(),
        )  # fmt: skip
        return _("图片已去掉，文件还在“图片与附件”里。")

    return pressed(interview_id, act, "transcript_pictures")


@staff.post("/<int:interview_id>/transcript/submit")
@needs(EDIT)
def transcript_submit(interview_id: int) -> Page:
    """Send it into the chain."""
    form = SubmitForm()
    if not form.validate_on_submit():
        return _show(interview_id, "".join(form.correction.errors[:1]) or _("请重新打开再办。"))
    try:
        transcript_chain.submit(
            g.campaign, interview_id, number_of(form.version.data), actor=g.actor, now=clock.now(),
            correction=form.correction.data or "",
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(interview_id, problem)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(url_for(".transcript", interview_id=interview_id), 303)


@staff.route("/<int:interview_id>/transcript/remove", methods=["GET", "POST"])
@needs(EDIT)
def transcript_remove(interview_id: int) -> Page:
    """Ask, then throw the working copy away."""
    view = transcript_chain.view(g.campaign, interview_id, actor=g.actor, now=clock.now())
    if view.version == 0 or view.locked or not view.may_edit:
        return redirect(url_for(".transcript", interview_id=interview_id), 303)
    form = VersionForm(data={"version": str(view.version)} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            transcript.remove(
                g.campaign, interview_id, number_of(form.version.data), actor=g.actor, now=clock.now()
            )
            flash(_("实录的草稿已删除。"), "ok")
            return redirect(url_for(".transcript", interview_id=interview_id), 303)
        except DomainError as problem:
            blame(form, problem)
    page = render_template("interviews/transcript_remove.html", view=view, form=form)
    return page, 422 if request.method == "POST" else 200


# ── pieces that the pages of recording and subtitles use, too ───────────────────────────────────────────────────────
def pressed(interview_id: int, act: Callable[[Any], str], back: str = "transcript") -> Page:
    """Do what a button says; a refusal stands over the check."""
    form = VersionForm()
    if not form.validate_on_submit():
        return _show(interview_id, _("请重新打开再办。"))
    try:
        told = act(form)
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(interview_id, problem)
    flash(told, "ok")
    return redirect(url_for(f".{back}", interview_id=interview_id), 303)


def blame(form: Any, problem: DomainError) -> None:
    """Put a refusal at the field that it is about ("turns-3-text"), else above the form; what the page has no business
    with goes on."""
    if isinstance(problem, (NotFound, NotAllowed)):
        raise problem
    name = getattr(problem, "field", None) or ""
    field = form._fields.get(name)
    parts = name.split("-")
    if field is None and len(parts) == 3 and parts[0] in form and parts[1].isdecimal():
        entries = form[parts[0]].entries
        if int(parts[1]) < len(entries):
            field = entries[int(parts[1])].form[parts[2]]
    if field is None:
        form.form_errors = [*form.form_errors, words(problem)]
    else:
        field.errors = [*field.errors, words(problem)]


def number_of(text: Any) -> int:
    """A hidden whole number that may have been tampered with."""
    found = str(text or "")
    return int(found) if found.isdecimal() and len(found) < 10 else 0


def phrase_of(flaw: Any) -> str:
    """What a working copy lacks, in words."""
    return str(FLAWS[flaw.code]) % {"turn": flaw.turn} if flaw.turn else str(FLAWS[flaw.code])


def _act(pressed_button: str) -> tuple[str, int]:
    name, _colon, at = pressed_button.partition(":")
    if name not in ACTS:
        return "", 0
    return name, int(at) if at.lstrip("-").isdecimal() and len(at) < 6 else 0


def _filled(view: TranscriptView) -> dict[str, Any]:
    return {
        "version": str(view.version),
        "lead": view.lead,
        "turns": [
            {
                "id": str(turn.id),
                "speaker": turn.line.speaker,
                "who": turn.line.who,
                "text": turn.line.text,
                "caption": turn.line.caption,
            }
            for turn in view.turns
        ],
    }


def _turns(form: TranscriptForm) -> list[EditedTurn]:
    return [
        EditedTurn(
            number_of(one.id.data), str(one.speaker.data or ""), one.who.data or "", one.text.data or "",
            one.caption.data or "",
        )
        for one in (entry.form for entry in form.turns.entries)
    ]  # fmt: skip


def _shown(block: Any) -> dict[str, Any]:
    """A block before it is public: its signature has no day yet."""
    if block.get("kind") == "sign":
        return {**block, "lines": [*block["lines"], "（公开的日期）"]}
    return dict(block)
