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

    ``without_session`` tells the tokens of the browser that asks, the one for new forms first; none where the session's
    is meant.
    """

    without_session: Callable[[], list[str]] = staticmethod(lambda: [])

    def init_app(self, app: Flask) -> None:
        """Check every form of the application, and give templates ``form_token``."""
        super().init_app(app)
        app.jinja_env.globals["form_token"] = self.token

    def token(self) -> str:
        """What a form made in this request carries as ``csrf_token``."""
        return next(iter(self.without_session()), None) or generate_csrf()

    def protect(self, apply_exemptions: bool = False) -> None:
        """Refuse a form that carries none of them.

        Raises:
            CSRFError: it was not made on one of our pages, or for another browser.
        """
        own = self.without_session() if request.method == "POST" else []
        if own and _is_one_of(own, request.form.get("csrf_token", "")):
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)


def _is_one_of(tokens: list[str], carried: str) -> bool:
    return any(hmac.compare_digest(token.encode(), carried.encode()) for token in tokens)


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
