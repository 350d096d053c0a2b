"""cohorts of leaders, the frozen reports on them, and directors who read those

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward: nobody is a director, and campaigns that there are have no cohorts."""
    op.create_table('cohort',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('mark', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.CheckConstraint("(by = 'picked') = (value = '')", name=op.f('ck_cohort_picked_needs_no_value')),
    sa.CheckConstraint("by IN ('team', 'level', 'picked')", name=op.f('ck_cohort_by_is_known')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_cohort_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort')),
    sa.UniqueConstraint('campaign_id', 'mark', name=op.f('uq_cohort_campaign_id_mark')),
    sa.UniqueConstraint('campaign_id', 'name', name=op.f('uq_cohort_campaign_id_name'))
    )
    op.create_index(op.f('ix_cohort_campaign_id'), 'cohort', ['campaign_id'], unique=False)
    op.create_table('cohort_member',
    sa.Column('cohort_id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_member_cohort_id_cohort'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_cohort_member_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('cohort_id', 'subject_id', name=op.f('pk_cohort_member')),
    sqlite_with_rowid=False
    )
    op.create_index(op.f('ix_cohort_member_subject_id'), 'cohort_member', ['subject_id'], unique=False)
    op.create_table('cohort_report',
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_cohort_report_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_cohort_report'))
    )
    with op.batch_alter_table('person') as person:
        person.add_column(sa.Column('is_director', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Bring the schema back: cohorts and the reports on them are gone, those on single leaders stay."""
    with op.batch_alter_table('person') as person:
        person.drop_column('is_director')
    op.drop_table('cohort_report')
    op.drop_index(op.f('ix_cohort_member_subject_id'), table_name='cohort_member')
    op.drop_table('cohort_member')
    op.drop_index(op.f('ix_cohort_campaign_id'), table_name='cohort')
    op.drop_table('cohort')
