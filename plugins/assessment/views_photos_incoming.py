"""The photo desk's two ways in: photos that come from a department, and pairs that look alike."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.api import DomainError, NotAllowed, NotFound, clock, needs, words

from . import wording_photos
from .forms_photos import OfferForm
from .permissions import CHOOSE, PHOTOGRAPH
from .service import photo_offering, photo_pairs, photos
from .service.photo_offering import Offered
from .views_duties_staff import blame, names
from .views_photos_staff import own_departments
from .views_staff import Page, staff


@staff.route("/photos/offer", methods=["GET", "POST"])
@needs(PHOTOGRAPH)
def photo_offer() -> Page:
    """Several photos at once, from a phone's album or camera, or from the department's drawer."""
    mine, known = own_departments(), names()
    if not mine:
        raise NotFound()
    asked = request.values.get("department_id", type=int)
    department = asked if asked in mine else mine[0]
    form = OfferForm(data={"department_id": department})
    form.department_id.choices = [(one, known.get(one, "")) for one in mine]
    lying = _lying(form, department)
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            done = _taken_in(form)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            status = problem.status
        else:
            made = len(done.made)
            if made:
                flash(
                    ngettext("收到 %(num)d 张照片，请写说明。", "收到 %(num)d 张照片，请写说明。", made), "ok"
                )
            if not done.refused:
                one = made == 1
                return redirect(
                    url_for(".photo", photo_id=done.made[0]) if one else url_for(".photo_list"), 303
                )
            form.files.errors = [
                *form.files.errors,
                *(_("%(name)s：%(why)s", name=name, why=words(why)) for name, why in done.refused),
            ]
            lying = _lying(form, department)  # what was kept isn't offered again
    return render_template(
        "assessment/photos_offer.html",
        form=form,
        lying=lying,
        department=department,
        several=len(mine) > 1,
        most=photo_offering.MOST_AT_ONCE,
    ), status


def _lying(form: OfferForm, department: int) -> list[Any]:
    """The drawer's pictures that aren't at the desk, as the form's choices."""
    lying = photo_offering.choices(g.campaign, department, actor=g.actor)
    form.drawer.choices = [(item.id, item.caption or item.file.name) for item in lying]
    return lying


def _taken_in(form: OfferForm) -> Offered:
    """What was uploaded, and what was ticked in the drawer."""
    uploads = [(one.stream, one.filename or "") for one in form.files.data or [] if one and one.filename]
    ticked = form.drawer.data or []
    came = Offered((), ())
    if uploads or not ticked:
        came = photo_offering.offer(
            g.campaign, form.department_id.data, uploads, no_secret_marks=bool(form.not_secret.data),
            actor=g.actor, now=clock.now(),
        )  # fmt: skip
    if not ticked:
        return came
    taken = photo_offering.take(g.campaign, form.department_id.data, ticked, actor=g.actor, now=clock.now())
    return Offered((*came.made, *taken.made), (*came.refused, *taken.refused))


@staff.get("/photos/pairs/<int:pair_id>")
@needs(CHOOSE)
def photo_pair(pair_id: int) -> Page:
    """Both photos side by side, with what is known of each."""
    return _pair(pair_id)


def _pair(pair_id: int, refusal: DomainError | None = None) -> Page:
    view = photos.view(g.campaign, photo_pairs.newer_of(g.campaign, pair_id, actor=g.actor), actor=g.actor)
    pair = next((one for one in view.pairs if one.id == pair_id), None)
    if pair is None:
        raise NotFound()
    page = render_template(
        "assessment/photos_pair.html",
        view=view,
        pair=pair,
        names=names(),
        states=wording_photos.PAIRS,
        refusal=words(refusal) if refusal is not None else "",
        left=photo_pairs.open_pairs(g.campaign, actor=g.actor),
    )
    return page, refusal.status if refusal is not None else 200


@staff.post("/photos/pairs/<int:pair_id>/<verdict>")
@needs(CHOOSE)
def photo_pair_judge(pair_id: int, verdict: str) -> Any:
    """The same, or not; then the next pair that waits, or back to the photo."""
    if verdict not in ("same", "different"):
        raise NotFound()
    seen = request.form.get("seen", "")
    try:
        photo_pairs.judge_pair(g.campaign, pair_id, verdict == "same", seen, actor=g.actor, now=clock.now())
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _pair(pair_id, problem)
    flash(_("已判为重复，新的一张不能再选用。") if verdict == "same" else _("已判为不是同一张。"), "ok")
    left = photo_pairs.open_pairs(g.campaign, actor=g.actor)
    if seen == "open" and left:
        return redirect(url_for(".photo_pair", pair_id=left[0]), 303)
    newer = photo_pairs.newer_of(g.campaign, pair_id, actor=g.actor)
    return redirect(url_for(".photo", photo_id=newer), 303)
