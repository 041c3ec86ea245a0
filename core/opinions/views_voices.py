"""A citizen proves what was sent, and stands behind what others said. Nothing of it is stored by a browser."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import open_to_all
from core.base.errors import DomainError, Invalid, RuleBroken
from core.base.outbox import can_send
from core.base.wording import words
from core.opinions import rules, service
from core.opinions.forms import CodeForm, ProofForm, blame
from core.opinions.views_form import Page
from core.opinions.views_public import list_url, public
from core.users import phone_web


@public.route("/c/<campaign>/opinions/proof", methods=["GET", "POST"])
@open_to_all
def proof() -> Page:
    """What was sent, by number and code, or by pasting the text; also after it was erased."""
    form = ProofForm(data={"number": request.args.get("number", "")})
    found = None
    if form.validate_on_submit():
        try:
            service.count_lookup(request.remote_addr or "", now=clock.now())
            given = {"code": (form.code.data or "").strip(), "text": form.text.data or ""}
            found = service.prove(g.campaign, form.number.data or "", **given)
        except DomainError as refusal:
            blame(form, refusal)
    page = render_template(
        "opinions/proof.html",
        form=form,
        found=found,
        shown=rules.shown_digest(found.digest) if found is not None else "",
        shown_file=rules.shown_digest(found.file_digest) if found is not None else "",
    )
    return page, 422 if form.errors or form.form_errors else 200


@public.route("/c/<campaign>/opinions/<number>/support", methods=["GET", "POST"])
@open_to_all
def support(number: str) -> Page:
    """Stand behind a published opinion, or no longer: the phone is proven here when it isn't yet."""
    one = service.public_opinion(g.campaign, number)
    form = CodeForm()
    proven = phone_web.current_phone()
    if form.validate_on_submit():
        try:
            if proven is None:
                proven = _prove(form)
            if proven is not None:
                return _do(number, proven.phone)
        except (Invalid, RuleBroken) as refusal:
            if refusal.code.startswith("opinions_"):
                form.form_errors.append(words(refusal))
            else:
                field = form.code if refusal.code.startswith("code_") else form.phone
                field.errors = [words(refusal)]
    kind, subject = service.subject_of(g.campaign, one.kind, one.subject_id)
    page = render_template(
        "opinions/support.html",
        one=one,
        form=form,
        proven=proven,
        behind=proven is not None and service.is_behind(g.campaign, number, proven.phone),
        pending=phone_web.pending(),
        can_send=can_send(),
        unit=service.unit_of(subject),
        back=list_url(kind, one.subject_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _prove(form: CodeForm) -> phone_web.ProvenPhone | None:
    """Send the code, or check it; None while it is on its way."""
    code = (form.code.data or "").strip()
    if phone_web.pending() is not None and code and "send" not in request.form:
        return phone_web.finish(code)
    phone_web.begin((form.phone.data or "").strip(), purpose="opinions")
    return None


def _do(number: str, phone: str) -> Page:
    now = clock.now()
    if request.form.get("do") == "back":
        count = service.take_back(g.campaign, number, phone, now=now)
        flash(_("已经收回支持，现在有 %(count)s 人支持。", count=count), "ok")
    else:
        remote = request.remote_addr or ""
        count = service.support(g.campaign, number, phone, remote=remote, now=now)
        flash(_("谢谢，您的支持已经记下，现在有 %(count)s 人支持。", count=count), "ok")
    return redirect(url_for(".support", number=number), 303)
