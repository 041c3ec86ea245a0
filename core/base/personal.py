"""Personal data as the house declares it: which fields there are, why, how long; the notice made of them; consents.

The notice before collecting (PI-02) is generated from the declared fields, so that it can't differ from what the
purge does. What somebody agreed to is kept with the digest of the notice they saw.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import String, Text, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from core.base.access import Actor
from core.base.db import Model, UtcDateTime, db, insert_many
from core.base.memory import remembered
from core.base.privacy import digest, seal
from core.base.registry import registry, settings


@dataclass(frozen=True)
class PersonalField:
    """One kind of thing kept about persons. `name` is `<notice>.<field>`: "open_day.booking.phone".

    `sealed_column` (and the `digest_column` computed from the same value) or `plain_column` of `table` hold it.
    How long: the pack's rule `rule` (days), or the fixed `term`, after `counted_from`; then the purge removes it.
    `duty` names the rule that demands keeping it in spite of erasure, `duty_until` until when; "" is none.
    `storage_only`: the store behind what others declare, not part of a notice. `of_staff`: not about citizens.
    """

    name: str
    title: Any
    purpose: Any
    table: str = ""
    sealed_column: str = ""
    digest_column: str = ""
    plain_column: str = ""
    rule: str = ""
    term: timedelta | None = None
    counted_from: Any = ""
    duty: Any = ""
    duty_until: Any = ""
    optional: bool = False
    storage_only: bool = False
    of_staff: bool = False
    count: Callable[[], int] | None = None

    @property
    def notice(self) -> str:
        return self.name.rpartition(".")[0]


@dataclass(frozen=True)
class Purged:
    """How many values of a declared field the nightly purge removed."""

    field: str
    count: int


@dataclass(frozen=True)
class Notice:
    """What somebody is told before anything is collected (PI-02), in the reader's language.

    `title` is the first purpose. `kinds`: (what, whether it may be left out); `keep`: (what, how long). `digest` is that of the Chinese text.
    """

    name: str
    title: str
    who: str
    purpose: str
    kinds: tuple[tuple[str, bool], ...]
    keep: tuple[tuple[str, str], ...]
    rights: str
    contact: str
    digest: str = ""

    @property
    def kinds_line(self) -> str:
        return _("、").join(
            _("%(kind)s（可不填）", kind=kind) if optional else kind for kind, optional in self.kinds
        )


@dataclass(frozen=True)
class NewConsent:
    """Somebody has just agreed: the fields are the arguments of `record_consent`."""

    phone: str
    way: str
    at: datetime
    subject: tuple[str, int | None] = ("", None)


class NoticeText(Model):
    """The wording of a notice that somebody agreed to; each wording once."""

    __tablename__ = "base_notice"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(Model):
    """Somebody agreed to a notice. `way`: click, read_aloud (by the clerk `user_id`), paper."""

    __tablename__ = "base_consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice: Mapped[str] = mapped_column(String(80), index=True)
    notice_digest: Mapped[str] = mapped_column(String(64))
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    way: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int | None]
    campaign_id: Mapped[int | None]
    subject_type: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


# ── what is declared ────────────────────────────────────────────────────────────────────────────────────────────────
def declared_fields() -> list[tuple[str, PersonalField]]:
    """(who keeps it, field) of every room and plugin, switched-off ones with tables included."""
    return [
        (owner, field) for owner, ask in registry().host.keepers("personal_fields") for field in ask() or ()
    ]


def sealed_columns() -> list[tuple[str, str, str]]:
    """Every declared (table, sealed column, digest column or "") once: what a rotation of the keys goes through."""
    found: dict[tuple[str, str], str] = {}
    for _owner, field in declared_fields():
        if field.table and field.sealed_column:
            place = (field.table, field.sealed_column)
            found[place] = found.get(place) or field.digest_column
    return [(table, sealed, of_digest) for (table, sealed), of_digest in found.items()]


def count_kept(field: PersonalField) -> int:
    """How many values of a field are kept now."""
    if field.count is not None:
        return field.count()
    column = field.sealed_column or field.digest_column or field.plain_column
    if not field.table or not column:
        return 0
    table = db.metadata.tables[field.table]
    query = select(func.count()).select_from(table)
    if field.sealed_column or str(table.c[column].type).startswith("VARCHAR"):
        query = query.where(table.c[column] != "")
    return db.session.scalar(query) or 0


def keep_words(field: PersonalField, pack: Any) -> str:
    """How long a field is kept, in a sentence. `pack` gives the value of its rule; None where no campaign is."""
    start = str(field.counted_from)
    if field.rule:
        days = pack.value(field.rule) if pack is not None else None
        if not isinstance(days, int):
            return _("按活动所用规则包的 %(rule)s 删除", rule=field.rule)
        rule = pack.rule(field.rule)
        if rule.day_unit == "working":
            return ngettext(
                "%(start)s后 %(num)d 个工作日内删除", "%(start)s后 %(num)d 个工作日内删除", days, start=start
            )
        return ngettext("%(start)s后 %(num)d 天内删除", "%(start)s后 %(num)d 天内删除", days, start=start)
    if field.term is None:
        return _("%(start)s即删除", start=start)
    seconds = int(field.term.total_seconds())
    if seconds % 86400 == 0:
        return ngettext(
            "%(start)s后 %(num)d 天内删除", "%(start)s后 %(num)d 天内删除", seconds // 86400, start=start
        )
    hours = -(-seconds // 3600)
    return ngettext("%(start)s后 %(num)d 小时内删除", "%(start)s后 %(num)d 小时内删除", hours, start=start)


def duty_words(field: PersonalField) -> str:
    """The duty to keep a field in spite of erasure, "" for none."""
    if not field.duty:
        return ""
    return _("按%(duty)s要保存到%(until)s", duty=field.duty, until=field.duty_until)


# ── the notice ──────────────────────────────────────────────────────────────────────────────────────────────────────
def notice(name: str, *, who: str = "", pack: Any = None) -> Notice:
    """The notice `name`, generated from its declared fields. `who` is the unit that uses the data besides the host.

    Raises KeyError for a notice of which no field is declared.
    """
    fields = [(owner, field) for owner, field in declared_fields() if field.notice == name]
    if not fields:
        raise KeyError(name)
    drawn = _drawn(name, fields, who, pack)
    with force_locale("zh_Hans_CN"):
        chinese = _drawn(name, fields, who, pack)
    return Notice(**{**_shallow(drawn), "digest": hashlib.sha256(_body(chinese).encode()).hexdigest()})


def all_notices(pack: Any = None) -> list[Notice]:
    """Every notice that citizens may meet, in the order in which rooms and plugins declare them."""
    names = dict.fromkeys(
        field.notice for _owner, field in declared_fields() if not field.storage_only and not field.of_staff
    )
    return [notice(name, pack=pack) for name in names]


def _drawn(name: str, fields: Sequence[tuple[str, PersonalField]], who: str, pack: Any) -> Notice:
    site = settings().site
    english = str(_("、")) != "、"
    host_unit = (site["host_unit_en"] if english else "") or site["host_unit"] or site["name"]
    users = [unit for unit in (who, host_unit) if unit]
    kept: dict[str, list[str]] = {}
    for _owner, field in fields:
        sentence = _("；").join(part for part in (keep_words(field, pack), duty_words(field)) if part)
        kept.setdefault(sentence, []).append(str(field.title))
    office = (site["office_en"] if english else "") or site["office"]
    phone = f"{office} {site['phone']}".strip()
    return Notice(
        name=name,
        title=str(fields[0][1].purpose),
        who=_("、").join(dict.fromkeys(users)),
        purpose=_("、").join(dict.fromkeys(str(field.purpose) for _owner, field in fields)),
        kinds=tuple((str(field.title), field.optional) for _owner, field in fields),
        keep=tuple((_("、").join(titles), sentence) for sentence, titles in kept.items()),
        rights=_("凭手机号验证码，您随时可以查看、更正、导出、删除自己的信息，也可以撤回同意"),
        contact=_("%(office)s，电话 %(phone)s", office=office, phone=site["phone"])
        if site["phone"]
        else phone,
    )


def _shallow(drawn: Notice) -> dict[str, Any]:
    return {name: getattr(drawn, name) for name in drawn.__dataclass_fields__}


def _body(chinese: Notice) -> str:
    plain = {name: value for name, value in asdict(chinese).items() if name != "digest"}
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


# ── consents ────────────────────────────────────────────────────────────────────────────────────────────────────────
def record_consent(
    name: str,
    *,
    phone: str,
    way: str,
    actor: Actor,
    now: datetime,
    who: str = "",
    pack: Any = None,
    campaign_id: int | None = None,
    subject: tuple[str, int | None] = ("", None),
) -> str:
    """Keep that somebody agreed to a notice, in the caller's unit of work; returns the notice's digest.

    `way`: "click", "read_aloud" or "paper"; for the latter two `actor` is the clerk.
    """
    given = NewConsent(phone, way, now, subject)
    return record_consents(name, [given], actor=actor, who=who, pack=pack, campaign_id=campaign_id)


def record_consents(
    name: str,
    consents: Sequence[NewConsent],
    *,
    actor: Actor,
    who: str = "",
    pack: Any = None,
    campaign_id: int | None = None,
) -> str:
    """The same for many who agreed to one notice, in one statement; returns the notice's digest."""
    seen = _seen(name, who, pack)
    if not consents:
        return seen.digest
    if not remembered(("base.notice", seen.digest), (NoticeText,), lambda: _is_kept(seen.digest)):
        _keep_text(seen, min(consent.at for consent in consents))
    rows = [
        {
            "notice": name,
            "notice_digest": seen.digest,
            "person_digest": digest(consent.phone),
            "phone_sealed": seal(consent.phone),
            "way": consent.way,
            "user_id": actor.user_id,
            "campaign_id": campaign_id,
            "subject_type": consent.subject[0],
            "subject_id": consent.subject[1],
            "at": consent.at,
        }
        for consent in consents
    ]
    insert_many(Consent, rows)
    return seen.digest


