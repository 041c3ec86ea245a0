"""What the ledger contributes to pages and acts of others: desk, column, personal data, archive, judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from core.base.access import Actor
from core.base.clock import local
from core.base.privacy import unseal
from core.base.registry import registry
from core.campaigns import service as campaigns
from core.opinions import messages, rules, service, store, store_voices
from core.opinions.models import Opinion, OpinionSupport
from core.opinions.service import persons, views
from core.plugin.contracts import (
    ArchivePart,
    Blocker,
    Campaign,
    DeskItem,
    PersonalField,
    PersonalRecord,
    RevisionView,
    Subject,
)

FIELDS = (
    PersonalField(
        "opinions.author.text",
        _l("意见内容"),
        _l("审核、办理和答复您的意见"),
        table="opinions_opinion",
        sealed_column="text_sealed",
        rule="PI-03",
        counted_from=_l("意见办结"),
        duty=_l("逐条答复意见的要求（OD-11、DP-10）"),
        duty_until=_l("意见办结"),
    ),
    PersonalField(
        "opinions.author.phone",
        _l("电话"),
        _l("把编号和办理结果告诉您"),
        table="opinions_opinion",
        sealed_column="phone_sealed",
        digest_column="person_digest",
        rule="PI-03",
        counted_from=_l("意见办结"),
        duty=_l("逐条答复意见的要求（OD-11、DP-10）"),
        duty_until=_l("意见办结"),
        optional=True,
    ),
    PersonalField(
        "opinions.author.name",
        _l("称呼"),
        _l("答复时怎样称呼您"),
        table="opinions_opinion",
        sealed_column="name_sealed",
        rule="PI-03",
        counted_from=_l("意见办结"),
        optional=True,
    ),
    PersonalField(
        "opinions.author.file",
        _l("附件"),
        _l("说明您的意见"),
        rule="PI-03",
        counted_from=_l("意见办结"),
        duty=_l("逐条答复意见的要求（OD-11、DP-10）"),
        duty_until=_l("意见办结"),
        optional=True,
        count=store.count_files,
    ),
    PersonalField(
        "opinions.support.phone",
        _l("手机号"),
        _l("一个人只支持一次"),
        table="opinions_support",
        sealed_column="phone_sealed",
        digest_column="person_digest",
        rule="PI-03",
        counted_from=_l("意见办结"),
    ),
    PersonalField(
        "opinions.draft.text",
        _l("还没提交的意见"),
        _l("不让您写好的内容丢失"),
        table="opinions_draft",
        sealed_column="body_sealed",
        term=rules.DRAFT_LIFE,
        counted_from=_l("写下"),
        storage_only=True,
    ),
)


def personal_records(person_digest: str) -> list[PersonalRecord]:
    """Everything a person has sent in, and what they stand behind."""
    sent = [_record(row) for row in persons.opinions_of(person_digest)]
    return [*sent, *(_supported(given, row) for given, row in store_voices.supports_of([person_digest]))]


def _supported(given: OpinionSupport, row: Opinion) -> PersonalRecord:
    return PersonalRecord(
        title=_("支持的意见 %(number)s", number=row.number),
        fields={
            _("内容"): row.published_text,
            _("手机号"): unseal(given.phone_sealed),
            _("时间"): f"{local(given.at):%Y-%m-%d %H:%M}",
        },
        kept_until=_kept_until(row),
        ref=f"support:{given.id}",
    )


def _kept_until(row: Opinion) -> date | None:
    days = campaigns.campaign_by_id(row.campaign_id).pack.value("PI-03")
    if row.ended_at is None or not isinstance(days, int):
        return None
    return date.fromordinal(local(row.ended_at).date().toordinal() + days)


def _record(row: Opinion) -> PersonalRecord:
    standing = service.standing_of(row)
    state = str(messages.STATES[standing.state][1])
    if standing.outcome:
        state = str(messages.OUTCOMES[standing.outcome][1])
    open_still = persons.is_open(row)
    return PersonalRecord(
        title=_("意见 %(number)s", number=row.number),
        fields={
            _("关于"): standing.subject,
            _("内容"): standing.text,
            _("称呼"): unseal(row.name_sealed) if row.name_sealed else "",
            _("电话"): unseal(row.phone_sealed) if row.phone_sealed else "",
            _("收到时间"): f"{local(row.received_at):%Y-%m-%d %H:%M}",
            _("办理情况"): state,
            _("答复"): standing.reason,
            **({_("附件"): standing.file} if standing.file else {}),
        },
        kept_until=row.due_on if open_still else _kept_until(row),
        duty=_("OD-11、DP-10 逐条答复：办结以前保留内容和电话") if open_still else "",
        ref=f"opinion:{row.id}",
    )


def blockers(revision: RevisionView, campaign: Campaign) -> Sequence[Blocker]:
    """Feedback and evaluation aren't published while an opinion about their subject is open (OD-11, DP-11)."""
    document = registry().document_kinds.get(revision.kind)
    closes = document.closes if document is not None else ""
    if not closes:
        return ()
    return blockers_for(closes, revision.subject_id, campaign)


