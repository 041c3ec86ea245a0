"""A model of the plan: whatever is made, moved, called off and taken back, no two accepted interviews share a guest, a host, a
place or a department at one time; and what the service refuses is refused for a reason."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete

from core.base.db import db
from core.base.errors import Conflict, RuleBroken
from plugins.interviews.models import Guest, Interview, Taken
from plugins.interviews.rules import schedule as rules
from plugins.interviews.service import schedule
from plugins.interviews.service.schedule import NewGuest, SaveInterview
from tests.support.studio import NOW, Studio, open_studio

STEP = timedelta(minutes=5)
DAY = NOW + timedelta(days=20)
PEOPLE = ("周明河", "周 明河", "张伟（水务）", "张伟（住建）", "罗清源")
starts = st.integers(0, 30)
lengths = st.integers(1, 12)
guests = st.lists(st.sampled_from(PEOPLE), max_size=3, unique_by=rules.person_key)
units = st.sampled_from(("water", "housing"))


class Plan(RuleBasedStateMachine):
    """The city's plan against a list of what was accepted."""

    studio: ClassVar[Studio]
    second: ClassVar[int]
    made = Bundle("made")

    def __init__(self) -> None:
        super().__init__()
        db.session.rollback()
        for model in (Taken, Guest, Interview):
            db.session.execute(delete(model))
        db.session.commit()
        #: what stands: (slot, what it takes)
        self.stands: dict[int, tuple[Any, Any, frozenset[str]]] = {}
        self.off: dict[int, tuple[Any, Any, frozenset[str]]] = {}
        self.versions: dict[int, int] = {}

    def command(
        self, start: int, length: int, who: list[str], unit: str, host: bool, place: int
    ) -> SaveInterview:
        city = self.studio.city
        return SaveInterview(
            city.units[unit], "题目", starts_at=DAY + start * STEP, ends_at=DAY + (start + length) * STEP,
            host_id=city.ids["host"] if host else None, place_id=(None, self.studio.place_id, self.second)[place],
            guests=tuple(NewGuest(name, "局长") for name in who),
        )  # fmt: skip

    def wants(self, command: SaveInterview) -> tuple[Any, Any, frozenset[str]]:
        keys = (rules.person_key(guest.name) for guest in command.guests)
        takes = rules.takes(keys, command.host_id, command.place_id, command.department_id)
        return command.starts_at, command.ends_at, takes

    def free(self, wanted: tuple[Any, Any, frozenset[str]], own: int | None = None) -> bool:
        return not any(
            number != own and other[0] < wanted[1] and wanted[0] < other[1] and other[2] & wanted[2]
            for number, other in self.stands.items()
        )

    def save(self, command: SaveInterview, number: int | None = None) -> int | None:
        """Save; the model says whether it must work."""
        wanted = self.wants(command)
        free = self.free(wanted, number)
        refusal: Conflict | None = None
        saved = 0
        try:
            saved = schedule.save(
                self.studio.campaign, command, actor=self.studio.actor("office"), now=NOW, interview_id=number,
                version=self.versions.get(number or 0, 0),
            )  # fmt: skip
        except Conflict as problem:
            refusal = problem
        assert (refusal is None) == free, (refusal, wanted)
        if refusal is not None:
            assert refusal.code == "interviews.clash"
            assert refusal.params["other_id"] in self.stands
            return number
        self.stands[saved] = wanted
        self.versions[saved] = self.versions.get(saved, 0) + 1
        return saved

    @rule(
        target=made,
        start=starts,
        length=lengths,
        who=guests,
        unit=units,
        host=st.booleans(),
        place=st.integers(0, 2),
    )
    def make(self, **given: Any) -> int | None:
        return self.save(self.command(**given))

    @rule(
        number=made,
        start=starts,
        length=lengths,
        who=guests,
        unit=units,
        host=st.booleans(),
        place=st.integers(0, 2),
    )
    def change(self, number: int | None, **given: Any) -> None:
        if number in self.stands:
            self.save(self.command(**given), number)

    @rule(number=made)
    def call_off(self, number: int | None) -> None:
        if number in self.stands:
            schedule.call_off(
                self.studio.campaign,
                number,
                self.versions[number],
                "另行安排。",
                actor=self.studio.actor("office"),
                now=NOW,
            )
            self.off[number] = self.stands.pop(number)
            self.versions[number] += 1

    @rule(number=made)
    def reinstate(self, number: int | None) -> None:
        if number not in self.off:
            return
        free = self.free(self.off[number])
        try:
            schedule.reinstate(
                self.studio.campaign,
                number,
                self.versions[number],
                actor=self.studio.actor("office"),
                now=NOW,
            )
        except Conflict:
            assert not free
            return
        assert free
        self.stands[number] = self.off.pop(number)
        self.versions[number] += 1

    @rule(number=made)
    def month_only(self, number: int | None) -> None:
        """An interview that loses its slot gives everything back."""
        if number not in self.stands:
            return
        command = SaveInterview(self.studio.city.units["water"], "题目", month="2026-12")
        schedule.save(
            self.studio.campaign, command, actor=self.studio.actor("office"), now=NOW, interview_id=number,
            version=self.versions[number],
        )  # fmt: skip
        del self.stands[number]
        self.versions[number] += 1

    @rule(number=made)
    def an_old_page(self, number: int | None) -> None:
        if number in self.stands:
            try:
                schedule.call_off(
                    self.studio.campaign,
                    number,
                    self.versions[number] - 1,
                    "x",
                    actor=self.studio.actor("office"),
                    now=NOW,
                )
                raise AssertionError("an old version was taken")
            except (Conflict, RuleBroken):
                pass

    @invariant()
    def nobody_is_in_two_at_once(self) -> None:
        """As the rows say it, independently of the fence."""
        db.session.rollback()
        rows = [
            row for row in db.session.query(Interview) if row.state == "planned" and row.starts_at is not None
        ]
        assert {row.id for row in rows} == set(self.stands)
        taking = {}
        for row in rows:
            keys = [guest.person_key for guest in db.session.query(Guest).filter_by(interview_id=row.id)]
            taking[row.id] = rules.takes(keys, row.host_id, row.place_id, row.department_id)
        for one, other in itertools.combinations(rows, 2):
            first, second = self.stands[one.id], self.stands[other.id]
            assert (one.starts_at, one.ends_at) == first[:2]
            if first[0] < second[1] and second[0] < first[1]:
                assert not taking[one.id] & taking[other.id]

    @invariant()
    def the_fence_is_whole(self) -> None:
        there = {(row.interview_id, row.what, row.cell) for row in db.session.query(Taken)}
        wanted = {
            (number, what, cell)
            for number, (first, last, takes) in self.stands.items()
            for what in takes
            for cell in rules.cells(first, last)
        }
        assert there == wanted


def test_plan(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    studio = open_studio(app)
    with app.app_context():
        from core.api import unit_of_work
        from plugins.interviews.models import Place

        with unit_of_work() as session:
            place = Place(kind="radio", name="云川人民广播电台直播间", address="")
            session.add(place)
            session.flush()
            Plan.second = place.id
        Plan.studio = studio
        run_state_machine_as_test(
            Plan,
            settings=settings(
                max_examples=15,
                stateful_step_count=15,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
