"""The drawer's pages and the addresses of files, through a browser."""

from __future__ import annotations

import io
import re

from core.base import clock, files
from core.base.db import db
from core.files import service
from core.publishing.models import DocumentRow
from tests.support import uploads
from tests.support.chain import NOW

JSON = {"Accept": "application/json"}


def form(place, *sent: tuple[bytes, str], **more: str) -> dict:
    return {
        "department": str(place.city.units["water"]),
        "no_secret_marks": "y",
        "files": [(io.BytesIO(data), name) for data, name in sent],
        **more,
    }


def test_several_files_come_in_and_one_bad_one_keeps_none_out(place) -> None:
    with place.as_("editor") as browser:
        sent = form(
            place,
            (uploads.phone_photo(), "现场.jpg"),
            (b"<svg/>", "图.png"),
            (uploads.docx("方案"), "方案.docx"),
        )
        answer = browser.post("/zh/staff/files", data=sent)
        assert answer.status_code == 422
        assert "收下了 2 个文件" in answer.text
        assert "图.png：这种文件收不了" in answer.text
        assert "480×640" in answer.text
        told = browser.post("/zh/staff/files", data=form(place, (uploads.pdf("x"), "a.pdf")), headers=JSON)
        assert (told.status_code, told.json["kept"][0]["name"], told.json["refused"]) == (201, "a.pdf", [])
        told = browser.post("/zh/staff/files", data=form(place, (b"PK\x03\x04", "a.docx")), headers=JSON)
        assert told.status_code == 422
        assert "打不开" in told.json["refused"][0]["why"]
        without = form(place, (uploads.pdf("x"), "a.pdf"))
        del without["no_secret_marks"]
        answer = browser.post("/zh/staff/files", data=without)
        assert answer.status_code == 422
        assert "请先确认材料没有密级标识" in answer.text
        one = browser.post("/en/staff/files", data=form(place, (uploads.pdf("x"), "b.pdf")))
        assert one.status_code == 303
        assert browser.get(one.location).status_code == 200
    for login in ("stranger", "admin", "leader"):
        with place.as_(login) as browser:
            answer = browser.post("/zh/staff/files", data=form(place, (uploads.pdf("x"), "a.pdf")))
            assert answer.status_code in (403, 422), login
    assert place.run(lambda: db.session.query(files.FileRow).count()) == 4


