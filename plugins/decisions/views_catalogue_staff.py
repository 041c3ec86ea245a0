"""The yearly catalogue for departments: its items, the sheet that comes in, its way into the chain."""

from __future__ import annotations

import io
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, clock, departments, needs, phrase, publishing, words

from . import catalogue_sheet
from .forms_catalogue import DropForm, ItemForm, SubmitCatalogueForm, UploadForm, VersionForm
from .permissions import EDIT, SEE
from .rules.catalogue import COLUMNS
from .service import catalogue as service
from .service.catalogue import SaveItem
from .service.catalogue_texts import KIND_WORDS
from .views_staff import Page, staff
from .wording_catalogue import COLUMN_NAMES, OUTCOMES

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.post("/catalogue/start")
@needs(EDIT)
def start_catalogue() -> Page:
    """Make a department's catalogue."""
    given = request.form.get("department_id", "")
    catalogue_id = service.start_catalogue(
        g.campaign, int(given) if given.isdigit() else 0, actor=g.actor, now=clock.now()
    )
    return redirect(url_for(".catalogue", catalogue_id=catalogue_id), 303)


@staff.get("/catalogue/<int:catalogue_id>/")
@needs(SEE)
def catalogue(catalogue_id: int) -> Page:
    """The items, and how far the catalogue is."""
    return _show(service.catalogue(g.campaign, catalogue_id, actor=g.actor))


@staff.route("/catalogue/<int:catalogue_id>/items/new", methods=["GET", "POST"])
@needs(EDIT)
def new_item(catalogue_id: int) -> Page:
    """Add one by hand."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    form = ItemForm(data={"version": str(view.version)} if request.method == "GET" else None)
    return _item_page(view, form, None)


@staff.route("/catalogue/<int:catalogue_id>/items/<int:item_id>", methods=["GET", "POST"])
@needs(EDIT)
def edit_item(catalogue_id: int, item_id: int) -> Page:
    """Change one, take it away, or say that it won't be decided."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    item = _item(view, item_id)
    data = {name: getattr(item, name) for name in COLUMNS} | {"version": str(view.version)}
    form = ItemForm(data=data if request.method == "GET" else None)
    return _item_page(view, form, item)


@staff.post("/catalogue/<int:catalogue_id>/items/<int:item_id>/drop")
@needs(EDIT)
def drop_item(catalogue_id: int, item_id: int) -> Page:
    """It won't be decided this year, or it will after all."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    form = DropForm()
    if not form.validate_on_submit():
        return _show(view, status=422)
    return _act(
        view,
        lambda: service.drop_item(
            g.campaign,
            catalogue_id,
            _version(form),
            item_id,
            form.reason.data or "",
            actor=g.actor,
            now=clock.now(),
        ),
        _("已保存。"),
    )


@staff.post("/catalogue/<int:catalogue_id>/items/<int:item_id>/remove")
@needs(EDIT)
def remove_item(catalogue_id: int, item_id: int) -> Page:
    """Take a mistyped item away."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    form = VersionForm()
    if not form.validate_on_submit():
        return _show(view, status=422)
    return _act(
        view,
        lambda: service.remove_item(
            g.campaign, catalogue_id, _version(form), item_id, actor=g.actor, now=clock.now()
        ),
        _("已删除。"),
    )


@staff.post("/catalogue/<int:catalogue_id>/submit")
@needs(EDIT)
def submit_catalogue(catalogue_id: int) -> Page:
    """Send the catalogue into the chain."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    form = SubmitCatalogueForm()
    if not form.validate_on_submit():
        return _show(view, form, status=422)
    try:
        service.submit_catalogue(
            g.campaign, catalogue_id, _version(form), actor=g.actor, now=clock.now(),
            correction=form.correction.data or "",
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        if getattr(error, "field", None) == "correction":
            form.correction.errors = [words(error)]
        else:
            form.form_errors.append(words(error))
        return _show(view, form, status=422)
    flash(_("已送审，下一步是初审。"), "ok")
    return redirect(url_for(".catalogue", catalogue_id=catalogue_id), 303)


# ── a sheet ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.get("/catalogue/template.xlsx")
@needs(SEE)
def catalogue_template() -> Any:
    """An empty sheet to fill in."""
    made = catalogue_sheet.template(g.campaign.starts_on.year)
    return send_file(io.BytesIO(made), XLSX, as_attachment=True, download_name="catalogue-template.xlsx")


@staff.get("/catalogue/<int:catalogue_id>/catalogue.xlsx")
@needs(SEE)
def catalogue_file(catalogue_id: int) -> Any:
    """The catalogue as a sheet that can be changed and taken in again."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    rows = [
        [KIND_WORDS.get(item.kind, "") if name == "kind" else str(getattr(item, name)) for name in COLUMNS]
        for item in view.items
    ]
    made = catalogue_sheet.write(rows)
    return send_file(io.BytesIO(made), XLSX, as_attachment=True, download_name=f"catalogue-{view.year}.xlsx")


