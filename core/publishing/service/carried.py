"""Pictures and attachments that a text carries, in its order, named for people who unpack them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.base import files
from core.base.errors import NotFound

PICTURES, ATTACHMENTS = "图片", "附件"
LONGEST = 40


@dataclass(frozen=True)
class Carried:
    """A file of a text. `name` is its place in the portal package ("图片/01-海报.jpeg"), `path` None when it is gone."""

    id: int
    is_picture: bool
    number: int
    caption: str
    name: str
    sha256: str
    kind: str
    path: Path | None


def carried(blocks: Iterable[Mapping[str, Any]]) -> list[Carried]:
    """The files of a text's blocks, pictures and attachments numbered each by themselves."""
    found: list[Carried] = []
    for block in blocks:
        file_id = block.get("file")
        if block.get("kind") not in ("image", "file") or not isinstance(file_id, int):
            continue
        is_picture = block["kind"] == "image"
        number = sum(one.is_picture == is_picture for one in found) + 1
        known = files.infos([file_id]).get(file_id)
        caption = str(block.get("text", ""))
        kind = known.kind if known is not None else ""
        folder = PICTURES if is_picture else ATTACHMENTS
        path = None
        # A photo that somebody in it took back goes into nothing that leaves the house (PI-04).
        if known is not None and not files.withheld(known, None):
            try:
                path = files.path_of(known)
            except NotFound:
                path = None
        found.append(
            Carried(
                file_id, is_picture, number, caption, f"{folder}/{number:02d}-{_plain(caption)}.{kind}",
                known.sha256 if known is not None else "", kind, path,
            )
        )  # fmt: skip
    return found


def _plain(caption: str) -> str:
    """A caption as a part of a file name that every system takes."""
    kept = "".join(sign for sign in caption if sign.isalnum() or sign in "-_（）")
    return kept[:LONGEST] or "无说明"
