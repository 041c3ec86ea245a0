"""From a notice to a campaign: the text is read, the findings are corrected by the office, then they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotFound
from core.campaigns import notice as notices
from core.campaigns import packs_store, rules, store
from core.campaigns.contracts import ActivityDraft, CampaignDraft, DutyDraft
from core.campaigns.models import ReadingRow
from core.campaigns.notice import Notice
from core.campaigns.service.changes import MANAGE, create_campaign
from core.campaigns.service.views import campaign_by_id
from core.plugin.contracts import Campaign
from core.users import service as users
from core.users.rules import name_key
from core.users.service.departments import index_of_names

LONGEST_NAME = 120


def read(text: str) -> Notice:
    """Read a notice. Raises NotANotice with what is missing."""
    return notices.read_notice(text)


def findings_of(notice: Notice) -> dict[str, Any]:
    """The findings as the office corrects them: plain values, lines beside them (JSON)."""
    theme = notice.theme.value if notice.theme else ""
    title = notice.plan_title or notice.title
    named = title.value if title else ""
    return {
        "title": campaign_title(named),
        "edition": rules.edition_in(named) or "",
        "issuer": notice.issuer.value if notice.issuer else "",
        "number": notice.number.value if notice.number else "",
        "theme": theme.strip("。"),
        "form": notice.form.value if notice.form else "",
        "starts_on": notice.window.start.isoformat() if notice.window else "",
        "ends_on": notice.window.end.isoformat() if notice.window else "",
        "pack_id": propose_pack(notice),
        "proposed_pack": propose_pack(notice),
        "slug": rules.slug_for(notice.window.start, named, store.slugs()) if notice.window else "",
        "units": [{"name": unit.name, "line": unit.line} for unit in notice.units],
        "activities": [
            {
                "heading": a.heading,
                "body": a.body,
                "place": a.place or "",
                "units": "、".join(a.units),
                "periods": [
                    {
                        "start": p.start.isoformat(),
                        "end": p.end.isoformat(),
                        "start_time": p.start_time or "",
                        "end_time": p.end_time or "",
                    }
                    for p in a.periods
                ],
                "line": a.line,
                "sentence": a.sentence,
            }
            for a in notice.activities
        ],
        "duties": [
            {
                "what": d.what,
                "day": d.date.isoformat() if d.date else "",
                "rule": d.rule or "",
                "sender": d.sender or "",
                "receiver": d.receiver or "",
                "line": d.line,
                "sentence": d.sentence,
            }
            for d in notice.deadlines
        ],
        "slogans": [{"text": s.text, "line": s.line} for s in notice.slogans],
        "contacts": [
            {"name": c.name or "", "phone": c.phone or "", "email": c.email or "", "line": c.line}
            for c in notice.contacts
        ],
        "requirements": [{"text": r.heading, "line": r.line} for r in notice.requirements],
        "lines": {
            "title": title.line if title else None,
            "issuer": notice.issuer.line if notice.issuer else None,
            "number": notice.number.line if notice.number else None,
            "theme": notice.theme.line if notice.theme else None,
            "form": notice.form.line if notice.form else None,
            "window": notice.window.line if notice.window else None,
        },
        "pollution": [{"line": p.line, "kind": p.kind, "text": p.text} for p in notice.pollution],
        "unplaced": [{"line": u.line, "text": u.text} for u in notice.unplaced],
    }


def campaign_title(title: str) -> str:
    """The campaign's own name inside a notice's title: 关于开展…活动的通知 → …活动."""
    name = title
    for start in ("关于开展", "关于印发", "关于举办", "关于组织开展", "关于做好"):
        _, found, rest = name.partition(start)
        if found:
            name = rest
    for end in ("的通知", "工作方案", "实施方案", "活动方案", "方案"):
        name = name.removesuffix(end)
    name = name.strip("《》 ")
    return name.removesuffix("活动").strip("《》 ") or title


def propose_pack(notice: Notice) -> str:
    """The pack whose area the notice names; with none, the national base's first follower, else nothing."""
    packs = packs_store.load()[0]
    heads = " ".join(f.value for f in (notice.issuer, notice.title, notice.plan_title, notice.number) if f)
    for pack in packs.values():
        if pack.area and any(
            name in heads for name in (pack.area, pack.area.removesuffix("市").removesuffix("县"))
        ):
            return pack.id
    return ""


