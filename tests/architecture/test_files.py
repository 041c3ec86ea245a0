"""What may stand in the repository: files of a readable length, no download host, no path of a machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Source, files_in_git, sources

#: A file is split by use case when it outgrows about 400 lines.
LONGEST = 450

#: Written in pieces, so that this file doesn't hold what it looks for.
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted",
    "npm" + "js.",
    "deb." + "debian",
    "yarn" + "pkg",
    "npm" + "mirror",
)
MACHINE = re.compile(
    "|".join(
        (
            r"/work" + r"/main\b",
            r"/work" + r"/shared",
            r"/ro" + r"ot/",
            r"/op" + r"t/wheels",
            r"/op" + r"t/pypi",
        )
    )
)
BINARY = {".png", ".jpg", ".jpeg", ".ico", ".woff2", ".pdf", ".docx", ".xlsx", ".zip", ".gz"}


@pytest.mark.parametrize(
    "source", sources("core", "plugins", "tools", "tests"), ids=lambda source: source.name
)
def test_no_file_outgrows_its_reader(source: Source) -> None:
    length = source.text.count("\n")
    assert length <= LONGEST, f"{source.name} has {length} lines: split it by use case"


def texts() -> list[Path]:
    return [path for path in files_in_git() if path.suffix.lower() not in BINARY]


def test_no_download_host_is_named() -> None:
    found = [
        f"{path.relative_to(ROOT)} names {host}"
        for path in texts()
        for text in [path.read_text("utf-8", "replace").lower()]
        for host in REGISTRIES
        if host in text
    ]
    assert not found


def test_no_path_of_a_machine_is_named() -> None:
    found = [
        f"{path.relative_to(ROOT)} names {match.group()}"
        for path in texts()
        for match in [MACHINE.search(path.read_text("utf-8", "replace"))]
        if match
    ]
    assert not found


def test_no_lock_that_records_download_hosts() -> None:
    names = {path.name for path in files_in_git()}
    assert not names & {"uv.lock", "poetry.lock", "pdm.lock", "pnpm-lock.yaml", "yarn.lock", "Pipfile.lock"}
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def pinned(name: str) -> dict[str, str]:
    """Package → version of a compiled requirements file."""
    text = (ROOT / "requirements" / name).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+) \\$", text, flags=re.MULTILINE))


def wanted(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", requirement)[0].lower() for requirement in requirements}


def test_requirements_agree_with_the_project() -> None:
    """Whoever adds a dependency compiles it in too: `make requirements`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    build, run, test = pinned("build.txt"), pinned("run.txt"), pinned("test.txt")
    assert wanted(project["project"]["dependencies"]) <= run.keys()
    assert wanted(project["project"]["optional-dependencies"]["test"]) <= test.keys()
    assert run.items() <= test.items()
    for requirement in project["build-system"]["requires"]:
        name, _, version = requirement.partition("==")
        assert build.get(name) == version


@pytest.mark.parametrize("name", ["build.txt", "run.txt", "test.txt"])
def test_every_requirement_has_its_hashes_and_no_option(name: str) -> None:
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    assert all(
        line.startswith(("#", "    --hash=sha256:")) or re.match(r"[a-z0-9._-]+==\S+ \\$", line)
        for line in lines
    )
    assert not [line for line in lines if "://" in line]
