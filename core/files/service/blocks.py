"""Pictures and attachments as blocks of a text that goes through the publishing chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.base.files import FileInfo
from core.files.service.library import items


def image_block(file: FileInfo, caption: str) -> dict[str, Any]:
    """{"kind": "image", "file", "text", "width", "height", "sha256"}: the digest lets the signatures cover the picture."""
    return {
        "kind": "image", "file": file.id, "text": caption, "width": file.width, "height": file.height,
        "sha256": file.sha256,
    }  # fmt: skip


def file_block(file: FileInfo, title: str) -> dict[str, Any]:
    """{"kind": "file", "file", "text", "name", "media_type", "size", "sha256"}: an attachment to fetch."""
    return {
        "kind": "file", "file": file.id, "text": title or file.name, "name": file.name, "media_type": file.media_type,
        "size": file.size, "sha256": file.sha256,
    }  # fmt: skip


def picture_blocks(file_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Image blocks of these pictures with the captions they have now, in this order; what is gone is left out."""
    found = items(file_ids)
    return [image_block(found[n].file, found[n].caption) for n in file_ids if n in found]
