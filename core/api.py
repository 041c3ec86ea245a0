"""The one module of core that a plugin imports. What isn't here is not part of the contract."""

from __future__ import annotations

from core.base import (
    audit,
    clock,
    events,
    files,
    jobs,
    live,
    outbox,
    personal,
    privacy,
    search,
    secrecy,
    similar,
    text_files,
)
from core.base.access import ANY, SYSTEM, VISITOR, Actor, Grant, dangerous, needs, open_to_all, signed_in
from core.base.audience import Audience, audience_of
from core.base.calendar_ids import calendar_id
from core.base.choice_fields import RadioField, SelectField, SelectMultipleField
from core.base.db import (
    Model,
    UtcDateTime,
    db,
    dialect_name,
    is_listed,
    read_rows,
    unit_of_work,
    write_rows,
)
from core.base.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.events import Event
from core.base.memory import remembered
from core.base.registry import registry, settings
from core.base.rulepacks import (
    MonthDay,
    MonthDayRange,
    Points,
    Rule,
    RuleDeclaration,
    RulePack,
    TimeRange,
    due,
    earliest_after,
    latest_before,
)
from core.base.search import SearchDocument
from core.base.wording import phrase, words
from core.booking import pages as booking_pages
from core.booking import service as booking
from core.campaigns import service as campaigns
from core.files import service as pictures
from core.opinions import service as opinions
from core.opinions.contracts import EndOpinion, Feedback, NewOpinion
from core.plugin.contracts import (
    AgendaItem,
    AnsweredAlready,
    ArchivePart,
    Blocker,
    BookingOwner,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    Editable,
    HealthNote,
    LiveStream,
    MessageKind,
    NavItem,
    OpinionKind,
    OpinionNote,
    OpinionPart,
    OpinionSubject,
    Panel,
    Permission,
    PersonalField,
    PersonalRecord,
    PluginInfo,
    Progress,
    Purged,
    RevisionView,
    Subject,
    SubjectPlace,
)
from core.plugin.figures import Indicator, IndicatorRow, ReportFigure, ReportSection
from core.plugin.host import hookimpl
from core.publishing import service as publishing
from core.publishing.archive import kept_sheets, sheets
from core.publishing.contracts import Content, DocumentView, Published
from core.publishing.text_kind import TextKind
from core.search.pages import FoundPage, found_pages
from core.users import phone_web as phones
from core.users.login import enter as enter_session
from core.users.service import all_departments as departments
from core.users.service import guests, people_with, user_names
from core.users.service.personal import erase_person as forget_person
from core.web import fields, timeline
from core.web.pieces import piece
from core.web.together import Asked, Told, together

__all__ = [
    "ANY",
    "SYSTEM",
    "VISITOR",
    "Actor",
    "AgendaItem",
    "AnsweredAlready",
    "ArchivePart",
    "Asked",
    "Audience",
    "Blocker",
    "BookingOwner",
    "Campaign",
    "Conflict",
    "Content",
    "Copy",
    "Deadline",
    "DeskItem",
    "DocumentKind",
    "DocumentView",
    "DomainError",
    "Editable",
    "EndOpinion",
    "Event",
    "Feedback",
    "FoundPage",
    "Grant",
    "HealthNote",
    "Indicator",
    "IndicatorRow",
    "Invalid",
    "LiveStream",
    "MessageKind",
    "Model",
    "MonthDay",
    "MonthDayRange",
    "NavItem",
    "NewOpinion",
    "NotAllowed",
    "NotFound",
    "OpinionKind",
    "OpinionNote",
    "OpinionPart",
    "OpinionSubject",
    "Panel",
    "Permission",
    "PersonalField",
    "PersonalRecord",
    "PluginInfo",
    "Points",
    "Progress",
    "Published",
    "Purged",
    "RadioField",
    "ReportFigure",
    "ReportSection",
    "RevisionView",
    "Rule",
    "RuleBroken",
    "RuleDeclaration",
    "RulePack",
    "SearchDocument",
    "SelectField",
    "SelectMultipleField",
    "Subject",
    "SubjectPlace",
    "TextKind",
    "TimeRange",
    "Told",
    "UtcDateTime",
    "audience_of",
    "audit",
    "booking",
    "booking_pages",
    "calendar_id",
    "campaigns",
    "clock",
    "dangerous",
    "db",
    "departments",
    "dialect_name",
    "due",
    "earliest_after",
    "enter_session",
    "events",
    "fields",
    "files",
    "forget_person",
    "found_pages",
    "guests",
    "hookimpl",
    "is_listed",
    "jobs",
    "kept_sheets",
    "latest_before",
    "live",
    "needs",
    "open_to_all",
    "opinions",
    "outbox",
    "people_with",
    "personal",
    "phones",
    "phrase",
    "pictures",
    "piece",
    "privacy",
    "publishing",
    "read_rows",
    "registry",
    "remembered",
    "search",
    "secrecy",
    "settings",
    "sheets",
    "signed_in",
    "similar",
    "text_files",
    "timeline",
    "together",
    "unit_of_work",
    "user_names",
    "words",
    "write_rows",
]
