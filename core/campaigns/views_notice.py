"""The notice reader's pages: hand in a notice, correct what was read, confirm — and the campaign stands."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.errors import DomainError, Invalid
from core.base.secrecy import secret_mark
from core.base.text_files import UnreadableFile, decode_text, extract_text
from core.campaigns import packs_store, service
from core.campaigns.forms import PasteForm, blame
from core.campaigns.forms_rows import ReadingForm, reading_data, with_blank
from core.campaigns.messages import MISSING
from core.campaigns.notice import NotANotice
from core.campaigns.notice_page import source_lines, unit_lines
from core.campaigns.service import reading as readings
from core.users import service as users

ROWS = ("activities", "duties", "contacts")
FILE_CODES = {
    "file_empty": "notice_file_empty",
    "file_binary": "notice_file_binary",
    "file_damaged": "notice_file_damaged",
    "file_kind_unknown": "notice_file_kind",
    "file_too_large": "notice_file_large",
    "pdf_has_no_text": "notice_file_scanned",
    "pdf_locked": "notice_file_locked",
}


def notice_views(staff: Blueprint) -> None:
    """Hang these pages into the staff blueprint."""
    staff.add_url_rule("/campaigns/from-notice", "from_notice", from_notice, methods=["GET", "POST"])
    staff.add_url_rule("/campaigns/readings/<int:reading_id>", "reading", reading, methods=["GET", "POST"])


@needs("campaigns.manage")
def from_notice() -> Any:
    """Paste a notice or choose a file."""
    form = PasteForm()
    if form.validate_on_submit():
        try:
            text, filename = _handed_in(form)
            findings = readings.findings_of(readings.read(text))
            reading_id = readings.keep_reading(text, filename, findings, actor=g.actor, now=clock.now())
            return redirect(url_for(".reading", reading_id=reading_id), 303)
        except Invalid as refusal:
            blame(form, _told(refusal))
    status = 422 if request.method == "POST" else 200
    waiting = readings.open_readings(actor=g.actor)
    return render_template("campaigns/from_notice.html", form=form, waiting=waiting), status


@needs("campaigns.manage")
def reading(reading_id: int) -> Any:
    """The notice on one side, what was read on the other; save, add a row, or confirm."""
    text, filename, findings, campaign_id = readings.reading(reading_id, actor=g.actor)
    if campaign_id is not None:
        flash(_("这份通知已经确认过，活动已经建好。"), "info")
        return redirect(url_for(".campaign", slug=readings.slug_of(campaign_id)), 303)
    form = ReadingForm(data=reading_data(findings)) if request.method == "GET" else ReadingForm()
    form.offer(pack_choices())
    status = 200
    if request.method == "POST":
        before, findings = findings, form.findings(findings)
        if "confirm" not in request.form:
            readings.correct_reading(reading_id, findings, actor=g.actor, now=clock.now())
            flash(_("已保存，还没有建成活动。"), "ok")
            return redirect(_where_to_go_on(reading_id, findings), 303)
        if form.validate_on_submit():
            answer = _confirm(reading_id, form, findings)
            if answer is not None:
                return answer
        findings = {**before, "units": findings["units"]}
        status = 422
    with_blank(form, *ROWS)
    proposed = packs_store.load()[0].get(findings.get("proposed_pack") or "")
    return (
        render_template(
            "campaigns/reading.html",
            form=form,
            filename=filename,
            findings=findings,
            proposed=proposed,
            source=source_lines(text, findings),
            units=unit_lines(findings["units"]),
        ),
        status,
    )


def pack_choices() -> list[tuple[str, str]]:
    """Every sound pack, to choose from."""
    return [(pack.id, f"{pack.title}（{pack.id} {pack.version}）") for pack in packs_store.load()[0].values()]


def _confirm(reading_id: int, form: ReadingForm, findings: dict[str, Any]) -> Any:
    """Make the campaign and go there; None when something must be mended, said at its field."""
    before = len(users.all_departments(include_inactive=True))
    try:
        draft, names = readings.draft_from(findings)
        made = readings.confirm_reading(reading_id, draft, names, actor=g.actor, now=clock.now())
    except DomainError as refusal:
        blame(form, refusal)
        return None
    made_file = service.campaign_file(made.slug)
    flash(
        _(
            "活动建好了：%(units)s 个参加单位（其中新建部门 %(new)s 个），%(activities)s 项活动，%(duties)s 条期限。公众还看不到。",
            units=len(made_file.department_ids),
            new=len(users.all_departments(include_inactive=True)) - before,
            activities=len(draft.activities),
            duties=len(draft.duties),
        ),
        "ok",
    )
    return redirect(url_for(".campaign", slug=made.slug), 303)


def _where_to_go_on(reading_id: int, findings: dict[str, Any]) -> str:
    """Back to the page; after 再加一行 to the empty row at the end of its list."""
    added = request.form.get("add")
    anchor = f"row-{added}-{len(findings[added])}" if added in ROWS else "found"
    return url_for(".reading", reading_id=reading_id, _anchor=anchor)


def _handed_in(form: PasteForm) -> tuple[str, str]:
    """Text and file name. Raises Invalid at the field to mend; what carries a mark of secrecy is refused unstored."""
    pasted = form.text.data or ""
    file = form.file.data
    if pasted and file:
        raise Invalid("notice_twice", field="file")
    if not pasted and not file:
        raise Invalid("notice_empty", field="text")
    where = "file" if file else "text"
    try:
        text = extract_text(file.read(), file.filename or "") if file else decode_text(pasted.encode())
    except UnreadableFile as problem:
        raise Invalid(FILE_CODES[problem.code], field=where) from problem
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if secret_mark([text]):
        form.text.data = ""
        raise Invalid("notice_secret", field=where)
    return text, (file.filename or "")[:255] if file else ""


def _told(refusal: Invalid) -> Invalid:
    """A refusal of the reader with its words, at the field where the text came in."""
    field = refusal.field or ("file" if request.files.get("file") else "text")
    if not isinstance(refusal, NotANotice):
        return refusal
    params = dict(refusal.params)
    if refusal.code == "not_a_notice":
        params["missing"] = [str(MISSING[item]) for item in params["missing"]]
    code = "notice_too_many_lines" if params.get("unit") == "lines" else refusal.code
    return Invalid(code, field=field, **params)
