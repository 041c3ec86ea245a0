"""What the holder of a booking does with it, the same wherever it was booked: accept an offer, give back, look at, take along
and delete their data, find it again without the link. An owner hangs these pages on its public blueprint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from core.base import clock, outbox, privacy
from core.base.access import open_to_all
from core.base.db import unit_of_work
from core.base.errors import Conflict, DomainError, NotFound, RuleBroken
from core.base.wording import words
from core.booking import service as booking
from core.booking.contracts import BookingView
from core.booking.proving import FindForm, found
from core.booking.visitor import proven_phone
from core.users import phone_web as phones
from core.users.service.personal import erase_person as forget_person

Page = str | Response | tuple[str, int]

#: What becomes of a booking: the tag's shape and its word.
STATES = {
    "booked": ("ok", _l("已报名")),
    "waiting": ("half", _l("候补中")),
    "offered": ("info", _l("轮到您了")),
    "lapsed": ("idle", _l("过了时限")),
    "missed": ("idle", _l("没有轮到")),
    "cancelled": ("no", _l("已取消")),
    "called_off": ("stop", _l("活动取消")),
}


@dataclass(frozen=True)
class HolderPages:
    """One owner's pages. `purpose` is what a code is asked for; `notice` the name of the notice that was agreed to.

    `show(token, refusal)` is the owner's own page of a booking (endpoint "ticket"); `about(booking)` gives the words of
    its pages: `when`, `department`, `party`, `needs` (code → word), `named` (a name as the reader knows it), `back_url`.
    `home` (endpoint, title) stands in the crumbs of the page that finds a booking.
    """

    blueprint: Blueprint
    owner_kind: str
    purpose: str
    notice: str
    show: Callable[[str, DomainError | None], Page]
    about: Callable[[BookingView], Mapping[str, Any]]
    home: tuple[str, Any]

    def hang(self) -> None:
        """Add the pages to the blueprint; everybody with the link may open them."""
        for rule, name, view, methods in (
            ("/booking/<token>/accept", "accept", self._accept, ["POST"]),
            ("/booking/<token>/cancel", "cancel", self._cancel, ["GET", "POST"]),
            ("/booking/<token>/data", "data", self._data, ["GET"]),
            ("/booking/<token>/data.json", "export", self._export, ["GET"]),
            ("/booking/<token>/delete", "delete", self._delete, ["GET", "POST"]),
            ("/find", "find", self._find, ["GET", "POST"]),
        ):
            self.blueprint.add_url_rule(rule, name, _open(view), methods=methods)

    def holding(self, token: str) -> BookingView:
        """The booking of a manage link of this owner and campaign. Raises NotFound."""
        got = booking.view_booking(token)
        if got.owner_kind != self.owner_kind or got.campaign_id != g.campaign.id:
            raise NotFound
        return got

    def _accept(self, token: str) -> Page:
        self.holding(token)
        if not FlaskForm().validate_on_submit():
            return self.show(token, RuleBroken("booking_press_again"))
        try:
            booking.accept_offer(token, actor=g.actor, now=clock.now())
        except (Conflict, RuleBroken) as error:
            return self.show(token, error)
        flash(_("位子定了，到时见。"), "ok")
        return redirect(url_for(".ticket", token=token), 303)

    def _cancel(self, token: str) -> Page:
        got, form = self.holding(token), FlaskForm()
        if not got.living:
            return redirect(url_for(".ticket", token=token), 303)
        if form.validate_on_submit():
            try:
                booking.cancel_booking(token, actor=g.actor, now=clock.now())
            except RuleBroken as error:
                form.form_errors.append(words(error))
                return self._render("cancel", got, form), error.status
            left = _("已退出候补。") if got.state == "waiting" else _("已取消，位子已经让出来了。")
            flash(left, "ok")
            return redirect(url_for(".ticket", token=token), 303)
        return self._render("cancel", got, form)

    def _data(self, token: str) -> Page:
        got = self.holding(token)
        return self._render("data", got, state_word=STATES[got.state][1], notice=self.notice)

    def _export(self, token: str) -> Response:
        got = self.holding(token)
        answer = jsonify(exported(got))
        answer.headers["Content-Disposition"] = f"attachment; filename=booking-{got.number}.json"
        return answer

    def _delete(self, token: str) -> Page:
        got, form = self.holding(token), FlaskForm()
        if form.validate_on_submit():
            try:
                if not got.phone:
                    raise RuleBroken("booking_gone_by_phone")
                with unit_of_work():
                    forget_person(got.phone, now=clock.now())
            except RuleBroken as error:
                form.form_errors.append(words(error))
                return self._render("delete", got, form), error.status
            return self._render("deleted", got)
        return self._render("delete", got, form)

    def _find(self) -> Page:
        form = FindForm()
        if not form.validate_on_submit():
            return self._render_find(form), 422 if request.method == "POST" else 200
        got = found(form, self.owner_kind, g.campaign.id, purpose=self.purpose)
        if got is None:
            return self._render_find(form), 422 if form.errors else 200
        return redirect(url_for(".ticket", token=got.token), 303)

    def _render_find(self, form: FindForm) -> str:
        proven = proven_phone()
        return render_template(
            "booking/find.html",
            form=form,
            home=self.home,
            pending=phones.pending(),
            proven=privacy.mask_phone(proven) if proven else "",
            can_send=outbox.can_send(),
        )

    def _render(self, page: str, got: BookingView, form: FlaskForm | None = None, **more: Any) -> str:
        return render_template(f"booking/{page}.html", got=got, form=form, **self.about(got), **more)


def exported(got: BookingView) -> dict[str, Any]:
    """A booking for programs, to take along (PI-07)."""
    return {
        "number": got.number,
        "session": got.session.title,
        "starts_at": clock.local(got.session.starts_at).isoformat(),
        "place": got.session.place,
        "category": got.category,
        "call_name": got.call_name,
        "full_name": got.full_name,
        "phone": got.phone,
        "contact": got.contact,
        "people": got.party,
        "state": got.state,
        "booked_by": got.way,
        "declared": got.declared,
        "needs": got.needs,
        "photo_consent": got.photo_consent,
        "booked_at": clock.local(got.created_at).isoformat(),
        "kept_until": clock.local(got.offer_until).isoformat() if got.offer_until else None,
        "cancelled_at": clock.local(got.cancelled_at).isoformat() if got.cancelled_at else None,
    }


def _open(view: Callable[..., Page]) -> Callable[..., Page]:
    """A view function of its own that carries the mark of access (a bound method can't)."""

    def page(**arguments: Any) -> Page:
        return view(**arguments)

    return open_to_all(page)
