"""Read a TOML text and go on after a slip, so that a clerk sees every mistake at once.

``tomllib`` stops at the first one. Here the faulty line is noted, blanked, and the rest read again.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

from core.base.rulepacks.problems import Problems

_MOST_SLIPS = 50
_STRINGS = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'')
_FULL_WIDTH = re.compile("[“”‘’＝［］｛｝，．＃＂：＇（）【】]")
_HEADER = re.compile(r"^\s*\[\[?\s*[\w\"'.\- ]+\]\]?\s*(#.*)?$")


@dataclass
class ReadText:
    """The tables that could be read; ``damaged`` are the lines of headers (0: the head of the file)
    under which lines had to be skipped, so that a value missing there is not reported a second time."""

    data: dict[str, Any]
    text: str
    damaged: set[int] = field(default_factory=set)


def read_toml(text: str, problems: Problems) -> ReadText:
    """Parse, noting each slip with its line in ``problems``."""
    lines = text.replace("\r\n", "\n").split("\n")
    damaged: set[int] = set()
    for _attempt in range(_MOST_SLIPS):
        joined = "\n".join(lines)
        try:
            return ReadText(tomllib.loads(joined), joined, damaged)
        except tomllib.TOMLDecodeError as slip:
            at, code, params = _explain(str(slip), lines)
        except RecursionError:
            at, code, params = 1, "syntax", {}
            lines = [""]
        problems.add(at, code, **params)
        damaged.add(_header_above(lines, at))
        if not _blank(lines, at, code):
            break
    return ReadText({}, "", damaged)


def _explain(message: str, lines: list[str]) -> tuple[int, str, dict[str, object]]:
    found = re.search(r"at line (\d+)", message)
    at = min(int(found.group(1)), len(lines)) if found else _opening_line(lines)
    line = lines[at - 1]
    column = re.search(r"column (\d+)", message)
    # A key where the parser wanted a value: it is still inside a bracket that an earlier line opened.
    at_key = bool(column and re.match(r"^\s*[\w-]+\s*=", line) and int(column.group(1)) <= line.index("="))
    if "Unclosed" in message or ("Invalid value" in message and at_key):
        return _bracket_line(lines, at - 1 if at_key else at), "unclosed_bracket", {}
    bare = _STRINGS.sub('""', line).split("#")[0]
    twice = re.search(r"Cannot declare \((.*)\) twice", message)
    if twice:
        return at, "duplicate_table", {"name": ".".join(re.findall(r"'([^']*)'", twice.group(1)))}
    if "Cannot overwrite" in message or "Cannot mutate" in message or "Cannot redefine" in message:
        return at, "duplicate_key", {}
    wide = _FULL_WIDTH.search(bare)
    if wide and '"' not in bare.replace('""', ""):
        return at, "full_width", {"char": wide.group()}
    if "Illegal character '\\n'" in message or "Unterminated string" in message:
        return at, "unclosed_quote", {}
    if line.lstrip().startswith("["):
        return at, "bad_header", {}
    if "Expected '='" in message or "=" not in bare:
        return at, "missing_equals", {}
    value = bare.split("=", 1)[1].strip()
    if re.fullmatch(r"\d{1,2}[-.]\d{1,2}", value):
        return at, "unquoted_month_day", {}
    if value and "Invalid value" in message:
        return at, "unquoted_value", {}
    if "after a statement" in message:
        return at, "trailing_text", {}
    return at, "syntax", {}


def _opening_line(lines: list[str]) -> int:
    """Where a text that never ends began: the last line with an odd number of triple quotes."""
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if line.count('"""') % 2 or line.count("'''") % 2:
            return number
    return max((number for number, line in enumerate(lines, 1) if line.strip()), default=1)


def _bracket_line(lines: list[str], at: int) -> int:
    """The parser notices an open bracket only further down: go back to the key that opened it."""
    for number in range(at, 0, -1):
        if re.search(r"=\s*[\[{]", lines[number - 1]):
            return number
    return at


def _header_above(lines: list[str], at: int) -> int:
    for number in range(min(at, len(lines)), 0, -1):
        if _HEADER.match(lines[number - 1]):
            return number
    return 0


def _blank(lines: list[str], at: int, code: str) -> bool:
    """Take the slip out; False when nothing was left to take out."""
    first, last = at - 1, at
    is_header = lines[first].lstrip().startswith("[")
    if is_header:
        # Its keys would fall to the table above and be reported there.
        while last < len(lines) and not lines[last].lstrip().startswith("["):
            last += 1
    elif code == "unclosed_bracket" or '"""' in lines[first] or "'''" in lines[first]:
        while last < len(lines) and not _begins_anew(lines[last]):
            last += 1
    changed = any(line.strip() for line in lines[first:last])
    lines[first:last] = [""] * (last - first)
    return changed


def _begins_anew(line: str) -> bool:
    return bool(_HEADER.match(line) or re.match(r"^\s*[\w-]+\s*=", line))
