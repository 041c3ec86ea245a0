"""Random people act on the chain while a visitor crawls two server processes: nothing is served that isn't public.

Every revision carries a mark of its own in its text, and a picture of its own. At any moment a mark may be seen only
between the beginning of its publication and the end of what took it down; the same for its picture. The visitor looks
at the column, lists, versions, feed, search, agenda, sitemaps, pictures and the static copy of the campaign.
"""

from __future__ import annotations

import io
import os
import random
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from core.base import clock
from core.base.db import db
from core.base.errors import DomainError
from tests.support.product import Product, running_beside
from tests.support.walk import MARK, World, look, visit, world_of

#: quick in `make test`; `make soak` walks the full length
STEPS = int(os.environ.get("WALK_STEPS", "60"))
#: an act and how its particulars are drawn; an act stands there as often as its weight
Acts = list[tuple[Callable[..., None], dict[str, st.SearchStrategy[Any]]]]
LOGINS = ("editor", "reviewer", "secrecy", "leader", "office", "lead", "housing", "admin", "operator")


def picture(world: World, login: str) -> int:
    """A picture of its own colour in the department's drawer, with a caption and nobody on it."""
    from core.files import service as library

    made = io.BytesIO()
    shade = random.Random(world.number)
    Image.new("RGB", (1700, 1300), (shade.randrange(256), shade.randrange(256), shade.randrange(256))).save(
        made, "PNG"
    )
    made.seek(0)
    now = clock.now()
    actor = world.actor(login)
    item = library.add_file(made, f"{world.number}.png", world.department_id, True, actor=actor, now=now)
    library.save_caption(
        item.file.id, "云川市水务局开放日现场，工作人员介绍水处理流程。", actor=actor, now=now
    )
    library.answer(item.file.id, "none", 0, actor=actor, now=now)
    return int(item.file.id)


def acts_of(world: World) -> Acts:
    """Every act with how its particulars are drawn, as often as its weight."""
    from core.publishing import rules, service, store
    from core.publishing.models import DocumentRow

    def document(subject_id: int) -> DocumentRow | None:
        return store.document(world.kind, subject_id)

    def digest(row: DocumentRow) -> str:
        return next(r.digest for r in store.revisions(row.id) if r.id == row.revision_id)

    logins = st.sampled_from(LOGINS)
    subjects = st.sampled_from(world.subjects)

    found: Acts = []

    def act(
        weight: int, **given: st.SearchStrategy[Any]
    ) -> Callable[[Callable[..., None]], Callable[..., None]]:
        def mark(call: Callable[..., None]) -> Callable[..., None]:
            found.extend([(call, given)] * weight)
            return call

        return mark

    @act(
        6,
        subject=subjects,
        login=st.sampled_from(("editor", "editor", "editor", "housing", "office")),
        shown=st.booleans(),
    )
    def submit(subject: int, login: str, shown: bool) -> None:
        from core.files.service import blocks
        from core.files.service.library import items

        with world.act("submit"):
            world.number += 1
            mark = f"暗记{world.number:06d}"
            added: list[dict[str, Any]] = [{"kind": "paragraph", "text": f"本次活动的编号为{mark}。"}]
            if shown and login == "editor":
                file_id = picture(world, login)
                added.append(blocks.image_block(items([file_id])[file_id].file, "云川市水务局开放日现场。"))
                world.truth.picture_of[mark] = file_id
            base = world.content
            changed = type(base)(base.title, base.issuer, [*base.blocks, *added], base.data, base.doc_number)
            number = service.submit(
                kind=world.kind, subject_id=subject, campaign_id=world.campaign_id,
                department_id=world.department_id, content=changed, no_secret_marks=True,
                actor=world.actor(login), now=clock.now(),
            )  # fmt: skip
            row = db.session.get(DocumentRow, number)
            assert row is not None
            world.marks[row.revision_id or 0] = mark

    @act(18, subject=subjects, login=logins, helpful=st.integers(0, 9), times=st.integers(1, 3))
    def sign(subject: int, login: str, helpful: int, times: int) -> None:
        for _ in range(times):
            sign_once(subject, login, helpful)

    def sign_once(subject: int, login: str, helpful: int) -> None:
        with world.act("sign"):
            row = document(subject)
            if row is None or row.revision_id is None:
                return
            fit = {"first_review": "reviewer", "secrecy_review": "secrecy", "approval": "leader"}
            # Left to chance alone, hardly anything would ever come out.
            login = fit.get(row.step, login) if helpful else login
            if row.step == rules.SECRECY:
                service.give_verdict(
                    row.id,
                    digest(row),
                    rules.MAY_BE_PUBLIC,
                    "",
                    actor=world.actor(login),
                    now=clock.now(),
                )
            else:
                service.sign(row.id, row.step, digest(row), actor=world.actor(login), now=clock.now())

    @act(
        2,
        subject=subjects,
        login=logins,
        verdict=st.sampled_from(sorted(set(rules.VERDICTS) - {rules.MAY_BE_PUBLIC})),
    )
    def other_verdict(subject: int, login: str, verdict: str) -> None:
        with world.act("verdict"):
            row = document(subject)
            if row is None or row.revision_id is None:
                return
            service.give_verdict(
                row.id,
                digest(row),
                verdict,
                "请删去第三段。",
                actor=world.actor("secrecy"),
                now=clock.now(),
            )
            if verdict == rules.SUSPECTED:
                shut(row.id)

    @act(2, subject=subjects, login=logins)
    def send_back(subject: int, login: str) -> None:
        with world.act("return"):
            row = document(subject)
            if row is not None and row.revision_id is not None:
                service.return_to_drafter(
                    row.id, row.step, digest(row), "请改。", actor=world.actor(login), now=clock.now()
                )

    @act(6, subject=subjects, login=st.sampled_from(("office", "office", "office", "editor", "admin")))
    def publish(subject: int, login: str) -> None:
        with world.act("publish"):
            row = document(subject)
            if row is None or row.revision_id is None:
                return
            withdraws = (
                next(r.purpose for r in store.revisions(row.id) if r.id == row.revision_id)
                == rules.TO_WITHDRAW
            )
            mark = world.marks.get(row.revision_id, "")
            begun, ident = time.monotonic(), row.id
            opened = not withdraws and row.step == rules.PUBLISH
            if opened:
                world.truth.opens(mark, begun)
            try:
                service.publish(ident, digest(row), actor=world.actor(login), now=clock.now())
            except DomainError:
                if opened:
                    world.truth.shuts(mark, begun - 1)
                raise
            if withdraws:
                shut(ident)

    @act(
        2,
        subject=subjects,
        login=st.sampled_from(("office", "secrecy", "editor", "housing")),
    )
    def hide(subject: int, login: str) -> None:
        with world.act("hide"):
            row = document(subject)
            if row is not None:
                ident = row.id
                service.hide(ident, actor=world.actor(login), now=clock.now())
                shut(ident)

    @act(
        2,
        subject=subjects,
        login=st.sampled_from(("office", "editor")),
    )
    def take_down(subject: int, login: str) -> None:
        with world.act("take down"):
            row = document(subject)
            if row is not None:
                ident = row.id
                service.take_down_at_once(ident, "数字有误。", actor=world.actor(login), now=clock.now())
                shut(ident)

    @act(
        2,
        subject=subjects,
        login=st.sampled_from(("editor", "office", "housing")),
    )
    def ask_withdrawal(subject: int, login: str) -> None:
        with world.act("ask withdrawal"):
            row = document(subject)
            if row is not None:
                service.request_withdrawal(row.id, "活动改期。", actor=world.actor(login), now=clock.now())

    @act(3, subject=subjects, decision=st.sampled_from(("release", "release", "release", "blank")))
    def instruct(subject: int, decision: str) -> None:
        from core.publishing.service import quarantine
        from tests.support.chain import png

        with world.act(decision):
            row = document(subject)
            if row is None or row.hidden_at is None:
                return
            ident, now = row.id, clock.now()
            scan = (io.BytesIO(png()), "批示.png")
            new = quarantine.NewInstruction(
                quarantine.BLANK if decision == "blank" else quarantine.RELEASE, "云密〔2026〕3号",
                clock.local(now).date(), scan,
            )  # fmt: skip
            number = service.enter_instruction(ident, new, actor=world.actor("secrecy"), now=now)
            if decision == "release":
                live = db.session.get(DocumentRow, ident)
                assert live is not None
                for mark in published_marks(ident):
                    world.truth.opens(mark, time.monotonic())
            service.decide_instruction(number, True, actor=world.actor("office"), now=now)

    @act(1)
    def copy_the_site() -> None:
        look_into_a_copy(world)

    def published_marks(document_id: int) -> list[str]:
        return [
            world.marks[p.revision_id]
            for p in store.publications(document_id)
            if p.revision_id in world.marks
        ]

    def shut(document_id: int) -> None:
        """From now on nothing of this document may be seen any more."""
        now = time.monotonic()
        for revision in store.revisions(document_id):
            if revision.id in world.marks:
                world.truth.shuts(world.marks[revision.id], now)

    return found


