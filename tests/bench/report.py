"""What a run of the bench leaves: bench.json, docs/bench.md and its plots. Ratios first; figures hold for one machine."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.support import machine

#: key → (what, at least or at most, target)
TARGETS: Mapping[str, tuple[str, str, float]] = {
    "booking_hot_vs_pgbench": ("one session, complete bookings ÷ pgbench, one statement on one row, 8 clients", "≥", 0.45),
    "booking_hot_vs_spread": ("one session ÷ fifty sessions", "≥", 0.9),
    "booking_p99_ms_32": ("99 of 100 bookings are answered within, 32 clients (ms)", "≤", 150),
    "booking_p99_ms_8": ("the same with 8 clients (ms)", "≤", 40),
    "refuse_vs_sell": ("refusals of a full session ÷ sales", "≥", 1.5),
    "growth_booking_1m": ("bookings with a million earlier ones ÷ without", "≥", 0.9),
    "claim_vs_pgbench": ("hotline, the next caller for 32 experts over 8 topics ÷ pgbench, one statement, SKIP LOCKED", "≥", 0.12),
    "claim_p99_ms": ("99 of 100 claims are answered within, 32 experts (ms)", "≤", 100),
    "growth_claim_100k": ("claims with 100 thousand waiting ÷ 100 waiting", "≥", 0.9),
    "search_vs_sql": ("a search over 100 thousand published answers ÷ the same SQL in pgbench, one client", "≥", 0.3),
    "search_p95_ms": ("95 of 100 of these searches are answered within (ms)", "≤", 50),
    "growth_search_10x": ("searches over 100 thousand answers ÷ over ten thousand", "≥", 0.7),
    "public_page_vs_hello": ("the campaign's column ÷ bare Flask hello", "≥", 0.5),
    "not_modified_vs_hello": ("an answer “not modified” ÷ hello", "≥", 0.7),
    "detail_vs_hello": ("an announcement that nobody has kept ÷ hello", "≥", 0.15),
    "board_event_p99_s": ("99 of 100 of 200 open boards show an event of the telephone within (s)", "≤", 1.0),
    "sse_2000_p99_s": ("2,000 readers have 99 of 100 released turns of a broadcast within (s)", "≤", 1.0),
    "start_s": ("from the command to the first answer (s)", "≤", 3),
    "rss_mb_per_worker": ("memory of a server process after the run (MB)", "≤", 180),
}  # fmt: skip
#: (over, under) of each ratio
RATIOS = {
    "booking_hot_vs_pgbench": ("booking_hot", "pgbench_one_row_8"),
    "booking_hot_vs_spread": ("booking_hot", "booking_spread"),
    "refuse_vs_sell": ("refuse", "booking_hot"),
    "growth_booking_1m": ("booking_grown", "booking_empty"),
    "claim_vs_pgbench": ("claim", "pgbench_claim_32"),
    "growth_claim_100k": ("claim_100k", "claim"),
    "search_vs_sql": ("answers_search", "answers_sql"),
    "growth_search_10x": ("answers_search", "answers_search_few"),
    "public_page_vs_hello": ("public_page", "hello"),
    "not_modified_vs_hello": ("not_modified", "hello"),
    "detail_vs_hello": ("detail", "hello"),
}
WORDS = {
    "hello": "bare Flask hello (granian, WSGI, two processes)",
    "public_page": "the campaign's column, anonymous",
    "not_modified": "the column, “not modified”",
    "detail": "an announcement, drawn anew each time",
    "pgbench_one_row_8": "pgbench: one hot row, one statement, 8 clients",
    "pgbench_three_statements_8": "pgbench: one hot row, a transaction of statements, 8 clients",
    "pgbench_fifty_rows_8": "pgbench: fifty rows, one statement, 8 clients",
    "bare_booking": "bare Flask, one transaction over one hot row",
    "booking_hot": "booking, one session, 32 clients",
    "booking_hot_8": "booking, one session, 8 clients",
    "booking_spread": "booking, fifty sessions, 32 clients",
    "refuse": "refusals of a full session, 32 clients",
    "pgbench_claim_32": "pgbench: the next of eight topics, one statement, 32 clients",
    "claim": "hotline: the next caller, 32 experts, 100 waiting beside those served",
    "claim_100k": "hotline: the same, 100 thousand waiting",
    "answers_search": "search, 100 thousand published answers, one client",
    "answers_search_few": "search, ten thousand published answers, one client",
    "answers_sql": "pgbench: the same SQL, 100 thousand answers, one client",
    "booking_empty": "booking, one session, an empty database",
    "booking_grown": "booking, one session, a million earlier bookings",
}
PAGES = ("hello", "public_page", "not_modified", "detail")


def write(
    rates: Mapping[str, list[float]],
    p99: Mapping[str, list[float]],
    starts: Sequence[float],
    memory: Sequence[float],
    out: Path,
    **setting: Any,
) -> dict[str, Any]:
    """Write bench.json and return what stands in it."""
    middle = {name: statistics.median(values) for name, values in rates.items()}
    keys = {key: round(middle[over] / middle[under], 3) for key, (over, under) in RATIOS.items()}
    keys["booking_p99_ms_32"] = round(statistics.median(p99["booking_hot"]), 1)
    keys["booking_p99_ms_8"] = round(statistics.median(p99["booking_hot_8"]), 1)
    keys["board_event_p99_s"] = round(statistics.median(p99["board_event"]), 2)
    keys["sse_2000_p99_s"] = round(statistics.median(p99["broadcast"]), 2)
    keys["claim_p99_ms"] = round(statistics.median(p99["claim"]), 1)
    keys["search_p95_ms"] = round(statistics.median(p99["answers_search"]), 1)
    keys["start_s"] = round(statistics.median(starts), 2)
    keys["rss_mb_per_worker"] = round(max(memory), 1)
    found = {
        **{key: keys[key] for key in TARGETS},
        "targets": {key: f"{sign} {target:g}" for key, (_what, sign, target) in TARGETS.items()},
        "met": {key: _met(key, keys[key]) for key in TARGETS},
        "figures": {name: _figure(values, p99.get(name)) for name, values in rates.items()},
        "starts_s": [round(one, 2) for one in starts],
        "memory_mb": [round(one, 1) for one in memory],
        "setting": setting,
        "machine": _machine(),
        "versions": _versions(),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "bench.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return found


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    for key in TARGETS:
        mark = "ok  " if found["met"][key] else "MISS"
        yield f"{mark} {key:24} {found[key]:>8} ({found['targets'][key]})"


def _met(key: str, value: float) -> bool:
    _what, sign, target = TARGETS[key]
    return value >= target if sign == "≥" else value <= target


def _figure(values: Sequence[float], p99: Sequence[float] | None) -> dict[str, Any]:
    figure: dict[str, Any] = {
        "per_s": round(statistics.median(values), 1),
        "min": round(min(values), 1),
        "max": round(max(values), 1),
        "rounds": [round(value, 1) for value in values],
    }
    if p99:
        figure["p99_ms"] = round(statistics.median(p99), 1)
    return figure


def _machine() -> dict[str, Any]:
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    memory = Path("/proc/meminfo").read_text().split()[1]
    load = os.getloadavg()
    return {
        "cores": os.cpu_count(), "processor": model, "memory_gb": round(int(memory) / 1024**2, 1),
        "system": platform.platform(), "load_at_end": [round(one, 1) for one in load],
    }  # fmt: skip


def _versions() -> dict[str, str]:
    names = ("flask", "granian", "sqlalchemy", "psycopg", "werkzeug")
    programs = machine.postgresql_folder()
    postgres = subprocess.run(
        [str(programs / "postgres"), "--version"] if programs else ["true"], capture_output=True, text=True
    ).stdout.strip()
    return {
        "python": platform.python_version(), **{name: version(name) for name in names}, "postgresql": postgres,
        "yangguang": version("yangguang"),
    }  # fmt: skip


# ── docs/bench.md ───────────────────────────────────────────────────────────────────────────────────────────────────
def page(found: Mapping[str, Any], docs: Path) -> None:
    """Write the page and its plots."""
    pictures = docs / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    (pictures / "bench-ratios.svg").write_text(_ratio_plot(found), "utf-8")
    for name, title, wanted in (
        ("pages", "Pages per second", [n for n in found["figures"] if n in PAGES]),
        ("bookings", "Bookings per second", [n for n in found["figures"] if n not in PAGES]),
    ):
        (pictures / f"bench-{name}.svg").write_text(_rate_plot(found, title, wanted), "utf-8")
    on = found["machine"]
    ratio_rows = "\n".join(
        f"| `{key}` | {what} | {sign} {target:g} | {found[key]:g} | {'yes' if found['met'][key] else '**no**'} |"
        for key, (what, sign, target) in TARGETS.items()
    )
    figure_rows = "\n".join(
        f"| {WORDS[name]} | {f['per_s']:,.0f} | {f['min']:,.0f}–{f['max']:,.0f} | {f.get('p99_ms', '')} |"
        for name, f in found["figures"].items()
    )
    versions = ", ".join(f"{name} {text}" for name, text in found["versions"].items())
    (docs / "bench.md").write_text(
        f"""# How quick it is