@staff.route("/catalogue/<int:catalogue_id>/import", methods=["GET", "POST"])
@needs(EDIT)
def import_catalogue(catalogue_id: int) -> Page:
    """Choose a sheet; then see every row with its faults before anything is stored."""
    view = service.catalogue(g.campaign, catalogue_id, actor=g.actor)
    if not view.may_edit:
        return redirect(url_for(".catalogue", catalogue_id=catalogue_id), 303)
    form = UploadForm()
    if form.validate_on_submit():
        try:
            rows = catalogue_sheet.read(form.file.data.stream)
            service.upload_sheet(g.campaign, catalogue_id, rows, actor=g.actor, now=clock.now())
            return redirect(url_for(".import_catalogue", catalogue_id=catalogue_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            form.file.errors = [words(error)]
    found = service.judged(view)
    counts = {code: sum(one.outcome == code for one in found) for code in OUTCOMES}
    page = render_template(
        "decisions/catalogue_import.html",
        view=view,
        unit=_unit(view.department_id),
        form=form,
        take=VersionForm(formdata=None, data={"version": str(view.version)}),
        judged=sorted(found, key=lambda one: (one.outcome != "fault", not one.faults, one.row.line)),
        counts=counts,
        good=counts["new"] + counts["changed"],
        outcomes=OUTCOMES,
        columns=COLUMN_NAMES,
        told=lambda fault: phrase(fault.code, fault.params),
        hints=catalogue_sheet.HINTS,
    )
    return page, 422 if request.method == "POST" else 200


@staff.post("/catalogue/<int:catalogue_id>/import/take")
@needs(EDIT)
def take_catalogue(catalogue_id: int) -> Page:
    """Take in the rows without faults."""
    form = VersionForm()
    try:
        counts = service.take_sheet(g.campaign, catalogue_id, _version(form), actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        flash(words(error), "error")
        return redirect(url_for(".import_catalogue", catalogue_id=catalogue_id), 303)
    done = counts["new"] + counts["changed"]
    flash(ngettext("已导入 %(num)d 件。", "已导入 %(num)d 件。", done), "ok")
    if counts["fault"]:
        left = ngettext("%(num)d 行有问题，没有导入。改好表格再上传一次。", "%(num)d 行有问题，没有导入。改好表格再上传一次。",
                        counts["fault"])  # fmt: skip
        flash(left, "error")
    return redirect(url_for(".catalogue", catalogue_id=catalogue_id), 303)


@staff.post("/catalogue/<int:catalogue_id>/import/forget")
@needs(EDIT)
def forget_catalogue(catalogue_id: int) -> Page:
    """Drop the sheet that waits."""
    service.forget_sheet(g.campaign, catalogue_id, actor=g.actor, now=clock.now())
    return redirect(url_for(".import_catalogue", catalogue_id=catalogue_id), 303)


# ── pieces ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def _show(view: service.CatalogueView, form: Any = None, *, status: int = 200) -> Page:
    send = (
        form if form is not None else SubmitCatalogueForm(formdata=None, data={"version": str(view.version)})
    )
    page = render_template(
        "decisions/catalogue_staff.html",
        view=view,
        unit=_unit(view.department_id),
        send=send,
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        returned=view.document.returned if view.document is not None else None,
        columns=COLUMN_NAMES,
    )
    return page, status


def _item_page(view: service.CatalogueView, form: ItemForm, item: Any) -> Page:
    if not view.may_edit:
        return redirect(url_for(".catalogue", catalogue_id=view.id), 303)
    if form.validate_on_submit():
        values = {name: form[name].data or "" for name in COLUMNS}
        try:
            service.save_item(
                g.campaign, view.id, _version(form), SaveItem(**values), actor=g.actor, now=clock.now(),
                item_id=item.id if item is not None else None,
            )  # fmt: skip
            flash(_("已保存。"), "ok")
            return redirect(url_for(".catalogue", catalogue_id=view.id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as error:
            field = getattr(error, "field", None)
            if field and field in form:
                form[field].errors = [words(error)]
            else:
                form.form_errors.append(words(error))
    drop = DropForm(
        formdata=None,
        data={"version": str(view.version), "reason": item.dropped_reason if item is not None else ""},
    )
    page = render_template(
        "decisions/catalogue_item.html",
        view=view,
        unit=_unit(view.department_id),
        form=form,
        item=item,
        drop=drop,
    )
    return page, 422 if request.method == "POST" else 200


def _act(view: service.CatalogueView, work: Any, done: str) -> Page:
    try:
        work()
        flash(done, "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as error:
        flash(words(error), "error")
    return redirect(url_for(".catalogue", catalogue_id=view.id), 303)


def _item(view: service.CatalogueView, item_id: int) -> Any:
    found = next((item for item in view.items if item.id == item_id), None)
    if found is None:
        raise NotFound("decisions.item_gone")
    return found


def _unit(department_id: int) -> str:
    return next((unit.name for unit in departments() if unit.id == department_id), "")


def _version(form: Any) -> int:
    text = form.version.data or ""
    return int(text) if text.isdigit() else 0
