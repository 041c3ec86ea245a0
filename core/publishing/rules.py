"""The publishing chain as pure decisions: who may sign what, what follows, what stops it. Standard library only.

拟稿 → 初审 → 保密审查 → 审核 → 公开 → 建档 (rule PB-01). Which role signs a step and from whom its signer must differ
are values of the rule pack; these functions take them as plain data.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DRAFT, FIRST_REVIEW, SECRECY, APPROVAL, PUBLISH, ARCHIVE = STEPS = (
    "draft", "first_review", "secrecy_review", "approval", "publish", "archive",
)  # fmt: skip
#: the steps at which somebody looks at a frozen text and says yes or no
REVIEWS = (FIRST_REVIEW, SECRECY, APPROVAL)
#: a document's states: being drafted, waiting at a step, or done
DRAFTING, PUBLISHED = "drafting", "published"

#: marks of 密级 (SC-01): the word with a star, with years, or as a line of its own
_SECRET = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆*＊]|(?:绝密|机密|秘密)\s*[（(]?\s*\d+\s*年|[★☆]\s*(?:绝密|机密|秘密)"
    r"|(?m:^\s*(?:密级\s*[:：]\s*)?(?:绝密|机密|秘密)(?:件|级)?\s*$)"
)


@dataclass(frozen=True)
class StepRule:
    """A step as the pack has it: the roles that may sign and the steps whose signer must be somebody else."""

    key: str
    roles: tuple[str, ...]
    must_differ_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signature:
    """A passed step of the revision at hand. `who` is `user:12`, or `name:张三` for a paper signer without an account."""

    step: str
    who: str


@dataclass(frozen=True)
class Refusal:
    """Why not: a code and its figures."""

    code: str
    params: Mapping[str, Any]


def steps_of(rules: Sequence[StepRule]) -> dict[str, StepRule]:
    return {rule.key: rule for rule in rules}


def next_step(step: str) -> str:
    """The step after this one."""
    return STEPS[STEPS.index(step) + 1]


def may_sign(
    rules: Sequence[StepRule],
    waiting_at: str,
    step: str,
    who: str,
    roles: Iterable[str],
    signed: Sequence[Signature],
) -> Refusal | None:
    """Whether `who`, holding `roles` for the document's department, may sign `step` now. None means yes.

    A step that the pack doesn't name is signed by nobody: a chain with a gap must not be passable.
    """
    if step != waiting_at:
        return Refusal("step_not_now", {"step": step, "now": waiting_at})
    rule = steps_of(rules).get(step)
    if rule is None:
        return Refusal("step_not_in_pack", {"step": step})
    if not set(rule.roles) & set(roles):
        return Refusal("role_missing", {"step": step, "roles": rule.roles})
    return differs(rules, step, who, signed)


def differs(rules: Sequence[StepRule], step: str, who: str, signed: Sequence[Signature]) -> Refusal | None:
    """Whether `who` is somebody else than the signers this step must differ from."""
    rule = steps_of(rules).get(step)
    for earlier in signed:
        if rule is not None and earlier.step in rule.must_differ_from and earlier.who == who:
            return Refusal("same_person", {"step": step, "other": earlier.step})
    return None


def complete(rules: Sequence[StepRule], signed: Sequence[Signature]) -> Refusal | None:
    """Whether a revision has every signature it needs before it may be published, each from a fit person."""
    by_step = {signature.step: signature for signature in signed}
    for step in (DRAFT, *REVIEWS):
        if step not in by_step:
            return Refusal("signature_missing", {"step": step})
        clash = differs(rules, step, by_step[step].who, [s for s in signed if s.step != step])
        if clash is not None:
            return clash
    return None


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the content in one fixed spelling: the same text has the same digest everywhere."""
    spelled = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(spelled.encode()).hexdigest()


def secret_mark(texts: Iterable[str]) -> str | None:
    """The first mark of 密级 in any of the texts (SC-01), or None."""
    for text in texts:
        found = _SECRET.search(text)
        if found is not None:
            return found[0].strip()
    return None


def texts_in(value: Any) -> Iterable[str]:
    """Every string inside nested data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
