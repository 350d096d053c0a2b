"""The Flask extensions, which know nothing of the domain."""

import uuid
from typing import TYPE_CHECKING

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
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


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
migrate = Migrate(render_as_batch=True)
csrf = CSRFProtect()

if TYPE_CHECKING:
    Model = Base  # mypy cannot see through the dynamic db.Model
else:
    Model = db.Model


def new_id() -> uuid.UUID:
    """A random identifier: it tells nothing of when or in which order a row was made."""
    return uuid.uuid4()
