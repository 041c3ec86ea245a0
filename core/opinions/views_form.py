"""A citizen writes, gets a receipt, looks up how it stands, takes it back. Nothing of it is stored by a browser."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.base import clock, files
from core.base.access import VISITOR, open_to_all
from core.base.errors import DomainError, Invalid, NotFound, RuleBroken
from core.base.outbox import can_send
from core.base.privacy import mask_phone, normalise_phone, seal, unseal
from core.base.wording import words
from core.opinions import messages, rules, service
from core.opinions.contracts import Attached, NewOpinion, Receipt
from core.opinions.forms import CodeForm, OpinionForm, PlainForm, StatusForm, blame, sound_key
from core.opinions.service import drafts, persons
from core.opinions.views_public import list_url, public, subject_url, units
from core.plugin.contracts import AnsweredAlready, OpinionKind, OpinionSubject
from core.users import phone_web

Page = str | Response | tuple[str, int]
#: opinions, and those one stands behind, on one's own page
MOST_OF_MINE = 100
_DRAFT, _RECEIPT = "opinions.draft", "opinions.receipt"


@public.route("/c/<campaign>/opinions/new/<kind>/<int:subject_id>", methods=["GET", "POST"])
@open_to_all
def new(kind: str, subject_id: int) -> Page:
    """Step one: the text, and how the author wants to hear of its end."""
    now = clock.now()
    about, subject = service.subject_of(g.campaign, kind, subject_id)
    kept = _draft(kind, subject_id)
    given = {**kept, "anchor": request.args.get("part", ""), "file": None, "drop_file": False}
    unfit: Invalid | RuleBroken | None = None
    form = OpinionForm(data={**given, "contact": kept.get("contact") or ("phone" if can_send() else "none")})
    if request.method == "POST":
        form.key.data = sound_key(form.key.data) or secrets.token_hex(16)
        # Kept before anything else is judged: whatever happens next, nothing typed is lost.
        try:
            _keep(
                kind,
                subject_id,
                text=form.text.data,
                name=form.name.data,
                contact=form.contact.data,
                key=form.key.data,
                anchor=(form.anchor.data or "")[: rules.MOST_ANCHOR],
            )
        except RuleBroken as refusal:
            blame(form, refusal)
            return _render_form(form, about, subject, subject_id), 422
        if form.drop_file.data:
            _keep(kind, subject_id, file=None)
        # Whatever else has to be mended, a file that was chosen isn't asked for twice.
        unfit = _take_file(form, about, kind, subject_id)
    elif not form.key.data:
        form.key.data = secrets.token_hex(16)
    found: list[AnsweredAlready] = []
    anonymous = form.contact.data == "none"
    if form.validate_on_submit():
        proven = None if anonymous else phone_web.current_phone()
        try:
            refused = rules.refuse_text(rules.plain_text(form.text.data or ""))
            if refused is not None:
                raise Invalid(refused.code, field=refused.field, **refused.params)
            service.refuse_late(subject, now)
            service.part_wanted(g.campaign, about, subject_id, form.anchor.data or "")
            if unfit is not None:
                raise unfit
            found = service.answered_already(g.campaign, kind, subject_id, form.text.data or "")
            if found and form.seen.data != _seen(found):
                # Shown once, before anything is sent; the same list again is no news.
                form.seen.data = _seen(found)
                return _render_form(form, about, subject, subject_id, found)
            if not anonymous and proven is None:
                return redirect(url_for(".prove", kind=kind, subject_id=subject_id), 303)
            return _send(kind, subject_id, proven.phone if proven else "")
        except (Invalid, RuleBroken) as refusal:
            blame(form, refusal)
    return _render_form(form, about, subject, subject_id), 422 if form.errors or form.form_errors else 200


def _seen(found: Sequence[AnsweredAlready]) -> str:
    """Which published answers were shown, so that each list stops an author once."""
    return hashlib.sha256("\n".join(one.url for one in found).encode()).hexdigest()[:16]


@public.post("/c/<campaign>/opinions/new/<kind>/<int:subject_id>/answered")
@open_to_all
def answered(kind: str, subject_id: int) -> str:
    """What is published that may answer the words typed so far; nothing of them is kept."""
    about, _subject = service.subject_of(g.campaign, kind, subject_id)
    found = service.answered_already(g.campaign, kind, subject_id, request.form.get("text", ""))
    return render_template("opinions/answered.html", found=found, about=about, mark=_seen(found))


def _take_file(
    form: OpinionForm, about: OpinionKind, kind: str, subject_id: int
) -> Invalid | RuleBroken | None:
    """Keep the chosen file with what was typed; the next one takes its place. What speaks against it, if anything."""
    chosen = form.file.data
    if not about.files or not chosen or not chosen.filename:
        return None
    try:
        remote = request.remote_addr or ""
        taken = service.take_file(chosen.stream, chosen.filename, remote=remote, now=clock.now())
    except (Invalid, RuleBroken) as refusal:
        return Invalid(refusal.code, field="file", **refusal.params)
    _keep(kind, subject_id, file=[taken.id, taken.name, taken.size, taken.digest])
    return None


@public.route("/c/<campaign>/opinions/new/<kind>/<int:subject_id>/phone", methods=["GET", "POST"])
@open_to_all
def prove(kind: str, subject_id: int) -> Page:
    """Step two for who wants a message: prove the phone; then the opinion is sent at once."""
    about, subject = service.subject_of(g.campaign, kind, subject_id)
    kept = _draft(kind, subject_id)
    if not kept.get("text"):
        done = _receipt()
        return redirect(
            url_for(".receipt") if done else url_for(".new", kind=kind, subject_id=subject_id), 303
        )
    form = CodeForm(data={"phone": kept.get("phone", "")})
    if form.validate_on_submit():
        typed, code = (form.phone.data or "").strip(), (form.code.data or "").strip()
        before = str(kept.get("phone") or "")
        _keep(kind, subject_id, phone=typed)
        try:
            phone = normalise_phone(typed)
            waiting = phone_web.pending() is not None and bool(before) and normalise_phone(before) == phone
            # Enter in the code's box presses the first button of the form: what was typed says what was meant.
            if waiting and (code or "send" not in request.form):
                return _send(kind, subject_id, phone_web.finish(code).phone)
            phone_web.begin(phone, purpose="opinions")
            flash(_("验证码已发到 %(phone)s。", phone=mask_phone(phone)), "ok")
            return redirect(url_for(".prove", kind=kind, subject_id=subject_id), 303)
        except (Invalid, RuleBroken) as refusal:
            if refusal.code.startswith("opinions_"):
                form.form_errors.append(words(refusal))
            else:
                field = form.code if refusal.code.startswith("code_") else form.phone
                field.errors = [words(refusal)]
    status = 422 if form.errors or form.form_errors else 200
    page = render_template(
        "opinions/form_phone.html",
        form=form,
        about=about,
        subject=subject,
        subject_id=subject_id,
        pending=phone_web.pending(),
        can_send=can_send(),
        text=kept["text"],
        anchor=kept.get("anchor") or "",
        file=_file_of(kept),
        unit=service.unit_of(subject),
    )
    return page, status


@public.get("/c/<campaign>/opinions/receipt")
@open_to_all
def receipt() -> Page:
    """The number and the code of what this browser sent last."""
    found = _receipt()
    if found is None:
        return redirect(url_for(".status"), 303)
    shown = rules.shown_digest(found.digest)
    return render_template("opinions/receipt.html", receipt=found, shown_digest=shown)


@public.get("/c/<campaign>/opinions/receipt.txt")
@open_to_all
def proof_file() -> Page:
    """What the digest is computed from, byte by byte, to keep: `sha256sum` of it is the digest."""
    found = service.canonical_for(_key())
    if found is None:
        return redirect(url_for(".proof"), 303)
    number, text = found
    answer = Response(text.encode(), mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="opinion-{number}.txt"'
    return answer


@public.route("/c/<campaign>/opinions/status", methods=["GET", "POST"])
@open_to_all
def status() -> Page:
    """How an opinion stands, by number and code. The code stands in no address."""
    form = StatusForm(data={"number": request.args.get("number", "")})
    found = None
    if form.validate_on_submit():
        try:
            service.count_lookup(request.remote_addr or "", now=clock.now())
            found = service.standing(g.campaign, form.number.data or "", form.code.data or "")
        except DomainError as refusal:
            blame(form, refusal)
    page = render_template(
        "opinions/status.html",
        form=form,
        found=found,
        units=units(),
        words=messages,
        plain=PlainForm(formdata=None),
    )
    return page, 422 if form.errors or form.form_errors else 200


@public.get("/c/<campaign>/opinions/mine")
@open_to_all
def mine() -> Page:
    """Everything that was sent from a proven phone, for who lost the code."""
    proven = phone_web.current_phone()
    if proven is None:
        return redirect(url_for("users_public.prove_phone", next=url_for(".mine")), 303)
    found = [service.standing_of(row) for row in persons.of_phone(proven.phone, g.campaign.id, MOST_OF_MINE)]
    behind = service.supported_by(proven.phone, g.campaign.id)[:MOST_OF_MINE]
    return render_template(
        "opinions/mine.html", found=found, behind=behind, units=units(), words=messages, plain=PlainForm()
    )


@public.post("/c/<campaign>/opinions/withdraw")
@open_to_all
def withdraw() -> Page:
    """The author, known by number and code or by the proven phone, takes it back."""
    now = clock.now()
    if not PlainForm().validate_on_submit():
        raise NotFound
    proven = phone_web.current_phone()
    opinion_id = request.form.get("id", type=int)
    if opinion_id is not None and proven is not None:
        found_id, back = persons.mine(opinion_id, proven.phone).id, ".mine"
    else:
        service.count_lookup(request.remote_addr or "", now=now)
        typed, code = request.form.get("number", ""), request.form.get("code", "")
        found_id, back = service.standing(g.campaign, typed, code).id, ".status"
    number = service.withdraw(found_id, actor=VISITOR, now=now)
    flash(_("意见 %(number)s 已经撤回，不再办理。", number=number), "ok")
    return redirect(url_for(back), 303)


# -- pieces


def _send(kind: str, subject_id: int, phone: str) -> Response:
    kept = _draft(kind, subject_id)
    receipt = service.receive(
        NewOpinion(
            campaign_id=g.campaign.id,
            kind=kind,
            subject_id=subject_id,
            source="page",
            text=str(kept.get("text") or ""),
            name=rules.plain_text(str(kept.get("name") or ""))[:30],
            key=str(kept["key"]),
            anchor=str(kept.get("anchor") or ""),
            file=_attached(kept),
            phone=phone,
            language=g.lang,
            remote=request.remote_addr or "",
        ),
        actor=VISITOR,
        now=clock.now(),
    )
    session[_RECEIPT] = seal(f"{g.campaign.id}:{receipt.id}:{kept['key']}")
    drafts.drop(session.pop(_DRAFT, ""))
    return redirect(url_for(".receipt"), 303)


def _receipt() -> Receipt | None:
    """What this browser sent last in this campaign."""
    key = _key()
    return service.receipt_for(key) if key else None


def _key() -> str:
    try:
        campaign_id, _id, key = unseal(session.get(_RECEIPT, "")).split(":")
    except (DomainError, ValueError):
        return ""
    return key if int(campaign_id) == g.campaign.id else ""


def _file_of(kept: dict[str, Any]) -> Attached | None:
    return Attached(*kept["file"]) if kept.get("file") else None


def _attached(kept: dict[str, Any]) -> Attached | None:
    """The file kept with the draft. Raises Invalid for one that the nightly sweep has taken."""
    found = _file_of(kept)
    if found is not None and not files.infos([found.id]):
        raise Invalid("opinions_file_gone", field="file")
    return found


def _draft(kind: str, subject_id: int) -> dict[str, Any]:
    kept = drafts.kept(session.get(_DRAFT, ""), now=clock.now())
    return kept if kept.get("about") == f"{g.campaign.id}:{kind}:{subject_id}" else {}


def _keep(kind: str, subject_id: int, **values: Any) -> None:
    about = f"{g.campaign.id}:{kind}:{subject_id}"
    token = session.get(_DRAFT, "") if _draft(kind, subject_id) else ""
    session[_DRAFT] = drafts.keep(token, {"about": about, **values}, now=clock.now())


def _render_form(
    form: OpinionForm,
    about: OpinionKind,
    subject: OpinionSubject,
    subject_id: int,
    found: Sequence[AnsweredAlready] = (),
) -> str:
    if about.asks:
        form.text.label.text = _("您的问题")
    if not about.anonymous:
        form.contact.choices = form.contact.choices[:1]
    now = clock.now()
    late = subject.takes_until is not None and now > subject.takes_until
    early = subject.takes_from is not None and now < subject.takes_from
    part = service.part_of(g.campaign, about, subject_id, form.anchor.data or "")
    if part is not None and part.gone:
        part = None
    part_gone = bool(form.anchor.data) and part is None
    if part_gone:
        form.anchor.data = ""
    kept = _draft(about.code, subject_id)
    return render_template(
        "opinions/form.html",
        form=form,
        about=about,
        subject=subject,
        subject_id=subject_id,
        found=found,
        mark=_seen(found) if found else "",
        address=subject_url(about, subject_id),
        list_address=list_url(about, subject_id),
        unit=service.unit_of(subject),
        most=rules.MOST,
        can_send=can_send(),
        late=late,
        early=early,
        part=part,
        part_gone=part_gone,
        kept_text=form.text.data if late or early else "",
        file=_file_of(kept),
        most_file=rules.MOST_FILE_MB,
        proven=phone_web.current_phone(),
        mask=mask_phone,
    )