def walk(acts: Acts) -> None:
    """STEPS random acts, drawn by Hypothesis one after the other."""

    # The first example is the simplest there is, the same act over and over; the second is the walk.
    @settings(
        max_examples=2, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )  # fmt: skip
    @given(st.data())
    def steps(data: st.DataObject) -> None:
        for _ in range(STEPS):
            call, given_with = data.draw(st.sampled_from(acts))
            call(**{name: data.draw(strategy) for name, strategy in given_with.items()})

    steps()


def look_into_a_copy(world: World) -> None:
    """The static copy of the campaign's pages, made now: what it holds must be public now."""
    from core.campaigns import service as campaigns
    from core.site_copy.making import copy_site

    begun = time.monotonic()
    with world.act("copy"):
        target = world.folder / f"site-{time.monotonic_ns()}.zip"
        copy_site(campaigns.campaign_by_id(world.campaign_id), target, now=clock.now())
        with zipfile.ZipFile(target) as made:
            for name in made.namelist():
                look(world, made.read(name), f"static copy {name}", begun, time.monotonic())


def test_nothing_is_served_that_is_not_public(server: Callable[..., Product], tmp_path: Path) -> None:
    copy = server(fresh=True, SMS_GATEWAY="demo")
    with running_beside(copy) as second:
        world = world_of(copy, second, tmp_path)
        stop = threading.Event()
        visitors = [threading.Thread(target=visit, args=(world, stop, url)) for url in world.urls]
        for visitor in visitors:
            visitor.start()
        try:
            walk(acts_of(world))
            time.sleep(2)
            look_into_a_copy(world)
        finally:
            stop.set()
            for visitor in visitors:
                visitor.join()
    assert not world.faults, sorted(set(world.faults))[:10]
    told = dict(world.done)
    assert world.done["submit"], told
    if STEPS >= 500:  # a short walk may not get that far
        assert world.done["publish"] > 5, told
        assert any(MARK.fullmatch(mark) for mark in world.seen), (
            "no mark was ever seen: the walk proves nothing"
        )
        assert world.done["hide"] or world.done["verdict"], told
