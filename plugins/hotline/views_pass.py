"""Where an expert without an account comes in: with the pass's link, or with its code."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import DomainError, NotFound, clock, enter_session, open_to_all, words

from .forms_seats import EnterForm
from .service import passes
from .views_staff import Page, staff


@staff.route("/pass", methods=["GET", "POST"], defaults={"token": ""})
@staff.route("/pass/<token>", methods=["GET", "POST"])
@open_to_all
def enter_with_pass(token: str) -> Page:
    """A link only opens the page; the button opens the seat, so that a look ahead by a chat program uses nothing."""
    if not g.campaign.is_public:
        raise NotFound
    form = EnterForm()
    if request.method == "POST" and (token or form.validate_on_submit()):
        try:
            entered = passes.enter(
                g.campaign,
                token or form.code.data or "",
                address=request.remote_addr or "",
                user_agent=request.headers.get("User-Agent", ""),
                now=clock.now(),
            )
        except DomainError as refusal:
            form.form_errors.append(words(refusal))
        else:
            enter_session(entered.session_id)
            flash(_("您已经入座。下班时间一到，这份凭证就作废。"), "ok")
            return redirect(url_for("hotline_staff.index"), 303)
    page = render_template("hotline/pass_enter.html", form=form, token=token)
    return page, (422 if request.method == "POST" else 200)
