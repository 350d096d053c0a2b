"""reasons for declining

Revision: 0006, after 0005.

Written as ALTER TABLE, not as a batch: a batch copies the table on SQLite, and leaves its checks behind.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('campaign', sa.Column('decline_reasons', sa.JSON(), server_default='{}', nullable=False))
    op.execute(
        'ALTER TABLE invitation ADD COLUMN decline_reason SMALLINT '
        'CONSTRAINT ck_invitation_only_who_declines_says_why '
        'CHECK (decline_reason IS NULL OR (state = 3 AND decline_reason BETWEEN 1 AND 4))'
    )


def downgrade() -> None:
    """Take it back."""
    op.execute('ALTER TABLE invitation DROP COLUMN decline_reason')
    op.execute('ALTER TABLE campaign DROP COLUMN decline_reasons')
