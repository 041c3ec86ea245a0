"""The host's desk of questions: what waits, what is picked and in which order, what was answered, handed on, kept back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import AnsweredAlready, DomainError, NotFound, clock, departments, needs, opinions, words

from . import opinions as kind
from .chain import QUESTION
from .contracts import InterviewView
from .forms_questions import QuestionForm, form_of
from .permissions import HOST, SEE
from .rules import questions as rules
from .service import interviews
from .service import questions as service
from .views_staff import Page, staff
from .wording_questions import NOTHING, REASONS, SOURCES, STATES, TAB_NOTES

PER_PAGE = 25
#: what everybody who sees the plan may see; the others are the host's
OPEN_TABS = ("ready", "chosen", "answered", "passed")


@dataclass(frozen=True)
class Row:
    """One question as the desk draws it. `text` as it was asked for its host, else as it is public."""

    question: service.Question
    line: Any
    text: str
    answer: str
    acts: tuple[str, ...]
    alike: Sequence[Any]
    answered: Sequence[AnsweredAlready]
    notes: Sequence[Any]
    form: QuestionForm | None


@staff.get("/<int:interview_id>/questions")
@needs(SEE)
def questions(interview_id: int) -> Page:
    """One tab of the desk, the most supported first."""
    return _page(interview_id)


@staff.get("/<int:interview_id>/questions/now")
@needs(SEE)
def questions_now(interview_id: int) -> str:
    """The counts, and the host's list as it is now: asked for when something happened."""
    now = clock.now()
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor)
    found = service.questions_on(interview_id)
    tab = _tab(view)
    rows = _rows(view, found, tab, 1, now) if tab == "chosen" else []
    return render_template("interviews/questions_now.html", rows=rows, **_frame(view, found, tab, now))


