"""Old and foreign formats that departments hand in: told apart by their bytes, kept as they come."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from flask import Flask

from core.base import files
from core.base.errors import Invalid

ACCEPT = ("pdf", "docx", "mov", "doc", "xls", "wps", "rtf", "ofd")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000


def ofd(before: int = 0) -> bytes:
    """An OFD whose way in stands behind `before` bytes of another part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        if before:
            parts.writestr("Doc_0/Res/image.png", os.urandom(before))
        parts.writestr("OFD.xml", "<ofd/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (OLE, "方案.doc", "doc"), (OLE, "名单.xls", "xls"), (OLE, "总结.wps", "wps"), (OLE, "没有名字", "doc"),
        (rb"{\rtf1 abc}", "总结.doc", "rtf"), (b"\0\0\0\x14ftypqt  " + b"\0" * 90, "现场.mov", "mov"),
        (ofd(), "公文.ofd", "ofd"), (ofd(700_000), "公文.zip", "ofd"),
    ],
)  # fmt: skip
def test_the_bytes_decide_and_the_name_is_brought_into_line(
    app: Flask, data: bytes, name: str, kind: str
) -> None:
    with app.app_context(), files.received(io.BytesIO(data), name, accept=ACCEPT) as incoming:
        assert incoming.kind == kind
        assert incoming.name.endswith(f".{kind}")


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"MZ" + b"\0" * 900, "方案.doc"), (b"<html>", "公文.ofd"), (b"PK\x03\x04" + b"\0" * 50, "公文.ofd")],
)
def test_what_only_bears_the_name_is_refused(app: Flask, data: bytes, name: str) -> None:
    with app.app_context(), pytest.raises(Invalid), files.received(io.BytesIO(data), name, accept=ACCEPT):
        pass


def test_only_who_asks_for_them_takes_them_and_recordings_have_their_own_limit(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(Invalid), files.received(io.BytesIO(ofd()), "公文.ofd"):
            pass
        film = b"\0\0\0\x14ftypqt  " + b"\0" * 3_000_000
        with (
            pytest.raises(Invalid) as refused,
            files.received(io.BytesIO(film), "a.mov", accept=ACCEPT, most=2_000_000),
        ):
            pass
        assert refused.value.code == "file_too_large"
