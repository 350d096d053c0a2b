"""action plans

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('plan',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('note_from_manager', sa.String(), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.CheckConstraint("(state = 'agreed') = (agreed_on IS NOT NULL)", name=op.f('ck_plan_agreed_has_its_day')),
    sa.CheckConstraint("state IN ('draft', 'with_manager', 'agreed')", name=op.f('ck_plan_state_is_known')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_plan_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_plan'))
    )
    op.create_table('plan_action',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('doing', sa.String(), nullable=False),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('support', sa.String(), nullable=False),
    sa.Column('by_when', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['plan.subject_id'], name=op.f('fk_plan_action_subject_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_action')),
    sa.UniqueConstraint('subject_id', 'item_id', name=op.f('uq_plan_action_subject_id_item_id'))
    )
    with op.batch_alter_table('plan_action', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_action_subject_id'), ['subject_id'], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_table('plan_action')
    op.drop_table('plan')
