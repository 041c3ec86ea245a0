"""The moderation inbox over all plugins, and one opinion on its own page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_babel import gettext as _

from core.base import clock
from core.base.access import needs
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.opinions import messages, rules, service
from core.opinions.contracts import Asked, OpinionView
from core.opinions.forms import AcceptForm, AssignForm, EndForm, RejectForm
from core.opinions.views_public import split_subject, units
from core.plugin.contracts import OpinionPart
from core.users import service as users

staff = Blueprint("opinions_staff", __name__, template_folder="templates")
AGES = (2, 5, 10)
#: the filter's word for opinions about the whole subject
WHOLE = "-"


@staff.after_request
def keep_private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@staff.get("/opinions")
@needs("opinions.see")
def inbox() -> str:
    """Everything that waits, the oldest first, fifty a page."""
    now = clock.now()
    asked = _asked()
    found = service.inbox(asked, actor=g.actor, now=now)
    pages = max((found.total + service.PER_PAGE - 1) // service.PER_PAGE, 1)
    given: dict[str, Any] = {name: value for name, value in request.args.items() if name != "page" and value}
    return render_template(
        "opinions/inbox.html",
        asked=asked,
        asked_subject=f"{asked.kind}:{asked.subject_id}" if asked.kind else "",
        found=found,
        tabs=[
            (code, title, found.counts[code], url_for(".inbox", **{**given, "tab": code}))
            for code, title in messages.TABS.items()
            if service.may_moderate(g.actor) or code in ("open", "ended")
        ],
        words=messages,
        units=units(),
        campaigns=registry().load_campaigns(),
        departments=[unit for unit in users.all_departments() if unit.id in units()],
        ages=AGES,
        moderator=service.may_moderate(g.actor),
        may_enter=g.actor.can(service.ENTER),
        may_end=g.actor.can(service.ANSWER) or service.may_moderate(g.actor),
        parts=parts_of(asked),
        urgency=rules.urgency,
        back=request.full_path.rstrip("?"),
        pager_data={
            "number": asked.page,
            "pages": pages,
            "total": found.total,
            "previous_url": url_for(".inbox", **given, page=asked.page - 1) if asked.page > 1 else None,
            "next_url": url_for(".inbox", **given, page=asked.page + 1) if asked.page < pages else None,
        },
    )


@staff.get("/opinions/<int:opinion_id>")
@needs("opinions.see")
def opinion(opinion_id: int) -> Any:
    """One opinion: the text, what others said alike, what may be done, what was done."""
    return show(service.opinion_view(opinion_id, actor=g.actor, now=clock.now()))


def show(view: OpinionView, *, status: int = 200, **forms: Any) -> Any:
    """The page; `forms` are those that came back with something to mend."""
    line = view.line
    offered = [("", _("暂不交办")), *((str(unit.id), unit.label) for unit in users.all_departments())]
    accept = forms.get("accept") or AcceptForm(
        formdata=None, data={"text": line.text, "department_id": str(line.department_id or "")}
    )
    assign = forms.get("assign") or AssignForm(
        formdata=None, data={"department_id": str(line.department_id or "")}
    )
    for form in (accept, assign):
        form.department_id.choices = offered
    moderator = service.may_moderate(g.actor, line)
    names = users.user_names([who for _at, _action, who, _codes in view.history if who is not None])
    page = render_template(
        "opinions/one.html",
        view=view,
        line=line,
        words=messages,
        units=units(),
        accept=accept,
        reject=forms.get("reject") or RejectForm(formdata=None),
        end=forms.get("end") or EndForm(formdata=None),
        assign=assign,
        moderator=moderator,
        notes=service.notes_on([line.id], actor=g.actor, now=clock.now()).get(line.id, []),
        answered=service.answered_already(
            campaigns.campaign_by_id(line.campaign_id), line.kind, line.subject_id, line.text
        )
        if moderator and line.state in rules.OPEN
        else [],
        may_answer=service.may_answer(view, g.actor),
        stale=forms.get("stale"),
        texts=registry().audit_texts,
        names=names,
        scan_url=url_for("files_staff.raw", file_id=view.scan_file_id, variant="whole")
        if view.scan_file_id
        else "",
        file_url=url_for("files_staff.raw", file_id=view.file.id, variant="whole") if view.file else "",
        shown_digest=rules.shown_digest(view.digest),
        entered_by=users.user_name(view.entered_by) if view.entered_by else "",
        most=rules.MOST,
        urgency=rules.urgency,
    )
    return page, status


def _asked() -> Asked:
    args = request.args
    kind, subject_id = split_subject(args.get("subject", ""))
    default = "new" if service.may_moderate(g.actor) else "open"
    tab = args.get("tab", default)
    return Asked(
        tab=tab if tab in messages.TABS else default,
        campaign_id=args.get("campaign", type=int),
        kind=kind,
        subject_id=subject_id,
        source=args.get("source", "") if args.get("source") in rules.SOURCES else "",
        department_id=args.get("department", type=int),
        older_than=min(max(args.get("age", 0, type=int), 0), 3650),
        page=min(max(args.get("page", 1, type=int), 1), 100_000),
        anchor=None if not args.get("part") else "" if args["part"] == WHOLE else args["part"],
    )


def parts_of(asked: Asked) -> list[OpinionPart]:
    """The parts of the subject that is asked for, to choose one of."""
    kind = registry().opinion_kinds.get(asked.kind)
    if kind is None or kind.parts is None or asked.subject_id is None:
        return []
    for campaign in registry().all_campaigns():
        found = list(kind.parts(campaign, asked.subject_id))
        if found:
            return found
    return []
