"""The exchange of sheets with another platform: what goes out, what comes in, which column is which."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.api import Conflict, Invalid, RuleBroken, clock, needs, user_names, words

from . import exchange_sheet
from .forms_exchange import ExportForm, PlainForm, UploadForm, map_form
from .forms_orders import blame
from .permissions import EXCHANGE
from .rules.order_sheet import COLUMNS, SHEETS
from .service import exchange, exchange_out, order_terms
from .views_staff import Page, staff
from .wording_exchange import FAULTS, OUTCOMES, STATES
from .wording_exchange import SHEETS as SHEET_WORDS

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/exchange", endpoint="exchange")
@needs(EXCHANGE)
def exchange_index() -> Page:
    """What waits to go out, the upload, what went before."""
    return _index()


def _index(up: Any = None, out: Any = None, status: int = 200) -> Page:
    recent = exchange.recent(g.campaign, actor=g.actor)
    up = up or UploadForm(formdata=None, data={"sheet": "replies"})
    out = out or ExportForm(formdata=None, data={"sheet": "orders"})
    maps = [
        (str(key), _("%(sheet)s：%(name)s", sheet=SHEET_WORDS[sheet], name=name))
        for sheet in SHEETS
        for key, name in _maps(sheet)
    ]
    out.column_map.choices = [("", _("本平台的列名")), *maps]
    page = render_template(
        "hotline/exchange.html",
        up=up,
        out=out,
        waiting=exchange_out.waiting(g.campaign, actor=g.actor),
        recent=recent,
        elsewhere=order_terms.dispatches_elsewhere(),
        people=user_names([one.user_id for one in recent if one.user_id is not None]),
        sheets=SHEET_WORDS,
        states=STATES,
        outcomes=OUTCOMES,
        most=exchange_sheet.MOST_ROWS,
    )
    return page, status


def _maps(sheet: str) -> list[tuple[int, str]]:
    return [(key, name) for key, name, _columns in exchange.maps(g.campaign, sheet, actor=g.actor)]


@staff.get("/exchange/upload")
@staff.get("/exchange/export")
@staff.get("/exchange/<int:exchange_id>/columns")
@needs(EXCHANGE)
def exchange_again(exchange_id: int | None = None) -> Page:
    """Whoever reloads a form that was refused, or reads it in the other language, comes back to where it stands."""
    if exchange_id is None:
        return redirect(url_for(".exchange"), 303)
    return redirect(url_for(".exchange_one", exchange_id=exchange_id, columns=1), 303)


@staff.post("/exchange/upload")
@needs(EXCHANGE)
def exchange_upload() -> Page:
    """Keep the sheet and go on to its columns."""
    form = UploadForm()
    try:
        if not form.validate():
            return _index(up=form, status=422)
        if not form.file.data:
            raise Invalid("hotline.sheet_missing", field="file")
        raw = exchange_sheet.read(form.file.data.stream)
        number = exchange.upload(
            g.campaign, form.sheet.data or "", raw.headings, raw.rows, actor=g.actor, now=clock.now()
        )
    except (Invalid, RuleBroken) as refusal:
        blame(form, refusal)
        return _index(up=form, status=422)
    return redirect(url_for(".exchange_one", exchange_id=number), 303)


@staff.get("/exchange/<int:exchange_id>")
@needs(EXCHANGE)
def exchange_one(exchange_id: int) -> Page:
    """Where this sheet stands: its columns, its rows, or what came of it."""
    view = exchange.view(g.campaign, exchange_id, actor=g.actor)
    if view.way == "out" or view.state in ("done", "failed", "waiting") or not view.headings:
        return _done(view)
    if view.state == "looked_at" and request.args.get("columns") != "1":
        return _look(view)
    chosen = dict(view.columns)
    wanted = request.args.get("map", type=int)
    for key, name, columns in exchange.maps(g.campaign, view.sheet, actor=g.actor):
        if key == wanted:
            chosen = {code: heading for code, heading in columns.items() if heading in view.headings}
            chosen["map_name"] = name
    return _columns(view, map_form(view.sheet, view.headings, chosen, fresh=True))


def _columns(view: exchange.ExchangeView, form: Any, status: int = 200) -> Page:
    page = render_template(
        "hotline/exchange_columns.html",
        view=view,
        form=form,
        columns=COLUMNS[view.sheet],
        maps=_maps(view.sheet),
        sheets=SHEET_WORDS,
    )
    return page, status


@staff.post("/exchange/<int:exchange_id>/columns")
@needs(EXCHANGE)
def exchange_columns(exchange_id: int) -> Page:
    """Say which column is which; then its rows are shown."""
    view = exchange.view(g.campaign, exchange_id, actor=g.actor)
    if not view.headings:
        return redirect(url_for(".exchange_one", exchange_id=exchange_id), 303)
    form = map_form(view.sheet, view.headings, {}, fresh=False)
    chosen = {column.code: form[column.code].data or "" for column in COLUMNS[view.sheet]}
    try:
        if not form.validate():
            return _columns(view, form, 422)
        exchange.map_columns(
            g.campaign, exchange_id, chosen, form.map_name.data or "", actor=g.actor, now=clock.now()
        )
    except (Invalid, Conflict) as refusal:
        blame(form, refusal)
        return _columns(view, form, 422)
    return redirect(url_for(".exchange_one", exchange_id=exchange_id), 303)


def _look(view: exchange.ExchangeView) -> Page:
    judged, counts = exchange.look(g.campaign, view.id, actor=g.actor, now=clock.now())
    return render_template(
        "hotline/exchange_look.html",
        view=view,
        form=PlainForm(formdata=None),
        judged=judged,
        counts=counts,
        good=counts["add"] + counts["change"],
        told=lambda one: told(view.sheet, one.code, one.column),
        shown=exchange.SHOWN,
        sheets=SHEET_WORDS,
        outcomes=OUTCOMES,
    )


def told(sheet: str, code: str, column: str) -> str:
    """A fault's sentence, the column by its heading."""
    heading = next((one.heading for one in COLUMNS[sheet] if one.code == column), column)
    return str(FAULTS.get(code, FAULTS["order_changed"])) % {"column": heading} if code else ""


