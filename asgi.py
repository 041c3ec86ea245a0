"""The app for any ASGI server; `yangguang run` hands its servers the one that it has built already."""

from __future__ import annotations

from core import create_app
from core.serving import asgi

app = asgi(create_app())
