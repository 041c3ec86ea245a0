"""Put the project's virtual environment in order: `python3 tools/install.py run|test`.

Pinned, hashed requirements go in first, then the project itself without dependencies; the build hook brings
front-end files and catalogues. Each step leaves a stamp in .venv and is skipped while what it read is unchanged.
Written for any python3 and with nothing but the standard library, because it runs before anything is there.
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


def stop(sentence):  # type: (str) -> None
    sys.stderr.write(sentence + "\n")
    sys.exit(1)


def check_python():  # type: () -> None
    """Say in one sentence what is missing before anything is made."""
    if sys.version_info < (3, 11):
        stop(
            "Yangguang needs Python 3.11 or newer; %s is %d.%d.%d. "
            "Name another one with PYTHON=/path/to/python3."
            % ((sys.executable,) + tuple(sys.version_info[:3]))
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        stop("Python's venv module is missing. On Debian or Ubuntu: apt-get install python3-venv")
    else:
        del ensurepip, venv


def digest(*paths):  # type: (Path) -> str
    """A digest over the contents of the files, the place of the environment and its Python."""
    result = hashlib.sha256((str(VENV) + sys.version).encode())
    for path in paths:
        result.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return result.hexdigest()


def is_done(step, value):  # type: (str, str) -> bool
    stamp = STAMPS / step
    return stamp.is_file() and stamp.read_text() == value


def mark_done(step, value):  # type: (str, str) -> None
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(value)


def run(command, failure):  # type: (list, str) -> None
    """Run a command quietly enough for a terminal; on failure show what it said, then one sentence."""
    done = subprocess.run(command, cwd=str(ROOT), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode:
        sys.stderr.write(done.stdout.decode("utf-8", "replace"))
        stop(failure)


def make_environment():  # type: () -> None
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
    run([sys.executable, "-m", "venv", str(VENV)], "The virtual environment %s could not be made." % VENV)
    mark_done("environment", value)


def pip_install(*arguments):  # type: (str) -> None
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    run(command + list(arguments), "pip could not install what is needed; is there a network?")


def install_requirements(purpose):  # type: (str) -> None
    for name in REQUIREMENTS[purpose]:
        path = ROOT / "requirements" / (name + ".txt")
        value = digest(path)
        # What the tests need holds all that the product runs on, at the same versions.
        if is_done(name, value) or (name == "run" and is_done("test", digest(path.with_name("test.txt")))):
            continue
        say("Installing requirements/%s.txt" % name)
        pip_install("--require-hashes", "--no-deps", "-r", str(path))
        mark_done(name, value)


def install_project():  # type: () -> None
    sources = ("pyproject.toml", "hatch_build.py", "package-lock.json", "tools/frontend.py")
    value = digest(*(ROOT / name for name in sources))
    if not is_done("project", value):
        say("Installing Yangguang itself, with its front-end files")
        pip_install("--no-build-isolation", "--no-deps", "--editable", str(ROOT))
        mark_done("project", value)


def say(sentence):  # type: (str) -> None
    sys.stdout.write(sentence + " …\n")
    sys.stdout.flush()


def main():  # type: () -> None
    purpose = sys.argv[1] if len(sys.argv) == 2 else ""
    if purpose not in REQUIREMENTS:
        stop("usage: python3 tools/install.py run|test")
    check_python()
    os.environ.pop("PYTHONHOME", None)
    make_environment()
    install_requirements(purpose)
    install_project()
    # Cheap when nothing changed; a deleted vendor file or an edited catalogue is mended here.
    extra = ["test"] if purpose == "test" else []
    run([str(PYTHON), "tools/frontend.py"] + extra, "The front-end files could not be brought.")
    run([str(PYTHON), "tools/catalogues.py", "compile"], "The translations could not be compiled.")


if __name__ == "__main__":
    main()
