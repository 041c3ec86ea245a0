"""What citizens do at random to a decision, and those who answer them: comments, moderation, ends, merges, support."""

from __future__ import annotations

import hashlib

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from core.base.access import VISITOR
from tests.support.decision_walk import Said, Walk, picture

OUTCOMES = ("adopted", "partly", "not_adopted", "passed_on", "answered")
anybody = st.integers(0, 30)


class CitizenActs(RuleBasedStateMachine):
    """Rules over `walk`."""

    walk: Walk

    def pick(self, n: int) -> Said:
        return self.walk.said[n % len(self.walk.said)]

    def version(self, opinion_id: int) -> int:
        from core.api import opinions

        return opinions.texts_of([opinion_id])[opinion_id].version

    # ── citizens and who answers them ───────────────────────────────────────────────────────────────────────────────
    @rule(who=anybody, article=st.integers(0, 4), file=st.booleans())
    def comment(self, who: int, article: int, file: bool) -> None:
        from core.api import NewOpinion, opinions
        from core.opinions.service import attaching
        from plugins.decisions import opinions as kind
        from plugins.decisions.chain import COMMENT

        w = self.walk
        with w.act("comment"):
            parts = kind.parts(w.campaign, w.preview_id)
            anchor = parts[article].anchor if article < len(parts) else ""
            written, (phone, name) = w.mark(), w.person()
            key = hashlib.sha256(written.encode()).hexdigest()[:32]
            given = attaching.take(picture(len(w.said)), "照片.png", remote=key, now=w.now) if file else None
            new = NewOpinion(
                campaign_id=w.campaign_id, kind=COMMENT, subject_id=w.preview_id, source="page", key=key, name=name,
                text=f"我觉得这一条要再想想，{written}。", phone=phone, remote=key, anchor=anchor, file=given,
            )  # fmt: skip
            got = opinions.receive(new, actor=VISITOR, now=w.now)
            file_id = given.id if given is not None else None
            w.said.append(Said(got.id, got.number, got.digest, got.code, written, file_id, 0))

    @rule(
        n=anybody,
        how=st.sampled_from(("as_written", "edited", "off_list", "reject", "hold")),
        file=st.booleans(),
    )
    @precondition(lambda self: self.walk.said)
    def moderate(self, n: int, how: str, file: bool) -> None:
        from core.api import opinions

        w, one = self.walk, self.pick(n)
        with w.act("moderate"):
            act = {"actor": w.actor("office"), "now": w.now}
            version = self.version(one.id)
            if how == "reject":
                opinions.reject(one.id, version, "off_topic", **act)
                one.state = "rejected"
            elif how == "hold":
                opinions.hold(one.id, version, **act)
                one.state = "held"
            else:
                shown = {"as_written": one.written, "edited": w.mark(), "off_list": ""}[how]
                text = {"as_written": None, "edited": f"这一条要再想想，{shown}。", "off_list": ""}[how]
                opinions.accept(one.id, version, text=text, show_file=file, **act)
                one.state, one.shown, one.file_shown = "assigned", shown, file and bool(shown)

    @rule(
        n=anybody, outcome=st.sampled_from(OUTCOMES), login=st.sampled_from(("office", "editor", "stranger"))
    )
    @precondition(lambda self: self.walk.said)
    def end(self, n: int, outcome: str, login: str) -> None:
        w = self.walk
        with w.act("end"):
            self.end_one(self.pick(n), outcome, login)

    def end_one(self, one: Said, outcome: str, login: str) -> None:
        from core.api import EndOpinion, opinions

        w, reason = self.walk, self.walk.mark()
        told = EndOpinion(outcome, f"因为{reason}。", "市水务局" if outcome == "passed_on" else "")
        opinions.end(one.id, self.version(one.id), told, actor=w.actor(login), now=w.now)
        one.state, one.reason = "ended", reason

    @rule(outcome=st.sampled_from(OUTCOMES))
    def end_everything(self, outcome: str) -> None:
        """What stands in the way of a feedback."""
        from core.api import opinions

        w = self.walk
        with w.act("end all"):
            for one in w.said:
                if one.state in ("received", "held"):
                    opinions.accept(one.id, self.version(one.id), text="", actor=w.actor("office"), now=w.now)
                    one.state = "assigned"
                if one.state in ("accepted", "assigned"):
                    self.end_one(one, outcome, "office")

    @rule(n=anybody)
    @precondition(lambda self: self.walk.said)
    def reopen(self, n: int) -> None:
        from core.api import opinions

        w, one = self.walk, self.pick(n)
        with w.act("reopen"):
            opinions.reopen(one.id, self.version(one.id), actor=w.actor("office"), now=w.now)
            one.state, one.reason = "assigned", ""

    @rule(n=anybody, m=anybody)
    @precondition(lambda self: self.walk.said)
    def merge(self, n: int, m: int) -> None:
        from core.api import opinions

        w, pair = self.walk, (self.pick(n), self.pick(m))
        with w.act("merge"):
            number = opinions.merge(
                [(one.id, self.version(one.id)) for one in pair], actor=w.actor("office"), now=w.now
            )
            head = next(one for one in pair if one.number == number)
            for one in pair:
                if one is not head:
                    for member in w.said:
                        if member.head == one.id:
                            member.head = head.id
                    one.state, one.before, one.head = "merged", one.state, head.id

    @rule(n=anybody)
    @precondition(lambda self: self.walk.said)
    def unmerge(self, n: int) -> None:
        from core.api import opinions

        w, one = self.walk, self.pick(n)
        with w.act("unmerge"):
            opinions.unmerge(one.id, self.version(one.id), actor=w.actor("office"), now=w.now)
            one.state, one.before, one.head = one.before, "", None

    @rule(n=anybody)
    @precondition(lambda self: self.walk.said)
    def take_back(self, n: int) -> None:
        """The author takes a comment back; the first of those merged into it leads on."""
        from core.api import opinions

        w, one = self.walk, self.pick(n)
        with w.act("withdraw"):
            opinions.withdraw(one.id, actor=VISITOR, now=w.now)
            one.state, one.shown, one.head, one.before = "withdrawn", "", None, ""
            members = [member for member in w.said if member.head == one.id]
            for member in members[:1]:
                member.state, member.before, member.head = member.before, "", None
            for member in members[1:]:
                member.head = members[0].id

    @rule(n=anybody, twice=st.booleans())
    @precondition(lambda self: self.walk.said)
    def support(self, n: int, twice: bool) -> None:
        from core.api import opinions

        w, one = self.walk, self.pick(n)
        with w.act("support"):
            phone, _name = w.person()
            got = opinions.support(w.campaign, one.number, phone, remote=phone, now=w.now)
            if twice:
                assert opinions.support(w.campaign, one.number, phone, remote=phone, now=w.now) == got

    @rule(n=anybody, public=st.booleans())
    @precondition(lambda self: any(one.file_id for one in self.walk.said))
    def show_file(self, n: int, public: bool) -> None:
        from core.api import opinions

        w, one = self.walk, self.pick(n)
        with w.act("show file"):
            opinions.show_file(one.id, self.version(one.id), public, actor=w.actor("office"), now=w.now)
            one.file_shown = public
