"""Results and evaluation for their department: the check with the text and the chain, the form, 送审; and slips at once."""

from __future__ import annotations

import io
import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import (
    DomainError,
    NotAllowed,
    NotFound,
    clock,
    needs,
    opinions,
    personal,
    phrase,
    pictures,
    publishing,
    words,
)

from . import chain_after, slips_sheet, wording_after
from . import pack as packs
from .forms import SubmitForm
from .forms_after import AfterForm, SlipsForm, after_form, form_data
from .rules.after_the_day import EVALUATION, PARTS, RESULTS
from .rules.slips import MOST, Slip, as_lines, read_lines
from .service import after_texts, entering, looking_back
from .service.after_texts import AfterTextView, SaveAfterText
from .service.figures import OPINION
from .views_staff import Page, inbox_of, lines_of, staff


# ── results (活动开展情况) ──────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/announcements/<int:open_day_id>/results")
@needs("open_day.see")
def results(open_day_id: int) -> Page:
    """The results: what they lack, as they will read, and the chain."""
    return _show(_view(open_day_id, RESULTS))


@staff.route("/announcements/<int:open_day_id>/results/edit", methods=["GET", "POST"])
@needs("open_day.edit")
def edit_results(open_day_id: int) -> Page:
    """Write the results."""
    return _edit(open_day_id, RESULTS)


@staff.post("/announcements/<int:open_day_id>/results/submit")
@needs("open_day.edit")
def submit_results(open_day_id: int) -> Page:
    """Send the results into the chain."""
    return _submit(open_day_id, RESULTS)


# ── evaluation and feedback (总结评估和意见反馈) ────────────────────────────────────────────────────────────────────────
@staff.get("/announcements/<int:open_day_id>/evaluation")
@needs("open_day.see")
def evaluation(open_day_id: int) -> Page:
    """The evaluation: what it lacks, as it will read with every opinion's end, and the chain."""
    return _show(_view(open_day_id, EVALUATION))


@staff.route("/announcements/<int:open_day_id>/evaluation/edit", methods=["GET", "POST"])
@needs("open_day.edit")
def edit_evaluation(open_day_id: int) -> Page:
    """Write the evaluation."""
    return _edit(open_day_id, EVALUATION)


@staff.post("/announcements/<int:open_day_id>/evaluation/submit")
@needs("open_day.edit")
def submit_evaluation(open_day_id: int) -> Page:
    """Send the evaluation into the chain."""
    return _submit(open_day_id, EVALUATION)


def _view(open_day_id: int, what: str) -> AfterTextView:
    return after_texts.view_text(g.campaign, open_day_id, what, actor=g.actor, now=clock.now())


def _show(view: AfterTextView, refusal: str = "", status: int = 200) -> Page:
    kind = chain_after.KINDS[view.what].code
    page = render_template(
        "open_day/after_text.html",
        view=view,
        day=view.day,
        refusal=refusal,
        lacks=[(lack, wording_after.told(lack)) for lack in view.lacks],
        blockers=[(b, phrase(b.code, b.params)) for b in view.blockers],
        doc={
            "head": view.content.issuer,
            "title": view.content.title,
            "blocks": [_shown(block) for block in view.content.blocks],
        },
        submit_form=SubmitForm(),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        returned=view.document.returned if view.document is not None else None,
        happened=publishing.happened(kind, view.day.id),
        may_except=g.actor.can(
            "publishing.make_exception", department_id=view.day.department_id, campaign_id=g.campaign.id
        ),
        kind=kind,
        values=packs.values_of(g.campaign),
        opinions_url=inbox_of(view.day.id),
        edit_url=url_for(f".edit_{view.what}", open_day_id=view.day.id),
        submit_url=url_for(f".submit_{view.what}", open_day_id=view.day.id),
    )
    return page, status


def _shown(block: Any) -> dict[str, Any]:
    """A block before it is public: its signature has no day yet."""
    if block.get("kind") == "sign":
        return {**block, "lines": [*block["lines"], "（公开的日期）"]}
    return dict(block)


def _edit(open_day_id: int, what: str) -> Page:
    view = _view(open_day_id, what)
    if view.locked or not view.may_edit or view.day.called_off:
        return redirect(url_for(f".{what}", open_day_id=open_day_id), 303)
    drawer = pictures.pictures_of(view.day.department_id)
    choices = dict.fromkeys([*view.pictures, *(picture.id for picture in drawer)])
    shown = view.shown if what == RESULTS else ()
    form = after_form(
        what,
        shown,
        choices,
        data=form_data(view.title, view.parts, shown, view.pictures) if request.method == "GET" else None,
    )
    if form.validate_on_submit():
        command = SaveAfterText(
            title=(form.title.data or "").strip(),
            parts={part: lines_of(form[f"part-{part}"].data) for part in PARTS[what]},
            stated=form.stated,
            pictures=form.chosen_pictures,
        )
        try:
            after_texts.save_text(g.campaign, open_day_id, what, command, actor=g.actor, now=clock.now())
        except DomainError as error:
            if isinstance(error, (NotFound, NotAllowed)):
                raise
            form.form_errors.append(words(error))
            return _render_form(form, view), 422
        flash(_("已保存，检查结果在下面。"), "ok")
        return redirect(url_for(f".{what}", open_day_id=open_day_id), 303)
    return _render_form(form, view), (422 if request.method == "POST" else 200)


