"""What seems to say the same among everything said about a subject: looked over by a job, decided group by group here."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from core.base import clock
from core.base.access import needs
from core.base.errors import Conflict, NotFound, RuleBroken
from core.base.wording import words
from core.opinions import messages, service
from core.opinions.forms import PlainForm
from core.opinions.views_public import split_subject
from core.opinions.views_staff import staff


@staff.get("/opinions/groups")
@needs("opinions.see")
def groups() -> str:
    """The proposals about one subject, the largest first, and how the look over all of it stands."""
    subject, kind, subject_id = _subject(request.args.get("subject", ""))
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    found = service.groups(kind, subject_id, page=number, actor=g.actor)
    return render_template(
        "opinions/groups.html",
        found=found,
        subject=subject,
        title=service.title_of(kind, subject_id),
        here=request.full_path.rstrip("?"),
        pager_data=_pager(found.found, service.GROUPS_PER_PAGE, number, ".groups", subject=subject),
    )


@staff.post("/opinions/groups/ask")
@needs("opinions.see")
def ask_groups() -> Any:
    """Have everything about a subject compared (anew)."""
    PlainForm().validate_on_submit()
    subject, kind, subject_id = _subject(request.form.get("subject", ""))
    service.ask(kind, subject_id, actor=g.actor, now=clock.now())
    return redirect(url_for(".groups", subject=subject), 303)


@staff.route("/opinions/groups/<int:group_id>", methods=["GET", "POST"])
@needs("opinions.see")
def group(group_id: int) -> Any:
    """One proposal: merge all of it, some of it, or keep its members apart."""
    now = clock.now()
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    if request.method == "POST" and PlainForm().validate_on_submit():
        do, subject = request.form.get("do", ""), request.form.get("subject", "")
        try:
            if do == "apart":
                service.keep_group_apart(group_id, actor=g.actor, now=now)
                flash(_("记下了，不再提示这些相同。"), "ok")
            elif do in ("all", "some"):
                ticked = [
                    int(text) for text in request.form.getlist("opinion") if text.isdigit() and len(text) < 12
                ]
                chosen = ticked if do == "some" else None
                head, count = service.merge_group(group_id, chosen, actor=g.actor, now=now)
                flash(
                    ngettext(
                        "已把 %(num)d 条合并到 %(number)s，答复时一并告诉每一位。",
                        "已把 %(num)d 条合并到 %(number)s，答复时一并告诉每一位。",
                        count,
                        number=head,
                    ),
                    "ok",
                )
            return redirect(url_for(".groups", subject=subject), 303)
        except (RuleBroken, Conflict) as refusal:
            flash(words(refusal), "warn")
            return redirect(url_for(".group", group_id=group_id), 303)
    row, members, total = service.group(group_id, page=number, actor=g.actor)
    subject = f"{row.kind}:{row.subject_id}"
    return render_template(
        "opinions/group.html",
        row=row,
        members=members,
        total=total,
        subject=subject,
        words=messages,
        pager_data=_pager(total, service.MEMBERS_PER_PAGE, number, ".group", group_id=group_id),
    )


def _subject(text: str) -> tuple[str, str, int]:
    kind, subject_id = split_subject(text)
    if subject_id is None:
        raise NotFound
    return text, kind, subject_id


def _pager(total: int, per_page: int, number: int, endpoint: str, **given: Any) -> dict[str, Any]:
    pages = max((total + per_page - 1) // per_page, 1)
    return {
        "number": number,
        "pages": pages,
        "total": total,
        "previous_url": url_for(endpoint, **given, page=number - 1) if number > 1 else None,
        "next_url": url_for(endpoint, **given, page=number + 1) if number < pages else None,
    }
