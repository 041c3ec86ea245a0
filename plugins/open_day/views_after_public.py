"""What everybody may read after an open day: results, evaluation, and the three columns of OD-12. Nothing about a visitor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.api import NotFound, Published, clock, departments, open_to_all, remembered

from . import chain_after, messages
from .opinions import subject
from .rules.after_the_day import EVALUATION, RESULTS
from .service import looking_back
from .service.figures import OPINION
from .service.looking_back import DayView
from .views_public import CACHEABLE, public

#: column's address → (its name as the notice has it, what stands in it)
COLUMNS = {
    "announcements": (_l("实施方案及活动公告"), _l("什么时候、到哪里、看什么，怎样报名。")),
    "results": (_l("活动开展情况"), _l("办得怎样：内容、人数和现场图片。")),
    "opinions": (_l("征求意见"), _l("大家提了什么，采纳了没有，为什么；还可以提意见。")),
}
#: the text that stands in a column; announcements have pages of their own
TEXT_OF = {"results": RESULTS, "opinions": EVALUATION}
assert {"results", "evaluation", "column"} <= set(CACHEABLE)


@public.context_processor
def words_of_after() -> dict[str, Any]:
    """What the list of open days and the announcement ask for: the three columns, and the texts that follow one day."""
    return {"three_columns": _columns, "texts_after": _texts_after}


def _columns() -> list[dict[str, Any]]:
    return columns_now(looking_back.days_behind(g.campaign, clock.now()))


def _texts_after(open_day_id: int) -> list[dict[str, Any]]:
    now = clock.now()

    def look_back() -> list[dict[str, Any]]:
        day = looking_back.public_day(g.campaign, open_day_id, now)
        return other_texts(day) if day is not None and not day.called_off else []

    minute = now.replace(second=0, microsecond=0)
    return remembered(("open_day.texts_after", open_day_id, g.lang, minute), (), look_back)


@dataclass(frozen=True)
class Line:
    """One line of a column: a text that is out, or one that is to come (`due`, `late`)."""

    title: str
    url: str
    department: str
    department_id: int
    out_on: date | None
    due: date | None
    late_days: int
    entered_late: bool
    opinion_url: str = ""


@public.get("/<int:open_day_id>/results")
@open_to_all
def results(open_day_id: int) -> str:
    """The results of an open day as an official document."""
    return _text(open_day_id, RESULTS)


@public.get("/<int:open_day_id>/evaluation")
@open_to_all
def evaluation(open_day_id: int) -> str:
    """Its evaluation with what became of every opinion."""
    return _text(open_day_id, EVALUATION)


def _text(open_day_id: int, what: str) -> str:
    now = clock.now()
    published = chain_after.KINDS[what].published_or_gone(open_day_id)
    revision = published.revision
    day = looking_back.public_day(g.campaign, open_day_id, now)
    if revision.campaign_id != g.campaign.id:
        raise NotFound
    return render_template(
        "open_day/public_after.html",
        what=what,
        name=COLUMNS["results" if what == RESULTS else "opinions"][0],
        column="results" if what == RESULTS else "opinions",
        out=published,
        revision=revision,
        doc={
            "head": revision.issuer,
            "number": revision.doc_number,
            "title": messages.phrases(revision.title, revision.issuer),
            "blocks": [dict(block) for block in revision.blocks],
        },
        day=day,
        duty=day.duty(what) if day is not None else None,
        takes=_takes_opinions(day, now) if day is not None else "",
        others=other_texts(day, besides=what) if day is not None else [],
    )


def other_texts(day: DayView, besides: str = "") -> list[dict[str, Any]]:
    """The other texts about the same day: name, address or the day by which they come."""
    found = []
    for name, what in TEXT_OF.items():
        if what == besides:
            continue
        out = what in day.published
        found.append(
            {
                "name": COLUMNS[name][0],
                "url": url_for(f"open_day_public.{what}", open_day_id=day.id) if out else "",
                "due": day.duty(what).due,
                "over": day.duty(what).mark == "late",
            }
        )
    return found


@public.get("/columns/<any(announcements, results, opinions):name>")
@open_to_all
def column(name: str) -> str:
    """One of the three columns: what is out, what is to come and when; by department and words of the theme."""
    now = clock.now()
    days = looking_back.days_behind(g.campaign, now)
    units = {d.department_id: d.shown.department for d in days}
    asked = request.args.get("department", type=int)
    asked = asked if asked in units else None
    words = " ".join(request.args.get("q", "").split())[:60]
    chosen = [
        d for d in days
        if (asked is None or d.department_id == asked) and (not words or words in f"{d.shown.theme}{d.name}")
    ]  # fmt: skip
    lines = [_line(day, name, now) for day in chosen if not (day.called_off and name != "announcements")]
    out = sorted(
        (line for line in lines if line.out_on), key=lambda line: line.out_on or date.min, reverse=True
    )
    to_come = sorted((line for line in lines if not line.out_on), key=lambda line: line.due or date.max)
    order = {unit.id: n for n, unit in enumerate(departments())}
    return render_template(
        "open_day/column.html",
        name=name,
        title=str(COLUMNS[name][0]),
        lead=COLUMNS[name][1],
        out=out,
        to_come=to_come,
        units=sorted(units.items(), key=lambda unit: order.get(unit[0], 0)),
        asked=asked,
        words=words,
        columns=columns_now(days),
    )


def columns_now(days: list[DayView]) -> list[dict[str, Any]]:
    """The three columns with how many texts stand in each, and when the next one comes."""
    found = []
    for name, (title, lead) in COLUMNS.items():
        what = TEXT_OF.get(name)
        count = len(days) if what is None else sum(1 for d in days if what in d.published)
        coming = [
            due for d in days
            if what is not None and what not in d.published and not d.called_off and (due := d.duty(what).due)
        ]  # fmt: skip
        found.append(
            {
                "name": name,
                "title": title,
                "lead": lead,
                "url": url_for("open_day_public.column", name=name),
                "count": ngettext("%(num)d 篇", "%(num)d 篇", count) if count else "",
                "next": min(coming) if coming else None,
            }
        )
    return found


def _line(day: DayView, name: str, now: datetime) -> Line:
    what = TEXT_OF.get(name)
    if what is None:
        revision = day.shown.revision
        return Line(
            title=revision.revision.title,
            url=url_for("open_day_public.announcement", open_day_id=day.id),
            department=day.shown.department,
            department_id=day.department_id,
            out_on=clock.local(revision.published_at).date(),
            due=None,
            late_days=0,
            entered_late=revision.entered_late is not None,
        )
    out: Published | None = day.published.get(what)
    owed = day.duty(what)
    return Line(
        title=out.revision.title if out is not None else f"{day.name}：{day.shown.theme}",
        url=url_for(f"open_day_public.{what}", open_day_id=day.id)
        if out is not None
        else url_for("open_day_public.announcement", open_day_id=day.id),
        department=day.shown.department,
        department_id=day.department_id,
        out_on=owed.done,
        due=owed.due,
        late_days=owed.days if owed.is_late else 0,
        entered_late=out is not None and out.entered_late is not None,
        opinion_url=_takes_opinions(day, now) if name == "opinions" else "",
    )


def _takes_opinions(day: DayView, now: datetime) -> str:
    """Where to say something about this day, while it is asked for; "" afterwards."""
    about = subject(g.campaign, day.id)
    if about is None or (about.takes_until is not None and now > about.takes_until):
        return ""
    return url_for("opinions_public.new", kind=OPINION, subject_id=day.id)
