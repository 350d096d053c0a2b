"""other systems of the council that may read

Revision: 0027, after 0026.
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('api_client',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('token_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('scopes', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('revoked', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('hour', sa.DateTime(timezone=True), nullable=True),
    sa.Column('calls', sa.Integer(), server_default='0', nullable=False),
    sa.CheckConstraint('length(token_digest) = 32', name=op.f('ck_api_client_token_digest_is_sha256')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_api_client_made_by_person'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_client')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_api_client_token_digest')),
    )
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_systems', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.drop_column('for_systems')
    op.drop_table('api_client')
