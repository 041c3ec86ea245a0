"""How was it? The caller's page behind a message's link, and the same by order number, phone and code."""

from __future__ import annotations

from flask import Response, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from core.api import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    RuleBroken,
    clock,
    open_to_all,
    outbox,
    phones,
    privacy,
    settings,
    words,
)

from .forms_answers import FindOrderForm, FollowUpForm, follow_up_form
from .rules.phones import masked
from .service import follow_up
from .service.follow_up import Asking
from .service.topics import list_topics
from .views_public import public
from .views_staff import Page

#: the number of the order that this browser's proven phone asked for
OPENED = "hotline_follow_up"


@public.after_request
def keep_private(response: Response) -> Response:
    """These pages are one caller's: no browser, proxy or search engine keeps them."""
    if ".follow_up" in (request.endpoint or ""):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.route("/follow-up/<token>", methods=["GET", "POST"])
@open_to_all
def follow_up_link(token: str) -> Page:
    """Behind the link of a message."""
    asking = follow_up.by_link(token, now=clock.now())
    if asking.campaign_id != g.campaign.id:
        raise NotFound
    return _page(asking, url_for(".follow_up_link", token=token))


@public.route("/follow-up/", methods=["GET", "POST"])
@open_to_all
def follow_up_find() -> Page:
    """Order number, phone and code open the same page: people are taught not to open links in messages."""
    form = FindOrderForm()
    if not form.validate_on_submit():
        return _find_page(form), 422 if request.method == "POST" else 200
    try:
        phone = privacy.normalise_phone(form.phone.data or "")
        current = phones.current_phone()
        if current is None or current.phone != phone:
            code, waiting = (form.code.data or "").strip(), phones.pending()
            if not (code and waiting and waiting.masked == masked(phone)):
                phones.begin(phone, purpose="hotline")
                form.code.data = ""
                flash(_("验证码已发到 %(phone)s，请填上再查。", phone=masked(phone)), "ok")
                return _find_page(form)
            if phones.finish(code).phone != phone:
                raise NotFound
        follow_up.by_number(g.campaign, form.number.data or "", phone, now=clock.now())
    except (Invalid, RuleBroken) as error:
        field = {"phone_shape": form.phone, "hotline.follow_up_unknown": form.number}.get(error.code)
        if field is None:
            field = form.code if error.code.startswith("code_") else form.phone
        field.errors = [words(error)]
        return _find_page(form), 422
    session[OPENED] = form.number.data
    return redirect(url_for(".follow_up_own"), 303)


@public.route("/follow-up/mine", methods=["GET", "POST"])
@open_to_all
def follow_up_own() -> Page:
    """What the number that was just proven is asked about."""
    current, number = phones.current_phone(), session.get(OPENED, "")
    if current is None or not number:
        return redirect(url_for(".follow_up_find"), 303)
    try:
        asking = follow_up.by_number(g.campaign, number, current.phone, now=clock.now())
    except Invalid:
        return redirect(url_for(".follow_up_find"), 303)
    return _page(asking, url_for(".follow_up_own"))


def _page(asking: Asking, action: str) -> Page:
    session.get(OPENED)  # what has looked at the session is kept nowhere, by us neither
    form = follow_up_form()
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate_on_submit():
            try:
                again = follow_up.answer_by_caller(
                    asking.id, form.resolved.data == "yes", int(form.satisfaction.data), form.words.data or "",
                    now=clock.now(),
                )  # fmt: skip
            except Conflict:
                return redirect(action, 303)
            except DomainError as error:
                blame(form, error)
            else:
                if again:
                    flash(_("谢谢。没解决的事已经退回单位重新办理，办好再告诉您。"), "ok")
                else:
                    flash(_("谢谢，您的评价记下了。"), "ok")
                return redirect(action, 303)
    topics = {topic.id: topic.name for topic in list_topics(g.campaign, with_closed=True)}
    page = render_template(
        "hotline/follow_up_ask.html",
        asking=asking,
        form=form,
        action=action,
        topic=topics.get(asking.topic_id or 0, ""),
        hotline=settings().of("hotline"),
    )
    return page, status


def blame(form: FollowUpForm, error: DomainError) -> None:
    """Put a refusal at its field, or above the form."""
    field = getattr(error, "field", None)
    if field and field in form:
        form[field].errors = [words(error)]
    else:
        form.form_errors.append(words(error))


def _find_page(form: FindOrderForm) -> str:
    current = phones.current_phone()
    return render_template(
        "hotline/follow_up_find.html",
        form=form,
        pending=phones.pending(),
        proven=masked(current.phone) if current else "",
        can_send=outbox.can_send(),
        hotline=settings().of("hotline"),
    )
