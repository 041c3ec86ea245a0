"""Making a campaign and changing it, on the real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.events import EventRow
from core.campaigns import service
from core.campaigns.contracts import CampaignDraft
from tests.integration.campaigns.conftest import EDITOR, NOW, OFFICE


def actions() -> list[str]:
    wanted = select(AuditEntry.action).where(AuditEntry.action.startswith("campaigns."))
    return list(db.session.scalars(wanted.order_by(AuditEntry.id)))


def test_a_campaign_keeps_everything_it_was_made_of(made, draft):
    file = service.campaign_file(made.slug)
    assert file.draft() == replace(draft, activities=(replace(draft.activities[0], plugin="interviews"),))
    assert (file.state, file.version) == ("draft", 1)
    assert actions() == ["campaigns.created"]


def test_a_view_carries_pack_and_calendar(made):
    view = service.campaign_view(made.slug)
    assert view is not None
    assert (view.pack.id, view.edition, view.is_public) == ("yunchuan", 6, False)
    assert view.pack.rule("PB-01") is not None
    assert view.calendar.is_working_day(date(2026, 5, 20))
    assert service.campaign_view("nowhere") is None


def test_the_pack_is_kept_as_it_was(made):
    file = service.campaign_file(made.slug)
    assert (file.pack_id, file.pack_version) == ("yunchuan", made.pack.version)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"slug": "地址"}, "slug_shape", "slug"),
        ({"title": "  "}, "title_needed", "title"),
        ({"ends_on": date(2026, 5, 1)}, "window_reversed", "ends_on"),
        ({"pack_id": "nowhere"}, "pack_missing", "pack_id"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(draft, change, code, field):
    with pytest.raises(Invalid) as refused:
        service.create_campaign(replace(draft, **change), actor=OFFICE, now=NOW)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert service.all_campaigns() == []


def test_an_address_is_given_once(made, draft):
    with pytest.raises(Invalid, match="slug_taken"):
        service.create_campaign(draft, actor=OFFICE, now=NOW)


def test_only_the_office_makes_and_changes(draft, made):
    with pytest.raises(NotAllowed):
        service.create_campaign(replace(draft, slug="other"), actor=EDITOR, now=NOW)
    with pytest.raises(NotAllowed):
        service.update_campaign(made.slug, draft, 1, actor=EDITOR, now=NOW)
    with pytest.raises(NotAllowed):
        service.move_campaign(made.slug, "open", actor=EDITOR, now=NOW)


def test_who_saw_an_older_version_overwrites_nothing(made, draft):
    service.update_campaign(made.slug, replace(draft, theme="新主题"), 1, actor=OFFICE, now=NOW)
    with pytest.raises(Conflict, match="campaign_changed_meanwhile"):
        service.update_campaign(made.slug, replace(draft, theme="旧主题"), 1, actor=OFFICE, now=NOW)
    assert service.campaign_file(made.slug).theme == "新主题"


def test_a_refused_change_leaves_all_parts(made, draft):
    wrong = replace(draft, duties=(), pack_id="nowhere")
    with pytest.raises(Invalid):
        service.update_campaign(made.slug, wrong, 1, actor=OFFICE, now=NOW)
    file = service.campaign_file(made.slug)
    assert (len(file.duties), file.version) == (3, 1)


def test_a_campaign_goes_forward_and_tells_it(made):
    for state in ("open", "closed", "archived"):
        assert service.move_campaign(made.slug, state, actor=OFFICE, now=NOW).state == state
    events = db.session.scalars(select(EventRow.name).order_by(EventRow.id)).all()
    assert list(events) == ["campaigns.opened", "campaigns.closed", "campaigns.archived"]
    assert actions() == ["campaigns.created", "campaigns.opened", "campaigns.closed", "campaigns.archived"]
    assert service.live_campaigns() == []
    assert [c.slug for c in service.all_campaigns()] == [made.slug]


def test_no_step_is_left_out(made):
    with pytest.raises(Conflict, match="campaign_state"):
        service.move_campaign(made.slug, "closed", actor=OFFICE, now=NOW)


def test_an_archived_campaign_stays_as_it_was(made, draft):
    for state in ("open", "closed", "archived"):
        service.move_campaign(made.slug, state, actor=OFFICE, now=NOW)
    with pytest.raises(RuleBroken, match="campaign_archived"):
        service.update_campaign(made.slug, draft, 1, actor=OFFICE, now=NOW)


def test_an_empty_campaign_is_not_opened(db_session):
    bare = CampaignDraft("bare", "空的", "", date(2026, 5, 1), date(2026, 5, 2), "yunchuan")
    view = service.create_campaign(bare, actor=OFFICE, now=NOW)
    codes = {blocker.code for blocker in service.state_blockers(view, "open", now=NOW)}
    assert codes == {"campaign_without_departments"}
    with pytest.raises(RuleBroken, match="campaign_blocked"):
        service.move_campaign("bare", "open", actor=OFFICE, now=NOW)
    assert service.campaign_file("bare").state == "draft"
    assert db.session.scalars(select(EventRow)).all() == []


def test_a_campaign_is_not_closed_before_it_began(draft):
    later = replace(draft, starts_on=date(2026, 6, 1), ends_on=date(2026, 6, 30))
    view = service.create_campaign(later, actor=OFFICE, now=NOW)
    service.move_campaign(view.slug, "open", actor=OFFICE, now=NOW)
    with pytest.raises(RuleBroken, match="campaign_blocked"):
        service.move_campaign(view.slug, "closed", actor=OFFICE, now=NOW)


def test_a_plugin_is_left_out_with_a_reason_and_taken_in_again(made):
    with pytest.raises(Invalid, match="reason_needed"):
        service.switch_plugin(made.slug, "open_day", False, " ", actor=OFFICE, now=NOW)
    service.switch_plugin(made.slug, "open_day", False, "今年不办", actor=OFFICE, now=NOW)
    service.switch_plugin(made.slug, "open_day", False, "今年真的不办", actor=OFFICE, now=NOW)
    assert service.campaign_by_id(made.id).plugins_off == {"open_day"}
    assert service.campaign_file(made.slug).plugins_off == {"open_day": "今年真的不办"}
    service.switch_plugin(made.slug, "open_day", True, "", actor=OFFICE, now=NOW)
    assert service.campaign_by_id(made.id).plugins_off == frozenset()
    assert actions()[1:] == ["campaigns.plugin_off", "campaigns.plugin_off", "campaigns.plugin_on"]


@pytest.mark.parametrize("name", ["users", "nowhere"])
def test_rooms_and_unknown_plugins_are_not_switched(made, name):
    with pytest.raises(NotFound):
        service.switch_plugin(made.slug, name, False, "理由", actor=OFFICE, now=NOW)


def test_the_audit_trail_holds_no_words(made):
    service.switch_plugin(made.slug, "open_day", False, "今年不办", actor=OFFICE, now=NOW)
    for entry in db.session.scalars(select(AuditEntry)):
        assert "今年不办" not in str(entry.codes)
