"""Random acts of everybody over a decision while a visitor looks at all of it: nothing is served that isn't public, no
link is dead, and the counts add up. See tests/support/decision_walk.py."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from tests.support.chain import City, plant
from tests.support.decision_citizen_acts import CitizenActs
from tests.support.decision_department_acts import DepartmentActs
from tests.support.decision_walk import add_up, begin, look_around

anybody = st.integers(0, 30)
#: how often each act came to something, over all walks of a run
DONE: Counter[str] = Counter()


class Life(DepartmentActs, CitizenActs):
    """One decision from its catalogue to its follow-through, and everybody who may touch it."""

    place: tuple[Flask, City]

    @initialize(far=st.integers(0, 5))
    def open(self, far: int) -> None:
        """Walks that begin further on reach what comes last."""
        self.walk = begin(*self.place)
        self.steps = 0
        if far >= 1:
            self.hand_in_draft(0, False)
            self.come_out(0)
        if far >= 2:
            for n in range(3):
                self.comment(n, n, n == 0)
            self.moderate(0, "as_written", True)
            self.moderate(1, "edited", False)
        if far >= 3:
            self.wait(45)
            self.end_everything("adopted")
        if far >= 4:
            self.feedback(True)
            self.come_out(0)
            self.decide()  # sends the text to the legality review
        if far >= 5:
            self.wait(25)
            self.decide()
            self.come_out(0)

    # ── meetings ────────────────────────────────────────────────────────────────────────────────────────────────────
    @rule(kind=st.sampled_from(("symposium", "hearing", "attend", "video")), draw=st.booleans())
    def call_meeting(self, kind: str, draw: bool) -> None:
        from plugins.decisions import chain
        from plugins.decisions.service import meetings

        w = self.walk
        if len(w.meetings) >= 2:
            return
        with w.act("meeting"):
            starts = w.now.replace(hour=6, minute=0) + timedelta(days=12)
            command = meetings.SaveMeeting(
                kind, f"意见座谈会{w.mark()}", starts, starts + timedelta(hours=2), f"会议室{w.mark()}", 2, w.now,
                starts - timedelta(days=3), agenda=f"陈述\n{w.mark()}", invitees=w.mark(), contact="李工，260 0118",
                way="draw" if draw else "first", link=f"https://meet.example.org/{w.mark()}" if kind == "video" else "",
            )  # fmt: skip
            act = {"actor": w.actor("editor"), "now": w.now}
            meeting_id = meetings.save_meeting(w.campaign, command, preview_id=w.preview_id, **act)
            w.meetings.append(meeting_id)
            self.add_paper(meeting_id)
            meetings.submit_meeting(w.campaign, meeting_id, **act)
            w.froze(chain.MEETING, meeting_id, *w.papers.get(meeting_id, ()))

    def add_paper(self, meeting_id: int) -> None:
        from plugins.decisions.service import meeting_papers, meetings

        w, mark = self.walk, self.walk.mark()
        view = meetings.for_staff(w.campaign, meeting_id, actor=w.actor("editor"), now=w.now)
        meeting_papers.add_paper(
            w.campaign, meeting_id, view.version, f"材料{w.mark()}", io.BytesIO(f"一、{mark}。".encode()),
            "材料.txt", no_secret_marks=True, actor=w.actor("editor"), now=w.now,
        )  # fmt: skip
        w.papers.setdefault(meeting_id, set()).add(mark)

    @rule(n=anybody)
    @precondition(lambda self: self.walk.meetings)
    def apply(self, n: int) -> None:
        from plugins.decisions.service import meeting_places

        w = self.walk
        with w.act("apply"):
            phone, name = w.person()
            meeting = w.meetings[n % len(w.meetings)]
            wish = meeting_places.Wish(meeting, phone, name, f"key-{phone}", w.now, full_name=name)
            meeting_places.book(w.campaign, wish, now=w.now)

    @rule(n=anybody, how=st.sampled_from(("call off", "paper", "correct")))
    @precondition(lambda self: self.walk.meetings)
    def change_meeting(self, n: int, how: str) -> None:
        from plugins.decisions import chain
        from plugins.decisions.service import meetings

        w = self.walk
        meeting = w.meetings[n % len(w.meetings)]
        with w.act(how):
            act = {"actor": w.actor("editor"), "now": w.now}
            if how == "call off":
                view = meetings.for_staff(w.campaign, meeting, **act)
                reason = w.mark()
                meetings.call_off(w.campaign, meeting, view.version, reason, **act)
                w.told_off.add(reason)
            elif how == "paper":
                self.add_paper(meeting)
            else:
                meetings.submit_meeting(w.campaign, meeting, correction=w.mark(), **act)
                w.froze(chain.MEETING, meeting, *w.papers.get(meeting, ()))

    # ── what became of it ───────────────────────────────────────────────────────────────────────────────────────────
    @rule(send=st.booleans())
    def feedback(self, send: bool) -> None:
        from plugins.decisions import chain
        from plugins.decisions.rules.feedback import Asked
        from plugins.decisions.service import feedback

        w = self.walk
        with w.act("feedback"):
            act = {"actor": w.actor("editor"), "now": w.now}
            view = feedback.view_feedback(w.campaign, w.preview_id, **act)
            asked = Asked(f"怎样奖励？{w.mark()}", w.mark(), w.mark(), "奖励")
            command = feedback.SaveFeedback(
                f"意见采纳情况{w.mark()}", w.mark(), w.mark(), [(None, asked)], view.draft_number
            )
            feedback.save_feedback(w.campaign, w.preview_id, command, **act)
            if send:
                feedback.submit_feedback(
                    w.campaign, w.preview_id, correction=w.mark() if view.published else "", **act
                )
                w.froze(chain.FEEDBACK, w.preview_id, *w.in_feedback())

    @rule()
    def decide(self) -> None:
        """Legality review, interpretation, milestones and the decision itself, as far as the rules let it go."""
        from plugins.decisions import chain
        from plugins.decisions.service import decision, interpretation, legality, milestones

        w = self.walk
        with w.act("decide"):
            act = {"actor": w.actor("editor"), "now": w.now}
            if not legality.reviews(w.preview_id):
                legality.send_review(w.campaign, w.preview_id, w.today, "市司法局", **act)
            first = legality.reviews(w.preview_id)[0]
            if first.done_on is None and (w.today - first.sent_on).days > 20:
                legality.end_review(w.campaign, w.preview_id, first.id, w.today, "passed", "", **act)
            told = interpretation.view_interpretation(w.campaign, w.preview_id, **act)
            interpretation.save_interpretation(
                w.campaign, w.preview_id,
                interpretation.SaveInterpretation(
                    f"解读{w.mark()}", w.mark(), [(f"何时？{w.mark()}", w.mark())], "260 0151", told.draft_number
                ),
                **act,
            )  # fmt: skip
            if not w.milestones:
                step = milestones.SaveMilestone(f"第一批{w.mark()}", w.today + timedelta(days=9))
                w.milestones.append(milestones.save_milestone(w.campaign, w.preview_id, step, **act))
            view = decision.view_decision(w.campaign, w.preview_id, **act)
            decision.save_decision(
                w.campaign, w.preview_id,
                decision.SaveDecision(
                    f"关于公布办法的决定{w.mark()}", "云政规〔2026〕7号", w.today, "市政府常务会议", w.mark(), "text",
                    f"第一条 {w.mark()}。", "", "", view.draft_number,
                ),
                **act,
            )  # fmt: skip
            decision.submit_decision(
                w.campaign, w.preview_id, correction=w.mark() if view.published else "", **act
            )
            w.froze(chain.DECISION, w.preview_id)

    @rule()
    def explain(self) -> None:
        from plugins.decisions import chain
        from plugins.decisions.service import interpretation

        w = self.walk
        with w.act("explain"):
            again = chain.INTERPRETATION.published(w.preview_id) is not None
            interpretation.submit_interpretation(
                w.campaign,
                w.preview_id,
                actor=w.actor("editor"),
                now=w.now,
                correction=w.mark() if again else "",
            )
            w.froze(chain.INTERPRETATION, w.preview_id)

    @rule(send=st.booleans())
    @precondition(lambda self: self.walk.milestones)
    def progress(self, send: bool) -> None:
        from plugins.decisions import chain
        from plugins.decisions.service import milestones

        w = self.walk
        with w.act("progress"):
            act = {"actor": w.actor("editor"), "now": w.now}
            step = w.milestones[0]
            found = milestones.milestones_of([w.preview_id], w.now)[0]
            command = milestones.SaveMilestone(f"第一批{w.mark()}", found.due, w.today, w.mark())
            milestones.save_milestone(
                w.campaign, w.preview_id, command, milestone_id=step, version=found.version, **act
            )
            if send:
                again = chain.PROGRESS.published(step) is not None
                milestones.submit_progress(w.campaign, step, correction=w.mark() if again else "", **act)
                w.froze(chain.PROGRESS, step)

    @rule(days=st.sampled_from((1, 2, 10, 25, 45)))
    def wait(self, days: int) -> None:
        self.walk.now += timedelta(days=days)

    # ── whatever was done ───────────────────────────────────────────────────────────────────────────────────────────
    @invariant()
    def nothing_is_seen_that_is_not_public(self) -> None:
        self.steps += 1
        look_around(self.walk, "en" if self.steps % 3 == 0 else "zh")

    @invariant()
    def counts_add_up(self) -> None:
        add_up(self.walk)

    def teardown(self) -> None:
        if hasattr(self, "walk"):
            DONE.update(self.walk.done)


def test_a_visitor_sees_only_what_is_public(make_app: Callable[..., Flask]) -> None:
    app = make_app(SMS_GATEWAY="demo")
    Life.place = (app, plant(app))
    DONE.clear()
    soak = settings.get_current_profile_name() == "soak"
    wanted = settings(
        settings.get_profile("quick"), max_examples=20 if soak else 2, stateful_step_count=50 if soak else 8,
        phases=[Phase.generate], database=None,
    )  # fmt: skip
    run_state_machine_as_test(Life, settings=wanted)
    assert DONE["publish"], dict(DONE)


def test_a_hidden_draft_leaves_no_trace_beside_its_decision(make_app: Callable[..., Flask]) -> None:
    """What the walk found once: the working copy's title over a decision whose consultation was hidden (疑似涉密)."""
    from core.publishing.service import quarantine
    from plugins.decisions import chain

    app = make_app(SMS_GATEWAY="demo")
    Life.place = (app, plant(app))
    life = Life()
    life.open(5)
    life.explain()
    life.come_out(0)
    life.write_on()
    walk = life.walk
    with walk.act("hide"):
        document = chain.DRAFT.document(walk.preview_id)
        assert document is not None
        quarantine.hide(document.id, actor=walk.actor("secrecy"), now=walk.now)
        walk.truth.hidden.add(document.id)
    assert walk.done[-4:] == ["explain", "publish", "write", "hide"], walk.done
    look_around(walk, "zh")
