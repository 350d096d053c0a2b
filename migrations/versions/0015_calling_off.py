"""calling a campaign or one leader's round off, and the replies that leaders see

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

BEFORE = ('draft', 'nominating', 'collecting', 'stopped', 'closed', 'reported', 'archived')
AFTER = (*BEFORE, 'cancelled')


def upgrade() -> None:
    """Bring the schema forward: nothing that there is was called off, and no replies were counted for leaders."""
    _known_states(AFTER)
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('counted_on', sa.Date(), nullable=True))
    with op.batch_alter_table('subject') as subject:
        subject.add_column(sa.Column('ended', sa.Boolean(), server_default=sa.false(), nullable=False))
        subject.create_check_constraint(op.f('ck_subject_an_ended_round_is_closed'), 'closed OR NOT ended')
    op.create_table('reply_step',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('grp', sa.String(), nullable=False),
    sa.Column('answered', sa.SmallInteger(), nullable=False),
    sa.CheckConstraint("grp IN ('peers', 'reports', 'others')", name=op.f('ck_reply_step_only_of_anonymous_groups')),
    sa.CheckConstraint('answered >= 3', name=op.f('ck_reply_step_never_of_fewer_than_three')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_reply_step_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'grp', name=op.f('pk_reply_step')),
    sqlite_with_rowid=False
    )
    op.create_index('ix_invitation_replies', 'invitation', ['subject_id', 'grp', 'state'], unique=False)
    op.drop_index(op.f('ix_invitation_subject_id'), table_name='invitation')


def downgrade() -> None:
    """Bring the schema back, unless something was called off: older versions would open, or report, what is not there."""
    off = "SELECT (SELECT count(*) FROM campaign WHERE state = 'cancelled') + (SELECT count(*) FROM subject WHERE ended)"
    if op.get_bind().scalar(sa.text(off)):
        raise RuntimeError('Something was called off, which older versions do not know. Take it out of the database first.')
    op.create_index(op.f('ix_invitation_subject_id'), 'invitation', ['subject_id'], unique=False)
    op.drop_index('ix_invitation_replies', table_name='invitation')
    op.drop_table('reply_step')
    with op.batch_alter_table('subject') as subject:
        subject.drop_constraint(op.f('ck_subject_an_ended_round_is_closed'), type_='check')
        subject.drop_column('ended')
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_column('counted_on')
    _known_states(BEFORE)


def _known_states(states: tuple[str, ...]) -> None:
    listed = ', '.join(f"'{state}'" for state in states)
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_constraint(op.f('ck_campaign_state_is_known'), type_='check')
        campaign.create_check_constraint(op.f('ck_campaign_state_is_known'), f'state IN ({listed})')
