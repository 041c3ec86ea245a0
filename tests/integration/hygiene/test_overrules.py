"""Open findings stop publishing; a fix or a reason lets it pass; a decision follows the text into the next revision."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from core.base.db import db
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.campaigns import service as campaigns
from core.publishing import service
from core.publishing.hygiene_models import FindingOverruleRow
from core.publishing.service import hygiene
from tests.support.chain import NOW, City, plant

POLLUTED = "请穿平底鞋。由xx局负责接待。"


@pytest.fixture
def city(app: Flask, db_session: Any) -> City:
    return plant(app)


def checked(city: City, document_id: int) -> hygiene.Checked:
    revision = city.view(document_id).revision
    assert revision is not None
    return hygiene.check_revision(revision, campaigns.campaign_by_id(city.campaign_id))


def overrule(
    city: City, document_id: int, *, by: str = "reviewer", reason: str = "引用的原文", number: int = 1
) -> None:
    found = checked(city, document_id).findings[number - 1]
    hygiene.overrule(
        document_id, city.digest(document_id), found.fingerprint, reason, actor=city.actor(by), now=NOW
    )


def test_a_clean_text_is_not_stopped(city: City) -> None:
    document_id = city.submit()
    assert checked(city, document_id).findings == ()
    city.walk(document_id)
    city.publish(document_id)


def test_an_open_finding_stops_publishing_until_a_reason_is_given(city: City) -> None:
    document_id = city.submit(1, POLLUTED)
    city.walk(document_id)
    with pytest.raises(RuleBroken) as refused:
        city.publish(document_id)
    assert [(b.code, b.params["count"]) for b in refused.value.params["blockers"]] == [("hygiene_open", 1)]
    overrule(city, document_id)
    (found,) = checked(city, document_id).findings
    assert found.overrule is not None
    assert (found.overrule.who, found.overrule.reason, found.overrule.revision) == ("李望舒", "引用的原文", 1)
    city.publish(document_id)
    row = db.session.scalars(select(FindingOverruleRow)).one()
    assert (row.digest, row.kind) == (city.digest(document_id), "placeholder")
    assert checked(city, document_id).text[row.start_offset : row.end_offset] == "xx局"


def test_a_decision_follows_the_text_but_not_a_changed_surrounding(city: City) -> None:
    document_id = city.submit(1, POLLUTED)
    overrule(city, document_id)
    for text, still_open in (
        (POLLUTED + "欢迎参加。", 0),
        ("请穿平底鞋。改由xx局负责接待。", 1),
        (POLLUTED + "另由xx局负责。", 1),
    ):
        service.return_to_drafter(
            document_id,
            "first_review",
            city.digest(document_id),
            "再改",
            actor=city.actor("reviewer"),
            now=NOW,
        )
        city.submit(1, text)
        found = checked(city, document_id)
        assert len(found.open) == still_open, text
    assert found.findings[0].overrule is not None
    assert found.findings[0].overrule.revision == 1


def test_who_may_and_what_is_refused(city: City) -> None:
    document_id = city.submit(1, POLLUTED)
    with pytest.raises(NotAllowed):
        overrule(city, document_id, by="secrecy")
    with pytest.raises(NotFound):
        overrule(city, document_id, by="stranger")
    with pytest.raises(Invalid, match="overrule_reason_needed"):
        overrule(city, document_id, reason="  ")
    with pytest.raises(RuleBroken, match="secret_mark"):
        overrule(city, document_id, reason="机密★1年")
    with pytest.raises(Conflict, match="changed_meanwhile"):
        hygiene.overrule(document_id, "0" * 64, "x", "好", actor=city.actor("office"), now=NOW)
    with pytest.raises(Conflict, match="finding_gone"):
        hygiene.overrule(
            document_id, city.digest(document_id), "x", "好", actor=city.actor("office"), now=NOW
        )
    overrule(city, document_id, by="office")
    with pytest.raises(Conflict, match="finding_overruled"):
        overrule(city, document_id)


def test_the_house_knows_its_year_its_place_and_its_units(city: City) -> None:
    document_id = city.submit(1, "由云川市环保局、望岭市教育局、云川市税务局和云川市水雾局参加。")
    assert [(f.finding.code, f.finding.text) for f in checked(city, document_id).findings] == [
        ("old_name", "环保局"),
        ("other_area", "望岭市教育局"),
        ("near_name", "云川市水雾局"),
    ]


def test_blanking_forgets_the_reasons(city: City) -> None:
    document_id = city.submit(1, POLLUTED)
    overrule(city, document_id)
    hygiene.forget_reasons(document_id)
    db.session.commit()
    assert [row.reason for row in db.session.scalars(select(FindingOverruleRow))] == [""]
