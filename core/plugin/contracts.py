"""What passes between the house and a plugin: frozen shapes, no behaviour. Part of the public contract (core.api)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from core.base.live import LiveStream as LiveStream
from core.base.outbox import MessageKind as MessageKind
from core.base.personal import PersonalField as PersonalField
from core.base.personal import Purged as Purged
from core.base.registry import Permission as Permission
from core.base.rulepacks import RuleDeclaration as RuleDeclaration
from core.base.rulepacks import RulePack

CORE_API = "1.0"
#: draws the progress of long work: `with progress(title, total) as step:`, then `step(n)` whenever n more are done
Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]


@dataclass(frozen=True)
class PluginInfo:
    """A plugin's name plate, read before any hook.

    `name` is a Python identifier and the prefix of its tables, blueprints and permissions. `path` is its part of the
    address (default: the name with dashes). `scope` "campaign" can be switched per campaign, "site" can't. `commands`
    are names of its commands for `yangguang` beside its own name and those of its document kinds.
    """

    name: str
    title: Any
    version: str
    core_api: str = ">=1,<2"
    requires: tuple[str, ...] = ()
    scope: Literal["campaign", "site"] = "campaign"
    path: str | None = None
    summary: Any = ""
    commands: tuple[str, ...] = ()

    @property
    def url_path(self) -> str:
        return self.name.replace("_", "-") if self.path is None else self.path


@dataclass(frozen=True)
class Campaign:
    """A campaign as everyone but its own room sees it: a frozen view with its rule pack and calendar."""

    id: int
    slug: str
    title: str
    edition: int | None
    theme: str
    state: Literal["draft", "open", "closed", "archived"]
    starts_on: date
    ends_on: date
    pack: RulePack
    calendar: Any
    host_department_id: int | None = None
    plugins_off: frozenset[str] = frozenset()
    slogans: tuple[str, ...] = ()
    summary: str = ""

    @property
    def is_public(self) -> bool:
        return self.state != "draft"


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu. `zone` "public" is the column's menu, "staff" the desk's, "admin" the office's."""

    zone: Literal["public", "staff", "admin"]
    title: Any
    endpoint: str
    order: int = 50
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A block on the campaign's column; `template` gets `context` as `panel`.

    A `door` (现在可以参加) uses "web/door.html" with: `char` (one character), `word` (its English short word), `kicker`,
    `state` and `state_text` (a tag), `title`, `text`, `actions` (list of {"url", "text"}), and for elder mode
    `elder_title` and `elder_text` (the first action's address is used).
    """

    place: Literal["door", "main", "side"]
    template: str
    context: Mapping[str, Any]
    order: int = 50


@dataclass(frozen=True)
class DeskItem:
    """One thing that waits for someone. `due` orders it; `clause` is the rule it rests on, in words."""

    title: str
    url: str
    action: str
    due: date | datetime | None = None
    unit: Literal["天", "工作日"] = "天"
    note: str = ""
    state: str = "idle"
    state_text: str = ""
    clause: str = ""
    department_id: int | None = None


@dataclass(frozen=True)
class AgendaItem:
    """Something the public can see or join at a time.

    `key`: what it is called whatever becomes of its time and title (`open-day-session-12`); without one a calendar takes
    it for something else when they change.
    """

    starts_at: datetime
    title: str
    ends_at: datetime | None = None
    place: str = ""
    who: str = ""
    url: str = ""
    key: str = ""


@dataclass(frozen=True)
class Deadline:
    """A day by which somebody owes something, computed from a rule or read from the notice.

    `met` False: not done, or not in time; before the day it only means not yet. None: nobody can say.
    """

    day: date
    title: str
    rule_id: str = ""
    department_id: int | None = None
    met: bool | None = None
    url: str = ""


@dataclass(frozen=True)
class Blocker:
    """Why not: a code with figures (words come from messages), the clause, and where to mend it.

    `rule` is the id of the pack's rule that stops ("OD-03"): one from a notice can then be waived by the office.
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    clause: str = ""
    url: str = ""
    plugin: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Copy:
    """A place that holds a copy of a document's text (SC-01). `place` says what it is (already translated), `title` which
    one there, by ids and numbers, never by words of the text; `count` how many; `where` an address or path to look at.
    """

    place: str
    title: str = ""
    count: int = 1
    where: str = ""


@dataclass(frozen=True)
class RevisionView:
    """A frozen revision of a document, as judges and the public side see it.

    `blocks` is a list of {"kind": heading1|heading2|paragraph|list|table|sign, "text": …, "rows": …}; `data` is what
    the owning plugin needs to show it again. `digest` is SHA-256 over all of it (hex, 64).
    """

    id: int
    document_id: int
    kind: str
    subject_id: int
    number: int
    title: str
    doc_number: str
    issuer: str
    blocks: tuple[Mapping[str, Any], ...]
    data: Mapping[str, Any]
    digest: str
    department_id: int
    campaign_id: int


@dataclass(frozen=True)
class SubjectPlace:
    """Whose a subject is before its document exists."""

    campaign_id: int
    department_id: int
    title: str


@dataclass(frozen=True)
class DocumentKind:
    """A kind of text that goes through the publishing chain. The endpoints take `subject_id`.

    `place_of(subject_id)` tells whose a subject is; with it the office can waive a rule (豁免) or enter what already
    happened (补录) before the text is first submitted.
    """

    code: str
    title: Any
    column: Any
    public_endpoint: str
    staff_endpoint: str
    subject_arg: str = "subject_id"
    place_of: Callable[[int], SubjectPlace | None] | None = None
    #: the kind of opinions that this text answers: it isn't published while one about its subject is open (OD-11, DP-11)
    closes: str = ""


@dataclass(frozen=True)
class OpinionSubject:
    """What people say something about, as everybody may see it.

    `department_id` answers unless somebody passes it on; `takes_from` and `takes_until` are the first and the last moment
    of asking for opinions (None: always); `by_web` False takes them through clerks only; the answer's term counts from `due_from` (None: from the day the opinion came in).
    """

    title: str
    department_id: int | None = None
    takes_until: datetime | None = None
    due_from: date | None = None
    takes_from: datetime | None = None
    by_web: bool = True


@dataclass(frozen=True)
class OpinionPart:
    """One part of a subject that people can speak of by itself: a paragraph of a draft, a question.

    `anchor` (at most 80 signs) finds it again, `label` names it ("第三条"), `text` is what it says in the wording
    `version` (at most 40 signs, the owner's word), which is kept with the opinion. `gone`: it says so no longer.
    """

    anchor: str
    label: str
    text: str = ""
    version: str = ""
    gone: bool = False
    url: str = ""


@dataclass(frozen=True)
class OpinionKind:
    """A kind of comment, question or slip in the ledger of opinions, and what it is about.

    `subject(campaign, subject_id)` gives what is public of a subject, or None. `public_endpoint` takes `subject_arg`.
    `rule` is the pack's rule with the answer's term. `anonymous` lets people write without a phone; `may_be_public`
    False keeps texts and answers off the public list. `part(campaign, subject_id, anchor, version)` gives the part that
    is spoken of, in the wording `version` ("": as it is public now), or None; `parts(campaign, subject_id)` all that can
    be chosen. `files` lets authors attach one file, `support` lets proven phones stand behind a published one.
    `list_endpoint` is the owner's own public list of them, with `subject_arg`. `callers`: an operator may put a caller's
    words to this kind at the hotline's console, which offers its `subjects` while they take any. `moderates`: a permission
    beside opinions.moderate whose holders moderate this kind too; its owner shows on the desk what waits. `asks`: these are
    questions, and pages say so.
    """

    code: str
    title: Any
    subject: Callable[[Campaign, int], OpinionSubject | None]
    public_endpoint: str
    subject_arg: str = "subject_id"
    #: (campaign) -> ids of the subjects that are public now, for a clerk's choice
    subjects: Callable[[Campaign], Sequence[int]] | None = None
    rule: str = ""
    anonymous: bool = False
    may_be_public: bool = True
    part: Callable[[Campaign, int, str, str], OpinionPart | None] | None = None
    parts: Callable[[Campaign, int], Sequence[OpinionPart]] | None = None
    files: bool = False
    support: bool = False
    list_endpoint: str = ""
    #: (campaign, subject_id, language) -> the whole address where all answers will be published, or "": it is told with
    #: each answer, so that nobody needs a second message when they are
    answers_url: Callable[[Campaign, int, str], str] | None = None
    callers: bool = False
    moderates: str = ""
    asks: bool = False
    #: (campaign, subject_id, text) -> what is published that may answer it already, shown before it is sent
    answered: Callable[[Campaign, int, str], Sequence[AnsweredAlready]] | None = None


@dataclass(frozen=True)
class AnsweredAlready:
    """Something published that may answer a question: its title, a few of its words, what it is, its address."""

    title: str
    words: str
    note: str
    url: str


@dataclass(frozen=True)
class OpinionNote:
    """What a room or plugin knows of the opinion `opinion_id`, for whoever moderates it: the work order of the caller who asked it.

    `url` "" where this person has no page of it; `state` is a tag's (ok half idle no warn stop info).
    """

    opinion_id: int
    title: str
    text: str = ""
    url: str = ""
    state: str = "info"
    state_text: str = ""


@dataclass(frozen=True)
class BookingOwner:
    """Whoever has events with places, by the `owner_kind` of its events ("<name>" or "<name>.<what>").

    `tell(fact, bookings, now)` is called inside the transaction of a fact, once for all bookings of an event that it is
    true of: booked, waiting, entered (for a draw), drawn, not_drawn, offered, accepted, lapsed, cancelled, changed,
    session_changed, moved, called_off, erased.
    The owner queues messages and calls to make there; what it raises undoes the act.
    """

    kind: str
    tell: Callable[[str, Sequence[Any], datetime], None]


@dataclass(frozen=True)
class ArchivePart:
    """What a room or plugin puts into the archive beside a published text, without personal data of citizens.

    `name` groups it: "figures" and "feedback" are printed in the department's volume; parts that are JSON go into
    `<name>.json` of the bundle, a text into `<name>/<owner>.txt` (.csv for text/csv). `data` is a text, a table
    {"head": [...], "rows": [[...]]} (this is what print shows well), or other JSON.
    """

    name: str
    title: Any
    data: Any
    media_type: Literal["application/json", "text/plain", "text/csv"] = "application/json"


@dataclass(frozen=True)
class HealthNote:
    """How a plugin is: "ok", "warn" or "fail", and one sentence."""

    level: Literal["ok", "warn", "fail"]
    text: str


@dataclass(frozen=True)
class Editable:
    """A value of a personal record that its person may set right: a short text, or yes/no ("y" or "")."""

    name: str
    label: Any
    value: str
    kind: Literal["text", "yes_no"] = "text"


@dataclass(frozen=True)
class PersonalRecord:
    """One thing kept about a person: what, its values in plain words, until when, and the duty to keep it, if any.

    With a `duty` it outlives erasing until `kept_until`. `editable` may be set right by the person: the page calls
    `correct(name, value, actor, now)`, which raises Invalid for what can't be; `ref` ("booking:12") finds it again.
    """

    title: str
    fields: Mapping[str, str]
    kept_until: date | None = None
    duty: str = ""
    ref: str = ""
    editable: tuple[Editable, ...] = ()
    correct: Callable[[str, str, Any, datetime], None] | None = None


@dataclass(frozen=True)
class Subject:
    """What an audit entry is about, for its reader. `url` "" where there is no page; the page checks who may see it."""

    title: str
    url: str = ""


Job = Callable[..., None]
