"""What an operator has typed and not saved as an order yet: kept sealed, one per person and call."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from core.api import Actor, Campaign, Conflict, DomainError, db, privacy, unit_of_work

from ..models import IntakeDraft
from ..permissions import INTAKE
from ..rules.phones import dial
from ..store import intake as store

#: The longest text of one field that is kept.
FIELD_MOST = 5000


@dataclass(frozen=True)
class Draft:
    """The fields as they were typed; `version` counts the savings, 0 is none."""

    key: str
    version: int = 0
    fields: Mapping[str, str] | None = None
    saved_at: datetime | None = None


def load(key: str, *, actor: Actor) -> Draft:
    """The draft of this person under this key; an empty one where there is none or its seal doesn't open."""
    row = store.draft(actor.user_id, key)
    if row is None:
        return Draft(key)
    try:
        fields: dict[str, str] = json.loads(privacy.unseal(row.body_sealed)) if row.body_sealed else {}
        if row.phone_sealed:
            fields["phone"] = privacy.unseal(row.phone_sealed)
    except (DomainError, ValueError):
        return Draft(key, row.version, {}, row.saved_at)
    return Draft(key, row.version, fields, row.saved_at)


def save(
    campaign: Campaign,
    key: str,
    seen: int,
    fields: Mapping[str, str],
    *,
    actor: Actor,
    now: datetime,
    over: bool = False,
) -> Draft:
    """Keep what was typed. `seen` is the version that the window knows; `over` takes this window's words in any case.

    Raises Conflict("hotline.draft_elsewhere", time) when another window saved since, and Conflict
    ("hotline.draft_finished") when the draft became an order there.
    """
    actor.require(INTAKE, campaign_id=campaign.id)
    assert actor.user_id is not None
    kept = {name: text[:FIELD_MOST] for name, text in fields.items() if text}
    phone = kept.pop("phone", "")
    plain = dial(phone)
    columns = {
        "person_digest": privacy.digest(plain) if plain else "",
        "phone_sealed": privacy.seal(phone) if phone else "",
        "body_sealed": privacy.seal(json.dumps(kept, ensure_ascii=False)),
        "saved_at": now,
    }
    with unit_of_work():
        row = store.draft(actor.user_id, key)
        if row is None:
            if seen and not over:
                raise Conflict("hotline.draft_finished")
            try:
                with db.session.begin_nested():
                    db.session.add(
                        IntakeDraft(
                            campaign_id=campaign.id,
                            user_id=actor.user_id,
                            key=key,
                            version=seen + 1,
                            **columns,
                        )
                    )
            except IntegrityError:
                raise Conflict("hotline.draft_elsewhere", time=now) from None
            return Draft(key, seen + 1, fields, now)
        if row.version != seen and load(key, actor=actor).fields == {n: t for n, t in fields.items() if t}:
            return Draft(key, row.version, fields, row.saved_at)  # the same words, on two ways
        wanted = row.version if over else seen
        if not store.change_draft(row.id, wanted, {**columns, "version": wanted + 1}):
            raise Conflict("hotline.draft_elsewhere", time=row.saved_at)
        return Draft(key, wanted + 1, fields, now)


def drop(key: str, *, actor: Actor) -> None:
    """Forget the draft: it is an order now, or the call is over."""
    with unit_of_work():
        store.drop_draft(actor.user_id, key)
