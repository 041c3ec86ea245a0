"""Files of what is public: pictures inside published texts and their attachments. Nothing about a visitor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from core.base import files
from core.base.access import open_to_all
from core.base.errors import NotFound
from core.base.registry import registry
from core.files import service
from core.files.views_serving import answer, guarded

public = Blueprint("files_public", __name__, template_folder="templates")

#: drawn in place of a photo that somebody in it no longer agrees to; browsers show it though the answer is 404
WITHDRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360">'
    '<rect width="640" height="360" fill="#f4f0e6"/><path d="M40 180h560" stroke="#dcd5c6" stroke-width="2"/>'
    '<circle cx="320" cy="180" r="34" fill="#f4f0e6" stroke="#8b8374" stroke-width="3"/>'
    '<path d="M297 203l46-46" stroke="#8b8374" stroke-width="3"/></svg>'
)


@public.get("/files/<int:file_id>/<variant>")
@open_to_all
def show(file_id: int, variant: str) -> Any:
    """A file that some published text carries; anything else is not there."""
    file = files.info(file_id)
    if not files.allowed(file, None):
        if _withdrawn(file):
            return guarded(
                Response(WITHDRAWN, 404, mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})
            )
        raise NotFound()
    return answer(file, variant, public=True)


def _withdrawn(file: files.FileInfo) -> bool:
    """Public but for a consent taken back: only then does the answer tell more than that nothing is there."""
    others = (stops for stops in registry().file_stops if stops is not service.stops)
    return (
        service.stops(file, None)
        and not file.blanked
        and not any(stops(file, None) for stops in others)
        and any(guard(file, None) for guard in registry().file_guards)
    )
