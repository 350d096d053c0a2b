"""how many raters a group must, should and may have, as a campaign chooses

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward: campaigns that there are keep what is usual, under which they were launched."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('rater_limits', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    """Bring the schema back: every campaign has the usual limits again."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_column('rater_limits')
