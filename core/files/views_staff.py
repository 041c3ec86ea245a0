"""The department's drawer: the list with the upload, one file with its caption, its uses and its portrait ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.base import clock, files
from core.base.access import needs
from core.base.errors import DomainError, NotAllowed, NotFound
from core.base.registry import registry
from core.base.wording import words
from core.files import rules, service, showing
from core.files.contracts import GivenConsent, Item
from core.files.forms import AnswerForm, ButtonForm, CaptionForm, ConsentForm, ReplaceForm, UploadForm, blame
from core.files.messages import ANSWERS, STANDINGS, WAYS
from core.files.views_serving import answer
from core.users import service as users

staff = Blueprint("files_staff", __name__, template_folder="templates")
PER_PAGE = 24
SORTS = ("pictures", "documents", "open")
#: one form may bring several files; each is held to its own limit
MANY = 100 * 1024 * 1024


@staff.url_value_preprocessor
def _take_many(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let those who are signed in send several files at once; before anything of the form is read."""
    if endpoint == "files_staff.upload" and request.method == "POST" and registry().load_actor() is not None:
        request.max_content_length = MANY


@staff.app_template_global("picture_in_text")
def picture_in_text(block: dict[str, Any]) -> Any:
    return showing.picture_in_text(block)


@staff.app_template_global("file_in_text")
def file_in_text(block: dict[str, Any]) -> Any:
    return showing.file_in_text(block)


@staff.get("/files")
@needs(service.SEE)
def index() -> Any:
    """What lies in my departments' drawers, newest first."""
    return _index(_upload_form(), 200)


