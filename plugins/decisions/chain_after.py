"""The texts that follow the comments, in the publishing chain: their kinds, their judges, their copies, their archive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.api import ArchivePart, Blocker, Campaign, Copy, DocumentKind, NotFound, RevisionView, SubjectPlace

from . import chain, document_after, document_feedback
from .document_feedback import END_WORDS
from .rules.feedback import DRAWN, Tally
from .service import decision, feedback, interpretation, milestones, previews
from .store import feedback as store

COLUMN = _l("行政决策大家看")
_JUDGES: Mapping[str, Callable[[RevisionView, Campaign, datetime], list[Blocker]]] = {
    chain.FEEDBACK.code: feedback.blockers,
    chain.DECISION.code: decision.blockers,
    chain.INTERPRETATION.code: interpretation.blockers,
    chain.PROGRESS.code: milestones.blockers,
}
#: kind of document → kind of its working copy
_COPIES = {
    chain.FEEDBACK.code: "feedback",
    chain.DECISION.code: "decision",
    chain.INTERPRETATION.code: "interpretation",
}


def document_kinds() -> tuple[DocumentKind, ...]:
    """The four kinds; the feedback answers the comments, so the ledger keeps it back while one is open (DP-11)."""
    return (
        DocumentKind(
            code=chain.FEEDBACK.code,
            title=_l("意见采纳反馈"),
            column=COLUMN,
            public_endpoint="decisions_public.feedback",
            staff_endpoint="decisions_staff.feedback",
            subject_arg="preview_id",
            place_of=_place(document_feedback.first_title),
            closes=chain.COMMENT,
        ),
        DocumentKind(
            code=chain.DECISION.code,
            title=_l("决策结果"),
            column=COLUMN,
            public_endpoint="decisions_public.decision",
            staff_endpoint="decisions_staff.decision",
            subject_arg="preview_id",
            place_of=_place(document_after.decision_title),
        ),
        DocumentKind(
            code=chain.INTERPRETATION.code,
            title=_l("政策解读"),
            column=COLUMN,
            public_endpoint="decisions_public.interpretation",
            staff_endpoint="decisions_staff.interpretation",
            subject_arg="preview_id",
            place_of=_place(document_after.interpretation_title),
        ),
        DocumentKind(
            code=chain.PROGRESS.code,
            title=_l("决策落实情况"),
            column=COLUMN,
            public_endpoint="decisions_public.milestone",
            staff_endpoint="decisions_staff.milestone",
            subject_arg="milestone_id",
            place_of=milestones.place_of,
        ),
    )


def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> list[Blocker]:
    """What stands against one of these texts now; nothing for other kinds."""
    judge = _JUDGES.get(revision.kind)
    return judge(revision, campaign, now) if judge is not None else []


def archive_parts(revision: RevisionView) -> list[ArchivePart]:
    """Counts by question and by paragraph, milestones; every comment with its end is put in by the ledger."""
    if revision.kind == chain.FEEDBACK.code:
        data = revision.data
        names = {str(n): q["asked"] for n, q in enumerate(data.get("questions", ()), 1)} | {"0": "其他意见"}
        head = ["采纳", "部分采纳", "不采纳", "其他", "合计"]
        by_question = _rows(
            (names.get(p, p), ends) for p, ends in sorted(data.get("by_question", {}).items())
        )
        by_anchor = _rows((a or "整个草案", ends) for a, ends in sorted(data.get("by_anchor", {}).items()))
        found = [
            ArchivePart("figures", "按问题统计的意见", {"head": ["问题", *head], "rows": by_question}),
            ArchivePart("figures", "按条款统计的意见", {"head": ["条款", *head], "rows": by_anchor}),
        ]
        lines = list(store.every_line(revision.subject_id, int(data.get("edition", 0))))
        if lines:
            rows = [[n, h, q, a, END_WORDS[e], t, r, p] for n, h, q, a, e, t, r, p in lines]
            columns = ["编号", "合并到", "问题", "条款", "结果", "内容", "理由", "转送"]
            found.append(ArchivePart("feedback_lines", "公开的意见和理由", {"head": columns, "rows": rows}))
        return found
    if revision.kind == chain.DECISION.code and revision.data.get("milestones"):
        steps = [[one["title"], one["due"]] for one in revision.data["milestones"]]
        return [ArchivePart("figures", "落实安排", {"head": ["要做的事", "完成期限"], "rows": steps})]
    return []


def copies(revision: RevisionView) -> list[Copy]:
    """Working copy, questions and frozen lines of a text (SC-01)."""
    found = []
    what = _COPIES.get(revision.kind)
    row = store.text(revision.subject_id, what) if what is not None else None
    if row is not None:
        names = {
            "feedback": _("意见采纳反馈的草稿"),
            "decision": _("决策结果的草稿"),
            "interpretation": _("政策解读的草稿"),
        }
        found.append(Copy(names[row.kind], f"#{row.id}"))
    if revision.kind == chain.FEEDBACK.code:
        asked = store.questions(revision.subject_id)
        if asked:
            found.append(Copy(_("反馈里的问题、归纳和做法"), f"#{revision.subject_id}", len(asked)))
        count = store.count_lines(revision.subject_id)
        if count:
            found.append(Copy(_("反馈里逐条列出的意见"), f"#{revision.subject_id}", count))
    if revision.kind == chain.PROGRESS.code and store.milestone(revision.subject_id) is not None:
        found.append(Copy(_("落实事项的草稿"), f"#{revision.subject_id}"))
    return found


def blank(revision: RevisionView, now: datetime) -> None:
    """Empty the texts; ids, numbers, dates and counts stay."""
    what = _COPIES.get(revision.kind)
    row = store.text(revision.subject_id, what) if what is not None else None
    if row is not None:
        row.title = ""
        row.parts = {name: _emptied(value) for name, value in row.parts.items()}
        row.saved_at = now
    if revision.kind == chain.FEEDBACK.code:
        for question in store.questions(revision.subject_id):
            question.asked = question.said = question.did = question.short = ""
        store.blank_lines(revision.subject_id)
    if revision.kind == chain.PROGRESS.code:
        step = store.milestone(revision.subject_id)
        if step is not None:
            step.title = step.note = step.evidence_url = ""


def _emptied(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    return [] if isinstance(value, list) else value


def _rows(counted: Any) -> list[list[str | int]]:
    found: list[list[str | int]] = []
    for name, ends in counted:
        tally = Tally(ends)
        found.append([name, *(tally.of(end) for end in DRAWN), tally.total - tally.drawn, tally.total])
    return found


def _place(title_of: Callable[[str], str]) -> Callable[[int], SubjectPlace | None]:
    """Whose a text is before it was first submitted: for waivers and 补录."""

    def found(preview_id: int) -> SubjectPlace | None:
        try:
            preview = previews.preview_view(preview_id)
        except NotFound:
            return None
        return SubjectPlace(preview.campaign_id, preview.department_id, title_of(preview.title))

    return found
