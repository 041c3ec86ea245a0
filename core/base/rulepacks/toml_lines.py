"""Where each key of a TOML text stands: path → 1-based line.

``tomllib`` tells no lines for valid text, and a clerk who mistyped a value needs the line. This
walks text that ``tomllib`` has already accepted, so it need not judge the syntax, only follow it.
Paths are tuples of keys and list positions: ``("rules", "OD-03", "value")``,
``("rules", "PB-01", "value", 2)``.
"""

from __future__ import annotations

Path = tuple[str | int, ...]

_BARE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def key_lines(text: str) -> dict[Path, int]:
    """Every table, key and list element of a valid TOML text with the line it begins on."""
    return _Walker(text).walk()


class _Walker:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[Path, int] = {}
        self.list_sizes: dict[Path, int] = {}

    def walk(self) -> dict[Path, int]:
        table: Path = ()
        while self._skip_blank():
            if self._peek() == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.lines

    def _peek(self, length: int = 1) -> str:
        return self.text[self.at : self.at + length]

    def _step(self, count: int = 1) -> None:
        self.line += self.text.count("\n", self.at, self.at + count)
        self.at += count

    def _skip_blank(self) -> bool:
        """Past spaces, line ends, commas and comments; False at the end of the text."""
        while self.at < len(self.text):
            char = self._peek()
            if char == "#":
                while self.at < len(self.text) and self._peek() != "\n":
                    self._step()
            elif char in " \t\r\n,":
                self._step()
            else:
                return True
        return False

    def _header(self) -> Path:
        line = self.line
        is_list = self._peek(2) == "[["
        self._step(2 if is_list else 1)
        keys = self._dotted_key()
        self._step(2 if is_list else 1)
        path: Path = ()
        for position, key in enumerate(keys):
            path += (key,)
            last = position == len(keys) - 1
            self.lines.setdefault(path, line)
            if last and is_list:
                self.list_sizes[path] = self.list_sizes.get(path, 0) + 1
            if path in self.list_sizes:
                path += (self.list_sizes[path] - 1,)
                self.lines.setdefault(path, line)
            elif last:
                # [a.b] seen first made ("a",) point here; its own header is the better answer.
                self.lines[path] = line
        return path

    def _pair(self, table: Path) -> None:
        line = self.line
        path = table
        for key in self._dotted_key():
            path += (key,)
            self.lines.setdefault(path, line)
        self._step()  # "="
        self._value(path)

    def _dotted_key(self) -> list[str]:
        keys: list[str] = []
        while True:
            self._skip_spaces()
            if self._peek() in ('"', "'"):
                keys.append(self._string())
            else:
                start = self.at
                while self._peek() in _BARE and self._peek():
                    self._step()
                keys.append(self.text[start : self.at])
            self._skip_spaces()
            if self._peek() != ".":
                return keys
            self._step()

    def _skip_spaces(self) -> None:
        while self._peek() in (" ", "\t"):
            self._step()

    def _value(self, path: Path) -> None:
        self._skip_blank()
        self.lines.setdefault(path, self.line)
        char = self._peek()
        if char in ('"', "'"):
            self._string()
        elif char == "[":
            self._step()
            position = 0
            while self._skip_blank() and self._peek() != "]":
                self._value((*path, position))
                position += 1
            self._step()
        elif char == "{":
            self._step()
            while self._skip_blank() and self._peek() != "}":
                self._pair(path)
            self._step()
        else:
            while self.at < len(self.text) and self._peek() not in ",]}#\n":
                self._step()

    def _string(self) -> str:
        quote = self._peek()
        mark = quote * 3 if self._peek(3) == quote * 3 else quote
        self._step(len(mark))
        start = self.at
        while self._peek(len(mark)) != mark:
            self._step(2 if quote == '"' and self._peek() == "\\" else 1)
        content = self.text[start : self.at]
        self._step(len(mark))
        # Up to two quotes may stand right before the closing three.
        while len(mark) == 3 and self._peek() == quote:
            self._step()
        return content