def _page(interview_id: int, *, failed: int = 0, form: QuestionForm | None = None, status: int = 200) -> Page:
    now = clock.now()
    view = interviews.for_staff(g.campaign, interview_id, actor=g.actor)
    found = service.questions_on(interview_id)
    tab = _tab(view)
    number = min(max(request.values.get("page", 1, type=int), 1), 10_000)
    rows = _rows(view, found, tab, number, now, failed=failed, form=form)
    total = len(service.in_tab(found, tab))
    pages = max((total + PER_PAGE - 1) // PER_PAGE, 1)
    # One that somebody else has moved meanwhile has no form to come back to.
    lost = form if form is not None and all(row.question.brief.id != failed for row in rows) else None
    page = render_template(
        "interviews/questions_staff.html",
        rows=rows,
        failed=form,
        lost=lost,
        pager_data={
            "number": number,
            "pages": pages,
            "total": total,
            "previous_url": url_for(".questions", interview_id=interview_id, tab=tab, page=number - 1)
            if number > 1
            else None,
            "next_url": url_for(".questions", interview_id=interview_id, tab=tab, page=number + 1)
            if number < pages
            else None,
        },
        **_frame(view, found, tab, now),
    )
    return page, status


def _tab(view: InterviewView) -> str:
    asked = request.values.get("tab", "")
    if asked in (rules.TABS if _hosts(view) else OPEN_TABS):
        return asked
    return "waiting" if _hosts(view) else "ready"


def _hosts(view: InterviewView) -> bool:
    return bool(g.actor.can(HOST, department_id=view.department_id, campaign_id=view.campaign_id))


def _frame(view: InterviewView, found: Sequence[service.Question], tab: str, now: datetime) -> dict[str, Any]:
    """What both pages draw around the rows."""
    hosts = _hosts(view)
    subject = kind.subject(g.campaign, view.id)
    return {
        "view": view,
        "tab": tab,
        "tabs": [(code, STATES[code][1]) for code in (rules.TABS if hosts else OPEN_TABS)],
        "counts": {code: sum(one.state == code for one in found) for code in rules.TABS},
        "total": len(found),
        "hosts": hosts,
        "taking": kind.taking(subject, now),
        "subject": subject,
        "notes": TAB_NOTES,
        "nothing": NOTHING,
        "states": STATES,
        "sources": SOURCES,
        "reasons": REASONS,
        "units": {unit.id: unit.short_name or unit.name for unit in departments()},
        "order": ",".join(str(one.chosen_id) for one in service.in_tab(found, "chosen")),
        "channel": f"{service.STREAM}:{g.campaign.id}:{view.id}",
        "now": now,
    }


def _rows(
    view: InterviewView,
    found: Sequence[service.Question],
    tab: str,
    number: int,
    now: datetime,
    *,
    failed: int = 0,
    form: QuestionForm | None = None,
) -> list[Row]:
    hosts = _hosts(view)
    shown = service.in_tab(found, tab)
    if tab != "chosen":
        shown = shown[(number - 1) * PER_PAGE : number * PER_PAGE]
    ids = [one.brief.id for one in shown]
    lines = {line.id: line for line in opinions.lines_of(ids, actor=g.actor, now=now)}
    texts = opinions.texts_of(ids)
    told = opinions.told_of(ids)
    alike = opinions.alike_of(ids, actor=g.actor) if hosts and tab in ("waiting", "ready") else {}
    notes = opinions.notes_on(ids, actor=g.actor, now=now)
    units = departments()
    rows = []
    for one in shown:
        number_ = one.brief.id
        line = lines.get(number_)
        acts = rules.ACTS[one.state] if hosts else ()
        text = line.text if line is not None else texts[number_].text
        made = form if number_ == failed and form is not None else None
        if made is None and acts:
            made = form_of(number_, formdata=None, data={"version": one.brief.version, "text": text})
        if made is not None:
            made.offer(units)
        rows.append(
            Row(
                one, line, text, told[number_].reason, acts, alike.get(number_, ()),
                opinions.answered_already(g.campaign, QUESTION, view.id, text)
                if hosts and tab in ("waiting", "ready")
                else (),
                notes.get(number_, ()), made,
            )
        )  # fmt: skip
    return rows


# ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@staff.post("/<int:interview_id>/questions/<int:opinion_id>")
@needs(HOST)
def question_act(interview_id: int, opinion_id: int) -> Page:
    """What a button of a question does."""
    form = form_of(opinion_id)
    try:
        said = _do(request.form.get("do", ""), interview_id, opinion_id, form)
    except NotFound:
        raise
    except DomainError as refusal:
        form.blame(refusal)
        return _page(interview_id, failed=opinion_id, form=form, status=refusal.status)
    flash(said, "ok")
    return redirect(url_for(".questions", interview_id=interview_id, tab=_tab_again()), 303)


def _tab_again() -> str | None:
    return request.form.get("tab") if request.form.get("tab") in rules.TABS else None


def _do(do: str, interview_id: int, opinion_id: int, form: QuestionForm) -> str:
    campaign, seen, text = g.campaign, form.seen(), form.text.data or ""
    who: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    match do:
        case "pass":
            number = service.let_through(campaign, interview_id, opinion_id, seen, text, **who)
            return _("提问 %(number)s 已经公开，大家可以支持。", number=number)
        case "choose":
            service.choose(campaign, interview_id, opinion_id, seen, text, **who)
            return _("已选上，排在清单最后。")
        case "unchoose":
            service.unchoose(campaign, interview_id, opinion_id, seen, **who)
            return _("已从清单拿下，回到待选。")
        case "hold":
            service.hold(campaign, interview_id, opinion_id, seen, **who)
            return _("已列为待定。")
        case "refuse":
            number = service.refuse(campaign, interview_id, opinion_id, seen, form.reason.data or "", **who)
            return _("提问 %(number)s 不公开，原因已告诉作者。", number=number)
        case "pass_on":
            service.pass_on(campaign, interview_id, opinion_id, seen, form.unit(), text, **who)
            return _("已转给部门，答复期限按 IV-02。")
    raise NotFound("interviews.question_gone")


@staff.post("/<int:interview_id>/questions/merge")
@needs(HOST)
def questions_merge(interview_id: int) -> Page:
    """Two that seem alike become one, or are kept apart."""
    pairs = [pair for text in request.form.getlist("question") if (pair := _pair(text)) is not None]
    who: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    try:
        if request.form.get("do") == "apart" and len(pairs) == 2:
            service.keep_apart(g.campaign, interview_id, pairs[0][0], pairs[1][0], **who)
            flash(_("记下了，不再提示这两条相同。"), "ok")
        else:
            number = service.merge(g.campaign, interview_id, pairs, **who)
            flash(_("已合并到 %(number)s，答复时一并告诉每一位。", number=number), "ok")
    except NotFound:
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
    return redirect(url_for(".questions", interview_id=interview_id, tab=_tab_again()), 303)


@staff.post("/<int:interview_id>/questions/order")
@needs(HOST)
def questions_order(interview_id: int) -> Page:
    """One up or down (do=up:5), or the whole list as it was dragged (order=3,1,2); `seen` is the list as the page had it."""
    seen = _numbers(request.form.get("seen", ""))
    way, _colon, which = request.form.get("do", "").partition(":")
    who: dict[str, Any] = {"actor": g.actor, "now": clock.now()}
    try:
        if way in ("up", "down") and which.isdecimal():
            service.move(g.campaign, interview_id, int(which), -1 if way == "up" else 1, seen, **who)
        else:
            service.reorder(g.campaign, interview_id, _numbers(request.form.get("order", "")), seen, **who)
    except NotFound:
        raise
    except DomainError as refusal:
        flash(words(refusal), "warn")
    return redirect(url_for(".questions", interview_id=interview_id, tab="chosen"), 303)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text[:600].split(",") if part.isdecimal() and len(part) < 10]


def _pair(text: str) -> tuple[int, int] | None:
    """ "12:3" → question 12 as its third version showed it."""
    one, _colon, two = text.partition(":")
    return (int(one), int(two)) if one.isdecimal() and two.isdecimal() and len(text) < 24 else None