def keep_reading(
    text: str, filename: str, findings: Mapping[str, Any], *, actor: Actor, now: datetime
) -> int:
    """Keep a reading, so that a reload loses nothing; returns its id."""
    actor.require(MANAGE)
    with unit_of_work() as session:
        row = ReadingRow(text=text, filename=filename, draft=dict(findings), user_id=actor.user_id, at=now)
        session.add(row)
        session.flush()
        audit.record(actor, now, "campaigns.notice_read", subject=("reading", row.id))
        return row.id


def correct_reading(reading_id: int, findings: Mapping[str, Any], *, actor: Actor, now: datetime) -> None:
    """Keep the corrections made so far. Raises Conflict("reading_done")."""
    actor.require(MANAGE)
    with unit_of_work():
        row = _reading(reading_id)
        if row.campaign_id is not None:
            raise Conflict("reading_done")
        row.draft, row.at = dict(findings), now


def reading(reading_id: int, *, actor: Actor) -> tuple[str, str, dict[str, Any], int | None]:
    """text, filename, findings and, once confirmed, the campaign's id. Raises NotFound."""
    actor.require(MANAGE)
    row = _reading(reading_id)
    return row.text, row.filename, row.draft, row.campaign_id


def open_readings(*, actor: Actor) -> list[tuple[int, str, datetime]]:
    """Readings that nobody has confirmed yet: id, title, when."""
    actor.require(MANAGE)
    wanted = (
        select(ReadingRow).where(ReadingRow.campaign_id.is_(None)).order_by(ReadingRow.id.desc()).limit(20)
    )
    return [
        (row.id, str(row.draft.get("title") or row.filename), row.at) for row in db.session.scalars(wanted)
    ]


