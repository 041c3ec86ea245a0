"""A summary report as it is frozen and as the public reads it: text, figures, charts, photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import force_locale

from core.api import (
    Blocker,
    Campaign,
    Conflict,
    Content,
    NotFound,
    Published,
    ReportSection,
    RevisionView,
    SubjectPlace,
    campaigns,
    kept_sheets,
    people_with,
    pictures,
    registry,
)

from .. import document_report
from ..chain import REPORT as TEXT
from ..permissions import BOARD
from ..rules import charts
from ..rules import reports as rules
from ..rules.charts import Bar, Chart
from ..rules.reports import Figure, Texts
from ..store import reports as store
from . import photos, report_figures

#: the campaign's report stands under this number, where a department's stands under the department's
WHOLE = 0


def unit_of(campaign: Campaign, department_id: int) -> int:
    """Whose text it is in the chain. Raises NotFound for a department that takes no part, Conflict where nobody hosts."""
    if department_id == WHOLE:
        return _host(campaign)
    if department_id not in campaigns.participants(campaign.id):
        raise NotFound()
    return department_id


def _host(campaign: Campaign) -> int:
    """The campaign's host, else the department of the openness office."""
    if campaign.host_department_id is not None:
        return campaign.host_department_id
    found = sorted(
        one.department_id
        for one in people_with(BOARD, campaign_id=campaign.id)
        if one.department_id is not None
    )
    if not found:
        raise Conflict("assessment.report_host")
    return found[0]


def asked_of(department_id: int) -> int | None:
    return None if department_id == WHOLE else department_id


def content_of(
    campaign: Campaign,
    department_id: int,
    texts: Texts,
    figures: Sequence[Figure],
    found: Sequence[ReportSection] = (),
) -> Content:
    """The report as it is frozen: what people sign as blocks, what sheets and charts are drawn from as data."""
    issuer = registry().department_name(unit_of(campaign, department_id))
    data = data_of(campaign, department_id, texts, figures, found)
    return Content(texts.title, issuer, document_report.blocks(texts, figures, data["photos"]), data)


def data_of(
    campaign: Campaign,
    department_id: int,
    texts: Texts,
    figures: Sequence[Figure],
    found: Sequence[ReportSection],
) -> dict[str, Any]:
    """What sheets and charts are drawn from. Only the campaign's report has the plugins' tables."""
    tables = [
        {
            "title": _chinese(one.title), "head": list(one.table["head"]),
            "rows": [list(row) for row in one.table["rows"]],
        }
        for one in found
        if one.table is not None and department_id == WHOLE
    ]  # fmt: skip
    return {
        "department": department_id,
        "addressee": texts.addressee,
        "signer": texts.signer,
        "signed_on": texts.signed_on.isoformat() if texts.signed_on is not None else None,
        "parts": [list(one) for one in texts.parts],
        "cases": [list(one) for one in texts.cases],
        "figures": [rules.figure_as_json(one) for one in figures],
        "photos": images_of(campaign, department_id, texts.photos),
        "tables": tables,
    }


def recorded(found: Sequence[ReportSection]) -> list[Figure]:
    """Figures of sections as a report keeps them."""
    return [
        Figure(
            _chinese(one.title), one.unit, one.value, one.of, one.code, _chinese(section.title),
            digest=report_figures.rows_digest(one),
        )
        for section in found
        for one in section.figures
    ]  # fmt: skip


def _chinese(words: Any) -> str:
    """A title as the paper has it, whatever the language of who fills it."""
    with force_locale("zh"):
        return str(words)


def images_of(campaign: Campaign, department_id: int, wanted: Sequence[int]) -> list[dict[str, Any]]:
    """Image blocks of chosen photos in their order, with their captions."""
    known = {one.id: one for one in photos.chosen(campaign, asked_of(department_id))}
    found = pictures.items([known[one].file_id for one in wanted if one in known])
    return [
        pictures.image_block(found[known[one].file_id].file, known[one].caption)
        for one in wanted
        if one in known and known[one].file_id in found
    ]


