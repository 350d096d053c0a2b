"""What is the least that a whole response can cost with the libraries that this product is bound to?

The same requests, each in Flask with a session, with Flask-WTF's token made or checked, and with one row read through
Flask-SQLAlchemy; a save opens and seals 32 KiB and commits durably. No template, no rule, no questionnaire, no hint,
no second cookie: the product can only cost more. ``floor.py`` is the yardstick without these libraries.
"""

import os
import secrets
import sys

from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from nacl.secret import Aead
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, bindparam, event, insert, select, update

from feedback import webserver

SLOT_BYTES = 32 * 1024
KEY = secrets.token_bytes(Aead.KEY_SIZE) if "STACK_KEY" not in os.environ else bytes.fromhex(os.environ["STACK_KEY"])

WHERE = os.environ.get("FLOOR_DATABASE", "/dev/shm/floor")  # noqa: S108
ON_A_SERVER = WHERE.startswith("postgresql")

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("FEEDBACK_SECRET_KEY", "for the benchmark alone"),
    SQLALCHEMY_DATABASE_URI=WHERE if ON_A_SERVER else f"sqlite:///{WHERE}.stack",
    WTF_CSRF_TIME_LIMIT=None,
)
db = SQLAlchemy(app)
CSRFProtect(app)
SLOTS = Table("slot", MetaData(), Column("id", Integer, primary_key=True), Column("content", LargeBinary))
READ = select(SLOTS.c.content).where(SLOTS.c.id == bindparam("rater"))
WRITE = update(SLOTS).where(SLOTS.c.id == bindparam("rater")).values(content=bindparam("sealed"))


def _prepare() -> None:
    with app.app_context():

        def durable(connection, _record) -> None:  # type: ignore[no-untyped-def]
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout=10000"):
                connection.execute(f"PRAGMA {pragma}")

        if not ON_A_SERVER:
            event.listen(db.engine, "connect", durable)
        SLOTS.metadata.create_all(db.engine)
        db.engine.dispose()  # a connection must not be shared by the processes forked from this one


def _opened(rater: int) -> bytes:
    sealed = db.session.connection().execute(READ, {"rater": rater}).scalar()
    if sealed is None:
        sealed = bytes(Aead(KEY).encrypt(bytes(SLOT_BYTES)))
        db.session.connection().execute(insert(SLOTS), {"id": rater, "content": sealed})
        db.session.commit()
    return Aead(KEY).decrypt(sealed)


@app.get("/<int:rater>/<page>")
def show(rater: int, page: str) -> str:
    """A token and nothing else."""
    _opened(rater)
    return f'<input type="hidden" name="csrf_token" value="{generate_csrf()}">'


@app.post("/<int:rater>/<page>")
def save(rater: int, page: str) -> ResponseReturnValue:
    """Open, write what was typed, seal, commit, send the browser on."""
    opened = _opened(rater)
    typed = "&".join(f"{name}={value}" for name, value in request.form.items()).encode()
    sealed = bytes(Aead(KEY).encrypt(typed[:SLOT_BYTES] + opened[len(typed) :]))
    db.session.connection().execute(WRITE, {"rater": rater, "sealed": sealed})
    db.session.commit()
    return redirect(f"/{rater}/{page}")


_prepare()

if __name__ == "__main__":
    webserver.serve(app, webserver.listen_at(sys.argv[1]), processes=3)
