"""how a comment travels

Revision: 0008, after 0007.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Columns are added in place, in words that SQLite and PostgreSQL both take: a batch copy of the table would lose the
# cascade of its foreign key, and with SQLite its rows would lie in free pages once more.
TRAVELS = (
    "ALTER TABLE comment ADD COLUMN travels VARCHAR DEFAULT 'verbatim' NOT NULL "
    "CONSTRAINT ck_comment_travels_is_known CHECK (travels IN ('verbatim', 'paraphrase', 'coach_only'))"
)
PARAPHRASE = (
    "ALTER TABLE comment ADD COLUMN paraphrase VARCHAR "
    "CONSTRAINT ck_comment_only_who_asked_is_paraphrased CHECK (paraphrase IS NULL OR travels = 'paraphrase')"
)


def upgrade() -> None:
    """Every comment there is was written to be read word for word."""
    op.execute(TRAVELS)
    op.execute(PARAPHRASE)
    op.execute("ALTER TABLE released_report ADD COLUMN released_on DATE")


def downgrade() -> None:
    """What the leader was not to read goes: the code before this would show it."""
    op.execute("UPDATE comment SET text = paraphrase WHERE travels = 'paraphrase' AND paraphrase <> ''")
    op.execute("DELETE FROM comment WHERE travels = 'coach_only'")
    op.execute("DELETE FROM comment WHERE travels = 'paraphrase' AND coalesce(paraphrase, '') = ''")
    op.execute("ALTER TABLE comment DROP COLUMN paraphrase")
    op.execute("ALTER TABLE comment DROP COLUMN travels")
    op.execute("ALTER TABLE released_report DROP COLUMN released_on")
