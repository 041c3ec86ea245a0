"""The deadline board: what everybody owes, how it stands, the time line, who is late, who was reminded."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from core.api import (
    DomainError,
    Invalid,
    NotAllowed,
    NotFound,
    campaigns,
    clock,
    departments,
    needs,
    timeline,
    words,
)

from . import board_sheet, wording_duties, wording_submissions
from .forms_duties import AskForm, CalledForm, DecideForm, DutyForm, PressForm
from .opening import opens_url
from .permissions import BOARD, HAND_IN, SEE
from .rules.duties import Cell, Duty
from .service import bundle, duties, extensions, reminders, submissions
from .service.duties import Board, SaveDuty
from .views_staff import Page, number_of, paged, staff

#: more departments than this and a department's list is folded on a phone
LATE = ("late", "returned")
#: departments on one page of the board
MOST_ROWS = 100
MOST_REMINDERS = 50


def names() -> dict[int, str]:
    """Every department's short name."""
    return {one.id: one.short_name or one.name for one in departments(include_inactive=True)}


def keeps_board() -> bool:
    """Whether this person is the office."""
    may: bool = g.actor.can(BOARD, campaign_id=g.campaign.id)
    return may


@staff.get("/board")
@needs(SEE)
def board() -> Page:
    """The matrix, with filters; a department sees its own duties as a list."""
    now = clock.now()
    found = duties.board(g.campaign, actor=g.actor, now=now)
    columns, rows = _filtered(found)
    lines, pager = paged(rows, MOST_ROWS)
    every = duties.all_duties(g.campaign) if keeps_board() else []
    return render_template(
        "assessment/duties_board.html",
        board=found,
        columns=columns,
        rows=lines,
        pager_data=pager,
        names=names(),
        single=len(found.departments) == 1,
        sums=_sums(found, columns, rows),
        kinds=wording_duties.KINDS_OF_DUTY,
        shapes=wording_duties.SHAPES,
        text=_cell_text,
        notes=wording_duties.notes_of,
        term=wording_duties.term_text,
        asked={"late": request.args.get("late", ""), "kind": request.args.get("kind", ""),
               "department": request.args.get("department", 0, int)},
        line=_line(found),
        keeps=keeps_board(),
        waiting=[one for one in extensions.listed(g.campaign, actor=g.actor) if one.state == "asked"],
        bundles=bundle.bundles(g.campaign, actor=g.actor) if keeps_board() else (),
        press=PressForm(formdata=None),
        dropped=[one for one in every if one.dropped],
        carried=[one for one in every if one.carried_over],
        others=submissions.beside_board(g.campaign, actor=g.actor),
        paper_states=wording_submissions.STATES,
    )  # fmt: skip


def _cell_text(cell: Cell, duty: Duty) -> str:
    return wording_duties.state_text(cell, duty.unit)


def _filtered(found: Board) -> tuple[list[Duty], list[int]]:
    kind, department = request.args.get("kind", ""), request.args.get("department", 0, int)
    columns = [one for one in found.duties if not kind or one.kind == kind]
    rows = [one for one in found.departments if not department or one == department]
    if request.args.get("late"):
        late = {place for place, cell in found.cells.items() if cell.state in LATE}
        columns = [one for one in columns if any((row, one.key) in late for row in rows)]
        rows = [row for row in rows if any((row, one.key) in late for one in columns)]
    return columns, rows


def _sums(found: Board, columns: list[Duty], rows: list[int]) -> dict[str, dict[Any, tuple[int, int, int]]]:
    """For each row and column: handed in, owed at all, late."""

    def count(cells: list[Cell | None]) -> tuple[int, int, int]:
        owed = [cell for cell in cells if cell is not None and cell.state != "not_owed"]
        done = sum(cell.state in ("in_time", "in_late") for cell in owed)
        return done, len(owed), sum(cell.state == "late" for cell in owed)

    return {
        "rows": {row: count([found.cells.get((row, one.key)) for one in columns]) for row in rows},
        "columns": {one.key: count([found.cells.get((row, one.key)) for row in rows]) for one in columns},
    }


def _line(found: Board) -> timeline.Timeline:
    """The campaign's window and every day that something is due."""
    by_day: dict[date, list[str]] = {}
    for one in found.duties:
        if one.day is not None:
            by_day.setdefault(one.day, []).append(str(wording_duties.KINDS_OF_DUTY[one.kind]))
    marks = [
        timeline.Milestone(g.campaign.starts_on, _("活动开始"), "day"),
        timeline.Milestone(g.campaign.ends_on, _("活动结束"), "day"),
    ]
    for day, what in sorted(by_day.items()):
        kind: timeline.Kind = "due"
        if day < found.today:
            keys = {one.key for one in found.duties if one.day == day}
            behind = any(cell.state == "late" and cell.key in keys for cell in found.cells.values())
            kind = "late" if behind else "done"
        marks.append(timeline.Milestone(day, _("、").join(dict.fromkeys(what)), kind))
    return timeline.layout(marks, found.today)


