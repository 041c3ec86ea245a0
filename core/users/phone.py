"""A citizen's phone, proven by a code. No account: digest to find, sealed number to show, two hours."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from core.base import jobs
from core.base.clock import local
from core.base.db import db, unit_of_work
from core.base.errors import Invalid, RuleBroken
from core.base.outbox import OutboxMessage, can_send, queue_message
from core.base.privacy import digest, mask_phone, normalise_phone, seal, token_digest, unseal
from core.users import rules, store
from core.users.contracts import PendingCode, ProvenPhone
from core.users.models import PhoneCodeRow, ProvenPhoneRow, ThrottleRow

MESSAGE_KIND = "users.phone_code"


def send_code(phone: str, *, purpose: str, now: datetime, remote: str) -> str:
    """Send a six-digit code; returns the proof's random id. `remote` is the asker's network address.

    Raises Invalid("phone_shape"), RuleBroken: no_gateway, code_too_soon (seconds), code_too_many.
    """
    number = normalise_phone(phone)
    if not can_send():
        raise RuleBroken("no_gateway")
    who = digest(number)
    proof_id, code = (
        secrets.token_urlsafe(24),
        f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}",
    )
    with unit_of_work() as session:
        by_phone = store.locked_throttle(f"code:phone:{who}")
        by_address = store.locked_throttle(f"code:address:{token_digest(remote)}")
        for counter in (by_phone, by_address):
            if counter.since is None or now - counter.since >= rules.CODE_WINDOW:
                counter.since, counter.count = now, 0
        verdict = rules.refuse_code(by_phone.last_at, by_phone.count, by_address.count, now)
        if verdict is not None:
            raise RuleBroken(verdict.code, **verdict.params)
        _tick(by_phone, now)
        _tick(by_address, now)
        row = PhoneCodeRow(
            proof_digest=token_digest(proof_id),
            phone_digest=who,
            phone_sealed=seal(number),
            code_digest=_code_digest(proof_id, code),
            purpose=purpose,
            sent_at=now,
            expires_at=now + rules.CODE_LIFE,
        )
        session.add(row)
        session.flush()
        minutes = int(rules.CODE_LIFE.total_seconds() // 60)
        queue_message(
            kind=MESSAGE_KIND, fact=f"users.code:{row.id}", phone=number, now=now,
            params={"code": code, "minutes": minutes},
        )  # fmt: skip
        jobs.enqueue(
            "users.purge", now=now, run_at=now + timedelta(days=1), key=f"users.purge:{local(now):%Y-%m-%d}"
        )
    return proof_id


def pending_code(proof_id: str, *, now: datetime) -> PendingCode | None:
    """The code that is on its way under this id, None when it is used, too old or unknown."""
    row = store.code_row(token_digest(proof_id))
    if row is None or row.used_at is not None or row.expires_at <= now:
        return None
    return PendingCode(mask_phone(unseal(row.phone_sealed)), row.sent_at + rules.CODE_GAP, row.purpose)


def confirm_code(proof_id: str, code: str, *, now: datetime) -> ProvenPhone:
    """Check a code. Raises Invalid: code_shape, code_wrong (left), RuleBroken: code_expired, code_used_up."""
    typed = rules.typed_code(code)
    if not (len(typed) == rules.CODE_DIGITS and typed.isdigit()):
        raise Invalid("code_shape", field="code", digits=rules.CODE_DIGITS)
    # A wrong try must be counted for good, so the refusal is raised after the commit.
    refusal: Invalid | RuleBroken
    with unit_of_work():
        row = store.code_row(token_digest(proof_id), lock=True)
        if row is None or row.used_at is not None or row.expires_at <= now:
            raise RuleBroken("code_expired")
        if row.wrong_tries >= rules.CODE_WRONG_TRIES:
            raise RuleBroken("code_used_up")
        if hmac.compare_digest(row.code_digest, _code_digest(proof_id, typed)):
            row.used_at = now
            return ProvenPhone(row.phone_digest, unseal(row.phone_sealed), now + rules.PROOF_LIFE)
        row.wrong_tries += 1
        left = rules.CODE_WRONG_TRIES - row.wrong_tries
        refusal = Invalid("code_wrong", field="code", left=left) if left else RuleBroken("code_used_up")
    raise refusal


def keep_proven(proven: ProvenPhone, *, now: datetime) -> str:
    """Store that a browser has proven a phone; returns the random id for its cookie."""
    token = secrets.token_urlsafe(32)
    with unit_of_work() as session:
        session.add(
            ProvenPhoneRow(
                token_digest=token_digest(token),
                phone_digest=proven.digest,
                phone_sealed=seal(proven.phone),
                proven_at=now,
                until=proven.until,
            )
        )
    return token


def find_proven(token: str, *, now: datetime) -> ProvenPhone | None:
    """The phone proven under a cookie's id, while it holds."""
    row = store.proven_phone(token_digest(token))
    if row is None or row.until <= now:
        return None
    return ProvenPhone(row.phone_digest, unseal(row.phone_sealed), row.until)


def find_all_proven(tokens: Collection[str], *, now: datetime) -> dict[str, ProvenPhone]:
    """The same for the cookies of several browsers, in one query: by the cookie's id, those that hold."""
    digests = {token_digest(token): token for token in tokens}
    return {
        digests[key]: ProvenPhone(row.phone_digest, unseal(row.phone_sealed), row.until)
        for key, row in store.proven_phones(digests.keys()).items()
        if row.until > now
    }


def forget_proven(token: str) -> None:
    """End it: the row goes."""
    with unit_of_work():
        store.drop_proven(token_digest(token))


def erase_person(person_digest: str) -> None:
    """Remove codes, proofs, counters and code messages of a phone, in the caller's transaction."""
    store.drop_phone(person_digest)
    store.drop_throttle(f"code:phone:{person_digest}")
    db.session.execute(
        db.delete(OutboxMessage).where(
            OutboxMessage.person_digest == person_digest, OutboxMessage.kind == MESSAGE_KIND
        )
    )


def _tick(row: ThrottleRow, now: datetime) -> None:
    row.count += 1
    row.last_at = now


def _code_digest(proof_id: str, code: str) -> str:
    # Bound to its proof: equal codes of two people must not look equal in the table.
    return token_digest(f"code:{proof_id}:{code}")
