"""The ways out of the house, one small interface for all. A further one is a class here and a line in `service.gateways`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

TIMEOUT = 10.0  # seconds for one answer
DEADLINE = 60.0  # seconds for a whole hand-over, however slowly the other side drips


@dataclass(frozen=True)
class Sent:
    """The other side has taken it; `id` is its own name for it, where it gives one."""

    id: str = ""


class HandOverFailed(Exception):
    """A hand-over that didn't end well: a fault code and the other side's figure, never its words."""

    def __init__(self, fault: str, figure: str = "") -> None:
        super().__init__(fault)
        self.fault, self.figure = fault, figure[:20]


class TryLater(HandOverFailed):
    """It was surely not delivered; another time it may be."""


class Refused(HandOverFailed):
    """It is not taken and never will be: no such address, no such words."""


class Unknown(HandOverFailed):
    """The words were on their way when the line broke: perhaps it was delivered, perhaps not."""


class Gateway(Protocol):
    """One way out. `repeats_safely`: a message given twice under one key is delivered once."""

    @property
    def repeats_safely(self) -> bool: ...

    def send(self, to: str, text: str, subject: str, key: str) -> Sent:
        """Hand one message over. `key` is the same at every try. Raises TryLater, Refused, Unknown."""
        ...
