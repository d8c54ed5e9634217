"""What the app is measured against: Flask with nothing around it, on the same database.

A page lists 50 rows of the same table by the same key; a POST makes one durable insert. No session, no CSRF, no
encryption, no checks. A photo is saved as a file, on the disk before the answer, as the app's is.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from flask import Flask, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, event, text

from tests.bench.bare_table import TABLE

QUEUE = text(
    "SELECT id, name, occupation, village_code, waiting_since FROM enrolments "
    "WHERE branch_id = (SELECT id FROM branch_offices WHERE code = 'SLK') AND state = 'submitted' "
    "ORDER BY waiting_since, id LIMIT 50"
)
PAGE = """<!doctype html><html lang="id"><head><title>Antrean</title></head><body><h1>Antrean</h1><ul>
{% for row in rows %}<li><a href="/review/{{ row.id }}">{{ row.name }}</a> {{ row.occupation }}
{{ row.village_code }} {{ row.waiting_since }}</li>{% endfor %}</ul></body></html>"""

app = Flask(__name__)
engine = create_engine(os.environ["DATABASE_URL"])
PHOTOS = Path(os.environ["DATA_DIR"])


@event.listens_for(engine, "connect")
def prepare(connection: object, _: object) -> None:
    """SQLite with the same promises as the app's: write-ahead log, every commit on the disk."""
    if engine.dialect.name == "sqlite":
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 15000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


@app.get("/readyz")
def readyz() -> ResponseReturnValue:
    return {"status": "ok"}


@app.get("/queue")
def queue() -> ResponseReturnValue:
    with engine.connect() as connection:
        return render_template_string(PAGE, rows=connection.execute(QUEUE).all())


@app.post("/posts")
def post() -> ResponseReturnValue:
    upload = request.files.get("ktp_photo")
    key = uuid4()
    if upload:
        with (PHOTOS / f"{key}.jpg").open("wb") as file:
            upload.save(file)
            file.flush()
            os.fsync(file.fileno())
    with engine.begin() as connection:
        connection.execute(
            TABLE.insert(),
            {
                "id": key,
                "at": datetime.now(UTC),
                "fields": json.dumps(request.form),
                "number": key.hex[:9],
            },
        )
    return redirect(f"/posts/{key}", 303)
