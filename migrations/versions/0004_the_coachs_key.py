"""the coach's key

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    # No batch: on SQLite it would copy the table and drop the old one, and with it every leader of a campaign.
    op.add_column('campaign', sa.Column('coach_key', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table('coach_share',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('public', sa.LargeBinary(length=32), nullable=False),
    sa.Column('locked', sa.LargeBinary(), nullable=False),
    sa.Column('wrong_tries', sa.Integer(), nullable=False),
    sa.Column('wait_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handover_public', sa.LargeBinary(length=32), nullable=True),
    sa.Column('handed_over', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint('handed_over IS NULL OR handover_public IS NOT NULL', name=op.f('ck_coach_share_handed_over_to_somebody')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_coach_share_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_coach_share'))
    )


def downgrade() -> None:
    """Take it back, unless answers are sealed to a coach: without the coach's key they would be lost."""
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM coach_share')):
        raise RuntimeError('Close the campaigns that need their coaches first: their answers would be lost.')
    op.drop_table('coach_share')
    op.drop_column('campaign', 'coach_key')
