"""A written report handed in where a summary is owed: the same words, with the .docx as a file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from core.api import Actor, Campaign, NotFound, RuleBroken

from ..permissions import HAND_IN
from ..rules import submissions as rules
from ..rules.duties import Duty
from . import duties, handing_in, submissions
from .handing_in import KeptAsDraft, SavePaper, Upload
from .report_content import WHOLE
from .reports import ReportView

KIND = "summary"
#: ends a text that is longer than what is handed in may be; the .docx has all of it
CUT = "……（全文见附件）"


@dataclass(frozen=True)
class Owed:
    """A summary that this department owes; `state` of what is handed in so far."""

    duty: Duty
    state: str


def owed(campaign: Campaign, view: ReportView, *, actor: Actor) -> list[Owed]:
    """Summaries that could be handed in now: owed by the department and not accepted yet."""
    unit = view.department_id
    if (
        unit == WHOLE
        or not view.version
        or not actor.can(HAND_IN, department_id=unit, campaign_id=campaign.id)
    ):
        return []
    wanted = [
        one
        for one in duties.all_duties(campaign)
        if one.kind == KIND and not one.dropped and unit in one.owes
    ]
    found = [Owed(one, submissions.view(campaign, one.key, unit, actor=actor).state) for one in wanted]
    return [one for one in found if one.state != "accepted"]


def hand_in(
    campaign: Campaign, view: ReportView, key: str, made: bytes, version: int, *, actor: Actor, now: datetime
) -> int:
    """Returns the handing's id. `made` is the .docx, `version` the report's that was seen. The link and the files that were put
    there by hand stay; an earlier .docx of the report goes.

    Raises NotFound, RuleBroken("assessment.report_not_ready"), and what handing in raises."""
    if key not in {one.duty.key for one in owed(campaign, view, actor=actor)}:
        raise NotFound()
    if view.lacks or view.version != version:
        raise RuleBroken("assessment.report_not_ready", count=max(len(view.lacks), 1))
    before = submissions.view(campaign, key, view.department_id, actor=actor)
    name = f"{view.texts.title[:80]}.docx"
    text = "\n".join(str(block["text"]) for block in view.content.blocks if block.get("text"))
    if len(text) > rules.LONGEST:
        text = text[: rules.LONGEST - len(CUT)] + CUT
    command = SavePaper(
        text, before.link, before.gathering, before.plan_attached,
        tuple(one.id for one in before.files if one.name != name), "web", "", None,
    )  # fmt: skip
    try:
        handing_id = handing_in.save(
            campaign, key, view.department_id, command, [Upload(io.BytesIO(made), name)], before.version, hand_in=True,
            actor=actor, now=now,
        )  # fmt: skip
    except KeptAsDraft as kept:
        raise kept.problems[0][1] from kept  # the report itself is the draft that one goes on with
    assert handing_id is not None
    return handing_id
