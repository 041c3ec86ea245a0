"""How members of staff get messages: their own choice, their addresses, a test."""

from __future__ import annotations

from datetime import datetime

from core.base import audit
from core.base.access import Actor
from core.base.db import db, unit_of_work
from core.base.errors import DomainError, Invalid, NotFound, RuleBroken
from core.base.outbox import MessageKind, StaffWay, queue_message
from core.base.privacy import seal, unseal
from core.base.registry import registry, settings
from core.delivery import store
from core.delivery.contracts import Choice, TestResult
from core.delivery.gateways import robot as robots
from core.delivery.models import ChoiceRow
from core.delivery.service.gateways import ways
from core.users.models import UserRow
from core.users.rules import refuse_mail

TEST_KIND = "delivery.test"
LONGEST_ADDRESS = 500


def staff_way(user_id: int, kind: str) -> StaffWay | None:
    """How this person gets a message of this kind; None when they don't want it, have no way or have left."""
    row, person = store.choice(user_id), db.session.get(UserRow, user_id)
    if row is None or not row.way or person is None or not person.active:
        return None
    return None if kind in row.unwanted else StaffWay(row.way, row.lang)


def address_of(user_id: int, lane: str) -> str:
    """Where a person gets messages of a lane. Raises DomainError("no_address"), also for one who has left."""
    row, person = store.choice(user_id), db.session.get(UserRow, user_id)
    sealed = "" if row is None else row.mail_sealed if lane == "mail" else row.robot_sealed
    if not sealed or person is None or not person.active:
        raise DomainError("no_address")
    return unseal(sealed)


def own_choice(*, actor: Actor) -> Choice:
    """The actor's choice; before the first one, the mail address that the administrator entered is proposed."""
    user_id = _self(actor)
    row = store.choice(user_id)
    if row is not None:
        return Choice(row.way, _open(row.mail_sealed), _open(row.robot_sealed), row.lang, tuple(row.unwanted))
    person = db.session.get_one(UserRow, user_id)
    return Choice("", _open(person.mail_sealed), "", "zh", ())


def choosable_kinds() -> list[MessageKind]:
    """The kinds of message for staff, which everybody may leave out."""
    kinds = registry().message_kinds.values()
    return [kind for kind in kinds if kind.to == "staff" and kind.code != TEST_KIND]


def save_choice(choice: Choice, *, actor: Actor, now: datetime) -> None:
    """Store how the actor gets messages. Raises Invalid: way_unknown, mail_needed, mail_shape, robot_needed, robot_kind,
    robot_address."""
    user_id = _self(actor)
    mail, robot = choice.mail.strip(), choice.robot.strip()
    if choice.way and choice.way not in ways():
        raise Invalid("delivery.way_unknown", field="way")
    if choice.lang not in ("zh", "en"):
        raise Invalid("delivery.way_unknown", field="lang")
    _check_mail(mail, needed=choice.way == "mail")
    _check_robot(robot, needed=choice.way == "robot")
    with unit_of_work() as session:
        row = store.choice(user_id)
        if row is None:
            row = ChoiceRow(user_id=user_id, changed_at=now)
            session.add(row)
        known = {kind.code for kind in choosable_kinds()}
        row.way, row.lang, row.changed_at = choice.way, choice.lang, now
        row.mail_sealed = seal(mail) if mail else ""
        row.robot_sealed = seal(robot) if robot else ""
        row.unwanted = sorted(known & set(choice.unwanted))
        store.steer(user_id, choice.way, now)
        audit.record(actor, now, "delivery.choice_saved", subject=("user", user_id), way=choice.way)


def send_test(*, actor: Actor, now: datetime) -> None:
    """Queue a test message to the actor, one a minute. Raises RuleBroken: delivery.no_way, delivery.test_too_soon."""
    user_id = _self(actor)
    with unit_of_work():
        if staff_way(user_id, TEST_KIND) is None:
            raise RuleBroken("delivery.no_way")
        fact = f"user:{user_id}:test:{now:%Y-%m-%dT%H:%M}"
        if not queue_message(kind=TEST_KIND, fact=fact, user_id=user_id, now=now):
            raise RuleBroken("delivery.test_too_soon")


def last_test(*, actor: Actor) -> TestResult | None:
    """How the actor's latest test went."""
    row = store.latest_of_user(_self(actor), TEST_KIND)
    return TestResult(row.at, row.state, row.fault, row.figure) if row is not None else None


def _check_mail(mail: str, *, needed: bool) -> None:
    if needed and not mail:
        raise Invalid("delivery.mail_needed", field="mail")
    if mail and refuse_mail(mail) is not None:
        raise Invalid("mail_shape", field="mail")


def _check_robot(robot: str, *, needed: bool) -> None:
    if needed and not robot:
        raise Invalid("delivery.robot_needed", field="robot")
    if not robot:
        return
    admitted = settings().messages.robots
    if len(robot) > LONGEST_ADDRESS or robots.scheme_of(robot) not in admitted:
        raise Invalid("delivery.robot_kind", field="robot", known=[f"{name}://" for name in admitted])
    if not robots.readable(robot):
        raise Invalid("delivery.robot_address", field="robot")


def _open(sealed: str) -> str:
    return unseal(sealed) if sealed else ""


def _self(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotFound
    return actor.user_id
