"""What the tests need of the machine: Debian's PostgreSQL, Redis, Chromium, CJK fonts and Pango."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path


def newest(pattern: str) -> Path | None:
    """The last match of a pattern below the file system's root, numbers in order of size."""
    found = Path("/").glob(pattern)
    return max(
        found, key=lambda path: [int(part) if part.isdigit() else 0 for part in path.parts], default=None
    )


def postgresql_folder() -> Path | None:
    """The folder with `initdb` and `postgres`, newest version first; Debian keeps it out of PATH."""
    debian = newest("usr/lib/postgresql/*/bin/postgres")
    on_path = shutil.which("postgres")
    found = debian or (Path(on_path).resolve() if on_path else None)
    return found.parent if found and (found.parent / "initdb").exists() else None


def redis_server() -> str | None:
    return shutil.which("redis-server") or shutil.which("valkey-server")


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def cjk_font() -> Path | None:
    return newest("usr/share/fonts/**/Noto*CJK*") or newest("usr/local/share/fonts/**/Noto*CJK*")


def library(name: str) -> Callable[[], object]:
    """Whether the dynamic linker finds a library, by its full name."""

    def found() -> bool:
        try:
            ctypes.CDLL(name)
        except OSError:
            return False
        return True

    return found


#: what PDFs are typeset with
PANGO = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-noto-cjk")

#: what a .docx is opened with, and a PDF read
OFFICE = ("libreoffice-writer-nogui", "poppler-utils")

NEEDS: dict[str, Callable[[], object]] = {
    "postgresql": postgresql_folder,
    "redis-server": redis_server,
    "chromium": chromium,
    "fonts-noto-cjk": cjk_font,
    "libpango-1.0-0": library("libpango-1.0.so.0"),
    "libpangoft2-1.0-0": library("libpangoft2-1.0.so.0"),
    "libharfbuzz-subset0": library("libharfbuzz-subset.so.0"),
    "libreoffice-writer-nogui": lambda: shutil.which("soffice"),
    "poppler-utils": lambda: shutil.which("pdftotext"),
}


def missing(packages: Iterable[str]) -> list[str]:
    """Those of the Debian packages in NEEDS that this machine lacks."""
    wanted = set(packages)
    return [name for name in NEEDS if name in wanted and not NEEDS[name]()]


def provide(packages: set[str]) -> str:
    """Install what is missing where that is permitted. Returns "" or the one sentence that says what to do."""
    absent = missing(packages)
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing Debian packages: {' '.join(absent)} …", flush=True)
        if not apt_install(absent):
            apt_get("update")
            apt_install(absent)
        absent = missing(packages)
    return f"The tests need Debian packages: apt-get install {' '.join(absent)}" if absent else ""


def apt_install(packages: list[str]) -> bool:
    return apt_get("install", "--yes", "--no-install-recommends", *packages)


def apt_get(*arguments: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        ["apt-get", "-q", *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode and arguments[0] == "install" and Path("/var/lib/apt/lists").is_dir():
        print(done.stderr.strip()[-2000:], flush=True)
    return done.returncode == 0


def memory_of(pid: int) -> int:
    """Resident memory of a program and all that it started, in KB; what they share is counted once (PSS)."""
    total, due = 0, [pid]
    while due:
        one = due.pop()
        with suppress(OSError):
            children = Path(f"/proc/{one}/task").glob("*/children")
            due += [int(child) for file in children for child in file.read_text().split()]
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total
