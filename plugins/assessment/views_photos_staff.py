"""The photo desk: departments describe photos, the office chooses."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import (
    DomainError,
    NotAllowed,
    NotFound,
    RuleBroken,
    campaigns,
    clock,
    files,
    needs,
    pictures,
    registry,
    words,
)

from . import wording_photos
from .cells import plain
from .forms_photos import CaptionForm, JudgePhotoForm
from .permissions import CHOOSE, PHOTOGRAPH, SEE
from .service import photo_offering, photo_pairs, photos
from .service.photos import PhotoView, SaveCaption
from .views_duties_staff import blame, names
from .views_staff import Page, number_of, paged, staff

#: photos on one page
PER_PAGE = 24


def _may_choose() -> bool:
    return bool(g.actor.can(CHOOSE, campaign_id=g.campaign.id))


def own_departments() -> list[int]:
    """The campaign's departments for which this person hands photos in."""
    mine = g.actor.departments_for(PHOTOGRAPH, campaign_id=g.campaign.id)
    return [one for one in campaigns.participants(g.campaign.id) if mine is None or one in mine]


@staff.get("/photos", endpoint="photo_list")
@needs(SEE)
def photo_list() -> Page:
    """All that this person may see, filtered by department and state."""
    found = photos.listed(g.campaign, actor=g.actor)
    department, state = request.args.get("department", type=int), request.args.get("state", "")
    wrong = request.args.get("wrong") == "1"
    shown = [
        one for one in found
        if department in (None, one.department_id) and state in ("", one.state)
        and (not wrong or one.blockers or one.warnings)
    ]  # fmt: skip
    rule = pictures.photo_rule(g.campaign)
    lines, pager = paged(shown, PER_PAGE)
    return render_template(
        "assessment/photos_index.html",
        photos=lines,
        pager_data=pager,
        pairs=photo_pairs.open_pairs(g.campaign, actor=g.actor),
        every=found,
        names=names(),
        states=wording_photos.STATES,
        parts=wording_photos.PARTS,
        say=say,
        asked={"department": department, "state": state, "wrong": wrong},
        departments=sorted({one.department_id for one in found}),
        may_offer=bool(own_departments()),
        may_choose=_may_choose(),
        cp06=rule,
    )


def say(code: str) -> str:
    """A blocker or warning in words."""
    return str(words(RuleBroken(code)))


@staff.get("/photos/<int:photo_id>")
@needs(SEE)
def photo(photo_id: int) -> Page:
    """The photo large, its facts, what it lacks, what looks like it."""
    return _show(photo_id)


