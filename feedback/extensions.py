"""The Flask extensions, which know nothing of the domain."""

import hmac
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import Flask, g, request
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Constraints get names, so that migrations can speak of them and forms can map them to fields."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class FormTokens(CSRFProtect):  # type: ignore[misc]  # it brings no types
    """Every form carries a token that no other site can know: of the session, or of a browser that has none.

    ``without_session`` tells the token of the browser that asks, or None where the session's is meant.
    """

    without_session: Callable[[], str | None] = staticmethod(lambda: None)

    def init_app(self, app: Flask) -> None:
        """Check every form of the application, and give templates ``form_token``."""
        super().init_app(app)
        app.jinja_env.globals["form_token"] = self.token

    def token(self) -> str:
        """What a form made in this request carries as ``csrf_token``."""
        return self.without_session() or generate_csrf()

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form that carries neither token.

        Raises:
            CSRFError: it was not made on one of our pages, or for another browser.
        """
        own = self.without_session() if request.method == "POST" else None
        if own and hmac.compare_digest(own.encode(), request.form.get("csrf_token", "").encode()):
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate(render_as_batch=True)
csrf = FormTokens()

if TYPE_CHECKING:
    Model = Base  # mypy cannot see through the dynamic db.Model
else:
    Model = db.Model


def new_id() -> uuid.UUID:
    """A random identifier: it tells nothing of when or in which order a row was made."""
    return uuid.uuid4()
