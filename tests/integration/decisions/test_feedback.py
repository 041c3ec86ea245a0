"""Feedback, decision, interpretation and follow-through on a real database."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from flask import Flask
from sqlalchemy import func, literal_column, select

from core.base.db import db
from core.base.errors import Conflict, Invalid, NotFound, RuleBroken
from core.publishing.errors import Gone
from tests.support.decided import NOW, Decided, grow

LATER = datetime(2026, 9, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def decided(make_app: Callable[..., Flask]) -> Iterator[Decided]:
    app = make_app(SMS_GATEWAY="demo")
    made = grow(app)
    with app.test_request_context("/zh/"):
        yield made


def test_the_counts_shown_are_those_of_the_rows(decided: Decided) -> None:
    from core.opinions.models import Opinion
    from plugins.decisions import chain
    from plugins.decisions.models import FeedbackLine
    from plugins.decisions.service.feedback_public import (
        lines,
        paragraph_outcomes,
        paragraphs,
        published_feedback,
    )

    assert paragraph_outcomes(decided.preview_id) == {}
    decided.publish_feedback()
    shown = published_feedback(decided.preview_id)
    about = [Opinion.kind == chain.COMMENT, Opinion.subject_id == decided.preview_id]
    ended = func.coalesce(func.nullif(Opinion.outcome, literal_column("''")), Opinion.state)
    counted = db.session.execute(select(ended, func.count()).where(*about).group_by(ended))
    assert shown.counted.all.ends == {row[0]: row[1] for row in counted}
    assert shown.counted.all.total == 7
    known = db.session.scalar(
        select(func.count(func.distinct(Opinion.person_digest))).where(*about, Opinion.person_digest != "")
    )
    assert shown.authors == (known or 0) + 2
    assert sum(tally.total for tally in shown.counted.by_question.values()) == 7
    assert sum(tally.total for tally in shown.counted.by_anchor.values()) == 7
    assert [(q.asked.name, q.tally.total, q.tally.of("adopted")) for q in shown.questions] == [
        ("家庭奖励", 3, 2),
        ("中水补助", 2, 0),
    ]
    frozen = db.session.execute(
        select(FeedbackLine.question, func.count())
        .where(FeedbackLine.preview_id == decided.preview_id, FeedbackLine.edition == shown.edition)
        .group_by(FeedbackLine.question)
    )
    assert {row[0]: row[1] for row in frozen} == {p: t.total for p, t in shown.counted.by_question.items()}
    listed, total = lines(shown, end="not_adopted")
    assert total == 1
    assert listed[0].reason.startswith("按成本监审")
    second = decided.anchor(2)
    assert [(o.end, o.count) for o in paragraph_outcomes(decided.preview_id)[second]] == [
        ("adopted", 2),
        ("partly", 1),
    ]
    assert [name for _anchor, name, _tally in paragraphs(shown)] == ["第二条", "第三条"]


def test_a_feedback_waits_for_every_comment_and_for_the_end_of_the_period(decided: Decided) -> None:
    from plugins.decisions import chain
    from plugins.decisions.service import feedback

    editor = decided.actor("editor")
    decided.write_feedback()
    view = feedback.view_feedback(decided.campaign, decided.preview_id, actor=editor, now=NOW)
    assert [lack.code for lack in view.lacks] == ["feedback_open"]
    assert view.duty.due == date(2026, 9, 9)
    early = datetime(2026, 8, 25, 15, 59, tzinfo=UTC)
    before = feedback.view_feedback(decided.campaign, decided.preview_id, actor=editor, now=early)
    told = next(lack for lack in before.lacks if lack.code == "feedback_too_early")
    assert told.params["earliest"] == date(2026, 8, 26)
    with pytest.raises(RuleBroken) as refused:
        feedback.submit_feedback(decided.campaign, decided.preview_id, actor=editor, now=NOW)
    assert refused.value.code == "decisions.copy_not_ready"
    decided.end_all()
    feedback.submit_feedback(decided.campaign, decided.preview_id, actor=editor, now=NOW)
    with pytest.raises(Conflict):  # frozen: nobody writes under the reviewers' eyes
        decided.write_feedback()
    from core.api import EndOpinion, opinions

    first = decided.ids[0]
    opinions.reopen(first, opinions.texts_of([first])[first].version, actor=decided.actor("office"), now=NOW)
    version = opinions.texts_of([first])[first].version
    with pytest.raises(RuleBroken) as blocked:
        decided.publish(chain.FEEDBACK, decided.preview_id, NOW)
    codes = {blocker.code for blocker in blocked.value.params["blockers"]}
    assert codes >= {"opinions_open", "decisions.comments_changed"}
    opinions.end(
        first,
        version,
        EndOpinion("not_adopted", "换成现金不符合规定。"),
        actor=decided.actor("office"),
        now=NOW,
    )


def test_reasons_are_demanded_and_a_merged_comment_goes_with_its_head(decided: Decided) -> None:
    from core.api import EndOpinion, opinions
    from plugins.decisions.service import feedback_placing
    from plugins.decisions.service.feedback_public import lines, one_line, published_feedback

    editor = decided.actor("editor")
    pairs = [(i, opinions.texts_of([i])[i].version) for i in decided.ids[:2]]
    with pytest.raises(Invalid) as refused:
        feedback_placing.end_comments(
            decided.campaign, decided.preview_id, pairs, EndOpinion("not_adopted", ""), actor=editor, now=NOW
        )
    assert refused.value.code == "opinions_reason_missing"
    opinions.merge(pairs, actor=decided.actor("office"), now=NOW)
    head = decided.ids[0]
    done, late = feedback_placing.end_comments(
        decided.campaign, decided.preview_id, [(head, opinions.texts_of([head])[head].version)],
        EndOpinion("adopted", "改为抵扣水费。"), actor=editor, now=NOW,
    )  # fmt: skip
    assert (done, late) == ((decided.numbers[0],), ())
    for n in range(2, 6):
        opinion_id = decided.ids[n]
        told = EndOpinion("partly", "已经部分采用。")
        opinions.end(
            opinion_id, opinions.texts_of([opinion_id])[opinion_id].version, told, actor=editor, now=NOW
        )
    from plugins.decisions import chain
    from plugins.decisions.service import feedback

    decided.write_feedback()
    feedback.submit_feedback(decided.campaign, decided.preview_id, actor=editor, now=NOW)
    decided.publish(chain.FEEDBACK, decided.preview_id, NOW)
    shown = published_feedback(decided.preview_id)
    assert shown.counted.all.ends == {"adopted": 2, "partly": 4, "rejected": 1}
    _listed, total = lines(shown)
    assert total == 6
    assert one_line(shown, decided.numbers[1]).numbers == (decided.numbers[0], decided.numbers[1])


def test_pages_and_documents_agree_with_the_counts(decided: Decided, monkeypatch: pytest.MonkeyPatch) -> None:
    from core.api import EndOpinion, opinions
    from plugins.decisions import chain
    from plugins.decisions.rules.feedback import ENDS
    from plugins.decisions.service import feedback, feedback_placing, feedback_public
    from plugins.decisions.service.feedback_placing import Wanted

    pairs = [(i, opinions.texts_of([i])[i].version) for i in decided.ids[:2]]
    opinions.merge(pairs, actor=decided.actor("office"), now=NOW)
    decided.write_feedback()
    editor = decided.actor("editor")
    for end in ("", *ENDS):
        for question in (None, 0, 1, 2, 9):
            for anchor in (None, "", decided.anchor(2)):
                wanted = Wanted(question, anchor, end)
                page = feedback_placing.comments_page(
                    decided.campaign, decided.preview_id, wanted, actor=editor
                )
                assert page.total == len(page.lines), wanted
                assert all(not end or line.end == end for line in page.lines)
                assert all(question is None or line.question == question for line in page.lines)
                assert all(anchor is None or line.anchor == anchor for line in page.lines)
    everything = feedback_placing.comments_page(decided.campaign, decided.preview_id, Wanted(), actor=editor)
    assert (everything.total, everything.lines[0].with_it) == (6, 1)
    with pytest.raises(Invalid):  # an opinion that isn't about this preview, or stands with another
        feedback_placing.place_comments(
            decided.campaign, decided.preview_id, None, [decided.ids[1], 10**6], actor=editor, now=NOW
        )
    monkeypatch.setattr(feedback_public, "ITEMS", 3)
    for n in (0, *range(2, 6)):
        told = opinions.texts_of([decided.ids[n]])[decided.ids[n]]
        opinions.end(
            told.id,
            told.version,
            EndOpinion("partly", "已经部分采用。"),
            actor=decided.actor("office"),
            now=NOW,
        )
    feedback.submit_feedback(decided.campaign, decided.preview_id, actor=editor, now=NOW)
    waiting = chain.FEEDBACK.document(decided.preview_id)
    assert waiting is not None
    assert waiting.revision is not None
    assert feedback.blockers(waiting.revision, decided.campaign, NOW) == []
    decided.publish(chain.FEEDBACK, decided.preview_id, NOW)
    shown = feedback_public.published_feedback(decided.preview_id)
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        told_now = feedback_public.items(shown, after)
        found += [item["number"] for item in told_now["items"]]
        after = told_now["after"]
    assert found == decided.numbers
    with pytest.raises(NotFound):
        feedback_public.items(shown, "2026-9999")


def test_the_decision_asks_for_review_feedback_and_interpretation(decided: Decided) -> None:
    from plugins.decisions import chain
    from plugins.decisions.service import decision, feedback, interpretation, legality, milestones
    from plugins.decisions.service.milestones import SaveMilestone

    campaign, preview_id, editor = decided.campaign, decided.preview_id, decided.actor("editor")
    command = decision.SaveDecision(
        title="关于公布节约用水奖励办法的决定", number="云政规〔2026〕7号", decided_on=date(2026, 9, 21),
        body="市政府第31次常务会议", note="", way="link", text="", url="https://www.example.org/2026/0921.html",
        place="市政府网站", draft_number=0,
    )  # fmt: skip
    decision.save_decision(campaign, preview_id, command, actor=editor, now=LATER)
    view = decision.view_decision(campaign, preview_id, actor=editor, now=LATER)
    assert {b.rule for b in view.blockers} == {"DP-11", "DP-07", "PB-05"}
    decided.publish_feedback()
    legality_id = legality.send_review(
        campaign,
        preview_id,
        date(2026, 9, 2),
        "市司法局",
        actor=editor,
        now=datetime(2026, 9, 2, 9, tzinfo=UTC),
    )
    view = decision.view_decision(campaign, preview_id, actor=editor, now=LATER)
    running = next(b for b in view.blockers if b.rule == "DP-07")
    assert running.code == "decisions.legality_running"
    legality.end_review(
        campaign, preview_id, legality_id, date(2026, 9, 11), "passed", "", actor=editor, now=LATER
    )
    told = interpretation.SaveInterpretation(
        "《云川市节约用水奖励办法》政策解读", "全市缺水。", [("什么时候施行？", "十月一日。")], "260 0151", 0
    )
    interpretation.save_interpretation(campaign, preview_id, told, actor=editor, now=LATER)
    step = SaveMilestone("第一批奖励抵扣到账", date(2026, 9, 28))
    step_id = milestones.save_milestone(campaign, preview_id, step, actor=editor, now=LATER)
    decision.submit_decision(campaign, preview_id, actor=editor, now=LATER)
    decided.publish(chain.DECISION, preview_id, LATER)
    duty = interpretation.interpretation_duty(campaign, preview_id, LATER)
    assert duty.due == date(2026, 9, 30)  # Mid-Autumn is on Friday 25 September
    interpretation.submit_interpretation(campaign, preview_id, actor=editor, now=LATER)
    decided.publish(chain.INTERPRETATION, preview_id, LATER)
    facts = feedback.facts_of(preview_id)
    assert (facts.feedback_on, facts.decided_on) == (date(2026, 9, 1), date(2026, 9, 21))
    assert facts.milestones == (("第一批奖励抵扣到账", date(2026, 9, 28), None),)
    late = LATER + timedelta(days=8)
    assert [step.duty.mark for step in milestones.milestones_of([preview_id], late)] == ["late"]
    with pytest.raises(Conflict):  # announced with the decision
        milestones.drop_milestone(campaign, step_id, 1, actor=editor, now=late)
    done = SaveMilestone("第一批奖励抵扣到账", date(2026, 9, 28), date(2026, 10, 1), "1240 户到账。", "")
    milestones.save_milestone(
        campaign, preview_id, done, actor=editor, now=late, milestone_id=step_id, version=1
    )
    milestones.submit_progress(campaign, step_id, actor=editor, now=late)
    decided.publish(chain.PROGRESS, step_id, late)
    assert feedback.facts_of(preview_id).milestones == (
        ("第一批奖励抵扣到账", date(2026, 9, 28), date(2026, 10, 1)),
    )


def test_what_was_taken_down_is_shown_nowhere(decided: Decided) -> None:
    from core.publishing.service import withdrawals
    from plugins.decisions import chain
    from plugins.decisions.service import feedback, feedback_public

    decided.publish_feedback()
    document = chain.FEEDBACK.document(decided.preview_id)
    assert document is not None
    withdrawals.take_down_at_once(document.id, "数字有误", actor=decided.actor("office"), now=NOW)
    assert feedback_public.paragraph_outcomes(decided.preview_id) == {}
    assert feedback.facts_of(decided.preview_id).feedback_on is None
    with pytest.raises(Gone):
        feedback_public.published_feedback(decided.preview_id)


def test_the_whole_feedback_as_docx_and_in_the_archive(decided: Decided) -> None:
    from plugins.decisions import chain, chain_after
    from plugins.decisions.feedback_docx import feedback_docx
    from plugins.decisions.service import feedback_public
    from plugins.decisions.store import feedback as store

    decided.publish_feedback()
    shown = feedback_public.published_feedback(decided.preview_id)
    made = feedback_docx(
        title=shown.title, issuer="云川市水务局", day="2026年9月1日", intro=shown.intro, closing=shown.closing,
        questions=[q.asked for q in shown.questions], counted=shown.counted, authors=shown.authors,
        paragraphs=[(name, tally) for _a, name, tally in feedback_public.paragraphs(shown)],
        lines=store.every_line(decided.preview_id, shown.edition), names={}, at=NOW,
    )  # fmt: skip
    paper = Document(io.BytesIO(made))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    assert tables[0][-1] == ["合计", "2", "1", "1", "3", "7"]
    assert {row[0] for row in tables[-1][1:]} == set(decided.numbers)
    assert any("按成本监审" in row[-1] for row in tables[-1])
    revision = shown.out.revision
    parts = {part.name for part in chain_after.archive_parts(revision)}
    assert parts == {"figures", "feedback_lines"}
    assert [copy.count for copy in chain_after.copies(revision)] == [1, 2, 7]
    chain_after.blank(revision, NOW)
    assert not any(line[5] or line[6] for line in store.every_line(decided.preview_id, shown.edition))
    assert store.text(decided.preview_id, "feedback").title == ""  # type: ignore[union-attr]
    assert chain.FEEDBACK.code == revision.kind


def test_an_author_is_told_once_with_the_address_where_all_is_published(decided: Decided) -> None:
    from core.base.outbox import OutboxMessage
    from core.base.privacy import digest, unseal

    decided.publish_feedback()
    rows = db.session.query(OutboxMessage).filter_by(person_digest=digest("13800020033"))
    said = [unseal(row.body_sealed) for row in rows if row.kind.startswith("opinions.ended")]
    assert len(said) == 1
    assert "不采纳" in said[0]
    assert said[0].endswith(f"/zh/c/2026-chain/decisions/previews/{decided.preview_id}/feedback")
