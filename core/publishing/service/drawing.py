"""The chain as the `chain` macro draws it, in the reader's language."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from core.publishing.contracts import DocumentView, Step
from core.publishing.messages import STEP_NAMES
from core.users import roles
from core.web.theme import day, moment


def chain_steps(view: DocumentView) -> list[dict[str, Any]]:
    """Steps for staff, with names and times: code, name, state, who, when, when_iso, note, way, stood_for,
    scan_id."""
    return [
        {
            "code": step.code,
            "name": STEP_NAMES[step.code],
            "state": step.state,
            "who": _who(step),
            **_when(step),
            "note": _note(view, step),
            "way": step.way,
            "stood_for": step.stood_for,
            "scan_id": step.scan_id,
        }
        for step in view.steps
    ]


def _who(step: Step) -> str:
    if step.state != "done":
        return "、".join(roles.titles(step.roles))
    if step.stood_for:
        return _("%(deputy)s（代%(person)s）", deputy=step.who, person=step.stood_for)
    return step.who


def _when(step: Step) -> dict[str, str]:
    if step.way == "paper" and step.signed_on is not None:
        return {"when": day(step.signed_on), "when_iso": step.signed_on.isoformat()}
    if step.at is not None:
        return {"when": moment(step.at), "when_iso": step.at.isoformat()}
    return {"when": "", "when_iso": ""}


def _note(view: DocumentView, step: Step) -> str:
    if step.stood_for and step.state == "done":
        return _("代签")
    if step.state == "now" and view.under_way:
        return _("%(moment)s 送到", moment=moment(view.waiting_since))
    if step.state != "done" and step.code == "archive":
        return _("公开后自动")
    return ""
