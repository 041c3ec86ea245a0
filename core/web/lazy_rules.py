"""Addresses whose builders are compiled when somebody first asks for one.

Werkzeug compiles two small functions for every rule as it is added; with several hundred rules that is most of what
starting an app costs, and a command or a test uses a handful of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class LazyRule(Rule):
    """A rule that puts off making its address builders."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []
        compile_now = super()._compile_builder

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, **values)

        return build
