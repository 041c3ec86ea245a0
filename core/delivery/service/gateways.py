"""Which gateway a lane has under the settings of this copy."""

from __future__ import annotations

from core.base.registry import settings
from core.delivery import store
from core.delivery.contracts import GatewayState
from core.delivery.gateways import Gateway
from core.delivery.gateways.mail import Mail
from core.delivery.gateways.robot import Robot
from core.delivery.gateways.sms_http import HttpSms

LANES = ("sms", "mail", "robot")


def gateway_of(lane: str) -> Gateway | None:
    """The way out of a lane; None where none is set up. The demo's messages never get as far as here."""
    own = settings().messages
    if lane == "sms" and settings().sms_gateway == "http":
        return HttpSms(own.sms_url, own.sms_key, own.sms_sign)
    if lane == "mail" and own.mail is not None:
        return Mail(own.mail, own.mail_from)
    if lane == "robot" and own.robots and settings().sms_gateway != "demo":
        return Robot(own.robots)
    return None


def states() -> list[GatewayState]:
    """Every lane for the outbox page: what it is ("" when nothing is set up) and when it last took something."""
    own, sms = settings().messages, settings().sms_gateway
    demo = "demo" if sms == "demo" else ""
    mail = "smtp" if own.mail is not None else demo
    kinds = {"sms": sms, "mail": mail, "robot": demo or ("apprise" if own.robots else "")}
    return [GatewayState(lane, kinds[lane], store.last_sent(lane)) for lane in LANES]


def ways() -> list[str]:
    """The ways that a member of staff may choose here."""
    return [state.lane for state in states() if state.lane != "sms" and state.kind]