def _render_form(form: AfterForm, view: AfterTextView) -> str:
    chosen = [int(field.name.removeprefix("picture-")) for field in form.picture_fields()]
    return render_template(
        "open_day/after_form.html",
        form=form,
        view=view,
        day=view.day,
        drawer=pictures.items(chosen),
        helps=wording_after.PART_HELP,
        photo_rule=pictures.photo_rule(g.campaign),
        lacks={lack.field: wording_after.told(lack) for lack in view.lacks} if view.saved_at else {},
        back_url=url_for(f".{view.what}", open_day_id=view.day.id),
    )


def _submit(open_day_id: int, what: str) -> Page:
    form = SubmitForm()
    view = _view(open_day_id, what)
    if not form.validate_on_submit():
        return _show(view, status=422)
    try:
        after_texts.submit_text(
            g.campaign,
            open_day_id,
            what,
            actor=g.actor,
            now=clock.now(),
            correction=form.correction.data or "",
        )
    except DomainError as error:
        if isinstance(error, (NotFound, NotAllowed)):
            raise
        return _show(view, words(error), 422)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(url_for(f".{what}", open_day_id=open_day_id), 303)


# ── opinions of the meeting or the survey, several at once ──────────────────────────────────────────────────────────
@staff.route("/announcements/<int:open_day_id>/opinions", methods=["GET", "POST"])
@needs("opinions.enter")
def enter_opinions(open_day_id: int) -> Page:
    """成批登记意见: pasted lines or a sheet; all of them or none."""
    day = looking_back.public_day(g.campaign, open_day_id, clock.now())
    if day is None:
        raise NotFound
    form = SlipsForm()
    faults: list[tuple[int, str]] = []
    if request.method == "GET":
        form.key.data = secrets.token_hex(16)
        form.received_on.data = min(day.ended_on or clock.today(), clock.today())
    status = 200
    if form.validate_on_submit():
        try:
            numbers = _enter(form, open_day_id)
        except entering.SlipsRefused as refused:
            status = 422
            form.lines.errors = [words(refused)]
            faults = [(fault.number, phrase(fault.code, fault.params)) for fault in refused.faults]
        except DomainError as error:
            if isinstance(error, (NotFound, NotAllowed)):
                raise
            status = 422
            field = form._fields.get(getattr(error, "field", None) or "")
            if field is None:
                form.form_errors.append(words(error))
            else:
                field.errors = [words(error)]
        else:
            flash(
                _(
                    "已登记 %(count)s 条，编号 %(first)s 到 %(last)s。",
                    count=len(numbers),
                    first=numbers[0],
                    last=numbers[-1],
                ),
                "ok",
            )
            return redirect(url_for(".enter_opinions", open_day_id=open_day_id), 303)
    elif request.method == "POST":
        status = 422
    page = render_template(
        "open_day/after_opinions.html",
        form=form,
        day=day,
        faults=faults,
        most=MOST,
        lines=opinions.feedback_on(OPINION, open_day_id)
        if g.actor.can("open_day.see", department_id=day.department_id)
        else None,
        sources=wording_after.SOURCES,
        notice=personal.notice(opinions.NOTICE, pack=g.campaign.pack),
        one_url=url_for(
            "opinions_staff.enter", subject=f"{g.campaign.slug}/{OPINION}:{day.id}", source="meeting"
        ),
    )
    return page, status


def _enter(form: SlipsForm, open_day_id: int) -> list[str]:
    upload = request.files.get(form.file.name)
    slips: tuple[Slip, ...] = ()
    if upload is not None and upload.filename:
        slips = slips_sheet.read(io.BytesIO(upload.read(slips_sheet.LARGEST_MB * 1024 * 1024 + 1)))
        # What the sheet held stands in the box from now on: a fault is mended there, the file isn't asked for again.
        form.lines.data = as_lines(slips)
        form.lines.raw_data = [form.lines.data]
    slips = slips or read_lines(form.lines.data or "")
    assert form.received_on.data is not None  # the form asks for it
    command = entering.EnterSlips(
        source=form.source.data or "",
        received_on=form.received_on.data,
        slips=slips,
        told=bool(form.told.data),
        read_back=bool(form.read_back.data),
        key=form.key.data or secrets.token_hex(16),
    )
    return entering.enter_slips(g.campaign, open_day_id, command, actor=g.actor, now=clock.now())


@staff.get("/opinions/template.xlsx")
@needs("opinions.enter")
def slips_template() -> Any:
    """The empty sheet to fill in."""
    return send_file(
        io.BytesIO(slips_sheet.template()), download_name=f"{_('意见登记表')}.xlsx", as_attachment=True
    )
