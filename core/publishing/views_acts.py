"""What can be done on a document's page: each act has its form, and a refusal comes back to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from core.base import clock
from core.base.errors import DomainError, Invalid
from core.base.wording import words
from core.publishing import service
from core.publishing.contracts import DocumentView, PaperSignature, Publication, Turn
from core.publishing.errors import Hidden
from core.publishing.forms import PaperForm, PortalForm, ReturnForm, SignForm, VerdictForm, WhyForm
from core.publishing.messages import DONE, STEP_NAMES
from core.publishing.rules import MAY_BE_PUBLIC, SECRECY, SUSPECTED


def blame(form: FlaskForm, error: DomainError, **fields: str) -> None:
    """Put a refusal's words at the field it names, or at the form. `fields`: the service's name → the form's."""
    named = getattr(error, "field", None)
    target = form._fields.get(fields.get(named, named)) if named else None
    if target is None:
        form.form_errors.append(words(error))
    else:
        target.errors = [*target.errors, words(error)]


@dataclass
class Acts:
    """The forms of one document's page and how the one that was sent went."""

    document_id: int
    sign: SignForm = field(default_factory=lambda: SignForm(formdata=None, prefix="sign-"))
    back: ReturnForm = field(default_factory=lambda: ReturnForm(formdata=None, prefix="back-"))
    paper: PaperForm = field(default_factory=lambda: PaperForm(formdata=None, prefix="paper-"))
    portal: PortalForm = field(default_factory=lambda: PortalForm(formdata=None, prefix="portal-"))
    verdict: VerdictForm = field(default_factory=lambda: VerdictForm(formdata=None, prefix="verdict-"))
    withdraw: WhyForm = field(default_factory=lambda: WhyForm(formdata=None, prefix="withdraw-"))
    takedown: WhyForm = field(default_factory=lambda: WhyForm(formdata=None, prefix="takedown-"))
    #: the form that came back, the sentence above it when a rule refused, and the answer's status
    sent: str = ""
    refusal: str = ""
    status: int = 200

    @property
    def failed(self) -> Any:
        """The form whose faults the summary lists."""
        forms: dict[str, FlaskForm] = {
            "back": self.back, "paper": self.paper, "portal": self.portal, "verdict": self.verdict,
            "withdraw": self.withdraw, "takedown": self.takedown,
        }  # fmt: skip
        return forms.get(self.sent, self.sign)

    def perform(self, sent: Mapping[str, str]) -> str:
        """Do what was asked; the sentence to flash, or "" when it was refused. NotFound and the like go up."""
        acts: dict[str, Callable[[], str]] = {
            "sign": self._sign,
            "publish": self._publish,
            "back": self._return,
            "paper": self._paper,
            "portal": self._portal,
            "verdict": self._verdict,
            "withdraw": self._withdraw,
            "takedown": self._take_down,
        }
        self.sent = next(
            (name for name in acts if sent.get(f"{'sign' if name == 'publish' else name}-act") == name), ""
        )
        if not self.sent:
            self.status, self.refusal = 422, words(Invalid("unexpected"))
            return ""
        try:
            done = acts[self.sent]()
            self.status = 200 if done else 422
        except DomainError as refusal:
            if refusal.status in (403, 404) or isinstance(refusal, Hidden):
                raise
            self.status = refusal.status
            if isinstance(refusal, Invalid) and self.sent not in ("sign", "publish"):
                blame(
                    self.failed,
                    refusal,
                    user_id="signer",
                    file="screenshot" if self.sent == "portal" else "scan",
                )
            else:
                self.refusal = words(refusal)
            return ""
        return done

    def _sign(self) -> str:
        form = self.sign = SignForm(prefix="sign-")
        if not form.validate():
            return ""
        step = form.step.data or ""
        service.sign(self.document_id, step, form.digest.data or "", actor=g.actor, now=clock.now())
        return str(DONE[step])

    def _publish(self) -> str:
        form = self.sign = SignForm(prefix="sign-")
        if not form.validate():
            return ""
        service.publish(self.document_id, form.digest.data or "", actor=g.actor, now=clock.now())
        gone = service.withdrawal_of(self.document_id)
        return str(DONE["publish" if gone is None else "withdrawn"])

    def _return(self) -> str:
        form = self.back = ReturnForm(prefix="back-")
        if not form.validate():
            return ""
        service.return_to_drafter(
            self.document_id, form.step.data or "", form.digest.data or "", form.reason.data or "",
            actor=g.actor, now=clock.now(),
        )  # fmt: skip
        return str(DONE["returned"])

    def _paper(self) -> str:
        form = self.paper = PaperForm(prefix="paper-")
        form.offer([])
        if not form.validate() or form.signed_on.day is None:
            return ""
        chosen = form.signer.data or ""
        paper = PaperSignature(
            step=form.step.data or "",
            signed_on=form.signed_on.day,
            scan=form.scan.data.stream,
            scan_name=form.scan.data.filename or "",
            user_id=int(chosen) if chosen.isdecimal() else None,
            name=form.name.data or "",
            no_secret_marks=bool(form.no_secret_marks.data),
            verdict=form.verdict.data or "public",
            reason=form.reason.data or "",
        )
        service.record_paper_signature(
            self.document_id, form.digest.data or "", paper, actor=g.actor, now=clock.now()
        )
        if paper.step == SECRECY and paper.verdict != MAY_BE_PUBLIC:
            return str(DONE["hidden" if paper.verdict == SUSPECTED else paper.verdict])
        step = STEP_NAMES.get(paper.step, "")
        return _("已登记纸质签批：%(step)s。页面和档案里都标明是纸质签批。", step=step)

    def _verdict(self) -> str:
        form = self.verdict = VerdictForm(prefix="verdict-")
        if not form.validate():
            return ""
        verdict = form.verdict.data or ""
        service.give_verdict(
            self.document_id,
            form.digest.data or "",
            verdict,
            form.reason.data or "",
            actor=g.actor,
            now=clock.now(),
        )
        return str(DONE[{MAY_BE_PUBLIC: SECRECY, SUSPECTED: "hidden"}.get(verdict, verdict)])

    def _withdraw(self) -> str:
        form = self.withdraw = WhyForm(prefix="withdraw-")
        if not form.validate():
            return ""
        service.request_withdrawal(self.document_id, form.reason.data or "", actor=g.actor, now=clock.now())
        return str(DONE["withdraw_asked"])

    def _take_down(self) -> str:
        form = self.takedown = WhyForm(prefix="takedown-")
        if not form.validate():
            return ""
        service.take_down_at_once(self.document_id, form.reason.data or "", actor=g.actor, now=clock.now())
        return str(DONE["taken_down"])

    def _portal(self) -> str:
        form = self.portal = PortalForm(prefix="portal-")
        if not form.validate() or form.at.moment is None:
            return ""
        shot = form.screenshot.data
        service.record_portal(
            self.document_id,
            form.url.data or "",
            form.at.moment.replace(tzinfo=clock.SHANGHAI),
            (shot.stream, shot.filename) if shot else None,
            actor=g.actor,
            now=clock.now(),
        )
        return str(DONE["portal"])

    def prepare(self, view: DocumentView, turn: Turn | None, live: Publication | None) -> None:
        """Give every form the step and the text that this page shows; what was typed stays.

        A form that came back over a changed text gets the new one only with the page that shows it.
        """
        digest = view.revision.digest if view.revision else ""
        for form, act in (
            (self.sign, "publish" if view.step == "publish" else "sign"),
            (self.back, "back"),
            (self.paper, "paper"),
            (self.verdict, "verdict"),
        ):
            form.act.data, form.step.data, form.digest.data = act, view.step, digest
        self.portal.act.data, self.withdraw.act.data, self.takedown.act.data = (
            "portal",
            "withdraw",
            "takedown",
        )
        self.paper.offer([(person.id, person.name) for person in turn.people] if turn else [])
        if self.sent != "paper":
            self.paper.signed_on.data = clock.today().isoformat()
        if self.sent != "portal" and live is not None:
            self.portal.url.data = live.portal_url
            if live.portal_at is not None:
                self.portal.at.data = f"{clock.local(live.portal_at):%Y-%m-%dT%H:%M}"
        if request.method == "POST":
            # A file can't be put back into its box.
            self.paper.scan.data = self.portal.screenshot.data = None
