"""Steps signed on paper (PB-03), the package and the portal's facts (PB-04)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from docx import Document
from sqlalchemy import select

from core.base.audit import AuditEntry
from core.base.db import db
from core.base.errors import DomainError, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.files import FileRow
from core.publishing import service
from core.publishing.models import SignatureRow
from tests.support.chain import KIND, NOW, City, png

DAY = timedelta(days=1)
TODAY = (NOW + timedelta(hours=8)).date()


def test_a_leader_signs_on_paper(city: City) -> None:
    document_id = city.submit()
    city.walk(document_id, "approval")
    city.paper(document_id, "approval", user_id=city.ids["leader"])
    step = city.view(document_id).steps[3]
    assert (step.state, step.way, step.who, step.signed_on) == ("done", "paper", "陈江月", TODAY)
    row = db.session.scalars(select(SignatureRow).where(SignatureRow.way == "paper")).one()
    assert (row.user_id, row.entered_by) == (city.ids["leader"], city.ids["editor"])
    file = service.document_file(document_id, step.scan_id or 0, actor=city.actor("office"))
    assert (file.kind, file.name) == ("pdf", "审批单.pdf")
    city.publish(document_id)
    assert service.published(KIND, 1) is not None


def test_a_signer_without_an_account_is_kept_by_name(city: City) -> None:
    document_id = city.submit()
    city.paper(document_id, "first_review", name="周 远")
    step = city.view(document_id).steps[1]
    assert (step.who, step.way) == ("周 远", "paper")


def test_a_typed_name_of_the_chain_is_that_person(city: City) -> None:
    document_id = city.submit()
    city.paper(document_id, "first_review", name="李　望舒")
    row = db.session.scalars(select(SignatureRow).where(SignatureRow.way == "paper")).one()
    assert (row.user_id, row.signer_name) == (city.ids["reviewer"], "")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"name": "王青禾"}, "paper_name_unfit"),
        ({"name": ""}, "paper_signer_needed"),
        ({"name": "长" * 41}, "paper_name_too_long"),
        ({"user_id": 1_000_000}, "paper_signer_unfit"),
        ({"name": "周远", "signed_on": TODAY + DAY}, "signed_in_future"),
        ({"name": "周远", "signed_on": TODAY - DAY}, "signed_before_text"),
        ({"name": "周远", "no_secret_marks": False}, "confirm_no_secret"),
        ({"name": "周远", "scan": io.BytesIO(b"MZ\x00\x00")}, "file_kind"),
        ({"name": "周远", "scan": io.BytesIO(b"")}, "file_empty"),
    ],
)
def test_a_paper_signature_that_can_not_be(city: City, facts: dict, code: str) -> None:
    document_id = city.submit()
    with pytest.raises(DomainError) as refused:
        city.paper(document_id, "first_review", **facts)
    assert refused.value.code == code
    assert city.view(document_id).step == "first_review"
    assert db.session.scalar(select(FileRow.id)) is None


def test_the_drafter_does_not_sign_on_paper_what_a_click_would_refuse(city: City) -> None:
    city.give("editor", "reviewer")
    document_id = city.submit()
    for facts in ({"user_id": city.ids["editor"]}, {"name": "王 青禾"}):
        with pytest.raises(RuleBroken) as refused:
            city.paper(document_id, "first_review", **facts)
        assert refused.value.code == "same_person"


def test_a_bare_name_and_an_account_are_one_person_later(city: City) -> None:
    """周远 signs 初审 on paper without an account, gets one as leader, and tries 审核 with it."""
    document_id = city.submit()
    city.paper(document_id, "first_review", name="周远")
    from core.base.access import SYSTEM
    from core.users import service as users
    from core.users.contracts import SavePerson

    city.ids["zhou"] = users.add_person(
        SavePerson("周远", "zhou", city.units["water"]), actor=SYSTEM, now=NOW
    )
    city.give("zhou", "leader")
    city.sign(document_id, "secrecy_review")
    with pytest.raises(RuleBroken) as refused:
        city.sign(document_id, "approval", by="zhou")
    assert refused.value.code == "same_person"


def test_who_enters_paper_and_where(city: City) -> None:
    document_id = city.submit()
    with pytest.raises(NotAllowed):
        city.paper(document_id, "first_review", by="reviewer", name="周远")
    with pytest.raises(NotFound):
        city.paper(document_id, "first_review", by="stranger", name="周远")
    city.walk(document_id)
    with pytest.raises(RuleBroken) as refused:
        city.paper(document_id, "publish", by="office", name="周远")
    assert refused.value.code == "paper_not_here"


def test_a_scan_with_a_mark_is_not_stored(city: City) -> None:
    document_id = city.submit()
    with pytest.raises(RuleBroken) as refused:
        city.paper(document_id, "first_review", name="周远", scan_name="审批单（秘密★5年）.pdf")
    assert refused.value.code == "secret_mark"
    assert db.session.scalar(select(FileRow.id)) is None


def test_the_package_is_the_same_every_time(city: City) -> None:
    document_id = city.published()
    office = city.actor("office")
    name, first = service.take_package(document_id, actor=office, now=NOW)
    _, second = service.take_package(document_id, actor=office, now=NOW + DAY)
    assert first == second
    assert name == "云川市水务局“政府开放日”活动公告-第1版.zip"
    bundle = zipfile.ZipFile(io.BytesIO(first))
    assert bundle.namelist() == ["正文.html", "正文.docx", "正文.txt", "说明.txt"]
    html = bundle.read("正文.html").decode()
    assert "<h1>云川市水务局“政府开放日”活动公告</h1>" in html
    assert "<td>30</td>" in html
    assert "<li>带身份证</li>" in html
    assert "style" not in html
    paper = Document(io.BytesIO(bundle.read("正文.docx")))
    assert "请穿平底鞋。" in [p.text for p in paper.paragraphs]
    assert paper.tables[0].cell(1, 0).text == "上午场"
    taken = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "publishing.package_taken")
    ).all()
    assert [entry.user_id for entry in taken] == [city.ids["office"]] * 2


def test_markup_in_a_text_stays_text_in_the_package(city: City) -> None:
    # A tag would be stopped by the text check; a sign that means something in HTML is everyday.
    document_id = city.published(text="水深 < 5 米、流速 2 & 3 米每秒的河段不开放。")
    _, data = service.build_package(document_id, actor=city.actor("office"))
    html = zipfile.ZipFile(io.BytesIO(data)).read("正文.html").decode()
    assert "水深 &lt; 5 米、流速 2 &amp; 3 米每秒" in html
    assert "深 < 5" not in html


def test_no_package_of_what_is_not_public(city: City) -> None:
    document_id = city.submit()
    with pytest.raises(NotFound):
        service.take_package(document_id, actor=city.actor("office"), now=NOW)
    city.walk(document_id)
    city.publish(document_id)
    with pytest.raises(NotFound):
        service.take_package(document_id, actor=city.actor("stranger"), now=NOW)


def test_days_count_from_the_portal_once_it_is_known(city: City) -> None:
    document_id = city.published()
    city.submit(text="第二版", now=NOW)
    service.record_portal(
        document_id, "https://www.example.gov.cn/a.html", NOW + DAY, (io.BytesIO(png()), "图.png"),
        actor=city.actor("office"), now=NOW + 2 * DAY,
    )  # fmt: skip
    found = service.published(KIND, 1)
    assert found is not None
    assert (found.counts_from, found.portal_url) == (NOW + DAY, "https://www.example.gov.cn/a.html")
    [publication] = service.publication_views(document_id)
    assert service.document_file(document_id, publication.portal_file_id or 0, actor=city.actor("editor"))


@pytest.mark.parametrize(
    "url",
    ["", "example.gov.cn", "javascript:alert(1)", "http://", "https://[", "https://a b.cn/", "http://a.cn/" + "x" * 500],
)  # fmt: skip
def test_an_address_that_is_none(city: City, url: str) -> None:
    document_id = city.published()
    with pytest.raises(Invalid) as refused:
        service.record_portal(document_id, url, NOW, None, actor=city.actor("office"), now=NOW)
    assert (refused.value.code, refused.value.field) == ("portal_url", "url")


def test_only_the_office_records_the_portal_and_never_the_future(city: City) -> None:
    document_id = city.published()
    url = "https://www.example.gov.cn/a.html"
    with pytest.raises(NotAllowed):
        service.record_portal(document_id, url, NOW, None, actor=city.actor("editor"), now=NOW)
    with pytest.raises(Invalid):
        service.record_portal(document_id, url, NOW + DAY, None, actor=city.actor("office"), now=NOW)


def test_a_file_of_another_document_is_not_there(city: City) -> None:
    first, second = city.submit(1), city.submit(2)
    city.paper(first, "first_review", name="周远")
    scan = city.view(first).steps[1].scan_id or 0
    assert service.document_file(first, scan, actor=city.actor("editor"))
    for document_id, login in ((second, "editor"), (first, "stranger")):
        with pytest.raises(NotFound):
            service.document_file(document_id, scan, actor=city.actor(login))
