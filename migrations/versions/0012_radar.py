"""a radar in each report

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward: campaigns that there are have none."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('radar', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_column('radar')