@staff.post("/exchange/<int:exchange_id>/confirm")
@needs(EXCHANGE)
def exchange_confirm(exchange_id: int) -> Page:
    """Take the good rows in."""
    PlainForm().validate_on_submit()
    try:
        at_once = exchange.confirm(g.campaign, exchange_id, actor=g.actor, now=clock.now())
    except Conflict as refusal:
        flash(words(refusal), "warn")
        return redirect(url_for(".exchange"), 303)
    flash(_("已导入。") if at_once else _("行数较多，正在后台导入，稍后刷新看结果。"), "ok")
    return redirect(url_for(".exchange_one", exchange_id=exchange_id), 303)


def _done(view: exchange.ExchangeView) -> Page:
    return render_template(
        "hotline/exchange_done.html",
        view=view,
        told=lambda fault: told(view.sheet, fault["code"], fault["column"]),
        people=user_names([view.user_id] if view.user_id is not None else []),
        sheets=SHEET_WORDS,
        states=STATES,
        outcomes=OUTCOMES,
        form=PlainForm(formdata=None),
    )


@staff.post("/exchange/export")
@needs(EXCHANGE)
def exchange_export() -> Page:
    """The sheet to keep; what is in it is marked."""
    form = ExportForm()
    chosen = form.column_map.data or ""
    again = request.form.get("again", type=int)
    try:
        sheet = exchange_out.export(
            g.campaign,
            form.sheet.data or "",
            int(chosen) if chosen.isdecimal() else None,
            confidential=bool(form.confidential.data),
            again=again,
            actor=g.actor,
            now=clock.now(),
        )
    except Invalid as refusal:
        form.sheet.errors = [words(refusal)]
        return _index(out=form, status=422)
    name = f"hotline-{sheet.sheet}-{clock.today():%Y%m%d}-{sheet.exchange_id}.xlsx"
    body = exchange_sheet.write(str(SHEET_WORDS[sheet.sheet]), sheet.headings, sheet.rows)
    answer = Response(body, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
