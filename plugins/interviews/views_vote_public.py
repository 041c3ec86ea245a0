"""Residents vote on an interview's topic, on a phone: read, prove the number, choose; change one's mind until the end."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from core.api import DomainError, NotFound, booking_pages, clock, open_to_all, outbox, phones, privacy

from .forms_vote import CastForm
from .service import vote
from .views_public import public
from .views_staff import Page
from .wording_schedule import VOTE_STATES, moment

drafts = booking_pages.Drafts("interviews.vote")
PURPOSE = "interviews"


@public.after_request
def keep_private(response: Response) -> Response:
    """Pages of casting carry a phone and a token: nobody keeps them."""
    if (request.endpoint or "").rpartition(".")[2] in ("vote_phone", "vote_cast"):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.get("/<int:interview_id>/vote", endpoint="vote")
@open_to_all
def vote_page(interview_id: int) -> str:
    """The topics; after the end the votes and which topic it is."""
    shown = vote.public_vote(g.campaign, interview_id, clock.now())
    most = max((topic.votes for topic in shown.topics), default=0)
    return render_template(
        "interviews/vote_public.html", shown=shown, most=most, states=VOTE_STATES, moment=moment
    )


@public.route("/<int:interview_id>/vote/phone", methods=["GET", "POST"])
@open_to_all
def vote_phone(interview_id: int) -> Page:
    """Prove the phone. Somebody who has just proven it goes straight on."""
    shown = vote.public_vote(g.campaign, interview_id, clock.now())
    if shown.state != "open":
        return redirect(url_for(".vote", interview_id=interview_id), 303)
    if request.method == "GET" and phones.current_phone() and "change" not in request.args:
        return redirect(url_for(".vote_cast", interview_id=interview_id), 303)
    form = booking_pages.CodeForm(data={"phone": drafts.draft(interview_id).get("phone", "")})
    done = booking_pages.prove(form, drafts, interview_id, purpose=PURPOSE)
    if done == "proven":
        return redirect(url_for(".vote_cast", interview_id=interview_id), 303)
    if done == "sent":
        return redirect(url_for(".vote_phone", interview_id=interview_id, change=1), 303)
    page = render_template(
        "interviews/vote_phone.html", form=form, shown=shown, pending=phones.pending(), can_send=outbox.can_send(),
        notice=vote.NOTICE,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@public.route("/<int:interview_id>/vote/cast", methods=["GET", "POST"])
@open_to_all
def vote_cast(interview_id: int) -> Page:
    """Choose a topic, or another than before."""
    now = clock.now()
    shown = vote.public_vote(g.campaign, interview_id, now)
    proven = phones.current_phone()
    if proven is None or shown.state != "open":
        place = ".vote" if shown.state != "open" else ".vote_phone"
        return redirect(url_for(place, interview_id=interview_id), 303)
    mine = vote.choice_of(interview_id, proven.phone)
    form = CastForm(data={"topic": mine})
    form.topic.choices = [(topic.id, topic.title) for topic in shown.topics]
    status = 422 if request.method == "POST" else 200
    if form.validate_on_submit():
        try:
            vote.cast(g.campaign, interview_id, form.topic.data, proven.phone, now=now)
            drafts.drop()
            flash(_("您的票投好了，截止以前都可以改。"), "ok")
            return redirect(url_for(".vote_cast", interview_id=interview_id), 303)
        except NotFound:
            raise
        except DomainError as refusal:
            form.blame(refusal)
            status = refusal.status
    page = render_template(
        "interviews/vote_cast.html", form=form, shown=shown, mine=mine, masked=privacy.mask_phone(proven.phone),
        notes={topic.id: topic.summary for topic in shown.topics}, moment=moment,
    )  # fmt: skip
    return page, status