def blockers_for(kind: str, subject_id: int, campaign: Campaign) -> Sequence[Blocker]:
    """The objection to publishing anything that answers the opinions about a subject, with where to end them."""
    count, first = service.open_for(kind, subject_id)
    if not count:
        return ()
    declared = service.kind_of(kind)
    rule = campaign.pack.rule(declared.rule) if declared is not None and declared.rule else None
    url = url_for("opinions_staff.inbox", tab="open", subject=f"{kind}:{subject_id}")
    clause = f"{declared.rule} {rule.clause}" if rule is not None and declared is not None else ""
    return (Blocker("opinions_open", {"count": count, "number": first or ""}, clause, url),)


def campaign_blockers(campaign: Campaign, state: str) -> Sequence[Blocker]:
    if state != "archived":
        return ()
    count, _first = store.open_of("", None, campaign.id)
    return (Blocker("opinions_open_campaign", {"count": count}),) if count else ()


def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    """Beside a feedback or an evaluation: every opinion's number, moderated text, end and reason. Nobody's name."""
    document = registry().document_kinds.get(revision.kind)
    if document is None or not document.closes:
        return ()
    rows = store.about(document.closes, revision.subject_id)
    if not rows:
        return ()
    heads = {row.id: row for row in rows}
    lines = []
    for row in rows:
        told = heads.get(row.merged_into, row) if row.merged_into is not None else row
        ended = _ended(told)
        place = f"{told.passed_to} {told.passed_number}".strip()
        lines.append(
            [
                row.number,
                told.number if told is not row else "",
                row.published_text,
                ended,
                told.reason,
                place,
            ]
        )
    head = ["编号", "合并到", "内容", "结果", "理由", "转送"]
    return (ArchivePart("feedback", _l("意见和采纳情况"), {"head": head, "rows": lines}),)


def _ended(row: Opinion) -> str:
    """How an opinion ended, in words: the archive is read by people."""
    if row.outcome:
        return str(messages.OUTCOMES[row.outcome][1])
    return str(messages.REJECTIONS.get(row.reason_code) or messages.STATES[row.state][1])


def desk_items(actor: Actor, campaign: Campaign, now: datetime) -> list[DeskItem]:
    """For moderators what waits to be looked at, for departments what waits for an answer."""
    if not actor.can(service.SEE, campaign_id=campaign.id):
        return []
    counts, first, answer_first = service.waiting(campaign.id, actor=actor, now=now)
    found: list[DeskItem] = []
    unseen = counts["new"] + counts["held"]
    if unseen and first is not None and actor.can(service.MODERATE, campaign_id=campaign.id):
        days = max((now - first).days, 0)
        found.append(
            DeskItem(
                title=ngettext("审核 %(num)d 条意见", "审核 %(num)d 条意见", unseen),
                url=url_for(
                    "opinions_staff.inbox", tab="new" if counts["new"] else "held", campaign=campaign.id
                ),
                action=_("去审核"),
                state="info" if rules.urgency(days) == "ok" else rules.urgency(days),
                state_text=ngettext("最早的等了 %(num)d 天", "最早的等了 %(num)d 天", days),
            )
        )
    for line in answer_first if actor.can(service.ANSWER, campaign_id=campaign.id) else ():
        found.append(
            DeskItem(
                title=ngettext("答复 %(num)d 条意见", "答复 %(num)d 条意见", counts["open"]),
                url=url_for("opinions_staff.inbox", tab="open", campaign=campaign.id),
                action=_("去答复"),
                due=line.due,
                note=_("最早到期的是 %(number)s", number=line.number),
                state="half",
                state_text=_("正在办理"),
                clause=line.clause,
                department_id=line.department_id,
            )
        )
    return found


def audit_subjects() -> Mapping[str, Any]:
    return {"opinion": _subjects, "opinion_group": _group_subjects}


def _group_subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Proposed groups that audit entries are about; a link to their subject's proposals for whoever moderates."""
    return {
        row.id: Subject(
            _("%(count)s 条相似意见（第 %(id)s 组）", count=row.size, id=row.id),
            url_for("opinions_staff.groups", subject=f"{row.kind}:{row.subject_id}")
            if service.moderates(actor, row.kind, row.campaign_id)
            else "",
        )
        for row in store_voices.several_groups(ids)
    }


def _subjects(ids: Sequence[int], actor: Actor) -> dict[int, Subject]:
    """Opinions that audit entries are about; a link for whoever may open them."""
    return {
        row.id: Subject(
            _("意见 %(number)s", number=row.number),
            url_for("opinions_staff.opinion", opinion_id=row.id) if views.may_see(row, actor) else "",
        )
        for row in store.several(ids).values()
    }
