"""What departments and the chain do at random to a decision: drafts, the catalogue, signing, publishing, taking down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.support.decision_walk import Walk

LOGINS = ("editor", "reviewer", "secrecy", "leader", "office", "stranger", "admin")
anybody = st.integers(0, 30)


class DepartmentActs(RuleBasedStateMachine):
    """Rules over `walk`."""

    walk: Walk

    def chained(self) -> list[Any]:
        from core.base.db import db

        with self.walk.app.app_context():
            found = self.walk.documents()
            db.session.remove()
        return found

    # ── what departments write ──────────────────────────────────────────────────────────────────────────────────────
    @rule(article=st.integers(0, 3), shorter=st.booleans())
    def hand_in_draft(self, article: int, shorter: bool) -> None:
        """Write the preview and a version of the draft; send it to the chain."""
        from plugins.decisions import chain
        from plugins.decisions.service import consultation, drafts, previews

        w = self.walk
        with w.act("draft"):
            view = previews.preview_view(w.preview_id)
            first = chain.DRAFT.published(w.preview_id) is None
            command = replace(
                previews.command_of(view), summary=w.mark(), basis=w.mark(), contact=w.mark(), explanation=w.mark(),
                ways={"web": True, "phone": w.mark()},
            )  # fmt: skip
            if first:
                command = replace(
                    command, comment_from=w.today, comment_until=w.today + timedelta(days=12 if shorter else 40),
                    shorter_reason=w.mark() if shorter else "",
                )  # fmt: skip
            act = {"actor": w.actor("editor"), "now": w.now}
            previews.save_preview(w.campaign, command, preview_id=w.preview_id, version=view.version, **act)
            lines = [f"第{'一二三四'[n]}条 家庭用水少一成的，奖励第{n}档。" for n in range(4)]
            lines[article] += w.mark()
            drafts.add_version(
                w.campaign, w.preview_id, drafts.NewVersion("consult", "\n".join(lines), note=w.mark()), **act
            )
            consultation.submit(w.campaign, w.preview_id, correction="" if first else w.mark(), **act)
            w.froze(chain.DRAFT, w.preview_id)

    @rule()
    def write_on(self) -> None:
        """Change the working copies and send nothing."""
        from plugins.decisions.service import previews

        w = self.walk
        with w.act("write"):
            view = previews.preview_view(w.preview_id)
            command = replace(
                previews.command_of(view), title=f"云川市节约用水奖励办法{w.mark()}", summary=w.mark()
            )
            previews.save_preview(
                w.campaign, command, actor=w.actor("editor"), now=w.now, preview_id=w.preview_id, version=view.version
            )  # fmt: skip

    @rule()
    @precondition(
        lambda self: not any(one.kind == "decisions.catalogue" and one.under_way for one in self.chained())
    )
    def catalogue(self) -> None:
        from plugins.decisions import chain
        from plugins.decisions.service import catalogue

        w = self.walk
        with w.act("catalogue"):
            editor = w.actor("editor")
            view = catalogue.catalogue(w.campaign, w.catalogue_id, actor=editor)
            again = chain.CATALOGUE.published(w.catalogue_id) is not None
            item = catalogue.SaveItem(
                f"再生水利用规定{w.mark()}", "reform", basis="条例", unit="市水务局", planned="12月", contact="260 0151"
            )  # fmt: skip
            catalogue.save_item(w.campaign, view.id, view.version, item, actor=editor, now=w.now)
            catalogue.submit_catalogue(
                w.campaign, view.id, view.version + 1, actor=editor, now=w.now, correction=w.mark() if again else ""
            )  # fmt: skip
            w.froze(chain.CATALOGUE, view.id)

    # ── the chain ───────────────────────────────────────────────────────────────────────────────────────────────────
    def some(self, n: int) -> Any:
        found = self.walk.documents()
        return found[n % len(found)] if found else None

    @rule(n=anybody)
    def come_out(self, n: int) -> None:
        """Everybody signs, the office publishes. What waits goes first."""
        w = self.walk
        with w.act("publish"):
            waiting = [one for one in w.documents() if one.under_way and one.id not in w.truth.hidden]
            if waiting:
                document = waiting[n % len(waiting)]
                w.sign_all(document)
                w.publish(w.again(document))

    @rule(n=anybody, login=st.sampled_from(LOGINS))
    def sign(self, n: int, login: str) -> None:
        from core.publishing import service as publishing

        w = self.walk
        with w.act("sign"):
            document = self.some(n)
            if document is not None and document.revision is not None:
                publishing.sign(
                    document.id, document.step, document.revision.digest, actor=w.actor(login), now=w.now
                )

    @rule(n=anybody, login=st.sampled_from(LOGINS))
    def send_back(self, n: int, login: str) -> None:
        from core.publishing import service as publishing

        w = self.walk
        with w.act("return"):
            document = self.some(n)
            if document is not None and document.revision is not None:
                publishing.return_to_drafter(
                    document.id, document.step, document.revision.digest, w.mark(), actor=w.actor(login), now=w.now
                )  # fmt: skip

    @rule(n=anybody, login=st.sampled_from(("office", "office", "editor")))
    def take_down(self, n: int, login: str) -> None:
        from core.publishing import service as publishing

        w = self.walk
        with w.act("take down"):
            document = self.some(n)
            if document is not None:
                publishing.take_down_at_once(document.id, "数字有误。", actor=w.actor(login), now=w.now)
                w.truth.taken_down[document.id] = w.truth.public.pop(document.id, set())
                w.leaves_title(document)

    @rule(n=anybody)
    def restore(self, n: int) -> None:
        from core.publishing import service as publishing

        w = self.walk
        with w.act("restore"):
            down = [one for one in w.documents() if one.id in w.truth.taken_down]
            if down:
                document = down[n % len(down)]
                publishing.restore(document.id, actor=w.actor("office"), now=w.now)
                w.truth.public[document.id] = w.truth.taken_down.pop(document.id)
                w.truth.titles.pop(document.id, None)

    @rule(n=anybody)
    def ask_withdrawal(self, n: int) -> None:
        from core.publishing import service as publishing
        from core.publishing import store

        w = self.walk
        with w.act("ask withdrawal"):
            document = self.some(n)
            if document is not None:
                publishing.request_withdrawal(document.id, "改期。", actor=w.actor("editor"), now=w.now)
                newest = store.revisions(document.id)[-1]
                w.truth.frozen[newest.id] = set()

    @rule(n=anybody, once=st.integers(0, 3))
    def hide(self, n: int, once: int) -> None:
        """疑似涉密: seldom, because it stays so for the rest of the walk."""
        from core.publishing.service import quarantine

        w = self.walk
        if once:
            return
        with w.act("hide"):
            document = self.some(n)
            if document is not None:
                quarantine.hide(document.id, actor=w.actor("secrecy"), now=w.now)
                w.truth.hidden.add(document.id)