Written by `make bench` ({found["at"]}); run it again to have your own. Only the ratios mean something on another
machine: each divides the product by a floor that was measured in the same run, turn by turn.

![Ratios and their targets](pictures/bench-ratios.svg)

| key | what | target | here | met |
|---|---|---|---|---|
{ratio_rows}

## Figures

![Pages per second](pictures/bench-pages.svg)

![Bookings per second](pictures/bench-bookings.svg)

| | per second, median | min–max | p99, ms |
|---|---|---|---|
{figure_rows}

Rounds: {found["setting"]["rounds"]} after a warm-up, each way in turn. {on["cores"]} cores ({on["processor"]}), {on["memory_gb"]} GB,
{on["system"]}; load at the end of the run {on["load_at_end"][0]} over a minute. {versions}.

## How it is measured

- `make bench` starts a PostgreSQL cluster of its own with PostgreSQL's defaults (every commit reaches the disk), the
  product with `yangguang run` (two server processes and the worker), and the floors. The client is Debian's wrk with
  one thread for everything; client, servers and database share the machine.
- A booking is the whole last step of a citizen: the session cookie, the proven phone's row, CSRF, the form, all rules,
  then in one transaction the booking, its line in the trail, the consent with the notice's digest, the message, the
  live event; the answer is given after the commit. Every visitor is somebody else. After each round the bench counts
  the rows: an answer without its booking ends the run.
