"""From parsed TOML to a RulePack: every key judged, every mistake noted with its line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from core.base.rulepacks.law import check_law
from core.base.rulepacks.problems import Problems
from core.base.rulepacks.syntax import ReadText
from core.base.rulepacks.toml_lines import Path, key_lines
from core.base.rulepacks.types import KINDS, UNIT_TYPES, Rule, RuleDeclaration, RulePack, Source
from core.base.rulepacks.values import BadValue, read_texts, read_value

Table = Mapping[str, Any]

_HEAD_KEYS = ("id", "version", "title", "title_en", "area", "base", "note", "sources", "rules")
_SOURCE_KEYS = ("title", "number", "date", "url")
_PART_KEYS = (
    "title", "title_en", "value", "unit", "clause", "source",
    "choices", "before", "exact", "roll", "stricter", "note",
)  # fmt: skip
_RULE_KEYS = (*_PART_KEYS, "kind", "from_law", "parts", "applies")
_FLAGS = ("roll", "from_law", "before", "exact", "applies")
_STRICTER = ("", "more", "less")


class PackReader:
    """Reads one pack over its base. After ``read()`` the pack is sound only if ``problems`` is empty."""

    def __init__(
        self,
        parsed: ReadText,
        problems: Problems,
        base: RulePack | None,
        declared: Mapping[str, RuleDeclaration] | None,
    ) -> None:
        self.parsed = parsed
        self.problems = problems
        self.base = base
        self.declared = declared

    @cached_property
    def lines(self) -> dict[Path, int]:
        """Where each key stands; walked only when there is a mistake to tell of (or a line was skipped)."""
        return key_lines(self.parsed.text)

    def read(self) -> RulePack:
        data = self.parsed.data
        self._known_keys(data, (), _HEAD_KEYS)
        pack_id = self._text(data, (), "id", needed=True)
        if pack_id and not re.fullmatch(r"[a-z][a-z0-9-]*", pack_id):
            self._note(("id",), "bad_pack_id", id=pack_id)
        base_id = self._text(data, (), "base")
        if base_id and self.base is not None and self.base.id != base_id:
            self._note(("base",), "wrong_base", wanted=base_id, given=self.base.id)
        sources = self._sources(data)
        rules = self._rules(data, sources)
        under = self.base.rules if self.base else ()
        merged: dict[str, Rule | None] = {rule.id: _as_base(rule) for rule in under}
        merged.update(rules)
        own_keys = {source.key for source in sources}
        lower_sources = self.base.sources if self.base else ()
        return RulePack(
            id=pack_id,
            version=self._text(data, (), "version", needed=True),
            title=self._text(data, (), "title", needed=True),
            title_en=self._text(data, (), "title_en"),
            area=self._text(data, (), "area"),
            note=self._text(data, (), "note"),
            rules=tuple(rule for _, rule in sorted(merged.items()) if rule is not None),
            sources=(*sources, *(source for source in lower_sources if source.key not in own_keys)),
            base_id=self.base.id if self.base else "",
            base_version=self.base.version if self.base else "",
        )

    # --- small readers ---

    def _line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def _note(self, path: Path, code: str, **params: object) -> None:
        self.problems.add(self._line(path), code, **params)

    def _missing(self, table: Path, code: str, **params: object) -> None:
        """A value that isn't there, unless its line was skipped as unreadable and reported already."""
        header = self._line(table) if table else 0
        if header not in self.parsed.damaged:
            self.problems.add(max(header, 1), code, **params)

    def _known_keys(self, table: Table, path: Path, allowed: tuple[str, ...]) -> None:
        for key in table:
            if key not in allowed:
                near = get_close_matches(key, allowed, n=1)
                if near:
                    self._note((*path, key), "unknown_key_hint", key=key, hint=near[0])
                else:
                    self._note((*path, key), "unknown_key", key=key, allowed="、".join(allowed))

    def _text(self, table: Table, path: Path, key: str, *, needed: bool = False) -> str:
        if key not in table:
            if needed:
                self._missing(path, "missing_key", key=key)
            return ""
        found = table[key]
        if not isinstance(found, str):
            self._note((*path, key), "want_text", key=key)
            return ""
        if needed and not found.strip():
            self._note((*path, key), "empty_text", key=key)
        return found.strip()

    def _flag(self, table: Table, path: Path, key: str, default: bool) -> bool:
        found = table.get(key, default)
        if not isinstance(found, bool):
            self._note((*path, key), "want_yes_no", key=key)
            return default
        return found

    def _table(self, table: Table, path: Path, key: str, shown: str) -> Table:
        found = table.get(key, {})
        if not isinstance(found, dict):
            self._note((*path, key), "not_a_table", key=shown)
            return {}
        return found

    # --- sources ---

    def _sources(self, data: Table) -> tuple[Source, ...]:
        found: list[Source] = []
        tables = self._table(data, (), "sources", "sources")
        for key in tables:
            path: Path = ("sources", key)
            table = self._table(tables, ("sources",), key, f"sources.{key}")
            if not isinstance(tables[key], dict):
                continue
            self._known_keys(table, path, _SOURCE_KEYS)
            found.append(
                Source(
                    key=key,
                    title=self._text(table, path, "title", needed=True),
                    number=self._text(table, path, "number"),
                    date=self._date(table, path),
                    url=self._text(table, path, "url"),
                )
            )
        return tuple(found)

    def _date(self, table: Table, path: Path) -> str:
        found = table.get("date", "")
        if found == "":
            return ""
        if type(found) is date:  # TOML's own unquoted date; a datetime is not wanted
            return found.isoformat()
        try:
            if isinstance(found, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found):
                return date.fromisoformat(found).isoformat()
        except ValueError:
            pass
        self._note((*path, "date"), "bad_date", value=found)
        return ""

    # --- rules ---

    def _rules(self, data: Table, sources: tuple[Source, ...]) -> dict[str, Rule | None]:
        """Rules by id; None for one the pack says does not apply (``applies = false``)."""
        source_keys = tuple(source.key for source in sources)
        if self.base is not None:
            source_keys += tuple(source.key for source in self.base.sources)
        found: dict[str, Rule | None] = {}
        tables = self._table(data, (), "rules", "rules")
        for rule_id in tables:
            path: Path = ("rules", rule_id)
            table = self._table(tables, ("rules",), rule_id, f"rules.{rule_id}")
            if not self._known_id(rule_id, path) or not isinstance(tables[rule_id], dict):
                continue
            below = self.base.rule(rule_id) if self.base else None
            rule = self._rule(rule_id, table, path, below, source_keys)
            if not self._flag(table, path, "applies", True):
                if below is not None and below.from_law:
                    self._note((*path, "applies"), "law_must_apply", id=rule_id)
                found[rule_id] = None
            else:
                found[rule_id] = rule
        return found

    def _known_id(self, rule_id: str, path: Path) -> bool:
        if not re.fullmatch(r"[A-Z]{2}-[0-9]{2}", rule_id):
            self._note(path, "bad_rule_id", id=rule_id)
            return False
        if self.declared is not None and rule_id not in self.declared:
            near = get_close_matches(rule_id, self.declared, n=1, cutoff=0.75)
            if near:
                self._note(path, "unknown_rule_hint", id=rule_id, hint=near[0])
            else:
                self._note(path, "unknown_rule", id=rule_id)
            return False
        return True

    def _rule(
        self,
        rule_id: str,
        table: Table,
        path: Path,
        below: Rule | None,
        source_keys: tuple[str, ...],
    ) -> Rule:
        self._known_keys(table, path, _RULE_KEYS)
        blank = Rule(id=rule_id, title="", value=None, unit="", kind="", clause="")
        rule = self._values(table, path, below or blank, blank, source_keys)
        rule = replace(
            rule,
            kind=self._kind(table, path, below.kind if below else ""),
            from_law=self._flag(table, path, "from_law", below.from_law if below else False)
            or (below is not None and below.from_law),
            origin="pack",
        )
        if not rule.title:
            self._missing(path, "missing_key", key="title")
        if not self._text(table, path, "clause"):
            self._missing(path, "missing_clause", id=rule_id)
        rule = replace(rule, parts=self._parts(table, path, rule, below, source_keys))
        given = rule.value is not None or rule.parts or "value" in table or "parts" in table
        if not given and table.get("applies", True) is not False:
            self._missing(path, "missing_value", id=rule_id)
        self._check_flags(rule, path)
        if below is not None and below.from_law:
            for place, code, params in check_law(rule, below):
                self._note((*path, *place), code, **params)
        return rule

    def _parts(
        self,
        table: Table,
        path: Path,
        rule: Rule,
        below: Rule | None,
        source_keys: tuple[str, ...],
    ) -> tuple[Rule, ...]:
        parts = {part.part_name: part for part in _from_base(below.parts)} if below else {}
        tables = self._table(table, path, "parts", f"rules.{rule.id}.parts")
        declaration = (self.declared or {}).get(rule.id)
        for name in tables:
            part_path: Path = (*path, "parts", name)
            part_table = self._table(tables, (*path, "parts"), name, f"rules.{rule.id}.parts.{name}")
            if not isinstance(tables[name], dict):
                continue
            self._known_keys(part_table, part_path, _PART_KEYS)
            if declaration is not None and declaration.parts and name not in declaration.parts:
                allowed = "、".join(declaration.parts)
                self._note(part_path, "unknown_part", id=rule.id, part=name, allowed=allowed)
            blank = Rule(rule.id, "", None, "", rule.kind, rule.clause, rule.source, part_name=name)
            part = self._values(part_table, part_path, parts.get(name, blank), blank, source_keys)
            part = replace(part, kind=rule.kind, from_law=rule.from_law, origin="pack", parts=(),
                           clause=self._text(part_table, part_path, "clause") or rule.clause)  # fmt: skip
            if not part.title:
                self._missing(part_path, "missing_key", key="title")
            if part.value is None and "value" not in part_table:
                self._missing(part_path, "missing_key", key="value")
            self._check_flags(part, part_path)
            parts[name] = part
        return tuple(parts.values())

    def _values(
        self, table: Table, path: Path, below: Rule, blank: Rule, source_keys: tuple[str, ...]
    ) -> Rule:
        """What a rule and a part have in common, over what stands below."""
        source = self._text(table, path, "source")
        if source and source not in source_keys:
            self._note((*path, "source"), "unknown_source", key=source)
        choices = below.choices
        if "choices" in table:
            try:
                choices = read_texts(table["choices"], "choices")
            except BadValue as bad:
                self._note((*path, "choices", *bad.where), bad.code, **bad.params)
        stricter = table.get("stricter", below.stricter)
        if stricter not in _STRICTER:
            self._note((*path, "stricter"), "unknown_choice", value=stricter, choices="more、less")
            stricter = ""
        unit = self._unit(table, path, below)
        value = below.value
        if "value" in table and unit:
            try:
                value = read_value(table["value"], UNIT_TYPES[unit], "value", choices)
            except BadValue as bad:
                self._note((*path, "value", *bad.where), bad.code, **bad.params)
        elif "value" in table and "unit" not in table:
            self._missing(path, "value_without_unit", id=blank.id)
        elif unit != below.unit and "unit" in table:
            self._missing(path, "unit_without_value", id=blank.id, unit=unit)
        return replace(
            below,
            title=self._text(table, path, "title") or below.title,
            title_en=self._text(table, path, "title_en") or below.title_en,
            value=value,
            unit=unit,
            clause=self._text(table, path, "clause") or below.clause,
            source=source or self._source_of(table, below, source_keys) or blank.source,
            choices=choices,
            stricter=stricter,
            roll=self._flag(table, path, "roll", below.roll),
            before=self._flag(table, path, "before", below.before),
            exact=self._flag(table, path, "exact", below.exact),
            note=self._text(table, path, "note") or below.note,
        )

    def _source_of(self, table: Table, below: Rule, source_keys: tuple[str, ...]) -> str:
        """A clause of the pack's own is not in the base's document; a pack made from a single notice
        need not name it in every rule."""
        if "clause" not in table and below.source:
            return below.source
        own = len(source_keys) - (len(self.base.sources) if self.base else 0)
        return source_keys[0] if own == 1 else ""

    def _unit(self, table: Table, path: Path, below: Rule) -> str:
        if "unit" not in table:
            return below.unit
        unit = self._text(table, path, "unit", needed=True)
        if not unit:
            return ""
        if unit not in UNIT_TYPES:
            self._note((*path, "unit"), "unknown_unit", unit=unit, allowed="、".join(UNIT_TYPES))
            return ""
        declaration = (self.declared or {}).get(below.id)
        if declaration is not None and len(path) == 2 and declaration.value_type is not None:
            fits = UNIT_TYPES[unit] == declaration.value_type and (
                declaration.value_type == "days" or declaration.unit in ("", unit)
            )
            if not fits:
                wanted = declaration.unit or "、".join(
                    name for name, kind in UNIT_TYPES.items() if kind == declaration.value_type
                )
                self._note((*path, "unit"), "unfitting_unit", id=below.id, wanted=wanted, unit=unit)
                return ""
        return unit

    def _kind(self, table: Table, path: Path, below: str) -> str:
        if "kind" not in table:
            if not below:
                self._missing(path, "missing_key", key="kind")
            return below
        text = self._text(table, path, "kind", needed=True)
        letters = text.split("/")
        if not text or len(set(letters)) != len(letters) or not set(letters) <= set(KINDS):
            if text:
                self._note((*path, "kind"), "unknown_kind", kind=text)
            return below
        return "/".join(letter for letter in KINDS if letter in letters)

    def _check_flags(self, rule: Rule, path: Path) -> None:
        if rule.roll and rule.kind and (not rule.sets_deadline or rule.before):
            self._note((*path, "roll"), "roll_needs_deadline", id=rule.id)
        if rule.before and rule.unit and rule.value_type != "days":
            self._note((*path, "before"), "before_needs_days", id=rule.id)
        if rule.exact and rule.unit and rule.value_type != "month_day":
            self._note((*path, "exact"), "exact_needs_month_day", id=rule.id)


def _as_base(rule: Rule) -> Rule:
    return replace(rule, origin="base", parts=_from_base(rule.parts))


def _from_base(parts: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(part, origin="base") for part in parts)