def _show(
    photo_id: int,
    caption: CaptionForm | None = None,
    verdict: JudgePhotoForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> Page:
    view = photos.view(g.campaign, photo_id, actor=g.actor)
    said = view.caption
    if caption is None:
        caption = CaptionForm(
            formdata=None,
            data={
                "what": said.what, "who": said.who, "place": said.place, "taken_on": said.taken_on,
                "version": str(view.version),
            },
        )  # fmt: skip
    if verdict is None:
        verdict = JudgePhotoForm(formdata=None, data={"version": str(view.version), "reason": view.reason})
    if refusal is not None:
        blame(caption, refusal)
    page = render_template(
        "assessment/photos_one.html",
        view=view,
        caption=caption,
        verdict=verdict,
        department=registry().department_name(view.department_id),
        names=names(),
        states=wording_photos.STATES,
        parts=wording_photos.PARTS,
        pair_states=wording_photos.PAIRS,
        say=say,
        may_describe=_describes(view),
        may_choose=_may_choose(),
        cp06=pictures.photo_rule(g.campaign),
    )
    return page, status


def _describes(view: PhotoView) -> bool:
    return bool(
        g.actor.can(PHOTOGRAPH, campaign_id=g.campaign.id, department_id=view.department_id)
        and view.state != "withdrawn"
    )


@staff.post("/photos/<int:photo_id>/caption")
@needs(PHOTOGRAPH)
def photo_caption(photo_id: int) -> Page:
    """Keep the caption."""
    form = CaptionForm()
    if not form.validate_on_submit():
        return _show(photo_id, caption=form, status=422)
    command = SaveCaption(
        form.what.data or "", form.who.data or "", form.place.data or "", form.taken_on.data
    )
    try:
        photos.save_caption(
            g.campaign, photo_id, command, number_of(form.version.data), actor=g.actor, now=clock.now()
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _show(photo_id, caption=form, status=problem.status)
    flash(_("说明已保存。"), "ok")
    return redirect(url_for(".photo", photo_id=photo_id), 303)


@staff.post("/photos/<int:photo_id>/withdraw")
@needs(PHOTOGRAPH)
def photo_withdraw(photo_id: int) -> Page:
    """The department takes it back."""
    try:
        photo_offering.withdraw(
            g.campaign, photo_id, number_of(request.form.get("version")), actor=g.actor, now=clock.now()
        )
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        return _show(photo_id, refusal=problem, status=problem.status)
    flash(_("照片已撤回，文件还在本单位的资料库里。"), "ok")
    return redirect(url_for(".photo_list"), 303)


@staff.post("/photos/<int:photo_id>/judge/<verdict>")
@needs(CHOOSE)
def photo_judge(photo_id: int, verdict: str) -> Page:
    """Choose it, pass it over, or take that back."""
    form = JudgePhotoForm()
    try:
        photos.judge(
            g.campaign, photo_id, verdict, form.reason.data or "", number_of(form.version.data), actor=g.actor,
            now=clock.now(),
        )  # fmt: skip
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        blame(form, problem)
        return _show(photo_id, verdict=form, status=problem.status)
    told = {
        "chosen": _("已选用。"),
        "passed_over": _("已记下不选用的原因。"),
        "offered": _("已取消，照片回到等选用。"),
    }
    flash(told[verdict], "ok")
    return redirect(url_for(".photo", photo_id=photo_id), 303)


@staff.get("/photos/<int:photo_id>/raw/<size>")
@needs(SEE)
def photo_picture(photo_id: int, size: str) -> Any:
    """The picture: `small`, `large`, or `whole` as it came. Who chooses also sees those of earlier campaigns."""
    file = photos.picture(g.campaign, photo_id, actor=g.actor)
    wanted = {"small": 640, "large": 1280}.get(size)
    if size != "whole" and wanted is None:
        raise NotFound()
    copy = files.copy_of(file, wanted, "jpeg") if wanted is not None and wanted < (file.width or 0) else None
    place, media_type = (copy[0], copy[1]) if copy is not None else (files.path_of(file), file.media_type)
    answer = send_file(place, media_type, download_name=file.name, max_age=0)
    answer.cache_control.public = False  # no proxy keeps a photo without consent
    answer.cache_control.private = True
    return answer


@staff.get("/photos/chosen.zip")
@needs(CHOOSE)
def photo_zip() -> Any:
    """The chosen photos with a list of their captions."""
    found = photos.chosen(g.campaign)
    kept = files.infos([one.file_id for one in found])
    listing = io.StringIO()
    table = csv.writer(listing)
    table.writerow(["文件", "单位", "说明"])
    # On the disk: a hundred photos are too much for a process's memory.
    made = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the answer
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as out:
        for n, one in enumerate(found, 1):
            file = kept.get(one.file_id)
            if file is None or files.withheld(file, g.actor):
                continue
            name = f"{n:03d}.{'jpg' if file.kind == 'jpeg' else file.kind}"
            try:
                out.write(files.path_of(file), name)
            except NotFound:
                continue
            table.writerow([name, registry().department_name(one.department_id), plain(one.caption)])
        out.writestr("说明.csv", "\ufeff" + listing.getvalue())
    made.seek(0)
    return send_file(
        made, "application/zip", download_name=f"{g.campaign.title} 照片.zip", as_attachment=True
    )
