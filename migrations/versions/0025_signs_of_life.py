"""when the worker last did its work, and rounds that a backup brought back without their key

Revision: 0025, after 0024.
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('sign_of_life',
    sa.Column('task', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('task', name=op.f('pk_sign_of_life')),
    )
    with op.batch_alter_table('subject') as table:
        table.add_column(sa.Column('lost', sa.Boolean(), server_default=sa.false(), nullable=False))
        table.create_check_constraint(op.f('ck_subject_a_lost_round_has_ended'), 'ended OR NOT lost')


def downgrade() -> None:
    """Bring the schema back."""
    with op.batch_alter_table('subject') as table:
        table.drop_constraint(op.f('ck_subject_a_lost_round_has_ended'), type_='check')
        table.drop_column('lost')
    op.drop_table('sign_of_life')
