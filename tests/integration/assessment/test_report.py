"""The summary report on the database: figures equal to their rows, frozen, typeset; last year beside this year."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def demo(make_demo: Callable[..., Flask]) -> Iterator[Flask]:
    made = make_demo("2026-05-15T10:42", SECOND_FACTOR_ROLES="none")
    with made.test_request_context("/zh/"):
        yield made


def everything(department: int | None = None) -> dict[str, Any]:
    from core.api import campaigns, clock
    from plugins.assessment.service import report_figures

    found = report_figures.sections(campaigns.live_campaigns()[0], department, clock.now())
    return {one.code: one for section in found for one in section.figures}


def counted(sql: str) -> int:
    from sqlalchemy import text

    from core.api import db

    return int(db.session.execute(text(sql)).scalar() or 0)


def test_every_figure_equals_a_query_over_the_rows_that_it_opens(demo: Flask) -> None:
    found = everything()
    base = "FROM hotline_order WHERE NOT confidential AND state != 'merged'"
    assert found["hotline.orders"].value == counted(f"SELECT count(*) {base}")
    assert found["hotline.closed"].value == counted(f"SELECT count(*) {base} AND closed_at IS NOT NULL")
    assert found["hotline.calls"].value == counted(
        "SELECT count(*) FROM hotline_call WHERE direction = 'in' AND outcome = 'answered'"
    )
    assert found["assessment.submissions"].value == counted(
        "SELECT count(*) FROM assessment_submission WHERE in_at IS NOT NULL"
    )
    assert found["assessment.findings"].value == counted("SELECT count(*) FROM assessment_finding")
    for code, sums in (
        ("onsite", "count(*)"), ("received", "sum(received)"), ("answered", "sum(answered)"), ("materials", "sum(materials)"),
    ):  # fmt: skip
        assert found[f"assessment.{code}"].value == counted(
            f"SELECT {sums} FROM assessment_onsite WHERE void_reason = ''"
        )
    satisfied = found["hotline.satisfied"]
    assert satisfied.of == counted(
        "SELECT count(*) FROM hotline_follow_up f JOIN hotline_order o ON o.id = f.order_id WHERE f.state = 'answered'"
        " AND f.satisfaction IS NOT NULL AND NOT o.confidential AND o.department_id IS NOT NULL"
    )
    for one in found.values():
        assert one.value == sum((row.amount for row in one.rows), Fraction(0)), one.code
        assert len({row.key for row in one.rows}) == len(one.rows), one.code
        if one.share:
            assert one.of == sum(row.of for row in one.rows)


def test_departments_add_up_to_the_campaign(demo: Flask) -> None:
    from core.api import campaigns

    whole = everything()
    units = [everything(unit) for unit in campaigns.participants(campaigns.live_campaigns()[0].id)]
    for code in (
        "open_day.attended",
        "open_day.sessions",
        "decisions.comments",
        "interviews.questions",
        "assessment.findings",
    ):
        assert whole[code].value > 0, code
        assert whole[code].value == sum((unit[code].value for unit in units if code in unit), Fraction(0)), (
            code
        )


def test_every_row_opens_a_page_for_the_office(demo: Flask) -> None:
    from flask import url_for

    client = demo.test_client()
    client.post("/zh/staff/sign-in", data={"login_name": "office", "password": "yunchuan-demo"})
    seen: set[str] = set()
    for one in everything().values():
        for row in one.rows[:2]:
            assert row.endpoint, (one.code, row.key)
            seen.add(url_for(row.endpoint, lang="zh", **row.values))
    assert len(seen) > 15
    closed = {address: client.get(address).status_code for address in sorted(seen)}
    assert {address: code for address, code in closed.items() if code != 200} == {}


def written(unit: int = 0) -> Any:
    """The campaign's report, filled and written, as (campaign, view)."""
    from core.api import SYSTEM, campaigns, clock
    from plugins.assessment.service import reports

    campaign, now = campaigns.live_campaigns()[0], clock.now()
    version = reports.view(campaign, unit, actor=SYSTEM, now=now).version
    reports.fill(campaign, unit, version, actor=SYSTEM, now=now)
    command = reports.SaveReport(
        "云川市政务公开日活动总结", "市人民政府", "云川市政务公开办公室", clock.local(now).date(),
        (("基本情况", "活动办得实。\n（一）开放日\n1. 现场讲\n讲清水费怎么算。"), ("下一步打算", "继续做好。")),
        (("水表多久换一次", "居民问水表，当场演示。"),), (("发放资料", "3,000", "份", "现场领取登记表"),), (),
    )  # fmt: skip
    reports.save(campaign, unit, command, version + 1, actor=SYSTEM, now=now)
    return campaign, reports.view(campaign, unit, actor=SYSTEM, now=now)