def _seen(name: str, who: str, pack: Any) -> Notice:
    """The Chinese notice, drawn once for each unit and pack: what it is made of is declared at the start."""
    drawn: dict[tuple[str, str], tuple[Any, Notice]] = registry().drawn_notices
    kept = drawn.get((name, who))
    if kept is None or kept[0] is not pack:
        with force_locale("zh_Hans_CN"):
            kept = drawn[name, who] = (pack, notice(name, who=who, pack=pack))
    return kept[1]


def _is_kept(notice_digest: str) -> bool:
    return db.session.scalar(select(NoticeText.digest).filter_by(digest=notice_digest)) is not None


def _keep_text(seen: Notice, now: datetime) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    # Two first bookings at once write the same wording: the second one's insert does nothing and waits for nobody.
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = {"digest": seen.digest, "name": seen.name, "body": _body(seen), "at": now}
    db.session.execute(dialect.insert(NoticeText).values(**row).on_conflict_do_nothing())


# ── removing what is due ────────────────────────────────────────────────────────────────────────────────────────────
def delete_rows(model: type, *where: Any) -> int:
    """Delete the rows of a table that are due; how many they were. For a room's `purge_personal_data`."""
    result: Any = db.session.execute(delete(model).where(*where).execution_options(synchronize_session=False))
    return int(result.rowcount)
