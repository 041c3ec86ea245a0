"""Tables of departments, people, their roles, sessions and links, and of phones that were proven."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.base.db import Model, UtcDateTime


class DepartmentRow(Model):
    """A unit in the tree. It is never deleted, since plans, texts and people refer to it."""

    __tablename__ = "users_department"
    __table_args__ = (CheckConstraint("id <> parent_id", name="not_under_itself"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    #: the name as it is compared: see rules.name_key
    name_key: Mapped[str] = mapped_column(String(120), unique=True)
    short_name: Mapped[str] = mapped_column(String(60), default="")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    kind: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)


class UserRow(Model):
    """A member of staff. Without a password nobody can sign in with it; contacts are sealed."""

    __tablename__ = "users_user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    login_name: Mapped[str] = mapped_column(String(40), unique=True)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text, default="")
    mail_sealed: Mapped[str] = mapped_column(Text, default="")
    password_hash: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    #: an account for some hours (GuestRow): in no list of people, without a password, given nothing else
    guest: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class GuestRow(Model):
    """What a guest's account opens, and when: `permissions` in one department and campaign, from `starts_at` to `ends_at`.

    Whoever has the link or the code enters; both are kept as digests. `ended_at`: revoked before its time.
    """

    __tablename__ = "users_guest"

    user_id: Mapped[int] = mapped_column(ForeignKey("users_user.id"), primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(30))
    permissions: Mapped[list[str]] = mapped_column(JSON)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"))
    campaign_id: Mapped[int]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None]
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class GrantRow(Model):
    """A role of a person: for a department with everything below it, or the whole city; for a campaign, or all."""

    __tablename__ = "users_grant"
    __table_args__ = (Index("ix_users_grant_role_department", "role", "department_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users_user.id"), index=True)
    role: Mapped[str] = mapped_column(String(30))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("users_department.id"))
    campaign_id: Mapped[int | None]
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None]


class SessionRow(Model):
    """Somebody signed in. The cookie holds a random id, this row its digest; no row, no session.

    `stage`: "code" and "setup" are a right password that still lacks its second factor, or its setting up; only
    "full" opens anything. `confirmed_at`: when the person last proved to be there, for dangerous acts.
    """

    __tablename__ = "users_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users_user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(10))
    system: Mapped[str] = mapped_column(String(10))
    stage: Mapped[str] = mapped_column(String(10), default="full", server_default="full")
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SecondFactorRow(Model):
    """A person's secret for time-based codes (RFC 6238). It counts once a first code has shown that it arrived."""

    __tablename__ = "users_second_factor"

    user_id: Mapped[int] = mapped_column(ForeignKey("users_user.id"), primary_key=True, autoincrement=False)
    secret_sealed: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCodeRow(Model):
    """A code on paper for the day the telephone is lost; each opens once. Kept as a keyed digest."""

    __tablename__ = "users_recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users_user.id"))
    code_token: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignInRow(Model):
    """One try to sign in and how it went; kept for half a year (cybersecurity law, 21)."""

    __tablename__ = "users_sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users_user.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(10))
    system: Mapped[str] = mapped_column(String(10))


class LinkRow(Model):
    """A one-time link to set a password; `user_id` None makes the first administrator."""

    __tablename__ = "users_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users_user.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[int | None]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ThrottleRow(Model):
    """Tries and codes counted for a digest of a login name, a phone or an address; two processes see one count."""

    __tablename__ = "users_throttle"

    key: Mapped[str] = mapped_column(String(90), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    locks: Mapped[int] = mapped_column(default=0)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PhoneCodeRow(Model):
    """A code on its way to a phone. Code and id are kept as digests only."""

    __tablename__ = "users_phone_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    proof_digest: Mapped[str] = mapped_column(String(64), unique=True)
    phone_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    code_digest: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(40))
    wrong_tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProvenPhoneRow(Model):
    """A phone that was proven in one browser, for two hours. The cookie holds a random id, this row its digest."""

    __tablename__ = "users_proven_phone"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    phone_digest: Mapped[str] = mapped_column(String(64), index=True)
    phone_sealed: Mapped[str] = mapped_column(Text)
    proven_at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
