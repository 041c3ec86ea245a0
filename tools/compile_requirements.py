"""Compile the hashed requirement files from pyproject.toml: `make requirements`.

One file per need: build.txt (what builds the project), run.txt (what it runs on), test.txt (that, and the
tools of `make test`). Versions that stand in a file are kept unless `--upgrade` is given. No file names a
download host or a path of the machine it was made on, so pip is run without this machine's own configuration
and without the options that would write them.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("requirements")

OPTIONS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--no-emit-options",
    "--newline=lf",
)


@dataclass(frozen=True)
class Target:
    """One compiled file: what it is for, what it asks, and which files its versions must agree with."""

    name: str
    purpose: str
    wanted: list[str]
    agrees_with: tuple[str, ...] = ()


def targets() -> list[Target]:
    """Read what is wanted from pyproject.toml, the one place where a dependency is named."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build = [*pyproject["build-system"]["requires"], "editables"]
    run = pyproject["project"]["dependencies"]
    test = pyproject["project"]["optional-dependencies"]["test"]
    return [
        Target("build.txt", "What builds the project", build),
        Target("run.txt", "What the product runs on", run, ("build.txt",)),
        Target(
            "test.txt",
            "What the product runs on, and what its tests and checks need",
            run + test,
            ("build.txt", "run.txt"),
        ),
    ]


def clean_environment() -> dict[str, str]:
    """The environment without pip's settings, save the certificates and time limits of this network."""
    kept = {"PIP_CERT", "PIP_DEFAULT_TIMEOUT", "PIP_DISABLE_PIP_VERSION_CHECK", "PIP_PROXY"}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PIP_") or k in kept}
    return environment | {"PIP_CONFIG_FILE": os.devnull, "CUSTOM_COMPILE_COMMAND": "make requirements"}


def compile_file(target: Target, *, upgrade: bool) -> None:
    path = ROOT / FOLDER / target.name
    with tempfile.TemporaryDirectory() as folder:
        wanted, output = Path(folder) / "wanted.in", Path(folder) / target.name
        wanted.write_text("\n".join(target.wanted) + "\n", "utf-8")
        if path.exists() and not upgrade:
            output.write_text(path.read_text("utf-8"), "utf-8")
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS]
        command += [f"--constraint={ROOT / FOLDER / name}" for name in target.agrees_with]
        command += ["--upgrade"] if upgrade else []
        command += ["--output-file", str(output), str(wanted)]
        subprocess.run(command, cwd=ROOT, env=clean_environment(), check=True)
        header = f"# {target.purpose}. Made by `make requirements` from pyproject.toml.\n"
        path.write_text(header + output.read_text("utf-8").lstrip("\n"), "utf-8")


def main() -> None:
    upgrade = "--upgrade" in sys.argv[1:]
    (ROOT / FOLDER).mkdir(exist_ok=True)
    for target in targets():
        print(f"Compiling requirements/{target.name}")
        compile_file(target, upgrade=upgrade)


if __name__ == "__main__":
    main()
