"""The bench writes every figure that is looked for, under its name."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench import report


def test_every_key_with_its_name(tmp_path: Path) -> None:
    rates = {name: [100.0, 110.0, 90.0] for name in report.WORDS}
    p99 = {name: [12.0] for name in (*report.WORDS, "board_event", "broadcast")}
    found = report.write(rates, p99, [1.5, 2.0, 1.8], [120.0, 130.0], tmp_path, grown=10, rounds=3)
    stored = json.loads((tmp_path / "bench.json").read_text("utf-8"))
    assert stored == found
    assert set(report.TARGETS) == {
        "booking_hot_vs_pgbench", "booking_hot_vs_spread", "booking_p99_ms_32", "booking_p99_ms_8", "refuse_vs_sell",
        "growth_booking_1m", "public_page_vs_hello", "not_modified_vs_hello", "detail_vs_hello", "start_s",
        "rss_mb_per_worker", "claim_vs_pgbench", "claim_p99_ms", "growth_claim_100k", "search_vs_sql",
        "search_p95_ms", "growth_search_10x", "board_event_p99_s", "sse_2000_p99_s",
    }  # fmt: skip
    assert {key: stored[key] for key in report.TARGETS} | {
        "booking_hot_vs_pgbench": 1.0, "start_s": 1.8, "rss_mb_per_worker": 130.0, "booking_p99_ms_32": 12.0,
    } == {key: stored[key] for key in report.TARGETS}  # fmt: skip
    report.page(found, tmp_path)
    assert "| `refuse_vs_sell` |" in (tmp_path / "bench.md").read_text("utf-8")
    assert (tmp_path / "pictures" / "bench-ratios.svg").read_text("utf-8").startswith("<svg")