@staff.get("/board.xlsx")
@needs(SEE)
def board_xlsx() -> Any:
    """The matrix for a spreadsheet."""
    found = duties.board(g.campaign, actor=g.actor, now=clock.now())
    made = board_sheet.make(found, names(), _cell_text)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(io.BytesIO(made), kind, as_attachment=True, download_name=_("报送台账.xlsx"))


@staff.route("/duties/new", methods=["GET", "POST"], defaults={"key": ""})
@staff.route("/duties/<key>", methods=["GET", "POST"])
@needs(BOARD)
def duty(key: str) -> Page:
    """Name a duty, choose who owes it, drop it with a reason, or make one."""
    known = duties.duty(g.campaign, key) if key else None
    kept: dict[str, Any] = {"version": "0", "everyone": True}
    if known is not None:
        kept = {
            "title": known.title, "kind": known.kind, "day": known.day, "owes": list(known.owes),
            "everyone": not known.chosen, "dropped": known.dropped, "reason": known.reason, "version": str(known.version),
        }  # fmt: skip
    form, short = DutyForm(data=kept), names()
    form.owes.choices = [(one, short.get(one, "")) for one in campaigns.participants(g.campaign.id)]
    if form.validate_on_submit():
        owes = None if form.everyone.data else tuple(form.owes.data or ())
        command = SaveDuty(
            form.title.data or "",
            form.kind.data,
            form.day.data,
            owes,
            bool(form.dropped.data),
            form.reason.data or "",
        )
        try:
            duties.save_duty(
                g.campaign, key, command, number_of(form.version.data), actor=g.actor, now=clock.now()
            )
            flash(_("已保存。"), "ok")
            return redirect(url_for(".board"), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            return _blamed(form, problem, "assessment/duties_form.html", known=known)
    page = render_template("assessment/duties_form.html", form=form, known=known)
    return page, 422 if request.method == "POST" else 200


@staff.get("/duties/<key>/<int:department_id>")
@needs(SEE)
def cell(key: str, department_id: int) -> Page:
    """What is behind a cell: the plugins' deadlines, reminders, extensions, and where to hand in."""
    return _cell(key, department_id, AskForm(formdata=None))


def _cell(key: str, department_id: int, form: AskForm, status: int = 200) -> Page:
    found = duties.board(g.campaign, actor=g.actor, now=clock.now())
    place = (department_id, key)
    if place not in found.cells:
        raise NotFound()
    of = next(one for one in found.duties if one.key == key)
    where = {"department_id": department_id, "campaign_id": g.campaign.id}
    page = render_template(
        "assessment/duties_cell.html",
        duty=of,
        cell=found.cells[place],
        rows=found.rows.get(place, ()),
        opens_url=opens_url,
        today=found.today,
        department=names().get(department_id, ""),
        department_id=department_id,
        text=_cell_text,
        shapes=wording_duties.SHAPES,
        sources=wording_duties.SOURCES,
        notes=wording_duties.notes_of(of),
        term=wording_duties.term_text,
        reminders=reminders.listed(g.campaign, actor=g.actor, department_id=department_id, key=key),
        extensions=extensions.listed(g.campaign, actor=g.actor, department_id=department_id, key=key),
        states=wording_duties.EXTENSIONS,
        form=form,
        may_ask=g.actor.can(HAND_IN, **where) and of.day is not None and of.source != "plugin",
        may_hand_in=g.actor.can(HAND_IN, **where) and of.source != "plugin",
        keeps=keeps_board(),
    )
    return page, status


@staff.post("/duties/<key>/<int:department_id>/extension")
@needs(HAND_IN)
def extension_ask(key: str, department_id: int) -> Page:
    """Ask for another day."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            extensions.ask(
                g.campaign, key, department_id, form.wanted.data, form.reason.data or "", actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            flash(_("已提交，等政务公开办批复。"), "ok")
            return redirect(url_for(".cell", key=key, department_id=department_id), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            blame(form, problem)
            return _cell(key, department_id, form, problem.status)
    return _cell(key, department_id, form, 422)


@staff.route("/extensions/<int:extension_id>", methods=["GET", "POST"])
@needs(BOARD)
def extension(extension_id: int) -> Page:
    """Grant or refuse another day."""
    view = extensions.one(g.campaign, extension_id, actor=g.actor)
    form = DecideForm(data={"day": view.wanted})
    values = {
        "view": view,
        "department": names().get(view.department_id, ""),
        "states": wording_duties.EXTENSIONS,
    }
    if form.validate_on_submit():
        try:
            extensions.decide(
                g.campaign, extension_id, form.verdict.data, form.day.data, form.answer.data or "", actor=g.actor,
                now=clock.now(),
            )  # fmt: skip
            flash(_("已批复。"), "ok")
            return redirect(url_for(".board"), 303)
        except (NotFound, NotAllowed):
            raise
        except DomainError as problem:
            return _blamed(form, problem, "assessment/duties_extension.html", **values)
    page = render_template("assessment/duties_extension.html", form=form, **values)
    return page, 422 if request.method == "POST" else 200


@staff.get("/reminders")
@needs(SEE)
def reminders_index() -> Page:
    """Who was reminded when and how; whom somebody has to call."""
    found = reminders.listed(g.campaign, actor=g.actor)
    from core.api import user_names

    before, after = reminders.marks()
    lines, pager = paged(found, MOST_REMINDERS)
    return render_template(
        "assessment/duties_reminders.html",
        found=lines,
        pager_data=pager,
        calls=[one for one in found if one.way == "call" and one.called_at is None],
        names=names(),
        people=user_names({user for one in lines for user in (*one.told, one.called_by) if user is not None}),
        before=before,
        after=after,
        keeps=keeps_board(),
        form=CalledForm(formdata=None),
    )


@staff.post("/reminders/<int:reminder_id>/called")
@needs(BOARD)
def reminder_called(reminder_id: int) -> Page:
    """Somebody called."""
    form = CalledForm()
    try:
        reminders.called(g.campaign, reminder_id, form.note.data or "", actor=g.actor, now=clock.now())
        flash(_("已记录。"), "ok")
    except (NotFound, NotAllowed):
        raise
    except DomainError as problem:
        flash(words(problem), "warn")
    return redirect(url_for(".reminders_index"), 303)


@staff.get("/chase")
@needs(BOARD)
def chase() -> Page:
    """The text to paste into a group: by duty, who is late and how long (催报)."""
    now = clock.now()
    found = reminders.late(g.campaign, actor=g.actor, now=now, key=request.args.get("key", ""))
    short = names()
    lines = [
        _(
            "【催报】%(campaign)s（截至%(at)s）",
            campaign=g.campaign.title,
            at=f"{clock.local(now):%Y-%m-%d %H:%M}",
        )
    ]
    for one in found:
        day = one.duty.day
        due = _("%(month)s月%(day)s日截止", month=day.month, day=day.day) if day is not None else ""
        lines += ["", _("%(what)s（%(due)s）", what=one.duty.title, due=due)]
        for late in one.cells:
            state = _("退回待改") if late.state == "returned" else _cell_text(late, one.duty)
            lines.append(_("　%(unit)s：%(state)s", unit=short.get(late.department_id, ""), state=state))
    lines += ["", _("请以上单位尽快报送；确有困难的，请在系统里申请延期。")]
    return render_template("assessment/duties_chase.html", found=found, text="\n".join(lines))


@staff.post("/bundles")
@needs(BOARD)
def bundle_ask() -> Page:
    """Ask for everything in one zip."""
    bundle.ask(g.campaign, actor=g.actor, now=clock.now())
    flash(_("正在打包，做好以后在这里下载。"), "ok")
    return redirect(url_for(".board") + "#bundle", 303)


@staff.get("/bundles/<int:bundle_id>.zip")
@needs(BOARD)
def bundle_zip(bundle_id: int) -> Any:
    """A finished zip."""
    path = bundle.path(g.campaign, bundle_id, actor=g.actor)
    return send_file(path, "application/zip", as_attachment=True, download_name=f"{g.campaign.slug}.zip")


def blame(form: Any, problem: DomainError) -> None:
    """Put a refusal at the field that it is about, else above the form."""
    name = problem.field if isinstance(problem, Invalid) else None
    if name and name in form:
        form[name].errors = [*form[name].errors, words(problem)]
    else:
        form.form_errors = [*form.form_errors, words(problem)]


def _blamed(form: Any, problem: DomainError, template: str, **values: Any) -> Page:
    blame(form, problem)
    return render_template(template, form=form, **values), problem.status
