"""The app for any WSGI server."""

from core import create_app

app = create_app()
