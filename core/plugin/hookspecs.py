"""Every hook of the house, one sentence each. The hook guide is generated from this file.

Argument names mean the same everywhere: `actor` who looks, `campaign` the frozen view, `revision` a frozen text,
`now` the moment (aware, UTC), `event` a fact that was stored. An implementation may leave out arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import pluggy
from flask import Blueprint

from core.base.access import Actor
from core.base.events import Event
from core.base.search.contracts import SearchDocument
from core.plugin.contracts import (
    AgendaItem,
    ArchivePart,
    Blocker,
    BookingOwner,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    HealthNote,
    Job,
    LiveStream,
    MessageKind,
    NavItem,
    OpinionKind,
    OpinionNote,
    Panel,
    Permission,
    PersonalField,
    PersonalRecord,
    Progress,
    Purged,
    RevisionView,
    RuleDeclaration,
)
from core.plugin.figures import Indicator, ReportSection

hookspec = pluggy.HookspecMarker("yangguang")

DECLARE = (
    "blueprints", "models", "schema", "translations", "settings", "permissions", "rules", "events", "messages", "audit_texts",
    "audit_subjects", "personal_fields", "booking_owners",
    "message_kinds", "document_kinds", "opinion_kinds", "live_streams", "commands", "jobs", "demo", "busy_demo",
)  # fmt: skip
#: of these, not called at start but when a demo is filled
DEMO = ("demo", "busy_demo")
CONTRIBUTE = (
    "nav",
    "campaign_panels",
    "desk_items",
    "agenda",
    "deadlines",
    "indicators",
    "report_section",
    "health",
    "archive_parts",
    "search_documents",
    "opinion_notes",
    "shown_files",
)
JUDGE = ("publish_blockers", "campaign_blockers", "removal_blockers")
LIFE = (
    "campaign_copied",
    "personal_data",
    "erase_personal_data",
    "purge_personal_data",
    "document_copies",
    "blank_copies",
)
FACTS = ("on_event",)


# ── declare: called once, at start ──────────────────────────────────────────────────────────────────────────────────
@hookspec
def blueprints() -> Sequence[Blueprint]:
    """Give your pages: blueprints named `<name>_public`, `<name>_staff` or `<name>_api`, without a url_prefix."""
    raise NotImplementedError


@hookspec
def models() -> Sequence[type]:
    """Give your tables' classes; every table is named `<name>_…`."""
    raise NotImplementedError


@hookspec
def schema() -> Path:
    """Give the folder of your migrations (it holds the revision files)."""
    raise NotImplementedError


@hookspec
def translations() -> Path:
    """Give the folder of your catalogues (`en/LC_MESSAGES/messages.po`)."""
    raise NotImplementedError


@hookspec
def settings() -> Mapping[str, str]:
    """Give the names and defaults of your settings: the section `[<name>]` of config.toml, read by `settings().of("<name>")`."""
    raise NotImplementedError


@hookspec
def permissions() -> Sequence[Permission]:
    """Declare what can be allowed, `<name>.<verb>`, and the roles that may do it by default."""
    raise NotImplementedError


@hookspec
def rules() -> Sequence[RuleDeclaration]:
    """Declare the rules of a pack that you read: id, type and unit; a pack with another type is refused."""
    raise NotImplementedError


@hookspec
def events() -> Sequence[str]:
    """Declare the names of the facts that you emit, `<name>.<past_tense>`."""
    raise NotImplementedError


@hookspec
def messages() -> Mapping[str, Any]:
    """Give the words for your codes: code → lazy translated sentence with %(name)s figures."""
    raise NotImplementedError


@hookspec
def audit_texts() -> Mapping[str, Any]:
    """Give the words for your audit actions: action → lazy translated sentence."""
    raise NotImplementedError


@hookspec
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    """Say what your audit entries are about: subject type → function(ids, actor) giving {id: Subject}."""
    raise NotImplementedError


@hookspec
def personal_fields() -> Sequence[PersonalField]:
    """Declare every kind of thing you keep about persons: why, in which column, how long, the duty to keep it."""
    raise NotImplementedError


@hookspec
def booking_owners() -> Sequence[BookingOwner]:
    """Say what is yours among the events with places, and be told who booked, waits, was offered a place or gave it back."""
    raise NotImplementedError


@hookspec
def message_kinds() -> Sequence[MessageKind]:
    """Declare the kinds of message that you queue: `<name>.<what>`, the words with %(name)s figures, how pressing it is."""
    raise NotImplementedError


@hookspec
def document_kinds() -> Sequence[DocumentKind]:
    """Declare the kinds of text that you send through the publishing chain."""
    raise NotImplementedError


@hookspec
def opinion_kinds() -> Sequence[OpinionKind]:
    """Declare what people may send comments, questions or slips about; the ledger numbers, moderates and ends them."""
    raise NotImplementedError


