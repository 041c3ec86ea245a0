"""What is out: the panel on the column, the report's page, its sheets made once and gone with the text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from core.api import sheets
from tests.web.assessment.test_score_pages import signed_in


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Flask:
    return make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")


def test_the_column_leads_to_what_is_out_in_both_languages(demo: Flask) -> None:
    stranger = demo.test_client()
    column = stranger.get("/zh/c/2026-openness-day/")
    assert column.status_code == 200
    assert "活动动态和总结" in column.text
    found = re.search(r'href="(/zh/c/2026-openness-day/assessment/items/\d+/)"', column.text)
    assert found is not None
    page = stranger.get(found[1])
    assert page.status_code == 200
    assert "63 位居民" in page.text
    assert found[1] in stranger.get("/zh/c/2026-openness-day/assessment/items/").text
    assert stranger.get("/en/c/2026-openness-day/").text.count("News and reports") == 1
    # No report is out yet: no button leads to an empty list.
    assert 'assessment/reports/"' not in column.text


def published(demo: Flask) -> str:
    """The editor's report through every step of the chain, each pressed by somebody else; its public address."""
    editor, base = signed_in(demo, "editor")
    with demo.app_context():
        from core.api import departments

        unit = next(one.id for one in departments() if one.name.endswith("水务局"))
    page = f"{base}/reports/{unit}"
    assert editor.post(f"{page}/fill", data={"version": "1"}).status_code == 303
    assert editor.post(f"{page}/submit", data={"version": "2"}).status_code == 303
    with demo.test_request_context("/zh/"):
        from core.api import Actor, Grant, campaigns, clock, people_with, publishing
        from plugins.assessment.chain import REPORT
        from plugins.assessment.store import reports as store

        def person(permission: str) -> Actor:
            one = people_with(permission, department_id=unit)[0]
            return Actor(
                one.id, one.name, (Grant("editor", frozenset({permission}), frozenset({unit})),), unit
            )

        row = store.report(campaigns.live_campaigns()[0].id, unit)
        assert row is not None
        waiting = REPORT.document(row.id)
        assert waiting is not None
        assert waiting.revision is not None
        for step in ("first_review", "secrecy_review", "approval"):
            permission = f"publishing.{'approve' if step == 'approval' else step}"
            publishing.sign(
                waiting.id, step, waiting.revision.digest, actor=person(permission), now=clock.now()
            )
        publishing.publish(
            waiting.id, waiting.revision.digest, actor=person("publishing.publish"), now=clock.now()
        )
    column = demo.test_client().get("/zh/c/2026-openness-day/").text
    found = re.search(r'href="(/zh/c/2026-openness-day/assessment/reports/\d+/)"', column)
    assert found is not None
    return found[1]


def test_a_sheet_is_made_once_for_a_text_and_gone_with_it(
    demo: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from plugins.assessment import report_sheets

    stranger = demo.test_client()
    address = published(demo)
    made: list[str] = []
    real = report_sheets.file_of

    def noted(kind: str, *rest: Any, **more: Any) -> bytes:
        made.append(kind)
        return real(kind, *rest, **more)

    monkeypatch.setattr(report_sheets, "file_of", noted)
    kinds = ["docx"] if sheets.lack() else ["docx", "pdf"]
    for kind in kinds:
        first = stranger.get(f"{address}report.{kind}")
        assert first.status_code == 200
        assert stranger.get(f"{address}report.{kind}").data == first.data
    assert made == kinds
    assert stranger.get(f"{address}report.txt").status_code == 404
    with demo.test_request_context("/zh/"):
        from core.api import campaigns, kept_sheets
        from plugins.assessment.service import report_content

        shown = report_content.public_reports(campaigns.live_campaigns()[0])[0]
        document = shown.out.revision.document_id
        assert len(kept_sheets.kept_of(document)) == len(kinds)
        # Another version of the text: the older sheet of its kind is let go, the other kind's stays.
        kept_sheets.sheet(shown.out.revision, ["later"], lambda: b"newer", "docx")
        left = kept_sheets.kept_of(document)
        assert len(left) == len(kinds)
        assert [one.read_bytes() for one in left if one.suffix == ".docx"] == [b"newer"]
        kept_sheets.forget(document)
        assert kept_sheets.kept_of(document) == []
