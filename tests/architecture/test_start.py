"""What a start must not bring along: it is for few pages or none, and everybody would wait for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: third parties and own modules that come with their first use
LATER = (
    "PIL", "alembic", "apprise", "docx", "huey", "icalendar", "openpyxl", "pypdfium2", "redis", "rjieba", "weasyprint",
    "core.base.hygiene.engine", "core.base.similar.lexicon", "core.campaigns.notice.reader",
    "plugins.hotline.rules.deidentify.addresses", "plugins.open_day.rules.loose", "plugins.open_day.service.story",
    "plugins.decisions.service.story_previews", "plugins.decisions.service.story_comments",
)  # fmt: skip


def test_a_start_brings_nothing_that_only_few_pages_need(tmp_path: Path) -> None:
    program = f"import sys, core.cli, core.running, asgi; print([name for name in {LATER!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env={"INSTANCE": str(tmp_path)}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