@staff.post("/files")
@needs(service.EDIT)
def upload() -> Any:
    """Take files in, each for itself: one that is refused keeps no other out."""
    form = _upload_form()
    if not form.validate():
        return _told(form, [], [(None, error) for errors in form.errors.values() for error in errors])
    kept, refused = [], []
    for sent in form.sent:
        try:
            view = service.add_file(
                sent.stream, sent.filename, form.department.data, bool(form.no_secret_marks.data), actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            kept.append(view)
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            refused.append((sent.filename, words(refusal)))
    return _told(form, kept, refused)


def _told(form: UploadForm, kept: list[Item], refused: list[tuple[str | None, Any]]) -> Any:
    """The answer to an upload: JSON for the script that shows the progress, a page for everyone else."""
    if request.accept_mimetypes.best == "application/json":
        body = {
            "kept": [{"name": view.file.name, "url": url_for(".item", file_id=view.id)} for view in kept],
            "refused": [{"name": name, "why": str(why)} for name, why in refused],
        }
        return jsonify(body), 422 if refused else 201
    if kept:
        flash(ngettext("收下了 %(num)s 个文件。", "收下了 %(num)s 个文件。", len(kept)), "ok")
    if not refused:
        one = kept[0] if len(kept) == 1 else None
        return redirect(url_for(".item", file_id=one.id) if one else url_for(".index"), 303)
    for name, why in refused:
        if name is not None:
            form.files.errors = [*form.files.errors, _("%(name)s：%(why)s", name=name, why=why)]
    return _index(form, 422)


@staff.get("/files/<int:file_id>")
@needs(service.SEE)
def item(file_id: int) -> Any:
    """One file: what it is, where it is used, who can be recognised in it."""
    return _item(file_id)


@staff.post("/files/<int:file_id>")
@needs(service.EDIT)
def act(file_id: int) -> Any:
    """Save the caption, answer the question, enter a consent, put another file in its place."""
    acts = {"caption": _caption, "answer": _answer, "consent": _consent, "replace": _replace}
    name = request.args.get("act", "")
    if name not in acts:
        raise NotFound()
    return acts[name](file_id)


def _caption(file_id: int) -> Any:
    form = CaptionForm()
    if form.validate():
        try:
            service.save_caption(file_id, form.caption.data or "", actor=g.actor, now=clock.now())
        except DomainError as refusal:
            return _item(file_id, refusal, caption=form)
        flash(_("说明已保存。已经送审和公开的文稿不会跟着变。"), "ok")
        return redirect(url_for(".item", file_id=file_id), 303)
    return _item(file_id, caption=form)


def _answer(file_id: int) -> Any:
    form = AnswerForm()
    if form.validate():
        try:
            service.answer(file_id, form.answer.data, form.count, actor=g.actor, now=clock.now())
        except DomainError as refusal:
            return _item(file_id, refusal, answer=form)
        flash(_("已记下。"), "ok")
        return redirect(url_for(".item", file_id=file_id, _anchor="portrait"), 303)
    return _item(file_id, answer=form)


def _consent(file_id: int) -> Any:
    form = ConsentForm()
    if form.validate():
        scan = form.scan.data
        given = GivenConsent(
            form.name.data or "", form.way.data, date.fromisoformat(form.given_on.data or ""),
            scan.stream if scan and scan.filename else None, scan.filename or "" if scan else "",
        )  # fmt: skip
        try:
            service.add_consent(file_id, given, actor=g.actor, now=clock.now())
        except DomainError as refusal:
            return _item(file_id, refusal, consent=form)
        flash(_("已登记这个人的同意。"), "ok")
        return redirect(url_for(".item", file_id=file_id, _anchor="portrait"), 303)
    return _item(file_id, consent=form)


def _replace(file_id: int) -> Any:
    form = ReplaceForm()
    if form.validate():
        try:
            view = service.replace_file(
                file_id, form.file.data.stream, form.file.data.filename, actor=g.actor, now=clock.now()
            )
        except DomainError as refusal:
            return _item(file_id, refusal, replace=form)
        flash(_("已换成新的文件。草稿用上了新的；已经送审和公开的仍是原来那个，要换请改好重新送审。"), "ok")
        return redirect(url_for(".item", file_id=view.id), 303)
    return _item(file_id, replace=form)


@staff.route("/files/<int:file_id>/consents/<int:consent_id>/withdraw", methods=["GET", "POST"])
@needs(service.EDIT)
def withdraw(file_id: int, consent_id: int) -> Any:
    """A person takes the consent back (PI-07: as easily as it was given)."""
    form = ButtonForm()
    line = next((c for c in service.consents(file_id, actor=g.actor) if c.id == consent_id), None)
    if line is None:
        raise NotFound()
    if request.method == "POST" and form.validate():
        service.withdraw_consent(file_id, consent_id, actor=g.actor, now=clock.now())
        flash(_("已登记撤回，照片从现在起不再公开。"), "ok")
        return redirect(url_for(".item", file_id=file_id, _anchor="portrait"), 303)
    return render_template("files/withdraw.html", form=form, line=line, file_id=file_id)


@staff.route("/files/<int:file_id>/delete", methods=["GET", "POST"])
@needs(service.EDIT)
def delete(file_id: int) -> Any:
    """Take a file out of the drawer for good."""
    view = service.item(file_id, actor=g.actor)
    form, status = ButtonForm(), 200
    if request.method == "POST" and form.validate():
        try:
            service.delete_file(file_id, actor=g.actor, now=clock.now())
        except (NotAllowed, NotFound):
            raise
        except DomainError as refusal:
            blame(form, refusal)
            status = 422
        else:
            flash(_("已删除。"), "ok")
            return redirect(url_for(".index"), 303)
    uses = showing.used_at(file_id, g.actor)
    return render_template("files/delete.html", form=form, view=view, uses=uses), status


@staff.get("/files/<int:file_id>/raw/<variant>")
@needs(service.SEE)
def raw(file_id: int, variant: str) -> Any:
    """The bytes, for who may see the file or a text that carries it."""
    file = files.info(file_id)
    if not files.allowed(file, g.actor):
        raise NotFound()
    return answer(file, variant, public=False)


@staff.get("/files/<int:file_id>/consents/<int:scan_id>/scan")
@needs(service.EDIT)
def consent_scan(file_id: int, scan_id: int) -> Any:
    """The paper of a consent, as a download."""
    sent = answer(service.consent_scan(file_id, scan_id, actor=g.actor), "whole", public=False)
    sent.headers.set("Content-Disposition", "attachment", filename=f"consent-{scan_id}")
    return sent


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _upload_form() -> UploadForm:
    form = UploadForm()
    reach = g.actor.departments_for(service.EDIT)
    units = [unit for unit in users.all_departments() if reach is None or unit.id in reach]
    form.department.choices = [(unit.id, unit.name) for unit in units]
    if form.department.data is None:
        form.department.data = g.actor.department_id
    return form


def _index(form: UploadForm, status: int) -> Any:
    sort = request.args.get("sort", "")
    department = request.args.get("department", type=int)
    number = min(max(request.args.get("page", 1, type=int), 1), 100_000)
    sort = sort if sort in SORTS else ""
    views, total = service.drawer(
        actor=g.actor, department_id=department, sort=sort, limit=PER_PAGE, offset=(number - 1) * PER_PAGE
    )
    reach = g.actor.departments_for(service.SEE)
    units = [unit for unit in users.all_departments() if reach is None or unit.id in reach]
    pages = max((total + PER_PAGE - 1) // PER_PAGE, 1)
    given: dict[str, Any] = {"sort": sort or None, "department": department}
    used = files.used_elsewhere({view.id for view in views}, besides=("files_item",))
    body = render_template(
        "files/index.html",
        form=form,
        may_add=g.actor.can(service.EDIT) and bool(form.department.choices),
        views=views,
        used=used,
        units=units,
        names={unit.id: unit.short_name or unit.name for unit in units},
        asked={"sort": sort, "department": department},
        standings=STANDINGS,
        total=total,
        limit=files.LARGEST // 1024 // 1024,
        pager_data={
            "number": number,
            "pages": pages,
            "total": total,
            "previous_url": url_for(".index", **given, page=number - 1) if number > 1 else None,
            "next_url": url_for(".index", **given, page=number + 1) if number < pages else None,
        },
    )
    return body, status


def _item(file_id: int, refusal: DomainError | None = None, **sent: Any) -> Any:
    """The page, with the form that came back and why."""
    if isinstance(refusal, NotAllowed | NotFound):
        raise refusal
    view = service.item(file_id, actor=g.actor)
    may_edit = service.may_edit(view, actor=g.actor)
    forms = {
        "caption": CaptionForm(formdata=None, caption=view.caption),
        "answer": AnswerForm(
            formdata=None, answer=view.answer if view.answer != "open" else None, persons=view.persons or ""
        ),
        "consent": ConsentForm(formdata=None, given_on=clock.today().isoformat()),
        "replace": ReplaceForm(formdata=None),
        **sent,
    }
    failed = next(iter(sent.values()), None)
    if refusal is not None and failed is not None:
        blame(failed, refusal)
    body = render_template(
        "files/item.html",
        view=view,
        forms=forms,
        failed=failed,
        came_back=next(iter(sent), ""),
        may_edit=may_edit,
        unit=users.department_name(view.department_id),
        added_by=users.user_name(view.added_by) if view.added_by else "",
        uses=showing.used_at(file_id, g.actor),
        ledger=service.consents(file_id, actor=g.actor) if may_edit and view.file.is_picture else [],
        standing=STANDINGS[view.standing],
        answers=ANSWERS,
        ways=WAYS,
        shortfalls=_shortfalls(view),
        text=files.text_of(file_id)[:400],
    )
    return body, 422 if sent else 200


def _shortfalls(view: Item) -> tuple[Any, list[rules.Shortfall]]:
    """(CP-06 of the newest campaign that has it, what the photo lacks)."""
    found = (service.photo_rule(campaign) for campaign in registry().load_campaigns())
    rule = next((rule for rule in found if rule is not None), None)
    if rule is None or not view.file.is_picture:
        return None, []
    lacks = rules.shortfalls(rule, view.file.width or 0, view.file.height or 0, view.caption)
    return rule, list(lacks)
