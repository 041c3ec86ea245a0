"""What can go wrong, as codes. Rules and services raise these; `wording` turns them into sentences."""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """A refusal with a code and its figures. `clause` names the rule it rests on, where there is one."""

    status = 409

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class RuleBroken(DomainError):
    """A rule of the pack or of the house says no."""

    status = 409


class Conflict(DomainError):
    """Someone else was quicker, or the thing is no longer in the state that was seen."""

    status = 409


class NotFound(DomainError):
    """Not there, or not for these eyes: both look the same from outside."""

    status = 404

    def __init__(self, code: str = "not_found", **params: Any) -> None:
        super().__init__(code, **params)


class NotAllowed(DomainError):
    """The person is known and may not do this."""

    status = 403

    def __init__(self, code: str = "not_allowed", **params: Any) -> None:
        super().__init__(code, **params)


class Invalid(DomainError):
    """What was typed or handed in can't be used; the sentence says what to change. `field` names the input."""

    status = 422

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(code, **params)
        self.field = field
