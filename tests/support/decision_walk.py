"""What the random walk over decisions needs: one decision of a campaign of its own, what of its words may be seen, and a
visitor who crawls.

Every text that anybody writes carries a mark of its own. A mark may be seen while a publication that froze it is public, or
while the comment it stands in is let through; phones, names and what lies in no public text may be seen never.
"""

from __future__ import annotations

import html
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from PIL import Image

from core.base import clock
from core.base.access import SYSTEM, VISITOR
from core.base.db import db
from core.base.errors import DomainError
from tests.support.chain import SIGNERS, City

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
MARK = re.compile(r"暗记\d{6}|密人\d{5}|13[89]\d{8}")
LINK = re.compile(r"""(?:href|src)="([^"]+)"|"(?:url|json_url)": ?"([^"]+)"|(?<=<loc>)([^<]+)""")
#: forms that lead further only for who fills them in, and staff; what lies there is tested elsewhere
NO_VISIT = re.compile(
    r"/(staff|static|assets|open-day|link|privacy|elder)(/|$)|[?&](week|on|view|lang|mode|next)="
)
#: pages of one look around
MOST = 220
NUMBERS = itertools.count(1)
CAMPAIGNS = itertools.count(1)


@dataclass
class Said:
    """A comment: what of it may be seen. `state` as the ledger has it; `written` is in the sealed text."""

    id: int
    number: str
    digest: str
    code: str
    written: str
    file_id: int | None
    file_mark: int
    state: str = "received"
    before: str = ""
    head: int | None = None
    shown: str = ""
    file_shown: bool = False
    reason: str = ""

    @property
    def let_through(self) -> bool:
        return self.state in ("accepted", "assigned", "ended") and bool(self.shown)


