"""Everything of a campaign in one zip, made by the worker: readable names, a manifest with digests."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.api import (
    Actor,
    Campaign,
    NotFound,
    audit,
    campaigns,
    files,
    jobs,
    registry,
    settings,
    unit_of_work,
)

from ..models.submissions import Bundle, Handing, Submission
from ..permissions import BOARD
from ..rules import submissions as rules
from ..store import submissions as store
from .submissions import HANDED_FILES, day_of

JOB = "assessment.bundle"
HEAD = ("文件", "单位", "事项", "版次", "报送时间", "字节", "SHA-256")


@dataclass(frozen=True)
class BundleView:
    """How far a zip is; see models.Bundle."""

    id: int
    state: str
    done: int
    total: int
    asked_at: datetime
    size: int


def ask(campaign: Campaign, *, actor: Actor, now: datetime) -> int:
    """Ask for the zip; the worker makes it."""
    actor.require(BOARD, campaign_id=campaign.id)
    with unit_of_work() as session:
        row = Bundle(campaign_id=campaign.id, asked_by=actor.user_id, asked_at=now, state="waiting")
        session.add(row)
        session.flush()
        jobs.enqueue(JOB, now=now, bundle_id=row.id)
        audit.record(
            actor,
            now,
            "assessment.bundle_asked",
            subject=("assessment_bundle", row.id),
            campaign_id=campaign.id,
        )
        return row.id


def bundles(campaign: Campaign, *, actor: Actor) -> list[BundleView]:
    """The last ones, the newest first."""
    actor.require(BOARD, campaign_id=campaign.id)
    rows = store.bundles(campaign.id)[:3]
    return [BundleView(r.id, r.state, r.done, r.total, r.asked_at, r.size) for r in rows]


def path(campaign: Campaign, bundle_id: int, *, actor: Actor) -> Path:
    """Where a finished one lies. Raises NotFound."""
    actor.require(BOARD, campaign_id=campaign.id)
    row = store.bundle(bundle_id)
    if row is None or row.campaign_id != campaign.id or row.state != "ready" or not _place(row.id).exists():
        raise NotFound()
    return _place(row.id)


def _place(bundle_id: int) -> Path:
    return settings().instance / "bundles" / f"assessment-{bundle_id}.zip"


@jobs.takes_long
def make(now: datetime, bundle_id: int) -> None:
    """Write the zip. Run twice it writes the same again; the ones before are removed."""
    asked = store.bundle(bundle_id)
    if asked is None or asked.state == "ready":
        return
    campaign = campaigns.campaign_by_id(asked.campaign_id)
    found = store.handings_of_campaign(campaign.id)
    target = _place(bundle_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    lines: list[tuple[str, ...]] = []
    taken: set[str] = set()
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as out:
        for done, (submission, handing) in enumerate(found, 1):
            _write(out, submission, handing, lines, taken, campaign.starts_on.year)
            _note(bundle_id, done, len(found))
        manifest = io.StringIO()
        csv.writer(manifest).writerows([HEAD, *lines])
        # With its mark a spreadsheet opens it as UTF-8.
        out.writestr("清单.csv", "\ufeff" + manifest.getvalue())
    os.replace(partial, target)
    with unit_of_work():
        row = store.bundle(bundle_id)
        if row is not None:
            row.state, row.done, row.total = "ready", len(found), len(found)
            row.size = target.stat().st_size
    for older in store.bundles(campaign.id)[3:]:
        _place(older.id).unlink(missing_ok=True)


def _write(
    out: zipfile.ZipFile,
    submission: Submission,
    handing: Handing,
    lines: list[tuple[str, ...]],
    taken: set[str],
    year: int,
) -> None:
    department = registry().department_name(submission.department_id)
    folder = (
        f"{rules.safe_name(department)}/{rules.safe_name(submission.title)}/"
        f"第{handing.number}次-{day_of(handing.came_at)}"
    )

    def line(name: str, size: int, digest: str) -> None:
        taken.add(name)
        lines.append(
            (
                name,
                department,
                submission.title,
                str(handing.number),
                handing.came_at.isoformat(),
                str(size),
                digest,
            )
        )

    text = (
        f"回执：{rules.receipt(year, handing.id)}\n链接：{handing.link or '无'}\n\n{handing.text}\n".encode()
    )
    name = rules.unique(f"{folder}/正文.txt", taken)
    out.writestr(name, text)
    line(name, len(text), hashlib.sha256(text).hexdigest())
    for file in files.attached(HANDED_FILES, handing.id):
        if file.blanked:
            continue
        name = rules.unique(f"{folder}/{rules.safe_name(file.name)}", taken)
        try:
            out.write(files.path_of(file), name)
        except NotFound:
            continue
        line(name, file.size, file.sha256)


def _note(bundle_id: int, done: int, total: int) -> None:
    if done % 10 == 0 or done == total:
        with unit_of_work():
            row = store.bundle(bundle_id)
            if row is not None:
                row.done, row.total = done, total