@hookspec
def live_streams() -> Sequence[LiveStream]:
    """Declare what pages may follow live, `<name>.<what>`, the fields it tells and who may read it."""
    raise NotImplementedError


@hookspec
def commands() -> Sequence[click.Command]:
    """Give commands for `yangguang`, named as the plugin, one of its document kinds or in INFO.commands; they run inside the app's context."""
    raise NotImplementedError


@hookspec
def jobs() -> Mapping[str, Job]:
    """Give the work that the worker does for you: `<name>.<job>` → function(now, **payload), in its own transaction."""
    raise NotImplementedError


@hookspec
def demo(campaign: Campaign, now: datetime) -> None:
    """Fill the demo campaign with a story about a city that doesn't exist, its dates relative to `now`."""
    raise NotImplementedError


@hookspec
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    """Fill the campaign of a large city that doesn't exist (`yangguang demo --busy`), thousands of rows at a time.

    1.0 is the `size` of such a city; `with progress(title, total) as step:` draws a bar, `step(n)` moves it. It is called
    outside of a unit of work: commit by batches. The same size and moment give the same rows."""
    raise NotImplementedError


# ── contribute: called per request; a failing plugin's part is left out and shown in health ─────────────────────────
@hookspec
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    """Give menu entries for the public column, the staff desk and the office."""
    raise NotImplementedError


@hookspec
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    """Give blocks for the campaign's public column; nothing about one visitor may be in them, they are cached."""
    raise NotImplementedError


@hookspec
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    """Give what waits for this person; called with each campaign that isn't archived, and once with None."""
    raise NotImplementedError


@hookspec
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    """Give what happens in this campaign that the public may see, with times."""
    raise NotImplementedError


@hookspec
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    """Give the days by which departments owe something in this campaign."""
    raise NotImplementedError


@hookspec
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    """Give what your records say of each department in this campaign, exactly, with the rows that it was counted from."""
    raise NotImplementedError


@hookspec
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    """Give your part of the summary report, of one department or (None) of the whole campaign."""
    raise NotImplementedError


@hookspec
def health(now: datetime) -> Sequence[HealthNote]:
    """Say how you are."""
    raise NotImplementedError


@hookspec
def archive_parts(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[ArchivePart]:
    """Give what belongs into the archive beside this published text: figures and feedback, no citizen's personal data."""
    raise NotImplementedError


@hookspec
def search_documents(campaign: Campaign | None, now: datetime) -> Sequence[SearchDocument]:
    """Give everything public of yours that the search should find in this campaign (None: what belongs to none).

    It is asked when the index is rebuilt or checked; at each fact of your own call `search.put` or `search.remove`.
    Keys are `<name>:<id>`.
    """
    raise NotImplementedError


@hookspec
def opinion_notes(opinion_ids: Sequence[int], actor: Actor, now: datetime) -> Sequence[OpinionNote]:
    """Tell whoever moderates these opinions what you know of each: the same matter elsewhere, and how it stands there."""
    raise NotImplementedError


@hookspec
def shown_files(file_ids: Sequence[int]) -> Sequence[int]:
    """Name those of these files of the drawer that everybody may see though no published text carries them."""
    raise NotImplementedError


# ── judge: a failing judge counts as "no" ───────────────────────────────────────────────────────────────────────────
@hookspec
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    """Say why this revision may not be published; asked inside the publishing transaction."""
    raise NotImplementedError


@hookspec
def campaign_blockers(campaign: Campaign, state: str, now: datetime) -> Sequence[Blocker]:
    """Say why the campaign may not go to `state` (open, closed, archived)."""
    raise NotImplementedError


@hookspec
def removal_blockers(now: datetime) -> Sequence[Blocker]:
    """Say why your tables may not be removed now."""
    raise NotImplementedError


# ── life: called inside the caller's transaction ────────────────────────────────────────────────────────────────────
@hookspec
def campaign_copied(source: Campaign, campaign: Campaign, now: datetime) -> None:
    """Bring your part of last year's campaign (`source`) into its copy, as drafts, without persons and without days."""
    raise NotImplementedError


@hookspec
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    """Show everything you keep about the person with this digest."""
    raise NotImplementedError


@hookspec
def erase_personal_data(person_digest: str, now: datetime) -> None:
    """Remove everything about the person that no duty keeps; statistics stay."""
    raise NotImplementedError


@hookspec
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    """Remove every personal value whose keeping time is over; say how many of which declared field."""
    raise NotImplementedError


@hookspec
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    """List every place of yours that holds a copy of this revision's document, of any of its revisions."""
    raise NotImplementedError


@hookspec
def blank_copies(revision: RevisionView, now: datetime) -> None:
    """Blank every copy of this revision's document that you hold, of all its revisions; keep only the record of the act."""
    raise NotImplementedError


# ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@hookspec
def on_event(event: Event, now: datetime) -> None:
    """Hear of a stored fact, at least once; use `event.key` to act once."""
    raise NotImplementedError
