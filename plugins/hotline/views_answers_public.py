"""Published answers for everybody: the list by topic and department with its search, one answer, "this answered me"."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from core.api import NotFound, clock, departments, open_to_all

from . import chain
from .service import answer_public, answers
from .service.topics import list_topics
from .views_public import public
from .views_staff import Page

#: what this browser's visitor was helped by today: "answer-day", the newest last
HELPED = "hotline_helped"
MOST_REMEMBERED = 50
LONGEST = 200


@public.get("/answers/", endpoint="answers")
@open_to_all
def answers_list() -> str:
    """The newest, or what was looked for; by topic and by department."""
    topic_id, department_id = request.args.get("topic", type=int), request.args.get("unit", type=int)
    text = request.args.get("q", "").strip()[:LONGEST]
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    by_topic, by_unit = answer_public.counts(g.campaign)
    suggestions: tuple[str, ...] = ()
    if text:
        found = answers.find_all(
            g.campaign, text, topic_id=topic_id, department_id=department_id, limit=answer_public.PER_PAGE,
            offset=(number - 1) * answer_public.PER_PAGE,
        )  # fmt: skip
        lines, count, suggestions = found.lines, found.total, found.suggestions
        # What is chosen stays in the box, also where the search found none of it.
        by_topic = {i: found.by_topic.get(i, 0) for i in by_topic if found.by_topic.get(i) or i == topic_id}
        by_unit = {i: found.by_unit.get(i, 0) for i in by_unit if found.by_unit.get(i) or i == department_id}
    else:
        shown, count = answer_public.page(
            g.campaign, topic_id=topic_id, department_id=department_id, number=number
        )
        lines = tuple(shown)
    topics = {topic.id: topic.name for topic in list_topics(g.campaign, with_closed=True)}
    units = {unit.id: unit.name for unit in departments()}
    given: dict[str, Any] = {
        name: value for name, value in (("topic", topic_id), ("unit", department_id), ("q", text)) if value
    }
    pages = max((count + answer_public.PER_PAGE - 1) // answer_public.PER_PAGE, 1)
    return render_template(
        "hotline/answers_list.html",
        lines=lines,
        text=text,
        topic_id=topic_id,
        department_id=department_id,
        topics=topics,
        units=units,
        by_topic={i: n for i, n in by_topic.items() if i in topics},
        by_unit={i: n for i, n in by_unit.items() if i in units},
        suggestions=suggestions,
        filtered=bool(given),
        pager_data={
            "number": number,
            "pages": pages,
            "total": count,
            "previous_url": url_for(".answers", **given, page=number - 1) if number > 1 else None,
            "next_url": url_for(".answers", **given, page=number + 1) if number < pages else None,
        },
    )


@public.get("/answers/<int:answer_id>/")
@open_to_all
def answer(answer_id: int) -> str:
    """One answer at its permanent address."""
    out = chain.ANSWER.published_or_gone(answer_id)
    if out.revision.campaign_id != g.campaign.id:
        raise NotFound
    line = answer_public.line(answer_id)
    topics = {topic.id: topic.name for topic in list_topics(g.campaign, with_closed=True)}
    topic_id: int = out.revision.data.get("topic_id") or 0
    more, _count = answer_public.page(g.campaign, topic_id=topic_id) if topic_id in topics else ([], 0)
    return render_template(
        "hotline/answer.html",
        out=out,
        revision=out.revision,
        answer_id=answer_id,
        question=[b for b in out.revision.blocks if b.get("id") == "question"],
        text=[b for b in out.revision.blocks if b.get("id") != "question"],
        helped=line.helped if line is not None else 0,
        thanked=_mark(answer_id) in session.get(HELPED, ()),
        topic=topics.get(topic_id, ""),
        topic_id=topic_id,
        more=[one for one in more if one.id != answer_id][:5],
    )


@public.post("/answers/<int:answer_id>/helped")
@open_to_all
def helped(answer_id: int) -> Page:
    """One tap: this answered me. Counted once a day for each browser."""
    given = list(session.get(HELPED, ()))
    mark = _mark(answer_id)
    if mark not in given:
        answers.helped(g.campaign, answer_id, actor=g.actor, now=clock.now())
        session[HELPED] = [*given, mark][-MOST_REMEMBERED:]
    flash(_("谢谢，记下了：这条答复解决了您的问题。"), "ok")
    return redirect(url_for(".answer", answer_id=answer_id), 303)


def _mark(answer_id: int) -> str:
    return f"{answer_id}-{clock.today():%Y%m%d}"
