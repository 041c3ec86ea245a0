"""Mistakes in a rule pack: gathered with their lines, told in whole sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from core.base.rulepacks.messages import MESSAGES


@dataclass(frozen=True)
class PackProblem:
    """One mistake: 1-based line, message code (a key of ``messages.MESSAGES``), its parameters."""

    line: int
    code: str
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % dict(self.params)


class PackError(Exception):
    """A pack that can't be used, with every mistake found in it.

    ``str()`` is one line a mistake: ``文件:行号 说明``. ``unreadable``: there was no text to judge.
    """

    def __init__(self, file: Path | str, problems: Sequence[PackProblem]) -> None:
        self.file = Path(file)
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(self.file, self.problems)

    @property
    def unreadable(self) -> bool:
        return any(problem.code.startswith("unreadable") for problem in self.problems)

    def __str__(self) -> str:
        return "\n".join(f"{self.file}:{problem.line} {problem}" for problem in self.problems)


class Problems:
    """Collects mistakes while a pack is read."""

    def __init__(self) -> None:
        self.found: list[PackProblem] = []

    def add(self, line: int, code: str, **params: object) -> None:
        self.found.append(PackProblem(line, code, MappingProxyType(params)))
