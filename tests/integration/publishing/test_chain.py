"""The chain on a real database: submitting, signing, returning, publishing, a second version."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.base.access import SYSTEM
from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.events import EventRow
from core.plugin.contracts import Blocker
from core.publishing import service, store
from core.publishing.models import DocumentRow, RevisionRow, SignatureRow
from tests.support.chain import KIND, NOW, City, content

HOUR = timedelta(hours=1)


def steps(city: City, document_id: int) -> list[str]:
    return [step.state for step in city.view(document_id).steps]


def test_a_text_goes_through_all_steps(city: City) -> None:
    document_id = city.submit()
    assert city.view(document_id).step == "first_review"
    assert service.published(KIND, 1) is None
    city.walk(document_id)
    assert service.published(KIND, 1) is None
    city.publish(document_id, now=NOW + HOUR)
    found = service.published(KIND, 1)
    assert found is not None
    assert (found.version, found.published_at, found.counts_from) == (1, NOW + HOUR, NOW + HOUR)
    assert found.revision.title == content().title
    assert steps(city, document_id) == ["done"] * 6
    assert [s.who for s in city.view(document_id).steps][:5] == [
        "王青禾",
        "李望舒",
        "赵守一",
        "陈江月",
        "林知远",
    ]
    event = db.session.scalars(select(EventRow).where(EventRow.name == "publishing.published")).one()
    assert event.payload["subject_id"] == 1
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject_type == "document")).all()
    assert sorted(actions) == ["publishing.published", *["publishing.signed"] * 3, "publishing.submitted"]


def test_each_step_wants_its_role_and_its_department(city: City) -> None:
    document_id = city.submit()
    for login, error in (
        ("leader", NotAllowed),
        ("editor", NotAllowed),
        ("strange_leader", NotFound),
        ("admin", NotFound),
    ):
        with pytest.raises(error):
            service.sign(
                document_id, "first_review", city.digest(document_id), actor=city.actor(login), now=NOW
            )
    with pytest.raises(NotAllowed):
        service.sign(document_id, "first_review", city.digest(document_id), actor=SYSTEM, now=NOW)
    city.sign(document_id, "first_review")
    with pytest.raises(Conflict) as again:
        city.sign(document_id, "first_review")
    assert again.value.code == "changed_meanwhile"


def test_the_office_does_not_jump_the_reviews(city: City) -> None:
    document_id = city.submit()
    with pytest.raises(Conflict):
        city.publish(document_id)
    with pytest.raises(Conflict):
        city.sign(document_id, "publish", by="office")
    assert service.published(KIND, 1) is None


def test_one_person_with_two_roles_still_needs_a_second(city: City) -> None:
    city.give("editor", "reviewer")
    city.give("editor", "leader")
    city.give("reviewer", "leader")
    document_id = city.submit()
    with pytest.raises(RuleBroken) as refused:
        city.sign(document_id, "first_review", by="editor")
    assert refused.value.code == "same_person"
    assert not service.waiting_for(city.actor("editor"), city.campaign_id)
    city.walk(document_id, "approval")
    # Yunchuan's pack: the approver is neither the drafter nor the first reviewer.
    for login in ("editor", "reviewer"):
        with pytest.raises(RuleBroken):
            city.sign(document_id, "approval", by=login)
    city.sign(document_id, "approval", by="leader")


def test_the_pack_says_which_roles_sign(city: City) -> None:
    """Under the national base the first reviewer may be the drafter: a bureau of five has no six people."""
    city.set_pack("national")
    city.give("editor", "reviewer")
    document_id = city.submit()
    city.sign(document_id, "first_review", by="editor")
    assert city.view(document_id).step == "secrecy_review"


def test_without_the_rule_nobody_signs_and_the_page_can_say_so(city: City) -> None:
    document_id = city.submit()
    city.set_pack("no-such-pack")
    turn = service.turn(document_id, actor=city.actor("reviewer"))
    assert turn is not None
    assert (turn.refused, turn.people, turn.may_record_paper) == ("step_not_in_pack", (), False)
    with pytest.raises(RuleBroken) as refused:
        city.sign(document_id, "first_review")
    assert refused.value.code == "step_not_in_pack"
    assert service.waiting_for(city.actor("reviewer"), city.campaign_id) == []


def test_a_stale_page_signs_nothing(city: City) -> None:
    document_id = city.submit()
    seen = city.digest(document_id)
    reviewer = city.actor("reviewer")
    service.return_to_drafter(document_id, "first_review", seen, "缺电话", actor=reviewer, now=NOW)
    city.submit(text="请穿平底鞋。电话 260 0118。", now=NOW + HOUR)
    with pytest.raises(Conflict) as refused:
        service.sign(document_id, "first_review", seen, actor=reviewer, now=NOW + HOUR)
    assert refused.value.code == "changed_meanwhile"
    assert city.view(document_id).step == "first_review"


def test_a_return_starts_again_from_the_first_step(city: City) -> None:
    document_id = city.submit()
    city.sign(document_id, "first_review")
    secrecy = city.actor("secrecy")
    digest = city.digest(document_id)
    with pytest.raises(Invalid):
        service.return_to_drafter(document_id, "secrecy_review", digest, "  ", actor=secrecy, now=NOW)
    service.return_to_drafter(document_id, "secrecy_review", digest, "删去门禁办法", actor=secrecy, now=NOW)
    view = city.view(document_id)
    assert view.returned is not None
    assert (view.returned.reason, view.returned.who, view.step) == ("删去门禁办法", "赵守一", "drafting")
    assert steps(city, document_id) == ["now", *["todo"] * 5]
    [(line, step, reason)] = service.returned_to(city.actor("editor"), city.campaign_id)
    assert (line.id, step, reason) == (document_id, "secrecy_review", "删去门禁办法")
    assert service.returned_to(city.actor("stranger"), city.campaign_id) == []
    city.submit(text="改过了。", now=NOW + HOUR)
    view = city.view(document_id)
    assert view.revision is not None
    assert (view.step, view.revision.number, view.returned) == ("first_review", 2, None)
    assert steps(city, document_id) == ["done", "now", *["todo"] * 4]
    city.walk(document_id)
    city.publish(document_id)
    assert service.published(KIND, 1).revision.number == 2  # type: ignore[union-attr]


def test_two_texts_of_one_thing_are_never_under_way_at_once(city: City) -> None:
    city.submit()
    with pytest.raises(Conflict) as refused:
        city.submit(text="另一稿")
    assert refused.value.code == "document_under_way"


def test_the_old_version_stays_public_until_the_new_one_is(city: City) -> None:
    document_id = city.published()
    city.submit(text="改为请穿防滑鞋。", now=NOW + HOUR)
    city.walk(document_id, "approval", now=NOW + HOUR)
    live = service.published(KIND, 1)
    assert live is not None
    assert (live.version, live.revision.number) == (1, 1)
    city.sign(document_id, "approval", now=NOW + HOUR)
    city.publish(document_id, now=NOW + 2 * HOUR)
    live = service.published(KIND, 1)
    assert live is not None
    assert (live.version, live.revision.number) == (2, 2)
    assert [(v.version, v.live) for v in service.public_versions(city.campaign_id, document_id)] == [
        (2, 2),
        (1, 2),
    ]
    old = service.public_version(city.campaign_id, document_id, 1)
    assert "防滑鞋" not in str(old.revision.blocks)
    assert service.published_list(city.campaign_id, limit=10)[1] == 1


def test_what_is_not_public_is_not_there(city: City) -> None:
    document_id = city.submit()
    for act in (service.public_versions, lambda c, d: service.public_version(c, d, 1)):
        with pytest.raises(NotFound):
            act(city.campaign_id, document_id)
    city.walk(document_id)
    city.publish(document_id)
    for campaign_id, version in ((city.campaign_id + 1, 1), (city.campaign_id, 2)):
        with pytest.raises(NotFound):
            service.public_version(campaign_id, document_id, version)


def test_a_frozen_text_never_changes(city: City) -> None:
    document_id = city.published()
    before = {r.id: (r.digest, str(r.blocks), r.title) for r in store.revisions(document_id)}
    city.submit(text="第二稿", content=content("第二稿", "新标题"), now=NOW + HOUR)
    after = {r.id: (r.digest, str(r.blocks), r.title) for r in store.revisions(document_id)}
    assert {key: after[key] for key in before} == before
    row = db.session.get_one(RevisionRow, next(iter(before)))
    row.title = "改一改"
    with pytest.raises(RuntimeError, match="frozen"):
        db.session.flush()
    db.session.rollback()


def test_a_text_altered_behind_the_back_is_not_published(city: City) -> None:
    document_id = city.submit()
    city.walk(document_id)
    view = city.view(document_id)
    assert view.revision is not None
    db.session.execute(
        update(RevisionRow).where(RevisionRow.id == view.revision.id).values(title="另一个标题")
    )
    db.session.commit()
    codes = [b.code for b in service.publish_verdict(document_id, now=NOW)]
    assert codes == ["revision_altered"]
    with pytest.raises(RuleBroken):
        city.publish(document_id)


def test_a_signature_taken_away_stops_publication(city: City) -> None:
    document_id = city.submit()
    city.walk(document_id)
    row = db.session.scalars(select(SignatureRow).where(SignatureRow.step == "secrecy_review")).one()
    db.session.delete(row)
    db.session.commit()
    with pytest.raises(RuleBroken) as refused:
        city.publish(document_id)
    assert [b.code for b in refused.value.params["blockers"]] == ["signature_missing"]


@pytest.mark.parametrize("state", ["draft", "closed", "archived"])
def test_only_an_open_campaign_publishes(city: City, state: str) -> None:
    document_id = city.submit()
    city.walk(document_id)
    city.set_state(state)
    with pytest.raises(RuleBroken) as refused:
        city.publish(document_id)
    assert [b.code for b in refused.value.params["blockers"]] == ["campaign_not_open"]


def test_every_objection_of_a_plugin_is_told(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = city.submit()
    city.walk(document_id)
    host = city.app.extensions["yangguang"].host
    objections = [Blocker("changed_meanwhile", clause="OD-04"), Blocker("step_not_now")]
    asked: list[tuple[str, dict]] = []

    def judge(hook: str, **about: object) -> list[Blocker]:
        asked.append((hook, about))
        return objections

    monkeypatch.setattr(host, "judge", judge)
    with pytest.raises(RuleBroken) as refused:
        city.publish(document_id)
    assert refused.value.params["blockers"] == objections
    assert asked[0][0] == "publish_blockers"
    assert asked[0][1]["revision"].digest == city.digest(document_id)
    assert service.published(KIND, 1) is None


def test_a_text_whose_plugin_is_away_is_not_published(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    document_id = city.submit()
    city.walk(document_id)
    monkeypatch.delitem(city.app.extensions["yangguang"].document_kinds, KIND)
    assert [b.code for b in service.publish_verdict(document_id, now=NOW)] == ["kind_not_in_use"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"no_secret_marks": False}, "confirm_no_secret"),
        ({"content": content("附件：秘　密★5年")}, "secret_mark"),
        ({"content": content(title="  ")}, "document_title_needed"),
        ({"content": content(title="长" * 301)}, "document_part_too_long"),
    ],
)
def test_what_can_not_be_submitted_is_not_stored(city: City, more: dict, code: str) -> None:
    with pytest.raises((Invalid, RuleBroken)) as refused:
        city.submit(**more)
    assert refused.value.code == code
    assert db.session.scalar(select(DocumentRow.id)) is None


def test_who_may_not_draft_here_submits_nothing(city: City) -> None:
    for login in ("stranger", "reviewer", "office"):
        with pytest.raises(NotAllowed):
            city.submit(by=login)


def test_the_desk_shows_what_waits_and_for_whom(city: City) -> None:
    first, second = city.submit(1, now=NOW), city.submit(2, now=NOW + HOUR)
    city.sign(second, "first_review", now=NOW + HOUR)
    waiting = {
        login: [line.id for line in service.waiting_for(city.actor(login), city.campaign_id)]
        for login in ("editor", "reviewer", "secrecy", "leader", "office", "strange_leader", "admin")
    }
    assert waiting == {
        "editor": [], "reviewer": [first], "secrecy": [second], "leader": [], "office": [], "strange_leader": [],
        "admin": [],
    }  # fmt: skip
    turn = service.turn(second, actor=city.actor("reviewer"))
    assert turn is not None
    assert [p.name for p in turn.people] == ["赵守一"]
    assert turn.refused == "role_missing"


def test_a_role_for_one_campaign_shows_no_other(city: City) -> None:
    document_id = city.submit()
    city.give("stranger", "reviewer", "water", city.campaign_id + 0)
    assert [d.id for d in service.list_documents(actor=city.actor("stranger"))[0]] == [document_id]
    elsewhere = city.actor("strange_leader")
    assert service.list_documents(actor=elsewhere) == ([], 0)
    with pytest.raises(NotFound):
        service.document_view(document_id, actor=elsewhere)


def test_a_campaign_does_not_end_over_texts_under_way(city: City) -> None:
    from core.campaigns import service as campaigns

    document_id = city.submit()
    campaign = campaigns.campaign_by_id(city.campaign_id)
    found = campaigns.state_blockers(campaign, "closed", now=NOW)
    assert "documents_under_way" in [b.code for b in found]
    city.walk(document_id)
    city.publish(document_id)
    found = campaigns.state_blockers(campaign, "closed", now=NOW)
    assert "documents_under_way" not in [b.code for b in found]
