"""Staff pages: copy a campaign to the next year, and say that what was copied is right."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError
from core.base.wording import words
from core.campaigns.forms import PlainForm
from core.campaigns.service import copying
from core.campaigns.views_staff import opened


def copy_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/campaigns/<slug>/copy", "copy", copy, methods=["GET", "POST"])
    staff.add_url_rule("/campaigns/<slug>/checked/<part>", "checked", checked, methods=["POST"])


@needs("campaigns.manage")
def copy(slug: str) -> Any:
    """What the copy would be; then make it."""
    file, view = opened(slug)
    form = PlainForm()
    if form.validate_on_submit():
        try:
            made = copying.copy_campaign(slug, actor=g.actor, now=clock.now())
            flash(_("已复制成新的一届，还在筹备中，公众看不到。请照下面的提示逐项核对日期。"), "ok")
            return redirect(url_for("campaigns_staff.campaign", slug=made.slug), 303)
        except DomainError as refusal:
            if refusal.status == 404:
                raise
            form.form_errors.append(words(refusal))
    planned = copying.plan_copy(slug, actor=g.actor)
    page = render_template(
        "campaigns/copy.html", file=file, form=form, planned=planned, calendar=view.calendar
    )
    return page, 422 if request.method == "POST" else 200


@needs("campaigns.manage")
def checked(slug: str, part: str) -> Any:
    """One part is right as it stands."""
    copying.confirm_part(slug, part, actor=g.actor, now=clock.now())
    flash(_("已记下：这一部分核对过了。"), "ok")
    return redirect(url_for("campaigns_staff.campaign", slug=slug), 303)