def test_a_filled_report_lacks_nothing_and_tells_what_changed_since(demo: Flask) -> None:
    from core.api import SYSTEM, clock, db
    from plugins.assessment.models.inspection import Finding
    from plugins.assessment.service import reports

    campaign, view = written()
    assert view.lacks == ()
    assert view.changed == ()
    typed = [one for one in view.figures if one.typed]
    assert [(one.title, one.value, one.source) for one in typed] == [("发放资料", 3000, "现场领取登记表")]
    finding = db.session.query(Finding).filter_by(state="open").first()
    assert finding is not None
    finding.state, finding.reported_on = "closed", finding.due_on
    db.session.flush()
    again = reports.view(campaign, 0, actor=SYSTEM, now=clock.now())
    assert {now.code for _then, now in again.changed if now is not None} <= {
        "assessment.findings",
        "assessment.rectified_in_time",
    }
    assert again.changed
    db.session.rollback()


def test_the_paper_is_chinese_whoever_fills_it_and_in_whatever_language(demo: Flask) -> None:
    from flask_babel import force_locale

    _campaign, chinese = written()
    with force_locale("en"):
        _campaign, english = written()
    assert [one.title for one in english.figures] == [one.title for one in chinese.figures]
    assert [one.digest for one in english.figures] == [one.digest for one in chinese.figures]
    assert english.changed == ()


def test_a_frozen_report_without_a_case_may_not_come_out(demo: Flask) -> None:
    from dataclasses import replace

    from core.api import RevisionView
    from plugins.assessment import showing_reports
    from plugins.assessment.service import report_content

    campaign, view = written()

    def codes(texts: Any) -> list[str]:
        content = report_content.content_of(campaign, 0, texts, view.figures)
        frozen = RevisionView(
            0, 0, "assessment.report", 0, 0, content.title, "", "", tuple(content.blocks), content.data, "", 1,
            campaign.id,
        )  # fmt: skip
        return [one.code for one in showing_reports.publish_blockers(frozen, campaign, view.saved_at)]

    assert codes(view.texts) == []
    assert codes(replace(view.texts, cases=())) == ["assessment.report_cases"]


def test_two_at_once_and_bad_figures_are_refused_with_nothing_changed(demo: Flask) -> None:
    from dataclasses import replace

    from core.api import SYSTEM, Conflict, Invalid, RuleBroken, clock
    from plugins.assessment.service import reports

    campaign, view = written()
    now = clock.now()
    good = reports.SaveReport("题", "", "署名", None, (("一", "文"),), (), (), ())
    for command, problem in (
        (replace(good, typed=(("资料", "很多", "份", "登记表"),)), Invalid),
        (replace(good, typed=(("资料", "3", "份", ""),)), Invalid),
        (replace(good, photos=(999,)), Invalid),
        (replace(good, parts=(("一", "秘密★1年"),)), RuleBroken),
    ):
        with pytest.raises(problem):
            reports.save(campaign, 0, command, view.version, actor=SYSTEM, now=now)
    reports.save(campaign, 0, good, view.version, actor=SYSTEM, now=now)
    with pytest.raises(Conflict):
        reports.save(campaign, 0, good, view.version, actor=SYSTEM, now=now)
    with pytest.raises(RuleBroken):
        reports.submit(campaign, 0, view.version + 1, actor=SYSTEM, now=now)


def files_of(kind: str, title: str = "") -> tuple[bytes, Any]:
    from core.api import clock
    from plugins.assessment import report_sheets
    from plugins.assessment.service import report_content, reports

    campaign, view = written()
    data = report_content.data_of(
        campaign, 0, view.texts, view.figures, reports.sections(campaign, 0, clock.now())
    )
    shown = title or view.texts.title
    return report_sheets.file_of(kind, shown, view.content.issuer, data, clock.now()), view


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def said_in(text: str, view: Any) -> None:
    """Every figure, numbering, the typed figure's mark, and the signature stand in the paper."""
    from plugins.assessment.rules import reports as rules

    words = squeezed(text)
    for one in view.figures:
        assert squeezed(rules.in_words(one.value, one.of)) in words, one.title
    for wanted in (
        "一、基本情况",
        "（一）开放日",
        "1.现场讲",
        "三、主要数据",
        "手工填报",
        "云川市政务公开办公室",
        "2026年5月15日",
    ):
        assert wanted in words, wanted


