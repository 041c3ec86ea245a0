"""The audit trail as pages: the list with its filters, the history of one thing, the list as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock, workdays
from core.base.access import signed_in
from core.base.errors import NotFound
from core.base.registry import registry
from core.trail import service
from core.trail.store import Asked
from core.users import service as users

staff = Blueprint("trail_staff", __name__, template_folder="templates")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff.get("/trail")
@signed_in
def trail() -> Any:
    """Who did what, on which thing, when: as far as the reader may see it."""
    asked, typed = _asked()
    number = request.args.get("page", 1, type=int)
    page = service.read_trail(asked, actor=g.actor, number=number)
    titles = {c.id: c.title for c in registry().load_campaigns()}
    keep: dict[str, Any] = {name: value for name, value in typed.items() if value}
    return render_template(
        "trail/trail.html",
        page=page,
        typed=typed,
        reach=service.see_of(g.actor),
        groups=service.groups(),
        departments=users.all_departments(include_inactive=True),
        campaigns=titles,
        subject_title=page.lines[0].subject if asked.subject and page.lines else "",
        pager_data={
            "number": page.number,
            "pages": page.pages,
            "total": page.total,
            "previous_url": url_for(".trail", page=page.number - 1, **keep) if page.number > 1 else None,
            "next_url": url_for(".trail", page=page.number + 1, **keep) if page.number < page.pages else None,
        },
        files={kind: url_for(".trail_file", kind=kind, **keep) for kind in ("xlsx", "csv")},
    )


@staff.get("/trail/export.<any(csv, xlsx):kind>")
@signed_in
def trail_file(kind: str) -> Response:
    """The filtered list as a table to take along; that it was taken is audited."""
    asked, _typed = _asked()
    lines = service.export_lines(asked, actor=g.actor, now=clock.now())
    head = [_("编号"), _("时间"), _("谁"), _("办了什么"), _("事项"), _("单位"), _("栏目")]
    rows = [
        [
            line.id,
            f"{clock.local(line.at):%Y-%m-%d %H:%M:%S}",
            line.who or (_("系统") if line.by_system else _("公众")),
            line.what,
            line.subject,
            line.department,
            line.group,
        ]
        for line in lines
    ]
    body = _as_csv(head, rows) if kind == "csv" else _as_xlsx(head, rows)
    answer = Response(body, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
    name = f"trail-{clock.local(clock.now()):%Y%m%d}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked() -> tuple[Asked, dict[str, str]]:
    """What the address asks for, and how it was typed. A date or number that makes no sense is left out."""
    names = ("person", "group", "department", "campaign", "since", "until", "subject")
    typed = {name: request.args.get(name, "").strip() for name in names}
    asked = Asked(
        user_ids=tuple(users.ids_named(typed["person"])) if typed["person"] else None,
        group=typed["group"],
        department_id=_number(typed["department"]),
        campaign_id=_number(typed["campaign"]),
        since=_day(typed["since"]),
        subject=_subject(typed["subject"]),
    )
    until = _day(typed["until"])
    return replace(asked, until=until + timedelta(days=1) if until else None), typed


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> datetime | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    # Further off a day can't be counted from, nor told in another zone.
    if not workdays.FIRST_DAY <= day <= workdays.LAST_DAY:
        return None
    return datetime.combine(day, time(), clock.SHANGHAI)


def _subject(text: str) -> tuple[str, int] | None:
    if not text:
        return None
    kind, _colon, number = text.partition(":")
    subject_id = _number(number)
    if not kind.isidentifier() or subject_id is None:
        raise NotFound("trail.subject_shape")
    return kind, subject_id


def _as_csv(head: list[str], rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    # The mark at the beginning tells spreadsheet programs that it is UTF-8.
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _as_xlsx(head: list[str], rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("办事记录"))
    sheet.append(head)
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _harmless(cell: Any) -> Any:
    """A title that begins like a formula is text, not a formula, to whoever opens the file."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") else cell