def confirm_reading(
    reading_id: int, draft: CampaignDraft, units: Iterable[str], *, actor: Actor, now: datetime
) -> Campaign:
    """The campaign with its departments, activities, deadlines and pack, in one transaction.

    `units` are names as corrected: one that the city has already is taken, another becomes a new department.
    Raises Invalid at a field that can't be used, Conflict("reading_done") when somebody confirmed it before.
    """
    actor.require(MANAGE)
    with unit_of_work() as session:
        _reading(reading_id)
        campaign = create_from(draft, units, actor=actor, now=now)
        taken = session.execute(
            update(ReadingRow)
            .where(ReadingRow.id == reading_id, ReadingRow.campaign_id.is_(None))
            .values(campaign_id=campaign.id)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict("reading_done")
        return campaign


def create_from(draft: CampaignDraft, units: Iterable[str], *, actor: Actor, now: datetime) -> Campaign:
    """A campaign from a draft whose units are names; activities name theirs in `department_names`.

    Who has an activity takes part: a unit that only an activity names becomes a department as well.
    Raises Invalid("unit_long", field="units").
    """
    with unit_of_work():
        in_activities = [name for activity in draft.activities for name in activity.department_names]
        listed = [
            *(unit.strip() for unit in units),
            *(n for n in in_activities if not rules.is_group(n)),
        ]
        names = [name for name in dict.fromkeys(listed) if name]
        for name in names:
            if len(name) > LONGEST_NAME:
                raise Invalid("unit_long", field="units", name=name)
        groups = [
            name for name, found in known_units(names).items() if found is None and rules.is_group(name)
        ]
        ids = users.ensure_departments(
            [(name, kind_of(name)) for name in names if name not in groups],
            parent_id=city_id(),
            actor=actor,
            now=now,
        )
        meant = [i for name in groups for i in group_ids(name)]
        participants = tuple(dict.fromkeys([*ids.values(), *meant, *draft.department_ids]))
        activities = tuple(_without_groups(activity) for activity in draft.activities)
        complete = replace(draft, department_ids=participants, activities=with_departments(activities))
        return create_campaign(complete, actor=actor, now=now)


def _without_groups(activity: ActivityDraft) -> ActivityDraft:
    names = tuple(name for name in activity.department_names if not rules.is_group(name))
    return replace(activity, department_names=names)


def with_departments(activities: Iterable[ActivityDraft]) -> tuple[ActivityDraft, ...]:
    """The names of activities' units looked up. Raises Invalid("unit_unknown", field="activities")."""
    drafts = tuple(activities)
    known = known_units(name for draft in drafts for name in draft.department_names)
    unknown = [name for name, found in known.items() if found is None and not rules.is_group(name)]
    if unknown:
        raise Invalid("unit_unknown", field="activities", names=unknown)
    return tuple(
        replace(
            draft,
            department_ids=(*draft.department_ids, *_meant(draft.department_names, known)),
            department_names=(),
        )
        for draft in drafts
    )


def _meant(names: Iterable[str], known: Mapping[str, users.Department | None]) -> list[int]:
    found = [(name, known[name]) for name in names]
    return list(dict.fromkeys(i for name, d in found for i in ([d.id] if d else group_ids(name))))


def group_ids(name: str) -> list[int]:
    """The active departments that a collective word means here: 各县区 → every county."""
    kinds = rules.group_kinds(name)
    return [d.id for d in users.all_departments() if d.kind in kinds]


def known_units(names: Iterable[str]) -> dict[str, users.Department | None]:
    """Each name → the department of this name, short name or alias (an ended one too), or None."""
    index = index_of_names(users.all_departments(include_inactive=True))
    return {name: index.get(name_key(name)) for name in names}


def kind_of(name: str) -> str:
    """A new unit's kind by its last words."""
    if name.endswith(("公司", "集团", "中心", "银行")):
        return "company"
    if name.endswith(("县", "区", "县人民政府", "区人民政府", "开发区", "管委会")):
        return "county"
    if name.endswith(("镇", "乡", "街道", "街道办事处")):
        return "town"
    return "bureau"


def city_id() -> int | None:
    """The root of the tree of departments, under which new ones go."""
    return next((d.id for d in users.all_departments() if d.parent_id is None and d.kind == "city"), None)


def draft_from(findings: Mapping[str, Any]) -> tuple[CampaignDraft, list[str]]:
    """Corrected findings (all fields checked by the form) → a draft and the names of its units."""
    activities = tuple(
        ActivityDraft(
            heading=a["heading"],
            body=a.get("body", ""),
            place=a.get("place", ""),
            periods=tuple({k: v for k, v in p.items() if v} for p in a.get("periods", ())),
            department_names=tuple(rules.names_in(a.get("units", ""))),
            sentence=a.get("sentence", ""),
        )
        for a in findings["activities"]
    )
    duties = tuple(
        DutyDraft(
            what=d["what"],
            day=date.fromisoformat(d["day"]) if d.get("day") else None,
            rule=d.get("rule", ""),
            sender=d.get("sender", ""),
            receiver=d.get("receiver", ""),
            sentence=d.get("sentence", ""),
        )
        for d in findings["duties"]
    )
    draft = CampaignDraft(
        slug=findings["slug"],
        title=findings["title"],
        theme=findings["theme"],
        starts_on=date.fromisoformat(findings["starts_on"]),
        ends_on=date.fromisoformat(findings["ends_on"]),
        pack_id=findings["pack_id"],
        edition=int(findings["edition"]) if findings.get("edition") else None,
        form=findings.get("form", ""),
        summary=findings.get("summary", ""),
        issuer=findings.get("issuer", ""),
        number=findings.get("number", ""),
        activities=activities,
        duties=duties,
        slogans=tuple(s["text"] for s in findings["slogans"]),
        requirements=tuple(r["text"] for r in findings["requirements"]),
        contacts=tuple(
            {k: c[k] for k in ("name", "phone", "email") if c.get(k)} for c in findings["contacts"]
        ),
    )
    return draft, [unit["name"] for unit in findings["units"]]


def _reading(reading_id: int) -> ReadingRow:
    row = db.session.get(ReadingRow, reading_id)
    if row is None:
        raise NotFound()
    return row


def slug_of(campaign_id: int) -> str:
    """The address of the campaign that a reading became."""
    return campaign_by_id(campaign_id).slug
