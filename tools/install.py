"""Put the project's virtual environment in order: `python3 tools/install.py run|test`.

Pinned, hashed requirements go in first, then the project itself without dependencies; the build hook
brings front-end files and catalogues. Each step leaves a stamp in .venv and is skipped while what it read is
unchanged. Written so that an older python3 can run it too, to be told in one sentence that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
REQUIREMENTS = {"run": ("build", "run"), "test": ("build", "test")}


def stop(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_python() -> None:
    """Say in one sentence what is missing before anything is made."""
    if sys.version_info < (3, 11):  # noqa: UP036  an older one runs this file too
        stop(
            f"Yangguang needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
            "Name another one with PYTHON=/path/to/python3."
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        stop("Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv")
    else:
        del ensurepip, venv


def digest(*paths: Path) -> str:
    """A digest over the contents of the files, the place of the environment and its Python."""
    result = hashlib.sha256((str(VENV) + sys.version).encode())
    for path in paths:
        result.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return result.hexdigest()


def is_done(step: str, value: str) -> bool:
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text() == value


def mark_done(step: str, value: str) -> None:
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(value)


def run(command: list, failure: str) -> None:
    """Run a command quietly enough for a terminal; on failure show what it said, then one sentence."""
    done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        stop(failure)


def make_environment() -> None:
    """Make .venv, or make it anew when it can't be used: half made, moved, or its Python is gone."""
    value = digest()
    works = (
        PYTHON.exists() and subprocess.call([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL) == 0
    )
    if works and (is_done("environment", value) or not STAMPS.exists()):
        mark_done("environment", value)
        return
    say("Making the virtual environment")
    if VENV.exists():
        shutil.rmtree(str(VENV))
    run([sys.executable, "-m", "venv", str(VENV)], f"The virtual environment {VENV} could not be made.")
    mark_done("environment", value)


def pip_install(failure: str, *arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    run(command + list(arguments), failure)


def install_requirements(purpose: str) -> None:
    for name in REQUIREMENTS[purpose]:
        path = ROOT / "requirements" / f"{name}.txt"
        value = digest(path)
        # What the tests need holds all that the product runs on, at the same versions.
        if is_done(name, value) or (name == "run" and is_done("test", digest(path.with_name("test.txt")))):
            continue
        say(f"Installing requirements/{name}.txt")
        failure = "The pinned packages could not be installed; is there a network?"
        pip_install(failure, "--require-hashes", "--no-deps", "-r", str(path))
        mark_done(name, value)


def install_project() -> None:
    sources = ("pyproject.toml", "hatch_build.py", "package-lock.json", "tools/frontend.py")
    value = digest(*(ROOT / name for name in sources))
    if not is_done("project", value):
        say("Installing Yangguang itself, with its front-end files")
        options = ("--no-build-isolation", "--no-deps", "--editable", str(ROOT))
        pip_install("Yangguang itself could not be installed; what pip said stands above.", *options)
        mark_done("project", value)


def say(sentence: str) -> None:
    sys.stdout.write(sentence + " …\n")
    sys.stdout.flush()


def main() -> None:
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in REQUIREMENTS:
        stop("usage: python3 tools/install.py run|test")
    check_python()
    os.environ.pop("PYTHONHOME", None)
    make_environment()
    install_requirements(purpose)
    install_project()
    # Cheap when nothing changed; a deleted file is mended here.
    extra = ["test"] if purpose == "test" else []
    run([str(PYTHON), "tools/frontend.py", *extra], "The front-end files could not be brought.")


if __name__ == "__main__":
    main()
