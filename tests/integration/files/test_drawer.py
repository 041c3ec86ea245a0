"""A department's files: who sees them, what the public gets, what vanishes, what the night sweeps away."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import timedelta

import pytest

from core.base import files
from core.base.access import SYSTEM
from core.base.audit import AuditEntry
from core.base.db import db, unit_of_work
from core.base.errors import Conflict, Invalid, NotAllowed, NotFound, RuleBroken
from core.base.registry import settings
from core.files import service
from core.files.models import ConsentRow
from core.plugin.host import Host
from core.publishing import service as publishing
from core.publishing.models import DocumentRow
from core.publishing.service import indexing
from tests.support import uploads
from tests.support.chain import NOW, content

DAY = timedelta(days=1)


def codes(drawer, document_id: int) -> list[str]:
    verdict = publishing.publish_verdict(document_id, now=NOW)
    return [blocker.code for blocker in verdict if blocker.plugin == "files"]


def allowed(file_id: int, actor=None) -> bool:
    return files.allowed(files.info(file_id), actor)


def test_a_drawer_belongs_to_its_department(drawer) -> None:
    kept = drawer.add()
    city = drawer.city
    assert (kept.file.width, kept.file.height, kept.standing) == (1600, 1200, "question_open")
    assert service.drawer(actor=city.actor("leader"))[1] == 1
    assert service.drawer(actor=city.actor("stranger")) == ([], 0)
    assert service.drawer(actor=city.actor("admin")) == ([], 0)
    with pytest.raises(NotFound):
        service.item(kept.id, actor=city.actor("stranger"))
    with pytest.raises(NotFound):
        service.delete_file(kept.id, actor=city.actor("stranger"), now=NOW)
    with pytest.raises(NotAllowed):
        service.answer(kept.id, "none", 0, actor=city.actor("leader"), now=NOW)
    with pytest.raises(NotAllowed):
        service.add_file(
            io.BytesIO(b"x"), "a.txt", city.units["water"], True, actor=city.actor("stranger"), now=NOW
        )
    with pytest.raises(Invalid, match="confirm_no_secret"):
        service.add_file(
            io.BytesIO(b"x"), "a.txt", city.units["water"], False, actor=city.actor("editor"), now=NOW
        )
    with pytest.raises(RuleBroken, match="secret_mark"):
        service.save_caption(kept.id, "机密★一年", actor=city.actor("editor"), now=NOW)
    assert allowed(kept.id, city.actor("leader"))
    assert not allowed(kept.id, city.actor("stranger"))
    assert not allowed(kept.id)


def test_a_photo_is_public_only_with_everyones_consent(drawer) -> None:
    photo = drawer.add()
    document_id = drawer.submit(photo.id)
    drawer.city.walk(document_id)
    assert codes(drawer, document_id) == ["portrait_question_open"]
    drawer.answer(photo.id, "persons", 2)
    drawer.consent(photo.id)
    assert codes(drawer, document_id) == ["portrait_consent_missing"]
    with pytest.raises(RuleBroken, match="publish_blocked"):
        drawer.city.publish(document_id)
    assert not allowed(photo.id)
    drawer.consent(photo.id, "赵样例", "written", scan=io.BytesIO(uploads.pdf()), scan_name="同意书.pdf")
    assert codes(drawer, document_id) == []
    drawer.city.publish(document_id)
    assert allowed(photo.id)
    assert "余氯" in _outside(drawer, document_id)
    ledger = service.consents(photo.id, actor=drawer.city.actor("editor"))
    assert [line.name for line in ledger] == ["欧阳样例", "赵样例"]
    assert "欧阳" not in str([row.__dict__ for row in db.session.query(ConsentRow)])
    assert "欧阳" not in str([row.codes for row in db.session.query(AuditEntry)])
    with pytest.raises(NotAllowed):
        service.consents(photo.id, actor=drawer.city.actor("leader"))
    scan_id = ledger[1].scan_id
    assert scan_id is not None
    assert not allowed(scan_id)
    assert not allowed(scan_id, drawer.city.actor("office"))

    service.withdraw_consent(photo.id, ledger[0].id, actor=drawer.city.actor("editor"), now=NOW + DAY)
    assert not allowed(photo.id)
    assert "余氯" not in _outside(drawer, document_id)
    assert allowed(photo.id, drawer.city.actor("leader"))
    count, waiting = service.waiting(actor=drawer.city.actor("editor"))
    assert (count, [item.id for item in waiting]) == (0, [photo.id])
    with pytest.raises(Conflict, match="withdrawn_already"):
        service.withdraw_consent(photo.id, ledger[0].id, actor=drawer.city.actor("editor"), now=NOW + DAY)
    with unit_of_work():
        assert [done.count for done in service.purge(NOW + 300 * DAY)] == [0, 0]
        assert [done.count for done in service.purge(NOW + 1100 * DAY)] == [1, 0]
    assert service.consents(photo.id, actor=drawer.city.actor("editor"))[0].name == ""
    with pytest.raises(Conflict, match="in_use"):
        service.delete_file(photo.id, actor=drawer.city.actor("editor"), now=NOW)


def _outside(drawer, document_id: int) -> str:
    """What leaves the house besides the pages: the package for the portal and what the search holds."""
    _name, data = publishing.build_package(document_id, actor=drawer.city.actor("editor"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = (
            package.read("正文.txt").decode() + package.read("正文.html").decode() + str(package.namelist())
        )
    return text + str(indexing.public_documents(drawer.city.campaign_id))


@pytest.mark.parametrize(
    ("size", "caption", "expected"),
    [((1200, 1600), None, []), ((1599, 1600), None, []), ((1599, 1199), None, ["photo_small"]), ((1600, 1200), "水厂", ["photo_caption"])],
)  # fmt: skip
def test_a_photo_keeps_to_the_pack(drawer, size, caption, expected) -> None:
    photo = drawer.add(uploads.photo(*size), **({"caption": caption} if caption else {}))
    drawer.answer(photo.id, "none")
    document_id = drawer.submit(photo.id)
    assert codes(drawer, document_id) == expected
    view = publishing.publish_verdict(document_id, now=NOW)
    assert all(b.clause.startswith("CP-06 ") for b in view if b.code.startswith("photo_"))


def test_what_is_signed_is_the_picture_itself(drawer) -> None:
    photo = drawer.add()
    text = service.picture_blocks([photo.id])
    assert text == [
        {
            "kind": "image", "file": photo.id, "text": photo.caption, "width": 1600, "height": 1200,
            "sha256": files.info(photo.id).sha256,
        }
    ]  # fmt: skip
    city = drawer.city
    for change in ({"sha256": "0" * 64}, {"width": 3200}):
        wrong = content()
        with pytest.raises(Invalid, match="picture_changed"):
            city.submit(content=type(wrong)(wrong.title, wrong.issuer, [{**text[0], **change}], {}))
    for file_id in (999, "1", None):
        wrong = content()
        with pytest.raises(Invalid, match="picture_not_yours"):
            city.submit(content=type(wrong)(wrong.title, wrong.issuer, [{**text[0], "file": file_id}], {}))
    # another department must not bring a foreign picture into the open by its number
    foreign = content()
    with pytest.raises(Invalid, match="picture_not_yours"):
        city.submit(
            content=type(foreign)(foreign.title, foreign.issuer, text, {}), department_id=city.units["housing"], by="stranger",
        )  # fmt: skip


def test_replacing_changes_drafts_and_not_what_was_frozen(drawer) -> None:
    photo = drawer.add()
    drawer.answer(photo.id, "none")
    drawer.publish(photo.id)
    with unit_of_work():
        files.attach("sample.draft", 7, [photo.id])
    editor = drawer.city.actor("editor")
    new = service.replace_file(
        photo.id, io.BytesIO(uploads.photo(1700, 1300)), "新.jpg", actor=editor, now=NOW
    )
    assert [file.id for file in files.attached("sample.draft", 7)] == [new.id]
    assert (new.caption, new.standing) == (photo.caption, "question_open")
    assert allowed(photo.id)
    assert not allowed(new.id)
    with pytest.raises(Invalid, match="replace_sort"):
        service.replace_file(photo.id, io.BytesIO(uploads.pdf()), "x.pdf", actor=editor, now=NOW)


def test_a_hidden_text_takes_its_pictures_along(drawer) -> None:
    photo = drawer.add()
    drawer.answer(photo.id, "none")
    document_id = drawer.publish(photo.id)
    assert allowed(photo.id)
    db.session.get_one(DocumentRow, document_id).hidden_at = NOW
    db.session.commit()
    assert not allowed(photo.id)
    for login in ("editor", "office", "leader"):
        assert not allowed(photo.id, drawer.city.actor(login))
        assert service.drawer(actor=drawer.city.actor(login))[0] == []
        with pytest.raises(NotFound):
            service.item(photo.id, actor=drawer.city.actor(login))


def test_every_copy_is_listed_and_blanked(app, drawer) -> None:
    photo, twin = drawer.add(), drawer.add()
    drawer.answer(photo.id, "none")
    document_id = drawer.publish(photo.id)
    revision = publishing.document_view(document_id, actor=SYSTEM).revision
    host: Host = app.extensions["yangguang"].host
    told = host.ask_owner("document_copies", "files", revision=revision)
    assert {copy.title for copy in told} == {str(photo.id), str(twin.id)}
    assert all(copy.count > 3 for copy in told)
    with unit_of_work():
        host.ask_owner("blank_copies", "files", revision=revision, now=NOW)
    left = [path for path in settings().files_dir.rglob("*") if path.is_file()]
    assert left == []
    assert files.info(photo.id).blanked
    with pytest.raises(NotFound, match="file_blanked"):
        files.path_of(files.info(photo.id))
    assert service.items([photo.id])[photo.id].caption == ""
    assert not allowed(photo.id)


def test_the_night_sweeps_what_nobody_uses(drawer) -> None:
    kept = drawer.add()
    with unit_of_work():
        loose = files.store(io.BytesIO(uploads.photo(400, 300)), "x.jpg", actor=SYSTEM, now=NOW)
    gone = files.path_of(loose)
    orphan = settings().files_dir / "ab" / ("ab" * 32)
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left behind")
    with unit_of_work():
        assert files.sweep(NOW + timedelta(hours=20)) == (0, 0)
    for path in settings().files_dir.rglob("*"):
        if path.is_file():
            os.utime(path, (path.stat().st_atime - 2 * 86400,) * 2)
    with unit_of_work():
        rows, blobs = files.sweep(NOW + 2 * DAY)
    assert (rows, blobs) == (1, 5)  # the loose picture, its three small copies, the orphan
    assert not gone.exists()
    assert not orphan.exists()
    assert files.path_of(files.info(kept.id)).exists()
    with pytest.raises(NotFound):
        files.info(loose.id)
