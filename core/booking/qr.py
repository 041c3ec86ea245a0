"""The QR code of a ticket, on the screen and on paper."""

from __future__ import annotations

import segno
from flask_babel import gettext as _
from markupsafe import Markup


def qr_of(address: str) -> Markup:
    """The QR code as an SVG without style; the number stands below it, so the picture is not the only way."""
    code = segno.make(address, error="m", micro=False)
    label = _("签到二维码")
    drawn = code.svg_inline(svgclass=None, lineclass=None, omitsize=True, border=2, light="#fff")
    return Markup(drawn.replace("<svg ", f'<svg role="img" aria-label="{label}" focusable="false" ', 1))
