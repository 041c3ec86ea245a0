"""Work orders and everything that was done with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.api import Model, UtcDateTime


class OrderCounter(Model):
    """The last number of a campaign's month; changed in the transaction that stores the order."""

    __tablename__ = "hotline_order_counter"

    campaign_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[str] = mapped_column(String(5), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Order(Model):
    """One matter of one caller, from the first call to its close. `sort`: consult, help, complaint, suggestion.

    `state`: registered (受理), dispatched (派单), accepted (办理), objected (部门提出异议), replied (答复), closed (办结),
    reopened is `dispatched` again with `reopened_at`; merged goes with the order in `merged_into` and remembers
    `state_before`. The number is `26-05-0931`; a confidential order has a random one, because a gap in the row would
    tell that it is there. Words, name, number and place of the caller are sealed; a confidential order shows them to its
    handlers only (HL-03) and appears nowhere else, not even as a count. `version` counts changes.

    `term_class` is consult or other (HL-07). `due_first` is the day before any extension; `asked_days` the working days
    that the department asks for (0: none); `objected` that its objection to this dispatch was refused already. `proven`:
    the number was proven by a code, not typed by an operator. `told_by_hand`: somebody has to ring the caller.
    """

    __tablename__ = "hotline_order"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        # Lists and the numbers beside them are counted from this index alone, however long the sealed texts are.
        Index(
            "ix_hotline_order_inbox",
            "campaign_id",
            "state",
            "department_id",
            "due_on",
            "confidential",
            "registered_by",
            "asked_days",
            "told_by_hand",
            "id",
        ),
        Index("ix_hotline_order_day", "campaign_id", "registered_at"),
        Index("ix_hotline_order_topic", "topic_id", "registered_at"),
        Index("ix_hotline_order_closed", "campaign_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    number: Mapped[str] = mapped_column(String(20))
    external_number: Mapped[str] = mapped_column(String(60), default="", index=True)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_call.id"), index=True)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_topic.id"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("hotline_programme.id"))
    sort: Mapped[str] = mapped_column(String(12), default="consult")
    state: Mapped[str] = mapped_column(String(12), default="registered")
    version: Mapped[int] = mapped_column(default=1)
    confidential: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(20), default="")
    person_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    name_sealed: Mapped[str] = mapped_column(Text, default="")
    title_sealed: Mapped[str] = mapped_column(Text, default="")
    words_sealed: Mapped[str] = mapped_column(Text, default="")
    place_sealed: Mapped[str] = mapped_column(Text, default="")
    reply_sealed: Mapped[str] = mapped_column(Text, default="")
    department_id: Mapped[int | None]
    handler_id: Mapped[int | None]
    registered_by: Mapped[int | None]
    answered_by: Mapped[int | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("hotline_order.id"), index=True)
    state_before: Mapped[str] = mapped_column(String(12), default="")
    term_class: Mapped[str] = mapped_column(String(10), default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    due_first: Mapped[date | None] = mapped_column(Date)
    due_rule: Mapped[str] = mapped_column(String(40), default="")
    extensions: Mapped[int] = mapped_column(default=0)
    asked_days: Mapped[int] = mapped_column(default=0)
    objected: Mapped[bool] = mapped_column(default=False)
    urged: Mapped[int] = mapped_column(default=0)
    proven: Mapped[bool] = mapped_column(default=False)
    told_by_hand: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    dispatched_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    erase_at_end: Mapped[bool] = mapped_column(default=False)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OrderAct(Model):
    """One line of an order's time line. `codes` are figures and ids; what somebody wrote is sealed."""

    __tablename__ = "hotline_order_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("hotline_order.id"), index=True)
    action: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None]
    department_id: Mapped[int | None]
    codes: Mapped[dict[str, Any]] = mapped_column(JSON)
    text_sealed: Mapped[str] = mapped_column(Text, default="")


class OrderMark(Model):
    """A word of an order's place or matter as a keyed digest: what the search and the look for duplicates go by.

    Nobody can read a word back. Confidential orders have none, erased ones lose theirs.
    """

    __tablename__ = "hotline_order_mark"
    __table_args__ = (Index("ix_hotline_order_mark_word", "campaign_id", "mark", "order_id"),)

    order_id: Mapped[int] = mapped_column(
        ForeignKey("hotline_order.id"), primary_key=True, autoincrement=False
    )
    mark: Mapped[str] = mapped_column(String(20), primary_key=True)
    campaign_id: Mapped[int]


class ColumnMap(Model):
    """How the columns of another platform's sheet are called: our field → their heading. `sheet`: calls, orders,
    replies."""

    __tablename__ = "hotline_column_map"
    __table_args__ = (UniqueConstraint("campaign_id", "sheet", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int]
    sheet: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(60))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Exchange(Model):
    """One sheet that came in or went out. `sheet`: calls, orders, replies; `way`: in, out.

    `state`: uploaded (its headings are being mapped), looked_at, waiting, done, failed. `rows_sealed` holds what was read
    until it is taken in or the day is over. `result` are counts, `faults` row numbers with codes, no words.
    """

    __tablename__ = "hotline_exchange"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    sheet: Mapped[str] = mapped_column(String(12))
    way: Mapped[str] = mapped_column(String(3))
    state: Mapped[str] = mapped_column(String(10), default="uploaded")
    user_id: Mapped[int | None]
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    rows_sealed: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, int]] = mapped_column(JSON)
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
