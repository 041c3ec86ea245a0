"""Items of the column that were made from what departments handed in: written, sent on, read."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotAllowed, NotFound, clock, needs, open_to_all, phrase, publishing, words

from . import chain
from .forms_reports import SendForm
from .forms_submissions import ItemForm
from .permissions import HAND_IN, SEE
from .service import items
from .service.items import ItemView, SaveItem
from .views_duties_staff import blame
from .views_public import public
from .views_staff import Page, number_of, staff


@staff.get("/submissions/<int:submission_id>/item")
@needs(SEE)
def item(submission_id: int) -> Page:
    """How it will read, what stops it, the chain."""
    return _show(submission_id)


def _show(submission_id: int, form: ItemForm | None = None, refusal: str = "", status: int = 200) -> Page:
    view = items.view(g.campaign, submission_id, actor=g.actor)
    if form is None:
        form = ItemForm(
            formdata=None,
            data={
                "title": view.item.title, "text": view.item.text, "link": view.item.link,
                "photos": list(view.item.photos), "files": list(view.item.files), "version": str(view.version),
            },
        )  # fmt: skip
    _offer(form, view)
    page = render_template(
        "assessment/items_one.html",
        view=view,
        form=form,
        refusal=refusal,
        blockers=[(one, phrase(one.code, one.params)) for one in view.blockers],
        send=SendForm(formdata=None, data={"version": str(view.version)}),
        steps=publishing.chain_steps(view.document) if view.document is not None else [],
        kind_code=chain.ITEM.code,
    )
    return page, status


def _offer(form: ItemForm, view: ItemView) -> None:
    form.photos.choices = [(one.id, one.caption) for one in view.choices]
    form.files.choices = [(one.id, one.name) for one in view.papers]


@staff.post("/submissions/<int:submission_id>/item")
@needs(HAND_IN)
def item_save(submission_id: int) -> Page:
    """Keep it."""
    form = ItemForm()
    _offer(form, items.view(g.campaign, submission_id, actor=g.actor))
    if not form.validate_on_submit():
        return _show(submission_id, form, status=422)
    command = SaveItem(
        form.title.data or "",
        form.text.data or "",
        form.link.data or "",
        tuple(form.photos.data or ()),
        tuple(form.files.data or ()),
    )
    try:
        items.save(
            g.campaign, submission_id, command, number_of(form.version.data), actor=g.actor, now=clock.now()
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _show(submission_id, form, status=problem.status)
    flash(_("稿件已保存，还没有送审。"), "ok")
    return redirect(url_for(".item", submission_id=submission_id), 303)


@staff.post("/submissions/<int:submission_id>/item/submit")
@needs(HAND_IN)
def item_submit(submission_id: int) -> Page:
    """Send it into the chain."""
    try:
        items.submit(
            g.campaign, submission_id, number_of(request.form.get("version")), actor=g.actor, now=clock.now(),
            correction=request.form.get("correction", "")[:2000],
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(submission_id, refusal=words(problem), status=problem.status)
    flash(_("已送审。"), "ok")
    return redirect(url_for(".item", submission_id=submission_id), 303)


@public.get("/items/", endpoint="items")
@open_to_all
def items_page() -> str:
    """All items of the campaign."""
    return render_template("assessment/items_public_index.html", found=items.public_items(g.campaign))


@public.get("/items/<int:submission_id>/", endpoint="item")
@open_to_all
def item_page(submission_id: int) -> str:
    """One item."""
    out = items.public_item(g.campaign, submission_id)
    revision = out.revision
    doc = {
        "head": revision.issuer, "number": revision.doc_number, "title": revision.title,
        "blocks": [dict(block) for block in revision.blocks],
    }  # fmt: skip
    return render_template(
        "assessment/items_public.html", out=out, doc=doc, link=revision.data.get("link", "")
    )
