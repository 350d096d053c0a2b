"""the day on which somebody has left

Revision: 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column('person', sa.Column('left_on', sa.Date(), nullable=True))


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_column('person', 'left_on')
