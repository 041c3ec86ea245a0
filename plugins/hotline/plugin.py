"""The hotline's whole face to the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Blueprint
from flask_babel import lazy_gettext as _l

from core.api import (
    Actor,
    AgendaItem,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    Event,
    Indicator,
    LiveStream,
    MessageKind,
    NavItem,
    OpinionNote,
    Panel,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Progress,
    Purged,
    ReportSection,
    RevisionView,
    RuleDeclaration,
    hookimpl,
)

from . import messages as wording
from . import (
    pack,
    showing_answers,
    showing_asking,
    showing_line,
    showing_orders,
    showing_seats,
    views_answers,
    views_answers_public,
    views_board,
    views_callback,
    views_console,
    views_console_typing,
    views_exchange,
    views_follow_up,
    views_follow_up_public,
    views_line,
    views_orders,
    views_pass,
    views_programmes,
    views_seats,
    views_seats_public,
    views_staffing,
    views_start,
    views_topics,
    wording_answers,
    wording_line,
    wording_orders,
    wording_seats,
)
from .commands import hotline_group
from .commands_deidentify import deidentify_command
from .models import TABLES
from .permissions import BOARD, INTAKE, PERMISSIONS, SERVE
from .service import (
    answer_drafts,
    answer_public,
    asking,
    calls,
    exchange,
    follow_up,
    keeping_answers,
    keeping_calls,
    keeping_intake,
    keeping_orders,
    keeping_queue,
    seat_moves,
    seat_states,
    story_answers,
    story_orders,
    story_phone,
    story_queue,
    story_returns,
    story_seats,
)
from .service import proposals as proposing
from .views_public import public
from .views_staff import staff
from .views_telephone import telephone

INFO = PluginInfo(
    name="hotline",
    title=_l("热线专席"),
    version="0.1.0",
    path="hotline",
    commands=("deidentify",),
    summary=_l("热点专席、排队接听、工单、公开答复。"),
)
HERE = Path(__file__).parent


@hookimpl
def blueprints() -> Sequence[Blueprint]:
    assert views_console.staff is views_console_typing.staff is staff  # the operator's console hangs on it
    assert views_board.staff is staff  # the board and its rows, too; the wall screen is public
    assert views_board.public is public
    assert views_line.staff is staff  # the line; citizens ask for a callback
    assert views_callback.public is public
    assert views_orders.staff is views_exchange.staff is staff  # so do the work orders
    assert (
        views_start.staff is views_topics.staff is views_seats.staff is staff
    )  # topics, seats, passes, programmes
    assert views_pass.staff is views_staffing.staff is views_programmes.staff is staff
    assert views_seats_public.public is public
    assert views_answers.staff is views_follow_up.staff is staff  # public answers and follow-up
    assert views_answers_public.public is views_follow_up_public.public is public
    return (public, staff, telephone)


@hookimpl
def models() -> Sequence[type]:
    return TABLES


@hookimpl
def schema() -> Path:
    return HERE / "schema" / "versions"


@hookimpl
def translations() -> Path:
    return HERE / "translations"


@hookimpl
def settings() -> Mapping[str, str]:
    """`days` are ISO weekdays, `hours` when somebody answers; `dispatch` own or elsewhere (another platform's).

    `telephone_secret` signs what a telephone system posts, `telephone_url` is where it takes commands, `wall_key` opens
    the wall board.
    """
    return {
        "name": "8890 政务服务便民热线",
        "name_en": "8890 Government Hotline",
        "number": "8890",
        "hours": "08:30-17:30",
        "days": "1-7",
        "dispatch": "own",
        "telephone_secret": "",
        "telephone_url": "",
        "wall_key": "",
    }


@hookimpl
def permissions() -> Sequence[Permission]:
    return PERMISSIONS


@hookimpl
def rules() -> Sequence[RuleDeclaration]:
    return pack.DECLARATIONS


@hookimpl
def messages() -> Mapping[str, Any]:
    return wording.MESSAGES


@hookimpl
def audit_texts() -> Mapping[str, Any]:
    return wording.AUDIT_TEXTS


@hookimpl
def events() -> Sequence[str]:
    return (*wording_orders.EVENTS,)


@hookimpl
def message_kinds() -> Sequence[MessageKind]:
    return (*wording_orders.KINDS, *wording_seats.KINDS, *wording_line.KINDS, *wording_answers.KINDS)


@hookimpl
def audit_subjects() -> Mapping[str, Callable[..., Any]]:
    return {
        "hotline_topic": showing_seats.subjects("topic"),
        "hotline_shift": showing_seats.subjects("shift"),
        "hotline_programme": showing_seats.subjects("programme"),
        "hotline_order": showing_orders.subjects,
        "hotline_exchange": showing_orders.exchange_subjects,
        "hotline_waiter": showing_line.waiter_subjects,
        "hotline_answer": showing_answers.subjects,
        **views_board.SUBJECTS,
    }


@hookimpl
def nav(actor: Actor, campaign: Campaign | None) -> Sequence[NavItem]:
    if campaign is None:
        return ()
    return [
        *showing_seats.nav(actor, campaign),
        *views_console.nav(actor, campaign),
        *showing_orders.nav(actor, campaign),
        *showing_answers.nav(actor, campaign),
        *views_board.nav(actor, campaign),
    ]


@hookimpl
def desk_items(actor: Actor, campaign: Campaign | None, now: datetime) -> Sequence[DeskItem]:
    if campaign is None:
        return ()
    return [
        *showing_seats.desk_items(actor, campaign, now),
        *showing_orders.desk_items(actor, campaign, now),
        *showing_answers.desk_items(actor, campaign, now),
    ]


@hookimpl
def deadlines(campaign: Campaign, now: datetime) -> Sequence[Deadline]:
    return [*showing_orders.deadlines(campaign, now)]


@hookimpl
def report_section(campaign: Campaign, department_id: int | None, now: datetime) -> Sequence[ReportSection]:
    from .service.report import sections  # only a summary report asks

    return sections(campaign, department_id, now)


@hookimpl
def indicators(campaign: Campaign, now: datetime) -> Sequence[Indicator]:
    from .service.indicators import indicators as measured  # only a score run asks

    return measured(campaign, now)


@hookimpl
def personal_fields() -> Sequence[PersonalField]:
    return (
        *keeping_orders.FIELDS,
        *keeping_intake.FIELDS,
        *keeping_queue.FIELDS,
        *keeping_calls.FIELDS,
        *keeping_answers.FIELDS,
    )


@hookimpl
def personal_data(person_digest: str) -> Sequence[PersonalRecord]:
    return [
        *keeping_orders.records_of(person_digest),
        *keeping_intake.records_of(person_digest),
        *keeping_queue.records(person_digest),
        *keeping_calls.records_of(person_digest),
        *keeping_answers.records_of(person_digest),
    ]


@hookimpl
def erase_personal_data(person_digest: str, now: datetime) -> None:
    keeping_answers.erase(person_digest, now)  # before the orders, by which follow-ups are found
    keeping_orders.erase_person(person_digest, now=now)
    keeping_queue.erase(person_digest, now)
    keeping_calls.erase(person_digest, now)
    keeping_intake.erase(person_digest, now)


@hookimpl
def purge_personal_data(now: datetime) -> Sequence[Purged]:
    return [
        *keeping_orders.purge(now),
        *keeping_intake.purge(now),
        *keeping_queue.purge(now),
        *keeping_calls.purge(now),
        *keeping_answers.purge(now),
    ]


@hookimpl
def commands() -> Sequence[click.Command]:
    return (hotline_group, deidentify_command)


@hookimpl
def live_streams() -> Sequence[LiveStream]:
    """The line: `topic` is the one that changed, 0 for several. A call: its id is the key. The board: look again."""
    return (
        LiveStream(seat_moves.LINE, _l("排队"), ("topic",), permission=SERVE),
        LiveStream(calls.CALLS, _l("来电"), ("state", "direction"), permission=INTAKE),
        LiveStream(calls.BOARD_NEWS, _l("看板"), permission=BOARD),
    )


@hookimpl
def jobs() -> Mapping[str, Callable[..., None]]:
    return {proposing.JOB: proposing.run, seat_states.LOOK: seat_states.look, exchange.JOB: exchange.take}


@hookimpl
def campaign_panels(campaign: Campaign, now: datetime) -> Sequence[Panel]:
    return [*showing_seats.panels(campaign, now), *showing_answers.panels(campaign, now)]


@hookimpl
def agenda(campaign: Campaign, now: datetime) -> Sequence[AgendaItem]:
    return showing_seats.agenda(campaign, now)


@hookimpl
def opinion_notes(opinion_ids: Sequence[int], actor: Actor, now: datetime) -> Sequence[OpinionNote]:
    """The work order of the caller who asked, beside the question."""
    return showing_asking.notes(opinion_ids, actor, now)


@hookimpl
def demo(campaign: Campaign, now: datetime) -> None:
    """Every part's story, in this order: later ones use what earlier ones made."""
    story_seats.tell(campaign, now)
    story_orders.tell(campaign, now)
    story_queue.tell(campaign, now)
    story_phone.tell(campaign, now)
    story_returns.tell(campaign, now)
    story_answers.tell(campaign, now)
    story_seats.ask(campaign, now)


@hookimpl
def busy_demo(campaign: Campaign, now: datetime, size: float, progress: Progress) -> None:
    from .service import busy  # only for a city that is made to be measured

    busy.fill(campaign, now, size, progress)


@hookimpl
def document_kinds() -> Sequence[DocumentKind]:
    return showing_answers.document_kinds()


@hookimpl
def publish_blockers(revision: RevisionView, campaign: Campaign, now: datetime) -> Sequence[Blocker]:
    return answer_drafts.blockers(revision, now)


@hookimpl
def archive_parts(revision: RevisionView) -> Sequence[ArchivePart]:
    return answer_public.archive_parts(revision)


@hookimpl
def document_copies(revision: RevisionView) -> Sequence[Copy]:
    return answer_public.copies(revision)


@hookimpl
def blank_copies(revision: RevisionView, now: datetime) -> None:
    answer_public.blank(revision, now)


@hookimpl
def on_event(event: Event, now: datetime) -> None:
    """A closed order is asked about; an answer that came out or was taken down changes the list."""
    proposing.hear(event, now)
    follow_up.hear(event, now)
    answer_public.hear(event, now)
    asking.hear(event, now)
