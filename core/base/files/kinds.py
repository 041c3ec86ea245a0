"""What a file is, by its content. The name never decides; it is brought into line with the content."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from pathlib import Path

from core.base.errors import Invalid

MB = 1024 * 1024
#: bytes per kind as it is kept
LIMITS = {"pdf": 20 * MB, "png": 20 * MB, "jpeg": 20 * MB, "docx": 20 * MB, "xlsx": 10 * MB, "txt": 2 * MB}
LARGEST = max(LIMITS.values())
#: recordings; a form that takes them asks for the room they need
LIMITS |= dict.fromkeys(("mp3", "m4a", "mp4", "webm"), 90 * MB)
#: documents that no program here reads: kept as they come, fetched and never shown
LIMITS |= {"mov": 90 * MB, "doc": 20 * MB, "xls": 20 * MB, "wps": 20 * MB, "rtf": 20 * MB, "ofd": 20 * MB}
#: the smaller copies of a picture: their widths in pixels, and their formats in the order a browser is offered them
WIDTHS = (320, 640, 1280)
FORMATS = ("avif", "webp", "jpeg")
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "avif": "image/avif",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mov": "video/quicktime",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "wps": "application/vnd.ms-works",
    "rtf": "application/rtf",
    "ofd": "application/ofd",
}
PICTURES = ("png", "jpeg")
#: kept as they come: what is in them nobody looks through
RECORDINGS = ("mp3", "m4a", "mp4", "webm")
#: the same, but neither shown nor played; taken only by who asks for them (`accept`)
KEPT = ("mov", "doc", "xls", "wps", "rtf", "ofd")
ENDINGS = {
    "jpeg": ("jpg", "jpeg"),
    "png": ("png",),
    "pdf": ("pdf",),
    "docx": ("docx",),
    "xlsx": ("xlsx",),
    "txt": ("txt",),
    "mp3": ("mp3",),
    "m4a": ("m4a",),
    "mp4": ("mp4", "m4v"),
    "webm": ("webm",),
    "mov": ("mov", "qt"),
    "doc": ("doc", "dot"),
    "xls": ("xls", "et"),
    "wps": ("wps",),
    "rtf": ("rtf",),
    "ofd": ("ofd",),
}
#: how a first look sorts a file; the parsers decide afterwards
PICTURE, PDF, ZIP, TEXT = "picture", "pdf", "zip", "text"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_MP4 = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"M4A ",
    b"dash",
    b"MSNV",
)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    r"<\s*(?:!doctype|html|head|body|script|svg|iframe|img|object|embed|style|meta|link|\?xml)\b|^\s*<", re.I
)


def first_look(head: bytes) -> str:
    """PICTURE, PDF, ZIP, TEXT or the kind of a recording by the first bytes. Raises Invalid for what is taken in no case."""
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(_PICTURE_HEADS) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return PICTURE
    if head.startswith(b"PK\x03\x04"):
        return ZIP
    if head.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in head
        raise Invalid("document_locked" if locked else "file_old_office", field="file")
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise Invalid("file_heic", field="file")
    if head.lstrip()[:5] == b"{\\rtf":
        raise Invalid("file_old_office", field="file")
    return recording_kind(head) or TEXT


def recording_kind(head: bytes) -> str:
    """mp3, m4a, mp4 or webm by the first bytes, "" for anything else."""
    # MPEG audio, layer III: eleven bits set, a version, the layer
    frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    if head.startswith(b"ID3") or frame:
        return "mp3"
    if head[4:8] == b"ftyp" and head[8:12] in _MP4:
        return "m4a" if head[8:12] == b"M4A " else "mp4"
    return "webm" if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64] else ""


def kept_kind(head: bytes, filename: str) -> str:
    """One of KEPT by its first bytes, "" for anything else (an OFD is a zip: `is_ofd`). Old Office files look alike: among
    them the name decides."""
    if head[4:8] == b"ftyp" and head[8:12] == b"qt  ":
        return "mov"
    if head.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if head.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") not in head:
        ending = filename.rpartition(".")[2].lower()
        return next((kind for kind in ("xls", "wps") if ending in ENDINGS[kind]), "doc")
    return ""


def is_ofd(path: Path) -> bool:
    """Whether a zip is an OFD document: its way in is OFD.xml (GB/T 33190), wherever that lies in it."""
    try:
        with zipfile.ZipFile(path) as parts:
            return "OFD.xml" in parts.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def plain_text(data: bytes) -> str:
    """A text file's words. Raises Invalid: file_kind for markup and for what isn't text at all.

    UTF-8, UTF-16 with its mark, or GB18030; no control characters.
    """
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Invalid("file_kind", field="file")
    sample = text[:20_000]
    by_chance = sum(1 for sign in sample if unicodedata.category(sign) in ("Cn", "Co", "Cs"))
    if _CONTROL.search(text) or by_chance > max(1, len(sample) // 100):
        raise Invalid("file_kind", field="file")
    if _MARKUP.search(text[:65536]) or text.lstrip().startswith(("#!", "%!PS", "MZ")):
        raise Invalid("file_kind", field="file")
    return text.replace("\r\n", "\n")


def refuse_two_in_one(path: Path) -> None:
    """A PDF that is something else as well: an archive inside or behind it, or anything after its end.

    Raises Invalid("file_two_in_one"), Invalid("file_damaged") when it has no end.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        # an archive's list of contents stands in the last 64 KB, behind it at most a remark
        file.seek(max(0, size - 66_000))
        tail = file.read()
    end = tail.rfind(b"%%EOF")
    if end < 0:
        raise Invalid("file_damaged", field="file")
    if tail[end + 5 :].strip(b"\r\n\t \x00") or b"PK\x05\x06" in tail:
        raise Invalid("file_two_in_one", field="file")


def fit_name(name: str, kind: str) -> str:
    """A name to keep: no folders, no signs that can't be seen or that turn the writing, the ending of its kind."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(
        s
        for s in last
        if unicodedata.category(s) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and s not in '<>:"|?*'
    )
    stem, dot, ending = seen.strip(" .").rpartition(".")
    if not dot or ending.lower() not in _KNOWN_ENDINGS:
        stem, ending = seen.strip(" ."), ""
    if ending.lower() not in ENDINGS[kind]:
        ending = ENDINGS[kind][0]
    return f"{stem.strip(' .')[:180] or 'file'}.{ending.lower()}"


_KNOWN_ENDINGS = {
    "pdf", "png", "jpg", "jpeg", "jfif", "webp", "gif", "docx", "xlsx", "txt", "doc", "xls", "zip", "html", "htm", "svg",
    "exe", "bin", "heic", "docm", "xlsm", "md", "csv", "text", "bat", "js", "php", "mp3", "m4a", "mp4", "m4v", "webm", "wav",
    "mov", "qt", "dot", "et", "wps", "rtf", "ofd",
}  # fmt: skip