@dataclass
class Truth:
    """What may be seen now: by document the revisions that are public and the title of what was withdrawn, by revision the
    marks it froze."""

    frozen: dict[int, set[str]] = field(default_factory=dict)
    public: dict[int, set[int]] = field(default_factory=dict)
    taken_down: dict[int, set[int]] = field(default_factory=dict)
    titles: dict[int, set[str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    #: every mark of this walk, wherever it was written
    known: set[str] = field(default_factory=set)

    def seen_of_documents(self) -> set[str]:
        return {
            mark
            for document, revisions in self.public.items()
            if document not in self.hidden
            for revision in revisions
            for mark in self.frozen[revision]
        } | {mark for document, marks in self.titles.items() if document not in self.hidden for mark in marks}


@dataclass
class Walk:
    """One decision, its people and the moment. Acts are called inside `act`."""

    app: Flask
    city: City
    slug: str = ""
    campaign_id: int = 0
    preview_id: int = 0
    now: datetime = NOW
    truth: Truth = field(default_factory=Truth)
    said: list[Said] = field(default_factory=list)
    meetings: list[int] = field(default_factory=list)
    milestones: list[int] = field(default_factory=list)
    catalogue_id: int = 0
    papers: dict[int, set[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    looked: int = 0
    #: reasons for which meetings were called off: told at once to all who had a place, and on the page
    told_off: set[str] = field(default_factory=set)

    # ── marks ──
    def mark(self) -> str:
        made = f"暗记{next(NUMBERS):06d}"
        self.truth.known.add(made)
        return made

    def person(self) -> tuple[str, str]:
        """A phone and a name that no page may ever show."""
        number = next(NUMBERS)
        phone, name = f"139{number:08d}", f"密人{number:05d}"
        self.truth.known |= {phone, name}
        return phone, name

    def allowed(self) -> set[str]:
        seen = self.truth.seen_of_documents()
        for one in self.said:
            head = self.of(one.head) if one.head is not None else one
            # One that was merged is answered with its head; what a moderator let through of it may still be read.
            if one.let_through or (one.state == "merged" and one.shown):
                seen.add(one.shown)
            if head.state == "ended" and head.shown:
                seen.add(head.reason)
        return seen

    def of(self, opinion_id: int) -> Said:
        return next(one for one in self.said if one.id == opinion_id)

    # ── acts ──
    @property
    def campaign(self) -> Any:
        from core.api import campaigns

        return campaigns.campaign_by_id(self.campaign_id)

    def actor(self, login: str) -> Any:
        return self.city.actor(login) if login else VISITOR

    @property
    def today(self) -> date:
        return clock.local(self.now).date()

    @contextmanager
    def act(self, name: str) -> Iterator[None]:
        """One act in a context of its own; what the rules refuse is part of the walk."""
        self.now += timedelta(minutes=7)
        with clock.travel(self.now), self.app.app_context(), self.app.test_request_context("/zh/"):
            try:
                yield
                self.done.append(name)
            except DomainError as refusal:
                self.done.append(f"{name} refused: {refusal.code}")
                db.session.rollback()
            finally:
                db.session.remove()

    def documents(self) -> list[Any]:
        """Everything of this decision that is in the chain."""
        from plugins.decisions import chain

        wanted = [
            *((kind, self.preview_id) for kind in (chain.DRAFT, chain.FEEDBACK, chain.DECISION, chain.INTERPRETATION)),
            *((chain.MEETING, meeting) for meeting in self.meetings),
            *((chain.PROGRESS, milestone) for milestone in self.milestones),
            (chain.CATALOGUE, self.catalogue_id),
        ]  # fmt: skip
        found = [kind.document(subject) for kind, subject in wanted if subject]
        return [one for one in found if one is not None]

    def froze(self, kind: Any, subject_id: int, *more: str) -> None:
        """After a submission: what the newest revision holds, and what it says it corrects."""
        document = kind.document(subject_id)
        assert document is not None
        assert document.revision is not None
        revision = document.revision
        told = json.dumps(
            [revision.title, revision.doc_number, revision.blocks, revision.data, document.note],
            ensure_ascii=False,
        )
        self.truth.frozen[revision.id] = {*MARK.findall(told), *more}

    def in_feedback(self) -> set[str]:
        """What the ledger gives to a feedback that is frozen now."""
        texts = {one.shown for one in self.said if one.let_through or one.state == "merged"} - {""}
        return texts | {one.reason for one in self.said if one.state == "ended"} - {""}

    def sign_all(self, document: Any) -> None:
        from core.publishing import service as publishing

        for step, login in SIGNERS.items():
            if document.step != step:
                continue
            publishing.sign(
                document.id, step, document.revision.digest, actor=self.actor(login), now=self.now
            )
            document = self.again(document)

    def publish(self, document: Any) -> None:
        from core.publishing import rules
        from core.publishing import service as publishing

        revision = document.revision
        publishing.publish(document.id, revision.digest, actor=self.actor("office"), now=self.now)
        if document.purpose == rules.TO_WITHDRAW:
            self.truth.public.pop(document.id, None)
            self.truth.taken_down.pop(document.id, None)
            self.leaves_title(document)
        else:
            self.truth.titles.pop(document.id, None)
            self.truth.taken_down.pop(document.id, None)
            self.truth.public.setdefault(document.id, set()).add(revision.id)

    def leaves_title(self, document: Any) -> None:
        """It was taken down or withdrawn: its address tells what stood there."""
        self.truth.titles[document.id] = set(MARK.findall(document.title))

    def again(self, document: Any) -> Any:
        return next(one for one in self.documents() if one.id == document.id)


def begin(app: Flask, city: City) -> Walk:
    """A campaign of its own with a catalogue, and a decision that is announced by nobody yet."""
    from core.campaigns import service as campaigns
    from core.campaigns.contracts import CampaignDraft
    from plugins.decisions.service import catalogue, previews

    walk = Walk(app, city, slug=f"2026-walk-{next(CAMPAIGNS)}")
    with clock.travel(walk.now), app.app_context(), app.test_request_context("/zh/"):
        draft = CampaignDraft(
            slug=walk.slug, title="云川市2026年阳光政务", theme="阳光政务", starts_on=date(2026, 6, 1),
            ends_on=date(2026, 12, 31), pack_id="yunchuan", department_ids=tuple(city.units.values()),
        )  # fmt: skip
        walk.campaign_id = campaigns.create_campaign(draft, actor=SYSTEM, now=NOW).id
        campaigns.move_campaign(walk.slug, "open", actor=SYSTEM, now=NOW)
        editor, water = walk.actor("editor"), city.units["water"]
        walk.catalogue_id = catalogue.start_catalogue(walk.campaign, water, actor=editor, now=NOW)
        item = catalogue.SaveItem(
            f"节约用水奖励办法（{walk.mark()}）", "policy", basis=walk.mark(), unit="水务局", planned="第四季度",
            contact="260 0151",
        )  # fmt: skip
        item_id = catalogue.save_item(walk.campaign, walk.catalogue_id, 1, item, actor=editor, now=NOW)
        command = previews.SavePreview(
            water, "policy", f"云川市节约用水奖励办法{walk.mark()}", item_id=item_id
        )
        walk.preview_id = previews.save_preview(walk.campaign, command, actor=editor, now=NOW)
    return walk


def picture(number: int) -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (number % 256, number // 256 % 256, 90)).save(made, "PNG")
    made.seek(0)
    return made


# ── the visitor ─────────────────────────────────────────────────────────────────────────────────────────────────────
def look_around(walk: Walk, lang: str) -> None:
    """Follow every link from the public pages of the campaign, and knock at every address that could be guessed.

    AssertionError for a mark that may not be seen, for an answer of 500, for a link that leads nowhere.
    """
    allowed = walk.allowed()
    with clock.travel(walk.now):
        client = walk.app.test_client()
        base = f"/{lang}/c/{walk.slug}/"
        linked = list(roots(walk, base, lang))
        seen = set(linked)
        by: dict[str, str] = {}
        for address in linked:
            status, body, kind = fetch(client, address)
            assert status in (200, 302, 303), f"{status}: a link on {by.get(address)} leads to {address}"
            check(walk, body, address, allowed)
            assert len(seen) < MOST, f"links without end: {linked[-5:]}"
            for found in links(body, address, kind):
                # The form is the same for every paragraph.
                one = found.partition("?part=")[0].partition("?anchor=")[0]
                if found not in seen and one not in seen and is_of(found, base):
                    seen.add(found)
                    by[found] = address
                    linked.append(found)
        for address in guesses(walk, base, lang):
            if address not in seen:
                status, body, _kind = fetch(client, address)
                # The page says that nobody can book any more.
                closed = status == 409 and address.endswith("/book")
                assert closed or status in (200, 302, 303, 404, 410), f"{status} at {address}"
                check(walk, body, address, allowed)
        files_are_kept(walk, client, lang)
        walk.looked += len(seen)


def roots(walk: Walk, base: str, lang: str) -> Iterable[str]:
    yield base
    for more in ("decisions/", "decisions/feed.atom", "decisions/calendar.ics", "decisions/previews.json", "feed.atom",
                 "decisions/meetings/", "published", "opinions", "agenda"):  # fmt: skip
        yield base + more
    yield f"/sitemap/{walk.slug}.xml"
    yield f"/{lang}/search?q=%E8%8A%82%E7%BA%A6%E7%94%A8%E6%B0%B4"


def guesses(walk: Walk, base: str, lang: str) -> Iterable[str]:
    own = f"{base}decisions/previews/{walk.preview_id}"
    for end in ("/", "/print", ".json", "/calendar.ics", "/feed.atom", "/draft", "/draft/changed", "/draft/clean",
                "/draft/beside", "/draft.txt", "/draft.docx", "/feedback", "/feedback/print", "/feedback.docx",
        "/feedback.json",
                "/decision", "/interpretation", "/progress"):  # fmt: skip
        yield own + end
    yield f"{base}decisions/{walk.preview_id}/comments"
    yield f"{base}decisions/catalogue/{walk.catalogue_id}/"
    for one in walk.said:
        yield f"{base}decisions/{walk.preview_id}/comments/{one.number}"
        yield f"{base}opinions/{one.number}"
        yield f"{own}/feedback/comments/{one.number}"
    for meeting in walk.meetings:
        for end in ("/", "/draw", "/draw.csv", "/calendar.ics", "/book"):
            yield f"{base}decisions/meetings/{meeting}{end}"
    for milestone in walk.milestones:
        yield f"{base}decisions/milestones/{milestone}"
    with walk.app.app_context():
        documents = [one.id for one in walk.documents()]
        db.session.remove()
    for document in documents:
        yield f"{base}published/{document}/versions"
        for version in (1, 2):
            yield f"{base}published/{document}/versions/{version}"
    # by its words: what isn't public is not found either
    for mark in sorted(walk.truth.known - walk.allowed())[-1:]:
        yield f"/{lang}/search?q={mark}"


def fetch(client: FlaskClient, address: str) -> tuple[int, bytes, str]:
    with client.get(address) as answer:
        assert answer.status_code < 500, f"{answer.status_code} at {address}"
        return answer.status_code, answer.get_data(), answer.mimetype or ""


def links(body: bytes, address: str, kind: str) -> Iterator[str]:
    if not kind.startswith(("text/", "application/json", "application/atom", "application/xml")):
        return
    for found in LINK.finditer(body.decode("utf-8", "replace")):
        url = html.unescape(next(group for group in found.groups() if group))
        parts = urlsplit(urljoin(f"http://localhost{address}", url))
        if parts.scheme.startswith("http"):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def is_of(address: str, base: str) -> bool:
    return address.startswith(base) and not NO_VISIT.search(address)


def check(walk: Walk, body: bytes, address: str, allowed: set[str]) -> None:
    text = unpacked(body) if body[:2] == b"PK" else body.decode("utf-8", "ignore")
    # What was asked for stands in the box of the search again, and in the links to its filters.
    asked = MARK.findall(address)
    told = {mark for mark in MARK.findall(text) if mark in walk.truth.known} - set(asked)
    assert told <= allowed, f"{sorted(told - allowed)} on {address}"


def unpacked(body: bytes) -> str:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(body)) as made:
        return "".join(made.read(name).decode("utf-8", "ignore") for name in made.namelist())


def files_are_kept(walk: Walk, client: FlaskClient, lang: str) -> None:
    """What is attached to a comment is given out only while a moderator lets it be seen."""
    for one in walk.said:
        if one.file_id is None:
            continue
        with client.get(f"/{lang}/files/{one.file_id}/whole") as answer:
            status = answer.status_code
        shown = one.file_shown and one.let_through
        assert status == 200 or not shown, f"the file of {one.number} isn't given out: {status}"
        assert status != 200 or shown, f"the file of {one.number} is given out while it is {one.state}"


# ── counts ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def add_up(walk: Walk) -> None:
    """The ledger counts what was said; pages count what may be read; every receipt proves what was sent."""
    from core.api import opinions
    from plugins.decisions.service import comments, export, feedback_public

    with clock.travel(walk.now), walk.app.app_context(), walk.app.test_request_context("/zh/"):
        figures = comments.figures(walk.preview_id)
        assert figures.total == len(walk.said)

        def count(fits: Callable[[Said], bool]) -> int:
            return sum(fits(one) for one in walk.said)

        assert figures.open == count(lambda one: one.state in comments.OPEN)
        assert figures.merged == count(lambda one: one.state == "merged")
        assert figures.rejected == count(lambda one: one.state == "rejected")
        assert figures.withdrawn == count(lambda one: one.state == "withdrawn")
        assert sum(figures.outcomes.values()) == count(lambda one: one.state == "ended")
        shown = count(lambda one: one.let_through)
        assert sum(comments.counts_by_anchor(walk.preview_id).values()) == shown
        assert comments.published_for(walk.preview_id)[1] == shown
        for one in walk.said:
            assert opinions.prove(walk.campaign, one.number, code=one.code).digest == one.digest
        if any(line.id == walk.preview_id for line in _public(walk)):
            told = export.one_preview(walk.campaign, walk.preview_id, walk.now)
            assert told["comments"]["total"] == len(walk.said)
            assert sum(told["comments"]["published_by_paragraph"].values()) == shown
        out = feedback_public.feedback_if_out(walk.preview_id)
        if out is not None:
            lines = list(feedback_public.every_line(out, walk.preview_id))
            assert out.counted.all.total == len(lines)
            assert sum(out.counted.all.ends.values()) + out.counted.all.open == len(lines)
            assert sum(one.tally.total for one in out.questions) + out.unplaced.total == len(lines)
        db.session.remove()


def _public(walk: Walk) -> Any:
    from plugins.decisions.service import previews

    return previews.public_previews(walk.campaign)
