"""which tables have something to be wiped from the disk

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('wipe_due',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('table_name', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wipe_due'))
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table('wipe_due')