def test_what_is_too_large_is_told_before_it_is_read(place) -> None:
    with place.as_("editor") as browser:
        huge = {"CONTENT_LENGTH": str(200 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=b"}
        answer = browser.post("/zh/staff/files", input_stream=io.BytesIO(b"--b"), environ_overrides=huge)
        assert answer.status_code == 413
        assert "文件太大" in answer.text
        answer = browser.post(
            "/zh/staff/files", input_stream=io.BytesIO(b"--b"), environ_overrides=huge, headers=JSON
        )
        assert answer.status_code == 413
        assert answer.is_json
        answer = browser.post("/zh/staff/files", data=form(place, (b"x" * 3_000_000, "a.txt")))
        assert answer.status_code == 422
        assert "请控制在 2 MB 以内" in answer.text
        large = b"%PDF-1.4\n%" + b"x" * 6_000_000 + b"\n" + uploads.pdf("x")[9:]
        four = form(place, *((large, f"{n}.pdf") for n in range(4)))
        assert browser.post("/zh/staff/files", data=four).status_code == 303
    with place.as_(None) as stranger:
        four = form(place, *((large, f"{n}.pdf") for n in range(4)))
        assert stranger.post("/zh/staff/files", data=four).status_code in (303, 413)


def test_the_way_of_a_photo_from_the_drawer_to_the_public_and_back(place) -> None:
    with place.as_("editor") as browser:
        kept = browser.post(
            "/zh/staff/files", data=form(place, (uploads.phone_photo(1600, 1200), "现场 1.jpg")), headers=JSON
        )
        page = kept.json["kept"][0]["url"]
        file_id = int(page.rsplit("/", 1)[1])
        caption = {"caption": "2026年9月1日，两位市民在第二水厂化验室测余氯"}
        assert browser.post(f"{page}?act=caption", data=caption).status_code == 303
        assert browser.post(f"{page}?act=consent", data={"name": "欧阳样例"}).status_code == 422
        bad = browser.post(f"{page}?act=answer", data={"answer": "persons", "persons": "几个"})
        assert bad.status_code == 422
        assert "请填数字" in bad.text
        assert (
            browser.post(f"{page}?act=answer", data={"answer": "persons", "persons": "1"}).status_code == 303
        )
        written = {"name": "欧阳样例", "way": "written", "given_on": "2026-09-01"}
        refused = browser.post(f"{page}?act=consent", data=written)
        assert refused.status_code == 422
        assert "同意书的扫描件" in refused.text
        assert 'value="欧阳样例"' in refused.text
        scanned = {**written, "scan": (io.BytesIO(uploads.pdf("agreed")), "同意书.pdf")}
        assert browser.post(f"{page}?act=consent", data=scanned).status_code == 303
        shown = browser.get(page).text
        assert "欧阳样例" in shown
        withdraw = re.search(r'href="([^"]+/withdraw)"', shown)[1]  # type: ignore[index]
        scan = re.search(r'href="([^"]+/scan)"', shown)[1]  # type: ignore[index]
        assert browser.get(scan).headers["Content-Disposition"].startswith("attachment")
        raw = browser.get(f"{page}/raw/640.webp")
        assert (raw.status_code, raw.mimetype, raw.headers["Cache-Control"]) == (
            200,
            "image/webp",
            "no-store",
        )
    with place.as_("leader") as browser:
        assert "欧阳样例" not in browser.get(page).text
        assert browser.get(scan).status_code == 403
        assert browser.get(f"{page}/raw/whole").status_code == 200
    with place.as_("stranger") as browser:
        for path in (page, f"{page}/raw/whole", f"{page}/raw/320.avif"):
            assert browser.get(path).status_code == 404, path

    address = f"/zh/files/{file_id}/640.avif"
    with place.as_(None) as citizen:
        assert citizen.get(address).status_code == 404
    document_id = place.run(lambda: place.drawer.publish(file_id))
    with place.as_(None) as citizen:
        got = citizen.get(address)
        assert (got.status_code, got.mimetype) == (200, "image/avif")
        assert got.headers["Cache-Control"] == "public, no-cache"
        assert "Expires" not in got.headers
        assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in got.headers["Content-Security-Policy"]
        assert "filename*=UTF-8''%E7%8E%B0%E5%9C%BA%201.avif" in got.headers["Content-Disposition"]
        assert citizen.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
        for odd in ("641.avif", "640.svg", "..%2f..%2fsecret.key", "whole.html", "640.AVIF"):
            assert citizen.get(f"/zh/files/{file_id}/{odd}").status_code == 404, odd
        version = f"/zh/c/2026-chain/published/{document_id}/versions/1"
        page_text = citizen.get(version).text
        assert f"/zh/files/{file_id}/320.avif 320w" in page_text
        assert "两位市民在第二水厂化验室测余氯</figcaption>" in page_text

    with place.as_("editor") as browser:
        assert "马上从所有公开页面撤下" in browser.get(withdraw).text
        assert browser.post(withdraw).status_code == 303
        assert "照片已从公开页面撤下" in browser.get("/zh/staff/").text
    with place.as_(None) as citizen:
        gone = citizen.get(address, headers={"If-None-Match": got.headers["ETag"]})
        assert (gone.status_code, gone.mimetype, gone.headers["Cache-Control"]) == (
            404,
            "image/svg+xml",
            "no-store",
        )
        page_text = citizen.get(version).text
        assert "因为照片中的人撤回了公开的同意" in page_text
        assert "测余氯" not in page_text

    def hide() -> None:
        db.session.get_one(DocumentRow, document_id).hidden_at = clock.now()
        db.session.commit()

    place.run(hide)
    with place.as_(None) as citizen:
        assert citizen.get(address).mimetype == "text/html"
    with place.as_("office") as browser:
        assert browser.get(f"{page}/raw/whole").status_code == 404
        assert browser.get(page).status_code == 404


def test_a_document_is_fetched_and_never_shown_inside_the_site(place) -> None:
    def keep() -> int:
        actor = place.city.actor("editor")
        unit = place.city.units["water"]
        return service.add_file(
            io.BytesIO(uploads.pdf("x")), "方 案.pdf", unit, True, actor=actor, now=NOW
        ).id

    file_id = place.run(keep)
    with place.as_("editor") as browser:
        got = browser.get(f"/zh/staff/files/{file_id}/raw/whole")
        assert got.headers["Content-Disposition"].startswith("attachment; filename=file-")
        assert got.mimetype == "application/pdf"
        assert browser.get(f"/zh/staff/files/{file_id}/raw/320.avif").status_code == 404
        page = browser.get(f"/zh/staff/files/{file_id}/delete")
        assert "删除后找不回来" in page.text
        assert browser.post(f"/zh/staff/files/{file_id}/delete").status_code == 303
        assert browser.get(f"/zh/staff/files/{file_id}").status_code == 404