@dataclass(frozen=True)
class PublicReport:
    """What the public reads: the frozen text, its figures and charts."""

    id: int
    department_id: int
    out: Published
    texts: Texts
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    photos: tuple[Mapping[str, Any], ...]


def public_reports(campaign: Campaign) -> list[PublicReport]:
    """Published reports, the campaign's first."""
    rows = {row.id: row for row in store.reports(campaign.id)}
    out = TEXT.all_published(list(rows))
    found = [_public(number, out[number]) for number in rows if number in out]
    return sorted(found, key=lambda one: (one.department_id != WHOLE, one.out.published_at, one.id))


def public_report(campaign: Campaign, report_id: int) -> PublicReport:
    """One of them. Raises NotFound, or what tells that it was taken down."""
    row = store.by_id(report_id)
    if row is None or row.campaign_id != campaign.id:
        raise NotFound()
    return _public(report_id, TEXT.published_or_gone(report_id))


def _public(report_id: int, out: Published) -> PublicReport:
    data = out.revision.data
    texts, figures = texts_of_data(out.revision.title, data)
    images = tuple(dict(one) for one in out.revision.blocks if one.get("kind") == "image")
    return PublicReport(report_id, int(data["department"]), out, texts, figures, charts_of(data), images)


def texts_of_data(title: str, data: Mapping[str, Any]) -> tuple[Texts, tuple[Figure, ...]]:
    """Frozen data as it was written."""
    figures = tuple(rules.figure_of_json(one) for one in data["figures"])
    day = data["signed_on"]
    texts = Texts(
        title, data["addressee"], data["signer"], date.fromisoformat(day) if day else None,
        tuple((one[0], one[1]) for one in data["parts"]), tuple((one[0], one[1]) for one in data["cases"]),
    )  # fmt: skip
    return texts, figures


def charts_of(data: Mapping[str, Any]) -> tuple[Chart, ...]:
    """Shares as bars up to a hundred; a chart of departments for each table that names them."""
    found = []
    shares = [rules.figure_of_json(one) for one in data["figures"] if one["of"]]
    if shares:
        bars = tuple(
            Bar(one.title, float(one.value / one.of * 100), rules.percent(one.value, one.of))
            for one in shares
            if one.of
        )
        found.append(Chart("各项比率", bars, 100))
    for table in data["tables"]:
        drawn = charts.by_department(table["title"], table["head"], table["rows"])
        if drawn is not None:
            found.append(drawn)
    return tuple(found)


def least_of(campaign: Campaign) -> tuple[int, int]:
    """How many figures and cases a summary needs (CP-07)."""
    found = []
    for name in ("figures", "cases"):
        value = campaign.pack.value(f"CP-07.{name}")
        found.append(value if isinstance(value, int) and not isinstance(value, bool) else 1)
    return found[0], found[1]


def blockers(revision: RevisionView, campaign: Campaign) -> list[Blocker]:
    """What a frozen report lacks before it may come out."""
    least = least_of(campaign)
    texts, figures = texts_of_data(revision.title, revision.data)
    rule = campaign.pack.rule("CP-07")
    clause = f"CP-07 {rule.clause}" if rule is not None else "CP-07"
    params = {"figures": least[0], "cases": least[1]}
    return [Blocker(code, params, clause) for code in rules.lacks(texts, figures, *least)]


def place_of(report_id: int) -> SubjectPlace | None:
    """Whose a report is (DocumentKind.place_of)."""
    row = store.by_id(report_id)
    if row is None:
        return None
    campaign = campaigns.campaign_by_id(row.campaign_id)
    return SubjectPlace(row.campaign_id, unit_of(campaign, row.department_id), row.title)


def blank(revision: RevisionView) -> None:
    """Empty the working copy of a text in which a secret was found, and destroy its sheets (SC-01)."""
    kept_sheets.forget(revision.document_id)
    row = store.by_id(revision.subject_id)
    if row is not None:
        row.title = row.addressee = row.signer = ""
        row.parts, row.cases, row.figures, row.photos = [], [], [], []
