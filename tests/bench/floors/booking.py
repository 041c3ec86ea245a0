"""The floor under every booking: Flask and one transaction over one hot row, without any rule."""

import os

from flask import Flask, redirect
from psycopg_pool import ConnectionPool
from werkzeug.wrappers import Response

app = Flask(__name__)
pool = ConnectionPool(os.environ["FLOOR_DATABASE"], min_size=8, max_size=16)


@app.post("/")
def book() -> Response:
    with pool.connection() as connection:
        connection.execute("UPDATE hot SET taken = taken + 1 WHERE id = 1 AND taken < capacity")
        connection.execute("INSERT INTO booked (session_id, number) VALUES (1, 1)")
    return redirect("/", 303)
