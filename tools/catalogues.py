"""Translation catalogues: one for the core (with the shared templates), one per plugin.

`python tools/catalogues.py update` (`make translations`) brings every .po up to date with the sources. The
msgids are the Simplified Chinese words themselves, so only English has a catalogue. The product compiles the
.po files itself when it starts.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en",)
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2", "lazy_pgettext:1c,2")


@dataclass(frozen=True)
class Catalogue:
    """One catalogue: the folder it lives in and the folders whose words it holds."""

    name: str
    folder: Path
    sources: tuple[str, ...]

    def po(self, language: str) -> Path:
        return self.folder / language / "LC_MESSAGES" / "messages.po"


def catalogues() -> list[Catalogue]:
    """The core's catalogue and that of each bundled plugin, in the order of their names."""
    plugins = sorted(p.parent.name for p in (ROOT / "plugins").glob("*/plugin.py"))
    core = Catalogue("core", ROOT / "core/translations", ("core", "templates"))
    return [core] + [
        Catalogue(name, ROOT / "plugins" / name / "translations", (f"plugins/{name}",)) for name in plugins
    ]


def pybabel(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", *arguments], cwd=ROOT, check=True)


def extract(catalogue: Catalogue, template: Path) -> None:
    """Write the catalogue's msgids to a .pot file; no line numbers, so that a diff shows words only."""
    sources = [source for source in catalogue.sources if (ROOT / source).is_dir()]
    pybabel(
        "extract",
        "--mapping=babel.cfg",
        "--sort-by-file",
        "--add-location=file",
        "--omit-header",
        *(f"--keyword={keyword}" for keyword in KEYWORDS),
        f"--project={catalogue.name}",
        f"--output-file={template}",
        *sources,
    )


def update_all() -> None:
    """Bring every .po up to date with the sources; new words appear untranslated, gone words disappear."""
    with tempfile.TemporaryDirectory() as folder:
        for catalogue in catalogues():
            template = Path(folder) / f"{catalogue.name}.pot"
            extract(catalogue, template)
            for language in LANGUAGES:
                po = catalogue.po(language)
                update(po, template, catalogue.name, language)
                print(f"{po.relative_to(ROOT)}: {sum(1 for _ in untranslated(po))} words to translate")


def update(po: Path, template: Path, name: str, language: str) -> None:
    """Write the .po with exactly the template's msgids, each with the translation it had."""
    with template.open("rb") as stream:
        words = read_po(stream)
    catalog = Catalog(locale=language)
    if po.exists():
        with po.open("rb") as stream:
            catalog = read_po(stream, locale=language)
    catalog.update(words, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    catalog.project, catalog.version = "Yangguang", name
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Yangguang"
    catalog.revision_date = catalog.creation_date
    catalog.header_comment = (
        f"# The words of {name} in the language {language}; `make translations` keeps the list.\n#"
    )
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_by_file=True, include_lineno=False)
    if not po.exists() or without_dates(po.read_bytes()) != without_dates(text.getvalue()):
        po.parent.mkdir(parents=True, exist_ok=True)
        po.write_bytes(text.getvalue())


def without_dates(text: bytes) -> list[bytes]:
    """The lines that tell whether anything but the moment of writing differs."""
    return [line for line in text.splitlines() if b"-Date: " not in line]


def untranslated(po: Path) -> Iterator[str]:
    """The msgids of a .po file that have no translation yet, or one that is only a guess."""
    with po.open("rb") as stream:
        for message in read_po(stream):
            empty = not all(message.string) if isinstance(message.string, tuple) else not message.string
            if message.id and (empty or message.fuzzy):
                yield message.id if isinstance(message.id, str) else message.id[0]


def main() -> None:
    if sys.argv[1:] != ["update"]:
        raise SystemExit("usage: python tools/catalogues.py update")
    update_all()


if __name__ == "__main__":
    main()
