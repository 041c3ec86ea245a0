"""Staff pages of the spreadsheet: template, upload, preview, confirm."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request

from core.base import clock
from core.base.access import needs
from core.base.errors import Invalid
from core.base.wording import phrase
from core.users import roles, service, spreadsheet
from core.users.forms import ImportForm, SheetForm, blame
from core.users.service import importing


def import_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/people/import", "import_people", import_people, methods=["GET", "POST"])
    staff.add_url_rule("/people/import/template.xlsx", "import_template", import_template)
    staff.add_url_rule("/people/import/confirm", "confirm_import", confirm_import, methods=["POST"])


@needs("users.import")
def import_people() -> Any:
    """How it goes, the upload; after it every row with what would become of it."""
    form = SheetForm()
    if form.validate_on_submit():
        try:
            if not form.file.data:
                raise Invalid("sheet_missing", field="file")
            sheets = spreadsheet.read(form.file.data.stream)
            seen = importing.preview(sheets, actor=g.actor, now=clock.now())
            confirm = ImportForm(formdata=None)
            confirm.rows.data = seen.sealed
            return render_template(
                "users/import_preview.html", seen=seen, form=confirm, told=told, titles=roles.titles
            )
        except Invalid as refusal:
            blame(form, refusal)
    status = 422 if request.method == "POST" else 200
    return render_template("users/import.html", form=form, hints=spreadsheet.HINTS), status


@needs("users.import")
def import_template() -> Any:
    """The empty spreadsheet."""
    answer = Response(
        spreadsheet.template(),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    answer.headers["Content-Disposition"] = 'attachment; filename="people.xlsx"'
    return answer


@needs("users.import")
def confirm_import() -> Any:
    """Store the good rows; then links for those who have no password yet."""
    form = ImportForm()
    try:
        done = importing.confirm(form.rows.data or "", actor=g.actor, now=clock.now())
    except Invalid as refusal:
        again = SheetForm(formdata=None)
        blame(again, refusal)
        return render_template("users/import.html", form=again, hints=spreadsheet.HINTS), 422
    waiting = service.people_without_password(done.people_ids, actor=g.actor)
    return render_template("users/import_done.html", done=done, waiting=waiting, told=told)


def told(fault: importing.Fault) -> str:
    """A fault's sentence."""
    return phrase(fault.code, fault.params)