def pdf_text(made: bytes, folder: Path) -> str:
    """The words of a PDF, as poppler reads them; skips where it isn't installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) isn't installed here")
    (folder / "made.pdf").write_bytes(made)
    read = subprocess.run(
        ["pdftotext", "-layout", "made.pdf", "-"], cwd=folder, check=True, capture_output=True, timeout=60
    )
    return read.stdout.decode()


def test_the_pdf_holds_every_figure(demo: Flask, tmp_path: Path) -> None:
    from core.api import sheets

    if sheets.lack():
        pytest.skip(f"this machine can't typeset: {sheets.lack()}")
    made, view = files_of("pdf")
    said_in(pdf_text(made, tmp_path), view)


def _points(length: Any) -> int:
    return round(length.pt)


def test_the_docx_has_the_official_layout(demo: Flask) -> None:
    from docx import Document
    from docx.oxml.ns import qn

    made, _view = files_of("docx", "很长的标题" * 55)
    paper = Document(io.BytesIO(made))
    section = paper.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(one.mm) for one in sizes if one is not None] == [210, 297, 37, 28]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:linePitch")) == "580"
    assert paper.settings.odd_and_even_pages_header_footer
    title = paper.paragraphs[0]
    assert title.text == "很长的标题" * 55
    assert _points(title.runs[0].font.size) == 22
    body = next(one for one in paper.paragraphs if one.text == "活动办得实。")
    assert _points(body.runs[0].font.size) == 16
    assert _points(body.paragraph_format.first_line_indent) == 32
    cells = [[cell.text for cell in row.cells] for row in paper.tables[0].rows]
    assert ["发放资料", "3000", "份", "手工填报：现场领取登记表"] in cells


def test_the_docx_opens_in_libreoffice_and_its_pdf_holds_every_figure(demo: Flask, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice isn't installed here")
    made, view = files_of("docx")
    (tmp_path / "report.docx").write_bytes(made)
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "report.docx"],
        cwd=tmp_path, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    text = pdf_text((tmp_path / "report.pdf").read_bytes(), tmp_path)
    said_in(text, view)
    assert "—1—" in squeezed(text)


def test_next_year_begins_with_what_the_office_set_and_shows_last_years_figures(demo: Flask) -> None:
    from core.api import SYSTEM, campaigns, clock
    from core.campaigns.service import copying
    from plugins.assessment.service import inspection, reports, scores, years
    from plugins.assessment.store import duties as store

    source, now, then = campaigns.live_campaigns()[0], clock.now(), everything()
    made = copying.copy_campaign(source.slug, actor=SYSTEM, now=now)
    own = [row for row in store.choices(made.id) if row.key.startswith("hand:")]
    assert [row.title for row in own] == [
        row.title for row in store.choices(source.id) if row.key.startswith("hand:")
    ]
    assert all(row.day is not None and row.day.year == made.starts_on.year for row in own)
    assert own
    assert all(row.carried_over for row in store.choices(made.id))
    for row in own:
        assert row.day is not None
        assert made.calendar.is_working_day(row.day), row.day
    rounds = inspection.listed(made, actor=SYSTEM)
    assert [(one.state, bool(one.items)) for one in rounds] == [("draft", True)]
    begun = [one for one in reports.listed(made, actor=SYSTEM) if one.state == "drafting"]
    assert begun
    view = reports.view(made, begun[0].department_id, actor=SYSTEM, now=now)
    assert all(not text for _title, text in view.texts.parts)
    table = years.table(made, 0, actor=SYSTEM, now=now)
    assert [one.id for one in table.campaigns][:2] == [made.id, source.id]
    published = scores.published(source)
    assert published is not None
    ranked = scores.result(source, published.id, actor=SYSTEM).places
    assert {one.department_id: (one.rank, one.rate) for one in ranked if one.rank is not None} == {
        line.department_id: line.places[1] for line in table.ranks
    }
    assert {line.places[0] for line in table.ranks} == {None}  # nothing is published this year
    mine = years.table(made, ranked[0].department_id, actor=SYSTEM, now=now).ranks
    assert [line.department_id for line in mine] == [ranked[0].department_id]
    lines = {line.code: line for section in table.sections.values() for line in section}
    before = lines["hotline.orders"].values[1]
    assert before is not None
    assert before[0] == then["hotline.orders"].value
