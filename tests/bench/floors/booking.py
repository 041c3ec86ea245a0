"""The floor under every booking: Flask and one transaction over one hot row, without any rule."""

import os
import threading

import psycopg
from flask import Flask, redirect
from werkzeug.wrappers import Response

app = Flask(__name__)
mine = threading.local()


@app.post("/")
def book() -> Response:
    # One connection per thread of the server, kept open.
    if not hasattr(mine, "connection"):
        mine.connection = psycopg.connect(os.environ["FLOOR_DATABASE"])
    with mine.connection.transaction():
        mine.connection.execute("UPDATE hot SET taken = taken + 1 WHERE id = 1 AND taken < capacity")
        mine.connection.execute("INSERT INTO booked (session_id, number) VALUES (1, 1)")
    return redirect("/", 303)