- A reader of a broadcast is a stream over loopback, 2,000 of them in one program; forty more ask every five seconds. The
  time runs from before the release's transaction, in a process that is none of the servers, until the reader has the turn's
  words; a turn that anybody misses ends the run (`python -m tests.bench.broadcast` prints memory per reader as well).
- A refusal is the same step at a session without places, and its page.
- `hello` is a bare Flask on granian's WSGI threads, quicker than the way that the product's server takes
  (ASGI, for its streams). The announcement is asked for under another address each time, so nobody has kept it.
- The floors are in `tests/bench/floors/`. The search has a bench of its own: `python -m tests.bench.search`.

Why it is built so: [decision 0015](decisions/0015-speed.md).
""",
        "utf-8",
    )


INK, SOFT, GOOD, BAD, LINE = "#1f2328", "#6e7781", "#2f7d4f", "#b3372b", "#d0d7de"


def _ratio_plot(found: Mapping[str, Any]) -> str:
    """A bar per key as a share of its target; to the right of the line is better."""
    rows = []
    for n, (key, (_what, sign, target)) in enumerate(TARGETS.items()):
        share = found[key] / target if sign == "≥" else target / max(found[key], 1e-9)
        width, y = min(share, 3) * 120, 40 + n * 26
        colour = GOOD if found["met"][key] else BAD
        rows.append(
            f'<text x="200" y="{y + 13}" text-anchor="end" fill="{INK}">{key}</text>'
            f'<rect x="210" y="{y}" width="{width:.0f}" height="17" fill="{colour}"/>'
            f'<text x="{216 + width:.0f}" y="{y + 13}" fill="{SOFT}">{found[key]:g} ({sign} {target:g})</text>'
        )
    height = 50 + len(TARGETS) * 26
    line = f'<line x1="330" y1="30" x2="330" y2="{height - 10}" stroke="{INK}" stroke-dasharray="3 3"/>'
    head = f'<text x="334" y="24" fill="{SOFT}">target; further right is better</text>'
    return _svg(700, height, "Ratios and their targets", "".join(rows) + line + head)


def _rate_plot(found: Mapping[str, Any], title: str, names: Sequence[str]) -> str:
    figures = {name: found["figures"][name] for name in names}
    most = max(figure["max"] for figure in figures.values())
    rows = []
    for n, (name, figure) in enumerate(figures.items()):
        y = 40 + n * 30
        scale = 330 / most
        bar, low, high = figure["per_s"] * scale, figure["min"] * scale, figure["max"] * scale
        rows.append(
            f'<text x="300" y="{y + 13}" text-anchor="end" fill="{INK}">{WORDS[name]}</text>'
            f'<rect x="310" y="{y}" width="{bar:.0f}" height="17" fill="{LINE}"/>'
            f'<line x1="{310 + low:.0f}" y1="{y + 9}" x2="{310 + high:.0f}" y2="{y + 9}" stroke="{INK}"/>'
            f'<text x="{318 + high:.0f}" y="{y + 13}" fill="{SOFT}">{figure["per_s"]:,.0f}</text>'
        )
    head = f'<text x="310" y="24" fill="{SOFT}">bar: median; line: from the least to the most</text>'
    return _svg(720, 50 + len(names) * 30, title, head + "".join(rows))


def _svg(width: int, height: int, title: str, body: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" role="img" aria-label="{title}"><title>{title}</title>'
        f'<rect width="{width}" height="{height}" fill="#fff"/>{body}</svg>\n'
    )
