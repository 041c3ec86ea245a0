"""Forms with rows: the findings of a notice, and a campaign's activities, deadlines and words. To and from plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, FormField, HiddenField

from core.campaigns import rules
from core.campaigns.forms import ActivityRow, ContactRow, DutyRow, FactsForm, area

FACTS = (
    "title", "edition", "theme", "starts_on", "ends_on", "pack_id", "slug", "issuer", "number", "form",
)  # fmt: skip
#: what stays with a reading though no field shows it
KEPT = ("lines", "pollution", "unplaced", "proposed_pack")


class ReadingForm(FactsForm):
    """Everything read from a notice, to be corrected."""

    units = area(_l("参加单位"))
    activities = FieldList(FormField(ActivityRow), label=_l("活动内容"))
    duties = FieldList(FormField(DutyRow), label=_l("期限"))
    slogans = area(_l("标语"))
    contacts = FieldList(FormField(ContactRow), label=_l("联系方式"))
    requirements = area(_l("工作要求"))

    def findings(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """What is typed, in the shape of `service.reading.findings_of`; lines are found again by their text."""
        return {
            **{name: before.get(name) for name in KEPT},
            **{name: self._fields[name].data or "" for name in FACTS},
            "units": _with_lines(self.units.data, before["units"], "name"),
            "activities": activities_in(self),
            "duties": duties_in(self),
            "slogans": _with_lines(self.slogans.data, before["slogans"], "text"),
            "contacts": contacts_in(self),
            "requirements": _with_lines(self.requirements.data, before["requirements"], "text"),
        }


class ActivitiesForm(FlaskForm):
    activities = FieldList(FormField(ActivityRow), label=_l("活动内容"))
    version = HiddenField()


class DutiesForm(FlaskForm):
    duties = FieldList(FormField(DutyRow), label=_l("期限"))
    version = HiddenField()


class WordsForm(FlaskForm):
    slogans = area(_l("标语"))
    requirements = area(_l("工作要求"))
    contacts = FieldList(FormField(ContactRow), label=_l("联系方式"))
    version = HiddenField()


# ── from the form ───────────────────────────────────────────────────────────────────────────────────────────────────
def activities_in(form: Any) -> list[dict[str, Any]]:
    """The rows that count. Periods that can't be read stay as typed in `periods_text`."""
    found = []
    for row in _counting(form.activities):
        periods, wrong = rules.periods_from(row.periods.data or "")
        found.append(
            {
                **_texts(row, "heading", "body", "place", "units", "sentence"),
                "line": _number(row.line.data),
                "periods": periods,
                "periods_text": (row.periods.data or "") if wrong else "",
            }
        )
    return found


def duties_in(form: Any) -> list[dict[str, Any]]:
    """The rows that count, each with the rule for what was chosen; `count` stays as typed."""
    found = []
    for row in _counting(form.duties):
        anchor, count, unit = row.anchor.data or "", row.count.data or "", row.unit.data or "d"
        whole = count.isascii() and count.isdigit()
        rule = rules.join_term(anchor, count, unit) if whole or not anchor.endswith(("+", "-")) else ""
        found.append(
            {
                **_texts(row, "what", "day", "sender", "receiver", "sentence"),
                "line": _number(row.line.data),
                "rule": rule,
                "chosen": [anchor, count, unit],
            }
        )
    return found


def contacts_in(form: Any) -> list[dict[str, Any]]:
    return [
        {**_texts(row, "name", "phone", "email"), "line": _number(row.line.data)}
        for row in _counting(form.contacts)
    ]


def _counting(rows: Any) -> list[Any]:
    return [entry.form for entry in rows.entries if entry.form.counts]


def _texts(row: Any, *names: str) -> dict[str, str]:
    return {name: row._fields[name].data or "" for name in names}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None


def _with_lines(text: str | None, before: list[Mapping[str, Any]], key: str) -> list[dict[str, Any]]:
    known = {entry[key]: entry.get("line") for entry in before}
    return [{key: line, "line": known.get(line)} for line in rules.lines_of(text or "")]


# ── to the form ─────────────────────────────────────────────────────────────────────────────────────────────────────
def reading_data(findings: Mapping[str, Any]) -> dict[str, Any]:
    """The form's data for findings."""
    return {
        **{name: findings.get(name) or "" for name in FACTS},
        "units": "\n".join(unit["name"] for unit in findings["units"]),
        "activities": [activity_data(a) for a in findings["activities"]],
        "duties": [duty_data(d) for d in findings["duties"]],
        "slogans": "\n".join(slogan["text"] for slogan in findings["slogans"]),
        "contacts": [{**contact, "line": contact.get("line") or ""} for contact in findings["contacts"]],
        "requirements": "\n".join(r["text"] for r in findings["requirements"]),
    }


def activity_data(activity: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **activity,
        "line": activity.get("line") or "",
        "periods": activity.get("periods_text") or rules.periods_text(activity["periods"]),
    }


def duty_data(duty: Mapping[str, Any]) -> dict[str, Any]:
    anchor, count, unit = duty.get("chosen") or rules.split_term(duty["rule"])
    return {**duty, "line": duty.get("line") or "", "anchor": anchor, "count": count, "unit": unit}


def with_blank(form: Any, *names: str) -> None:
    """One empty row at the end of each list, so that something can be added without a script."""
    for name in names:
        rows = form._fields[name]
        if not rows.entries or not rows.entries[-1].form.is_blank or rows.entries[-1].form.remove.data:
            rows.append_entry()
