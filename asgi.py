"""The app for the ASGI server that `yangguang run` starts (docs/decisions/0003): Flask runs in a pool of threads."""

from a2wsgi import WSGIMiddleware

from core import create_app

#: One request each; a booking waits on the database, not on the processor.
THREADS = 16

app = WSGIMiddleware(create_app(), workers=THREADS)  # type: ignore[arg-type]
