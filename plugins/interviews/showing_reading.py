"""Words and addresses of the readers' pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import segno
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from core.api import files

from . import chain
from .contracts import PublicGuest, PublicInterview, PublicLive, PublicTurn


def until(starts_at: datetime, now: datetime) -> str:
    """How long until the broadcast: "还有 3 天", "还有 2 小时 5 分"; "" once its time has come."""
    minutes = -int((now - starts_at).total_seconds() // 60)
    if minutes <= 0:
        return ""
    days, hours = minutes // 1440, minutes // 60
    if days:
        return ngettext("还有 %(num)s 天", "还有 %(num)s 天", days)
    if hours:
        return _("还有 %(hours)s 小时 %(minutes)s 分", hours=hours, minutes=minutes % 60)
    return ngettext("还有 %(num)s 分钟", "还有 %(num)s 分钟", minutes)


def ask_url(view: PublicInterview, live: PublicLive, now: datetime) -> str:
    """Where to ask while questions are taken; "" when not."""
    if view.state != "planned" or live.state == "over":
        return ""
    opened = view.questions_from is not None and view.questions_from <= now
    closed = view.questions_until is not None and now > view.questions_until
    if not opened or closed:
        return ""
    return url_for("opinions_public.new", kind=chain.QUESTION, subject_id=view.id)


def answering(
    turns: Sequence[PublicTurn], live: PublicLive, guests: Sequence[PublicGuest]
) -> tuple[tuple[str, str], ...]:
    """(name, post) of who answers the question on the screen: who spoke to it, before that all who sit there."""
    chosen = live.question.chosen_id if live.question is not None else 0
    spoke = {
        (one.who, one.post): None for one in turns if one.speaker == "guest" and one.answers_id == chosen
    }
    return tuple(spoke) or tuple((one.name, one.post) for one in guests)


@dataclass(frozen=True)
class Player:
    """The site's own recording or stream (`kind` audio, video), or another site's page that is linked (`kind` page)."""

    kind: str
    url: str
    media_type: str = ""
    host: str = ""


def player(live: PublicLive) -> Player | None:
    """What plays beside the text; None when nothing does, or the file is out of the public's sight."""
    if live.media == "page" and live.media_url:
        return Player("page", live.media_url, host=urlsplit(live.media_url).hostname or "")
    if live.media != "file" or live.media_file_id is None:
        return None
    file = files.infos([live.media_file_id]).get(live.media_file_id)
    if file is None or not file.is_media or not files.allowed(file, None):
        return None
    url = url_for("files_public.show", file_id=file.id, variant="whole")
    return Player("video" if file.media_type.startswith("video/") else "audio", url, file.media_type)


def qr(address: str) -> Markup:
    """The address as a QR code; it stands in words beside it."""
    code = segno.make(address, error="m", micro=False)
    label = _("直播页的二维码")
    drawn = code.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=2, light="#fff")
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" focusable="false" ', 1))
