"""The tutorial does what it says: its commands are run and its changes applied, in an environment of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.plugin import skeleton
from tests.support.databases import SECRET_KEY, Databases

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "plugin-tutorial.md"
BLOCK = re.compile(r"^```(sh|diff)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def shell(databases: Databases, tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder to work in and an environment where yangguang, pip and pytest are the product's own."""
    prefix = tmp_path / "venv"
    venv.create(prefix, with_pip=False)
    site = next((prefix / "lib").glob("python*")) / "site-packages"
    (site / "product.pth").write_text(f"{ROOT}\n{sysconfig.get_path('purelib')}\n")
    for name, module in (("yangguang", "core"), ("pip", "pip"), ("pytest", "pytest")):
        script = prefix / "bin" / name
        script.write_text(f'#!/bin/sh\nexec "{prefix}/bin/python" -m {module} "$@"\n')
        script.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    url = databases.empty()
    yield (
        work,
        {
            "PATH": os.pathsep.join(
                [str(prefix / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "HOME": str(tmp_path),
            "INSTANCE": str(tmp_path / "instance"),
            "DATABASE_URL": url,
            "SECRET_KEY": SECRET_KEY,
            "LOG_LEVEL": "ERROR",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GIT_CEILING_DIRECTORIES": str(tmp_path),
        },
    )
    databases.drop(url)


def test_the_tutorial_works_as_written(shell: tuple[Path, dict[str, str]]) -> None:
    work, environment = shell
    blocks = BLOCK.findall(TUTORIAL.read_text("utf-8"))
    assert len(blocks) >= 10
    lines = ["set -eu"]
    for number, (kind, body) in enumerate(blocks):
        if kind == "diff":
            patch = work.parent / f"{number}.diff"
            patch.write_text(body)
            lines.append(f"git apply --recount {patch}")
        else:
            lines.append(body)
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    assert "tree_planting\t0.1\tyangguang-tree-planting 0.1\t正常\t表最新" in done.stdout
    assert done.stdout.count(" passed") == 2
    assert "已导出 0 行" in done.stdout
    assert (work / "tree_planting" / "tree_planting.zip").exists()


def test_a_fresh_skeleton_is_clean_whatever_its_name(shell: tuple[Path, dict[str, str]]) -> None:
    """Short or long, ruff and mypy have nothing to say. mypy looks at its own files: all of core takes minutes."""
    work, environment = shell
    environment["MYPYPATH"] = str(ROOT)
    names = ("ab", "tree_planting", "a_rather_long_name_of_31_letter")
    for name in names:
        skeleton.write_skeleton(name, work, "植" * 20)
    script = f"""set -eu
for name in {" ".join(names)}; do
  (cd $name; ruff check .; ruff format --check .)
done
cd {names[-1]}
mypy --no-error-summary --cache-dir "{work}/cache" --follow-imports=skip
"""
    done = subprocess.run(["bash", "-c", script], cwd=work, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_refused_name_is_one_clear_sentence(shell: tuple[Path, dict[str, str]]) -> None:
    work, environment = shell
    done = subprocess.run(
        ["yangguang", "plugin", "new", "open_day", "--into", "."],
        cwd=work, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 2
    assert "已经有一个叫 open_day 的插件，请换一个名字。" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list(work.iterdir())
