"""all on one page

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward: campaigns that there are go on asking page by page."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('one_page', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_column('one_page')
