"""Messages to people, as rows written with the fact they tell of. Number and words are sealed.

Whoever has something to tell declares a kind (hook `message_kinds`) and queues it in the unit of work of the fact;
the delivery room hands it over. A person gets one message of a kind for one fact, however often it is queued.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from flask_babel import force_locale
from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.base import i18n, jobs, wording
from core.base.db import Model, UtcDateTime, after_commit, db, insert_many
from core.base.privacy import digest, older_digests, seal, token_digest
from core.base.quiet import is_quiet, leave_at
from core.base.registry import registry, settings

#: Where a message can still leave from by itself.
OPEN = ("waiting", "retry")
#: How a message ended; its words may be blanked.
ENDED = ("sent", "shown", "dropped", "called", "given_up")


@dataclass(frozen=True)
class MessageKind:
    """A kind of message: `<room or plugin>.<what>`, its title for lists and choices, its words with %(name)s figures.

    `site` (the site's name) is a figure of every kind. `urgent` is never held back by quiet hours. `secret` words
    (a code) are shown to nobody but the one they are for. After `lasts` it isn't sent any more. Of a "staff" kind
    everybody chooses whether to get it.
    """

    code: str
    title: Any
    body: Any
    subject: Any = ""
    to: Literal["citizen", "staff"] = "citizen"
    urgent: bool = False
    secret: bool = False
    lasts: timedelta | None = None


@dataclass(frozen=True)
class StaffWay:
    """How a member of staff gets messages: the lane, "mail" or "robot", and the language."""

    lane: str
    lang: str


class OutboxMessage(Model):
    """One message to one person. `lane` is sms, mail, robot or call; the states are told in docs/messages.md."""

    __tablename__ = "base_outbox"
    __table_args__ = (
        UniqueConstraint("fact", "person_digest", "kind"),
        Index("ix_base_outbox_due", "lane", "state", "try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(64))
    fact: Mapped[str] = mapped_column(String(160))
    person_digest: Mapped[str] = mapped_column(String(64), index=True)
    lane: Mapped[str] = mapped_column(String(8))
    #: a member of staff, whose address is looked up when it is sent; None for a citizen
    user_id: Mapped[int | None]
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    subject_sealed: Mapped[str] = mapped_column(Text, default="")
    body_sealed: Mapped[str] = mapped_column(Text, default="")
    lang: Mapped[str] = mapped_column(String(2), default="zh")
    urgent: Mapped[bool] = mapped_column(default=False)
    campaign_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    try_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    #: whoever holds it may say how it ended; a new one is drawn at every hand-over
    attempt: Mapped[str] = mapped_column(String(32), default="")
    #: why the last hand-over failed (a code) and the gateway's figure, never its words: they may name the person
    fault: Mapped[str] = mapped_column(String(40), default="")
    figure: Mapped[str] = mapped_column(String(20), default="")
    fault_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    receipt: Mapped[str] = mapped_column(String(120), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None]
    note_sealed: Mapped[str] = mapped_column(Text, default="")


def can_send() -> bool:
    """Whether an SMS gateway is set. Without one nobody can prove a phone, and pages say so."""
    return settings().sms_gateway != ""


@dataclass(frozen=True)
class NewMessage:
    """One message to be queued; the fields are the arguments of `queue_message`."""

    kind: str
    fact: str
    phone: str | None = None
    user_id: int | None = None
    call: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    lang: str = ""
    campaign_id: int | None = None


def queue_message(
    *, kind: str, fact: str, now: datetime, phone: str | None = None, user_id: int | None = None,
    call: str | None = None, params: Mapping[str, Any] | None = None, lang: str = "",
    campaign_id: int | None = None,
) -> bool:  # fmt: skip
    """Write one message into the current unit of work; False when none was needed.

    To whom: a citizen's normalised mobile `phone`, a member of staff (`user_id`, who chooses how and whether), or a
    `call` to be made by a clerk to a number that gets no messages. Without an SMS gateway a phone is called, too.
    `fact` names what happened, with ids only ("booking:12:confirmed"). `params` fill the kind's words now; dates are
    written the reader's way. `lang` "zh" or "en": the page's language when left out; staff have their own.
    """
    message = NewMessage(kind, fact, phone, user_id, call, params or {}, lang, campaign_id)
    return queue_messages([message], now=now) == 1


def queue_messages(messages: Sequence[NewMessage], *, now: datetime) -> int:
    """The same for many messages in one statement; how many were needed."""
    kinds: dict[tuple[str, str], _Words] = {}
    rows = [row for message in messages if (row := _row_of(message, now, kinds)) is not None]
    if not rows:
        return 0
    # What is wrong with the caller's own rows must show before: it must not look like "queued already".
    db.session.flush()
    stored = insert_many(OutboxMessage, rows, once=True, returning=("state",))
    if any(row.state in OPEN for row in stored):
        after_commit(jobs.wake)
    return len(stored)


def queue_first_messages(messages: Sequence[NewMessage], *, now: datetime) -> None:
    """The same for facts that have just come to be, of which nobody can have been told: written with what else is
    (`in_one_statement`), and nobody waits to hear which were needed."""
    kinds: dict[tuple[str, str], _Words] = {}
    rows = [row for message in messages if (row := _row_of(message, now, kinds)) is not None]
    if rows:
        insert_many(OutboxMessage, rows, once=True)
    if any(row["state"] in OPEN for row in rows):
        after_commit(jobs.wake)


def _row_of(
    message: NewMessage, now: datetime, kinds: dict[tuple[str, str], _Words]
) -> dict[str, Any] | None:
    """The row of one message, its words filled and sealed; None when nobody needs it. `kinds`: words at hand."""
    kind, fact = message.kind, message.fact
    about = registry().message_kinds.get(kind)
    if about is None:
        raise ValueError(f"the message kind {kind!r} is declared by nobody")
    if sum(given is not None for given in (message.phone, message.user_id, message.call)) != 1:
        raise ValueError("a message goes to a phone, to a member of staff, or on the list of calls")
    lang = message.lang or i18n.language()
    state = "waiting"
    if message.user_id is not None:
        way: StaffWay | None = registry().staff_way(message.user_id, kind)
        if way is None:
            return None
        lane, lang, who = way.lane, way.lang, f"user:{message.user_id}"
        # In the demo nobody has a mail server: what would be sent is shown on the page "Demo messages".
        if settings().sms_gateway == "demo" and (lane != "mail" or settings().messages.mail is None):
            state = "shown"
    else:
        who = message.phone or message.call or ""
        lane = "sms" if message.phone is not None and can_send() else "call"
        if lane == "call" and about.secret:
            raise ValueError(f"{kind!r} is for one person's eyes: nobody can tell it by telephone")
        state = "call" if lane == "call" else "shown" if settings().sms_gateway == "demo" else "waiting"
    if message.user_id is None and _told_under_older_key(who, kind, fact):
        return None
    if (kind, lang) not in kinds:
        kinds[kind, lang] = _Words(about, lang)
    subject, body = kinds[kind, lang].filled(message.params)
    hours = settings().messages
    waits = not about.urgent and is_quiet(now, hours.quiet_from, hours.quiet_to)
    # Staff are known by an id: a rotation of the personal keys couldn't recompute a digest of it.
    person = token_digest(who) if message.user_id is not None else digest(who)
    return {
        "kind": kind,
        "fact": fact,
        "person_digest": person,
        "lane": lane,
        "user_id": message.user_id,
        "phone_sealed": seal(who) if message.user_id is None else "",
        "subject_sealed": seal(subject) if subject else "",
        "body_sealed": seal(body),
        "lang": lang,
        "urgent": about.urgent,
        "campaign_id": message.campaign_id,
        "state": state,
        "at": now,
        "try_at": leave_at(now, hours.quiet_from, hours.quiet_to, share_of(fact + person)) if waits else now,
        "expires_at": now + about.lasts if about.lasts else None,
    }


def _told_under_older_key(who: str, kind: str, fact: str) -> bool:
    """While a rotation of the keys is under way, the same person stands there under an older digest."""
    older = older_digests(who)
    if not older:
        return False
    same = db.select(OutboxMessage.id).where(
        OutboxMessage.fact == fact, OutboxMessage.kind == kind, OutboxMessage.person_digest.in_(older)
    )
    return db.session.scalar(same.limit(1)) is not None


def share_of(name: str) -> float:
    """A number from 0 to 1 that is always the same for a name: where in a spread a message stands."""
    return int(token_digest(name)[:8], 16) / 0xFFFFFFFF


def languages_of(facts: Sequence[str]) -> dict[str, str]:
    """In which language the messages of these facts were written, by fact: who was told in English is told so again."""
    rows = db.select(OutboxMessage.fact, OutboxMessage.lang).where(OutboxMessage.fact.in_(facts))
    return {row.fact: row.lang for row in db.session.execute(rows)} if facts else {}


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Texts asked for inside are in this language ("zh" or "en"), for figures that are words themselves."""
    with force_locale(i18n.LANGUAGES[lang]):
        yield


class _Words:
    """Subject and body of a kind in one language, looked up once for all messages that are queued together."""

    def __init__(self, kind: MessageKind, lang: str) -> None:
        self.lang = lang
        self.site = settings().site["name_en" if lang == "en" else "name"]
        with speaking(lang):
            self.subject, self.body = str(kind.subject), str(kind.body)

    def filled(self, params: Mapping[str, Any]) -> tuple[str, str]:
        """A missing figure fails here, with the fact, and not at night in the worker."""
        figures = {"site": self.site, **params}
        if all(type(value) in (str, int) for value in figures.values()):
            return self.subject % figures, self.body % figures
        with speaking(self.lang):
            figures = {name: wording.shown(value) for name, value in figures.items()}
            return self.subject % figures, self.body % figures
