"""What moderators and departments do from the inbox and from an opinion's page. A second moderator is told, not obeyed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.base import clock
from core.base.access import needs
from core.base.errors import Conflict, Invalid, RuleBroken
from core.base.wording import phrase, words
from core.opinions import service
from core.opinions.contracts import Done, EndOpinion
from core.opinions.forms import AcceptForm, AssignForm, EndForm, PlainForm, RejectForm, blame
from core.opinions.views_staff import show, staff
from core.users.rules import safe_path


@staff.post("/opinions/bulk")
@needs("opinions.see")
def bulk() -> Any:
    """Accept, hold, reject, hand over or merge everything that was ticked."""
    PlainForm().validate_on_submit()
    back = safe_path(request.form.get("back")) or url_for(".inbox")
    chosen = [pair for text in request.form.getlist("opinion") if (pair := _seen(text)) is not None]
    do = request.form.get("do", "")
    if not chosen:
        flash(_("请先勾选要办的意见。"), "warn")
        return redirect(back, 303)
    given: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    try:
        if do == "accept":
            done = service.in_bulk(service.accept, chosen, text=None, **given)
        elif do == "hold":
            done = service.in_bulk(service.hold, chosen, **given)
        elif do == "reject":
            done = service.in_bulk(service.reject, chosen, reason=request.form.get("reason", ""), **given)
        elif do == "assign":
            department = request.form.get("to", type=int)
            if department is None:
                raise Invalid("opinions_department_missing")
            done = service.in_bulk(service.assign, chosen, department_id=department, **given)
        elif do == "merge":
            done = Done((service.merge(chosen, **given),))
        else:
            done = Done(())
    except (Invalid, Conflict, RuleBroken) as refusal:
        flash(words(refusal), "warn")
        return redirect(back, 303)
    _tell(do, done)
    return redirect(back, 303)


def _tell(do: str, done: Done) -> None:
    if do == "merge" and done.numbers:
        flash(_("已合并到 %(number)s，答复时一并告诉每一位。", number=done.numbers[0]), "ok")
    elif done.numbers:
        count = len(done.numbers)
        flash(ngettext("办好了 %(num)d 条。", "办好了 %(num)d 条。", count), "ok")
    for number, code, params in done.refused:
        flash(_("%(number)s 没有改动：%(why)s", number=number, why=phrase(code, params)), "warn")


def _seen(text: str) -> tuple[int, int] | None:
    """ "12:3" → opinion 12 as its third version showed it."""
    one, _colon, two = text.partition(":")
    return (int(one), int(two)) if one.isdecimal() and two.isdecimal() and len(text) < 24 else None


@staff.post("/opinions/bulk-end")
@needs("opinions.see")
def bulk_end() -> Any:
    """One end with one reason for everything that was ticked; the first press shows the form, the second ends them."""
    form = EndForm()
    back = safe_path(request.form.get("back")) or url_for(".inbox")
    chosen = [pair for text in request.form.getlist("opinion") if (pair := _seen(text)) is not None]
    if not chosen:
        flash(_("请先勾选要办的意见。"), "warn")
        return redirect(back, 303)
    sent = "outcome_wanted" in request.form
    if sent and form.validate_on_submit():
        command = EndOpinion(
            form.outcome.data or "", form.reason.data or "", form.passed_to.data or "",
            form.passed_number.data or "",
        )  # fmt: skip
        try:
            done = service.in_bulk(service.end, chosen, command=command, actor=g.actor, now=clock.now())
            _tell("end", done)
            return redirect(back, 303)
        except (Invalid, RuleBroken) as refusal:
            blame(form, refusal)
    wrong = bool(form.errors or form.form_errors)
    page = render_template(
        "opinions/bulk_end.html",
        form=form,
        chosen=[f"{one}:{version}" for one, version in chosen],
        numbers=service.numbers_of([one for one, _version in chosen]),
        back=back,
    )
    return page, 422 if wrong else 200


@staff.post("/opinions/<int:opinion_id>/file")
@needs("opinions.see")
def show_file(opinion_id: int) -> Any:
    """Let the attached file be public, or no longer."""
    public = request.form.get("public") == "1"
    return _act(
        opinion_id,
        "file",
        PlainForm(),
        lambda version: service.show_file(opinion_id, version, public, actor=g.actor, now=clock.now()),
        _("附件已经公开。") if public else _("附件不再公开。"),
    )


@staff.post("/opinions/<int:opinion_id>/accept")
@needs("opinions.see")
def accept(opinion_id: int) -> Any:
    """Take it up with the text that may be public."""
    form = AcceptForm()
    department = form.department_id.data or ""
    return _act(
        opinion_id,
        "accept",
        form,
        lambda version: service.accept(
            opinion_id,
            version,
            text="" if form.keep_private.data else form.text.data or "",
            department_id=int(department) if department.isdecimal() else None,
            show_file=bool(form.show_file.data),
            actor=g.actor,
            now=clock.now(),
        ),
        _("已受理。"),
    )


@staff.post("/opinions/<int:opinion_id>/hold")
@needs("opinions.see")
def hold(opinion_id: int) -> Any:
    return _act(
        opinion_id,
        "hold",
        PlainForm(),
        lambda version: service.hold(opinion_id, version, actor=g.actor, now=clock.now()),
        _("已列为待定。"),
    )


@staff.post("/opinions/<int:opinion_id>/reject")
@needs("opinions.see")
def reject(opinion_id: int) -> Any:
    form = RejectForm()
    return _act(
        opinion_id,
        "reject",
        form,
        lambda version: service.reject(
            opinion_id, version, form.reason.data or "", actor=g.actor, now=clock.now()
        ),
        _("已写明原因，不受理。"),
    )


@staff.post("/opinions/<int:opinion_id>/assign")
@needs("opinions.see")
def assign(opinion_id: int) -> Any:
    """Hand it to a department; a department passes it on the same way."""
    form = AssignForm()

    def act(version: int) -> str:
        if not (form.department_id.data or "").isdecimal():
            raise Invalid("opinions_department_missing", field="department_id")
        department = int(form.department_id.data)
        return service.assign(opinion_id, version, department, actor=g.actor, now=clock.now())

    return _act(opinion_id, "assign", form, act, _("已交办。"))


@staff.post("/opinions/<int:opinion_id>/end")
@needs("opinions.see")
def end(opinion_id: int) -> Any:
    """Adopted, partly, not adopted with its reason, passed on, answered."""
    form = EndForm()
    command = EndOpinion(
        form.outcome.data or "",
        form.reason.data or "",
        form.passed_to.data or "",
        form.passed_number.data or "",
    )
    return _act(
        opinion_id,
        "end",
        form,
        lambda version: service.end(opinion_id, version, command, actor=g.actor, now=clock.now()),
        _("已办结，会告诉每一位作者。"),
    )


@staff.post("/opinions/<int:opinion_id>/reopen")
@needs("opinions.see")
def reopen(opinion_id: int) -> Any:
    return _act(
        opinion_id,
        "reopen",
        PlainForm(),
        lambda version: service.reopen(opinion_id, version, actor=g.actor, now=clock.now()),
        _("重新办理。"),
    )


@staff.post("/opinions/<int:opinion_id>/merge")
@needs("opinions.see")
def merge(opinion_id: int) -> Any:
    """With one that was proposed."""
    other = _seen(request.form.get("other", ""))
    return _act(
        opinion_id,
        "merge",
        PlainForm(),
        lambda version: service.merge(
            [(opinion_id, version), *([other] if other else [])], actor=g.actor, now=clock.now()
        ),
        _("已合并，答复时一并告诉每一位。"),
    )


@staff.post("/opinions/<int:opinion_id>/unmerge")
@needs("opinions.see")
def unmerge(opinion_id: int) -> Any:
    return _act(
        opinion_id,
        "unmerge",
        PlainForm(),
        lambda version: service.unmerge(opinion_id, version, actor=g.actor, now=clock.now()),
        _("已撤销合并，这一条单独办理。"),
    )


@staff.post("/opinions/<int:opinion_id>/apart")
@needs("opinions.see")
def apart(opinion_id: int) -> Any:
    """They are two matters: not proposed again."""
    PlainForm().validate_on_submit()
    other = request.form.get("other", type=int)
    if other is not None:
        service.keep_apart(opinion_id, other, actor=g.actor, now=clock.now())
        flash(_("记下了，不再提示这两条相同。"), "ok")
    return redirect(url_for(".opinion", opinion_id=opinion_id), 303)


def _act(opinion_id: int, name: str, form: Any, act: Callable[[int], str], said: str) -> Any:
    """Do it on the version that was seen; what must be mended comes back with everything typed."""
    form.validate_on_submit()
    try:
        act(request.form.get("version", 0, type=int))
    except (Invalid, RuleBroken, Conflict) as refusal:
        blame(form, refusal)
        view = service.opinion_view(opinion_id, actor=g.actor, now=clock.now())
        stale = words(refusal) if isinstance(refusal, Conflict | RuleBroken) else None
        return show(view, status=refusal.status, stale=stale, **{name: form})
    flash(said, "ok")
    # Who has passed an opinion on to another department sees it no more.
    seen = service.may_open(opinion_id, g.actor)
    return redirect(url_for(".opinion", opinion_id=opinion_id) if seen else url_for(".inbox"), 303)
