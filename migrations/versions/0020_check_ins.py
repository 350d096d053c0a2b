"""closing the loop: check-ins after a plan, thanks to raters, and the team conversation

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

KIND = 'ck_campaign_kind_is_known'


def _follows(column: str, table: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f'{of}.id'], name=op.f(f'fk_{table}_{column}_{of}'), ondelete='CASCADE'
    )


def upgrade() -> None:
    """Bring the schema forward. Plans that are agreed already get the check-ins that are still to come."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('kind', sa.String(), server_default='campaign', nullable=False))
        campaign.add_column(sa.Column('only_items', sa.JSON(), server_default='[]', nullable=False))
        campaign.add_column(sa.Column('check_ins', sa.Boolean(), server_default=sa.true(), nullable=False))
        campaign.create_check_constraint(op.f(KIND), "kind IN ('campaign', 'check_in')")
    with op.batch_alter_table('plan') as plan:
        plan.add_column(sa.Column('check_ins', sa.Boolean(), server_default=sa.true(), nullable=False))
        plan.add_column(sa.Column('check_ins_from', sa.Date(), nullable=True))
    op.execute(sa.text('UPDATE plan SET check_ins_from = agreed_on'))
    op.create_table(
        'check_in',
        sa.Column('campaign_id', sa.Uuid(), nullable=False),
        sa.Column('follows_id', sa.Uuid(), nullable=False),
        sa.Column('months', sa.SmallInteger(), nullable=False),
        sa.CheckConstraint('months IN (3, 6)', name=op.f('ck_check_in_after_three_or_six_months')),
        _follows('campaign_id', 'check_in', 'campaign'),
        _follows('follows_id', 'check_in', 'subject'),
        sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_check_in')),
        sa.UniqueConstraint('follows_id', 'months', name=op.f('uq_check_in_follows_id_months')),
    )
    op.create_table(
        'no_check_ins',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('leader_id', sa.Uuid(), nullable=False),
        _follows('person_id', 'no_check_ins', 'person'),
        _follows('leader_id', 'no_check_ins', 'person'),
        sa.PrimaryKeyConstraint('person_id', 'leader_id', name=op.f('pk_no_check_ins')),
        sqlite_with_rowid=False,
    )
    op.create_table(
        'thanks',
        sa.Column('subject_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('items', sa.JSON(), nullable=False),
        _follows('subject_id', 'thanks', 'subject'),
        sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_thanks')),
    )
    op.create_table(
        'team_conversation',
        sa.Column('subject_id', sa.Uuid(), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        _follows('subject_id', 'team_conversation', 'subject'),
        sa.PrimaryKeyConstraint('subject_id', 'day', name=op.f('pk_team_conversation')),
    )


def downgrade() -> None:
    """Take it back, unless what people did would be lost."""
    for table in ('check_in', 'no_check_ins', 'thanks', 'team_conversation'):
        if op.get_bind().scalar(sa.text(f'SELECT count(*) FROM {table}')):
            raise RuntimeError(f'There are rows in {table}, and going back would lose them. Restore a backup instead.')
        op.drop_table(table)
    with op.batch_alter_table('plan') as plan:
        plan.drop_column('check_ins_from')
        plan.drop_column('check_ins')
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_constraint(op.f(KIND), type_='check')
        campaign.drop_column('check_ins')
        campaign.drop_column('only_items')
        campaign.drop_column('kind')
