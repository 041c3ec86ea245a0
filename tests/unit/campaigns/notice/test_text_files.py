"""Text out of .txt, .docx and .pdf, told apart by content."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from core.base.text_files import MAX_BYTES, UnreadableFile, decode_text, extract_text, join_pdf_lines
from core.campaigns.notice import demo_notice, read_notice

TEXT = "关于开展政务公开日活动的通知\n各部门:請看。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding):
    assert decode_text(TEXT.encode(encoding)) == TEXT


def test_a_broken_byte_stays_visible():
    data = ("政务公开工作要求" * 60).encode() + b"\xff" + "结束".encode()
    assert "\ufffd" in decode_text(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \n ", "file_empty"),
        (b"\x00\x01\x02" * 50, "file_binary"),
        (b"a" * (MAX_BYTES + 1), "file_too_large"),
        (b"a" * 2_000_001, "file_too_large"),
    ],
)
def test_refused(data, code):
    with pytest.raises(UnreadableFile) as caught:
        decode_text(data)
    assert caught.value.code == code


def _docx(build) -> bytes:
    from docx import Document

    document = Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_docx_keeps_the_order_of_paragraphs_and_tables():
    def build(document):
        document.add_paragraph("前言")
        table = document.add_table(rows=2, cols=3)
        for row, values in zip(
            table.rows, [("序号", "活动名称", "责任单位"), ("1", "讲堂", "市医保局")], strict=True
        ):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
        document.add_paragraph("结语")

    assert (
        extract_text(_docx(build), "notice.txt") == "前言\n序号\t活动名称\t责任单位\n1\t讲堂\t市医保局\n结语"
    )


def test_docx_automatic_numbers():
    def build(document):
        document.add_paragraph("时间", style="List Number")
        document.add_paragraph("地点", style="List Number")

    assert extract_text(_docx(build)) == "1.时间\n2.地点"


def test_a_notice_reads_the_same_from_docx():
    def build(document):
        for line in demo_notice(date(2026, 5, 15)).split("\n"):
            if line.strip():
                document.add_paragraph(line)

    from_docx = read_notice(extract_text(_docx(build)))
    from_text = read_notice(demo_notice(date(2026, 5, 15)))
    assert [a.heading for a in from_docx.activities] == [a.heading for a in from_text.activities]
    assert [d.date for d in from_docx.deadlines] == [d.date for d in from_text.deadlines]


def test_zip_bomb_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (101 * 1024 * 1024))
    with pytest.raises(UnreadableFile) as caught:
        extract_text(stream.getvalue(), "bomb.docx")
    assert caught.value.code == "file_too_large"


def test_a_zip_that_is_no_docx():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(UnreadableFile) as caught:
        extract_text(stream.getvalue(), "a.docx")
    assert caught.value.code == "file_kind_unknown"


def _pdf(stream: bytes) -> bytes:
    """A one-page PDF written by hand around a content stream, with a standard font."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return data + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start


def test_pdf_text_by_content_not_by_name():
    data = _pdf(b"BT /F1 12 Tf 72 700 Td (Open day 2025) Tj ET")
    assert extract_text(data, "notice.txt") == "Open day 2025"


def test_a_scanned_pdf_says_so():
    with pytest.raises(UnreadableFile) as caught:
        extract_text(_pdf(b"0 0 100 100 re f"), "scan.pdf")
    assert caught.value.code == "pdf_has_no_text"


def test_a_damaged_pdf():
    with pytest.raises(UnreadableFile) as caught:
        extract_text(b"%PDF-1.4 nothing here", "x.pdf")
    assert caught.value.code == "file_damaged"


def test_printed_lines_become_paragraphs():
    printed = (
        "关于开展活动的通知\n一、活动内容\n(一)开展访谈。各单位围绕重点工作以在线访谈等形式回应\n社会普遍关切,并在政府网站公开有关的情况和结果信息内\n"
        "— 2 —\n容。\n(二)开展咨询。\n二、工作要求\n"
    )
    assert join_pdf_lines(printed).split("\n") == [
        "关于开展活动的通知", "一、活动内容",
        "(一)开展访谈。各单位围绕重点工作以在线访谈等形式回应社会普遍关切,并在政府网站公开有关的情况和结果信息内容。",
        "(二)开展咨询。", "二、工作要求",
    ]  # fmt: skip
