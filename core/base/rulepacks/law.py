"""A rule from law can be made stricter by a pack, never weaker."""

from __future__ import annotations

from collections.abc import Iterator

from core.base.rulepacks.types import Rule

Finding = tuple[tuple[str, ...], str, dict[str, object]]


def check_law(rule: Rule, law: Rule) -> Iterator[Finding]:
    """(place below the rule, message code, params) for each way ``rule`` falls short of ``law``."""
    lost = [letter for letter in law.kinds if letter not in rule.kinds]
    if rule.kind and lost:
        yield ("kind",), "law_kind", {"id": rule.id, "kind": "/".join(lost)}
    yield from _check_value(rule, law, ())
    for part in rule.parts:
        below = law.part(part.part_name)
        if below is not None:
            yield from _check_value(part, below, ("parts", part.part_name))


def _check_value(rule: Rule, law: Rule, place: tuple[str, ...]) -> Iterator[Finding]:
    if law.stricter and rule.stricter != law.stricter:
        yield (*place, "stricter"), "law_weaker", {"id": rule.id, "law": law.stricter}
    if law.stricter and rule.unit and rule.unit != law.unit:
        yield (*place, "unit"), "law_unit", {"id": rule.id, "unit": law.unit}
    elif _weaker(rule, law):
        words = "、".join(str(item) for item in law.value) if isinstance(law.value, tuple) else str(law.value)
        yield (*place, "value"), "law_weaker", {"id": rule.id, "law": words}


def _weaker(rule: Rule, law: Rule) -> bool:
    ours, theirs = rule.value, law.value
    if theirs is True:
        return ours is False
    if isinstance(ours, int) and isinstance(theirs, int):
        return (law.stricter == "more" and ours < theirs) or (law.stricter == "less" and ours > theirs)
    if isinstance(ours, tuple) and isinstance(theirs, tuple) and law.stricter == "more":
        return not set(theirs) <= set(ours)
    return False
