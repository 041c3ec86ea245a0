"""Robots of chat programs (DingTalk, WeCom, Feishu …) through Apprise, which is heavy and therefore imported on use."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from typing import ClassVar

from core.delivery.gateways import Refused, Sent, TryLater, Unknown

#: Apprise tells why it failed only in its log, which is read for one message at a time.
_ONE_AT_A_TIME = threading.Lock()
#: How the library below says that it never got through, as against a line that broke later.
NEVER_CONNECTED = "Max retries exceeded"
SOCKET_BROKE = "Socket Exception"


@dataclass(frozen=True)
class Robot:
    """The address is the person's own: dingtalk://…, wecombot://…, feishu://…"""

    admitted: tuple[str, ...]
    repeats_safely: ClassVar[bool] = False

    def send(self, to: str, text: str, subject: str, key: str) -> Sent:
        """Post it. Raises Refused for an address that is no longer admitted or readable."""
        if scheme_of(to) not in self.admitted:
            raise Refused("robot_kind")
        import apprise

        _keep_quiet()
        robot = apprise.Apprise(asset=apprise.AppriseAsset(async_mode=False, secure_logging=True))
        if not robot.add(to):
            raise Refused("robot_address")
        with _ONE_AT_A_TIME, apprise.LogCapture(level=logging.DEBUG) as told:
            taken = robot.notify(body=text, title=subject)
            why = told.getvalue()
        if taken:
            return Sent(key)
        if SOCKET_BROKE in why and NEVER_CONNECTED not in why:
            raise Unknown("robot_cut")
        raise TryLater("robot_unreachable" if SOCKET_BROKE in why else "robot_refused")


def scheme_of(address: str) -> str:
    return address.partition("://")[0].strip().lower()


def readable(address: str) -> bool:
    """Whether Apprise knows what to do with the address."""
    import apprise

    _keep_quiet()
    return bool(apprise.Apprise.instantiate(address))


def _keep_quiet() -> None:
    """Its log names hosts and tokens: it is read by us above and goes nowhere else."""
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
