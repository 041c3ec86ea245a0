"""The one module of core that a plugin imports. What isn't here is not part of the contract."""

from __future__ import annotations

from core.base import audit, clock, events, files, jobs, outbox, privacy, search, secrecy
from core.base.access import ANY, SYSTEM, VISITOR, Actor, Grant, needs, open_to_all, signed_in
from core.base.db import Model, UtcDateTime, db, unit_of_work
from core.base.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.events import Event
from core.base.registry import registry, settings
from core.base.rulepacks import (
    MonthDay,
    MonthDayRange,
    Rule,
    RuleDeclaration,
    RulePack,
    due,
    earliest_after,
    latest_before,
)
from core.base.search import SearchDocument
from core.base.wording import phrase, words
from core.booking import service as booking
from core.campaigns import service as campaigns
from core.plugin.contracts import (
    AgendaItem,
    ArchivePart,
    Blocker,
    Campaign,
    Copy,
    Deadline,
    DeskItem,
    DocumentKind,
    HealthNote,
    MessageKind,
    NavItem,
    Panel,
    Permission,
    PersonalRecord,
    PluginInfo,
    RevisionView,
    SubjectPlace,
)
from core.plugin.host import hookimpl
from core.publishing import service as publishing
from core.publishing.contracts import Content, DocumentView, Published
from core.users import phone_web as phones
from core.users.service import all_departments as departments
from core.users.service import people_with
from core.web import timeline

__all__ = [
    "ANY",
    "SYSTEM",
    "VISITOR",
    "Actor",
    "AgendaItem",
    "ArchivePart",
    "Blocker",
    "Campaign",
    "Conflict",
    "Content",
    "Copy",
    "Deadline",
    "DeskItem",
    "DocumentKind",
    "DocumentView",
    "DomainError",
    "Event",
    "Grant",
    "HealthNote",
    "Invalid",
    "MessageKind",
    "Model",
    "MonthDay",
    "MonthDayRange",
    "NavItem",
    "NotAllowed",
    "NotFound",
    "Panel",
    "Permission",
    "PersonalRecord",
    "PluginInfo",
    "Published",
    "RevisionView",
    "Rule",
    "RuleBroken",
    "RuleDeclaration",
    "RulePack",
    "SearchDocument",
    "SubjectPlace",
    "UtcDateTime",
    "audit",
    "booking",
    "campaigns",
    "clock",
    "db",
    "departments",
    "due",
    "earliest_after",
    "events",
    "files",
    "hookimpl",
    "jobs",
    "latest_before",
    "needs",
    "open_to_all",
    "outbox",
    "people_with",
    "phones",
    "phrase",
    "privacy",
    "publishing",
    "registry",
    "search",
    "secrecy",
    "settings",
    "signed_in",
    "timeline",
    "unit_of_work",
    "words",
]
