"""The publishing chain as pure decisions: who may sign what, what follows, what stops it. Standard library only.

拟稿 → 初审 → 保密审查 → 审核 → 公开 → 建档 (rule PB-01). Which role signs a step and from whom its signer must differ
are values of the rule pack; these functions take them as plain data.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, Literal

DRAFT, FIRST_REVIEW, SECRECY, APPROVAL, PUBLISH, ARCHIVE = STEPS = (
    "draft", "first_review", "secrecy_review", "approval", "publish", "archive",
)  # fmt: skip
#: the steps at which somebody looks at a frozen text and says yes or no
REVIEWS = (FIRST_REVIEW, SECRECY, APPROVAL)
#: a document's states: being drafted, waiting at a step, or done
DRAFTING, PUBLISHED = "drafting", "published"
#: taken down, or ended by the secrecy review: 工作秘密、内部 and 依申请公开
WITHDRAWN, INTERNAL, ON_REQUEST = "withdrawn", "internal", "on_request"
ENDED = (INTERNAL, ON_REQUEST)
#: what the secrecy reviewer may say of a text (SC-01)
MAY_BE_PUBLIC, REDACT, SUSPECTED = "public", "redact", "suspected"
VERDICTS = (MAY_BE_PUBLIC, REDACT, INTERNAL, ON_REQUEST, SUSPECTED)
#: what a revision asks of the chain: to be published, to correct what is public, to take it down
TO_PUBLISH, TO_CORRECT, TO_WITHDRAW = "publish", "correct", "withdraw"

#: control signs, halves of surrogate pairs and non-characters: XML and PostgreSQL refuse them
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class StepRule:
    """A step as the pack has it: the roles that may sign and the steps whose signer must be somebody else."""

    key: str
    roles: tuple[str, ...]
    must_differ_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signer:
    """Who signs: a person with an account, or a name on paper without one (`user_id` None)."""

    user_id: int | None = None
    name: str = ""

    def same_as(self, other: Signer) -> bool:
        """Two accounts are compared as accounts. A bare name is taken to be the account of that name:
        whoever is let off by a namesake can sign with the account instead."""
        if self.user_id is not None and other.user_id is not None:
            return self.user_id == other.user_id
        return bool(plain_name(self.name)) and plain_name(self.name) == plain_name(other.name)


@dataclass(frozen=True)
class Signature:
    """A passed step of the revision at hand."""

    step: str
    who: Signer


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


def may_submit(step: str, *, public: bool) -> Refusal | None:
    """Whether a new revision may be handed in. What the secrecy review ended stays ended; only a version that is
    still public can be corrected or taken down."""
    if step in (DRAFTING, PUBLISHED, WITHDRAWN) or (step in ENDED and public):
        return None
    return Refusal("document_ended" if step in ENDED else "document_under_way", {"step": step})


def after_verdict(verdict: str) -> tuple[str, str]:
    """(outcome of the signature, where the document goes) for a verdict other than 疑似涉密, which hides (SC-01)."""
    return {
        MAY_BE_PUBLIC: ("passed", next_step(SECRECY)),
        REDACT: ("returned", DRAFTING),
        INTERNAL: ("ended", INTERNAL),
        ON_REQUEST: ("ended", ON_REQUEST),
    }[verdict]


def may_sign(
    rules: Sequence[StepRule],
    waiting_at: str,
    step: str,
    who: Signer,
    roles: Iterable[str],
    signed: Sequence[Signature],
) -> Refusal | None:
    """Whether `who`, holding `roles` for the document's department, may sign `step` now. None means yes.

    A step that the pack doesn't name is signed by nobody: a chain with a gap must not be passable.
    """
    return may_return(rules, waiting_at, step, roles) or differs(rules, step, who, signed)


def may_return(rules: Sequence[StepRule], waiting_at: str, step: str, roles: Iterable[str]) -> Refusal | None:
    """Whether somebody with these roles may send the revision back. Saying no needs no second person."""
    if step != waiting_at:
        return Refusal("step_not_now", {"step": step, "now": waiting_at})
    rule = steps_of(rules).get(step)
    if rule is None:
        return Refusal("step_not_in_pack", {"step": step})
    if not set(rule.roles) & set(roles):
        return Refusal("role_missing", {"step": step, "roles": rule.roles})
    return None


def differs(rules: Sequence[StepRule], step: str, who: Signer, signed: Sequence[Signature]) -> Refusal | None:
    """Whether `who` is somebody else than the signers this step must differ from."""
    rule = steps_of(rules).get(step)
    for earlier in signed:
        if rule is not None and earlier.step in rule.must_differ_from and earlier.who.same_as(who):
            return Refusal("same_person", {"step": step, "other": earlier.step})
    return None


def complete(rules: Sequence[StepRule], signed: Sequence[Signature]) -> Refusal | None:
    """Whether a revision has every signature it needs before it may be published, each from a fit person."""
    by_step = {signature.step: signature for signature in signed}
    known = steps_of(rules)
    for step in (DRAFT, *REVIEWS):
        if step not in known:
            return Refusal("step_not_in_pack", {"step": step})
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


def dated(blocks: Iterable[Mapping[str, Any]], day: date | None) -> list[Mapping[str, Any]]:
    """Blocks with the day of publication under the signature (落款) that asks for it: `"date": "published"`.

    The frozen text doesn't hold that day, so its digest stays; before publication the place of the day is named.
    """
    words = f"{day.year}年{day.month}月{day.day}日" if day else "（公开当日）"
    return [
        {
            **{key: value for key, value in block.items() if key != "date"},
            "lines": [*(block.get("lines") or ()), words],
        }
        if block.get("date") == "published"
        else block
        for block in blocks
    ]


def printable(value: Any) -> Any:
    """Nested data without signs that no page, Word file or database can hold (a text pasted from elsewhere has them)."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, Mapping):
        return {key: printable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [printable(inner) for inner in value]
    return value


def plain_name(name: str) -> str:
    """A person's name without blanks: “王　芳” is 王芳."""
    return "".join(unicodedata.normalize("NFKC", name).split())


# ── what changed between two revisions ──────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have, or only the newer (added) or the older (removed) one."""

    kind: Literal["same", "added", "removed"]
    text: str


def lines_of(title: str, doc_number: str, blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """A text as paragraphs, in reading order; the cells of a table's row are joined with “｜”."""
    lines = [title, *([doc_number] if doc_number else [])]
    for block in blocks:
        rows = [block.get("head") or (), *(block.get("rows") or ()), block.get("foot") or ()]
        lines += ["｜".join(map(str, row)) for row in rows if row]
        lines += [str(line) for line in (*(block.get("lines") or ()), block.get("note")) if line]
        lines += [line for line in str(block.get("text", "")).splitlines() if line.strip()]
    return lines


def difference(before: Sequence[str], after: Sequence[str]) -> list[list[Piece]]:
    """Paragraphs of the newer text with what was removed from and added to each; removed ones in their place."""
    found: list[list[Piece]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [[Piece("same", line)] for line in after[c:d]]
        elif kind == "replace" and b - a == d - c:
            found += [_inside(old, new) for old, new in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += [[Piece("removed", line)] for line in before[a:b]]
            found += [[Piece("added", line)] for line in after[c:d]]
    return found


def _inside(old: str, new: str) -> list[Piece]:
    """One paragraph changed into another: by characters when they are much alike, else as a whole."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.4:
        return [Piece("removed", old), Piece("added", new)]
    pieces: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", new[c:d]))
            continue
        if b > a:
            pieces.append(Piece("removed", old[a:b]))
        if d > c:
            pieces.append(Piece("added", new[c:d]))
    return pieces
