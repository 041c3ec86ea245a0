"""Two versions beside each other: which paragraphs stayed, changed, came or went, and the words that differ. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

State = Literal["same", "changed", "added", "deleted", "moved"]
#: figures, Latin words, Chinese numbers and other single Chinese characters are what is deleted and inserted
_WORDS = re.compile(
    r"百分之[零一二三四五六七八九十百点]+|[零一二三四五六七八九十百千万]{2,}|[0-9]+(?:[.,][0-9]+)*%?|[A-Za-z]+|\s+|.",
    re.S,
)
_LITTLE = 2  # characters that stayed between two changes are read more easily as part of them


@dataclass(frozen=True)
class Text:
    """A paragraph with its anchor, as both versions have it."""

    anchor: str
    depth: int
    kind: str
    number: str
    text: str


@dataclass(frozen=True)
class Bit:
    """A piece of a paragraph: `how` is same, ins or del."""

    how: Literal["same", "ins", "del"]
    text: str


@dataclass(frozen=True)
class Row:
    """A paragraph in both versions. `moved` says that it stands in another place (and may have changed, too)."""

    state: State
    old: Text | None
    new: Text | None
    number: tuple[Bit, ...] = ()
    bits: tuple[Bit, ...] = ()
    moved: bool = False

    @property
    def shown(self) -> Text:
        """The paragraph as it is now, or as it was last."""
        found = self.new or self.old
        assert found is not None
        return found

    @property
    def changed(self) -> bool:
        return self.state != "same"


def compare(old: Sequence[Text], new: Sequence[Text]) -> list[Row]:
    """The rows in the order of the new version; what was deleted stands where it stood. Paragraphs are told by their anchors."""
    before = {one.anchor: one for one in old}
    now = {one.anchor for one in new}
    stayed = [one.anchor for one in old if one.anchor in now]
    moved = _moved(stayed, [one.anchor for one in new if one.anchor in before])
    gone_after: dict[str, list[Text]] = {}
    last = ""
    for one in old:
        if one.anchor in now:
            last = one.anchor
        else:
            gone_after.setdefault(last, []).append(one)
    rows = [_gone(one) for one in gone_after.get("", ())]
    for one in new:
        rows.append(_row(before.get(one.anchor), one, one.anchor in moved))
        rows.extend(_gone(gone) for gone in gone_after.get(one.anchor, ()))
    return rows


def words_changed(old: str, new: str) -> tuple[Bit, ...]:
    """What was deleted and inserted to make the new text of the old one."""
    if old == new:
        return (Bit("same", new),) if new else ()
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    found: list[tuple[str, str, str]] = []
    for code, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        found.append((code, "".join(a[a1:a2]), "".join(b[b1:b2])))
    bits: list[Bit] = []
    for gone, came, same in _gathered(found):
        if gone:
            bits.append(Bit("del", gone))
        if came:
            bits.append(Bit("ins", came))
        if same:
            bits.append(Bit("same", same))
    return tuple(bits)


def figures(rows: Sequence[Row]) -> dict[str, int]:
    """How many paragraphs are in each state."""
    return {
        state: sum(row.state == state for row in rows)
        for state in ("changed", "added", "deleted", "moved", "same")
    }


def _gathered(found: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """(deleted, inserted, stayed after it); a word or two that stayed between two changes goes with them."""
    rows: list[tuple[str, str, str]] = []
    gone = came = ""
    for n, (code, old, new) in enumerate(found):
        if code != "equal":
            gone, came = gone + old, came + new
        elif (
            (gone or came)
            and len(old) <= _LITTLE
            and n + 1 < len(found)
            and not re.search(r"[，。；：、]", old)
        ):
            if gone and came:
                gone, came = gone + old, came + new
            else:
                rows.append((gone, came, old))
                gone = came = ""
        else:
            rows.append((gone, came, old))
            gone = came = ""
    if gone or came:
        rows.append((gone, came, ""))
    return rows


def _row(old: Text | None, new: Text, moved: bool) -> Row:
    if old is None:
        return Row("added", None, new, _bits("ins", new.number), _bits("ins", new.text))
    number, bits = words_changed(old.number, new.number), words_changed(old.text, new.text)
    same = old.number == new.number and old.text == new.text
    state: State = "moved" if moved and same else "same" if same else "changed"
    if old.number and new.number and old.number != new.number:
        number = (Bit("del", old.number), Bit("ins", new.number))
    return Row(state, old, new, number, bits, moved)


def _gone(old: Text) -> Row:
    return Row("deleted", old, None, _bits("del", old.number), _bits("del", old.text))


def _bits(how: Literal["ins", "del"], text: str) -> tuple[Bit, ...]:
    return (Bit(how, text),) if text else ()


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Anchors that left their order: all but the longest common sequence."""
    place = {anchor: n for n, anchor in enumerate(old)}
    matcher = difflib.SequenceMatcher(None, [place[a] for a in old], [place[a] for a in new], autojunk=False)
    kept = {old[block.a + n] for block in matcher.get_matching_blocks() for n in range(block.size)}
    return set(new) - kept
