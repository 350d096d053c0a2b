"""frameworks that are written and published in the browser

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('framework_version',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('framework_id', sa.String(), nullable=False),
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('published_on', sa.Date(), nullable=False),
    sa.Column('retired', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['hash'], ['framework_snapshot.hash'], name=op.f('fk_framework_version_hash_framework_snapshot')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_framework_version')),
    sa.UniqueConstraint('framework_id', 'version', name=op.f('uq_framework_version_framework_id_version')),
    sa.UniqueConstraint('framework_id', 'number', name=op.f('uq_framework_version_framework_id_number')),
    )
    op.create_table('framework_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('based_on', sa.String(), nullable=True),
    sa.Column('changed_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['based_on'], ['framework_snapshot.hash'], name=op.f('fk_framework_draft_based_on_framework_snapshot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_framework_draft')),
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table('framework_draft')
    op.drop_table('framework_version')
