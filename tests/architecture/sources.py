"""The project's own Python files and what each imports, read without running them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One imported module by its full name, and the line that imports it."""

    module: str
    line: int


@dataclass(frozen=True)
class Source:
    """One Python file: its path in the project and its dotted module name."""

    path: Path
    module: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def text(self) -> str:
        return self.path.read_text("utf-8")

    def imports(self) -> Iterator[Import]:
        """Every import of the file, those inside functions too, save those for type checkers only."""
        package = self.module if self.path.name == "__init__.py" else self.module.rpartition(".")[0]
        for node in outside_type_checking(ast.parse(self.text)):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(alias.name, node.lineno)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    kept = package.split(".")[: len(package.split(".")) - node.level + 1]
                    base = ".".join([*kept, base] if base else kept)
                for alias in node.names:
                    submodule = f"{base}.{alias.name}"
                    yield Import(submodule if is_module(submodule) else base, node.lineno)


def outside_type_checking(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from outside_type_checking(node)


@cache
def is_module(name: str) -> bool:
    """Whether the dotted name is a module or package of this project."""
    place = ROOT.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or place.is_dir()


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    """The Python files below the folders, migrations left out: they are history and stay as they were."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            relative = path.relative_to(ROOT)
            if "versions" in relative.parts or "__pycache__" in relative.parts:
                continue
            parts = relative.with_suffix("").parts
            found.append(Source(path, ".".join(parts[:-1] if parts[-1] == "__init__" else parts)))
    return tuple(found)


@cache
def files_in_git() -> tuple[Path, ...]:
    """What is or would be committed; every file that git doesn't ignore, outside a git tree none."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return tuple(
        ROOT / name for name in sorted(set(done.stdout.split("\0"))) if name and (ROOT / name).is_file()
    )
