"""mail: when letters of a campaign go, what has gone, and who wants no more reminders

Revision: 0014, after 0013.

Campaigns that are open go on as they were, without reminders of their own accord; an administrator may turn them on.
So that they then know whom to remind, raters who have a link count as asked on the day on which they were invited.
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('mail_plan',
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=False),
    sa.Column('nudges', sa.Boolean(), nullable=False),
    sa.Column('looked_on', sa.Date(), nullable=True),
    sa.CheckConstraint('reminders BETWEEN 0 AND 2', name=op.f('ck_mail_plan_two_reminders_at_most')),
    sa.CheckConstraint('days_before BETWEEN 1 AND 14', name=op.f('ck_mail_plan_the_last_one_comes_in_time')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_mail_plan_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', name=op.f('pk_mail_plan'))
    )
    op.create_table('round_mail',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_round_mail_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'kind', name=op.f('pk_round_mail'))
    )
    op.create_table('mail_count',
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('letters', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_mail_count_campaign_id_campaign'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('campaign_id', 'day', 'kind', name=op.f('pk_mail_count'))
    )
    op.create_table('mailed_today',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mailed_today_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mailed_today'))
    )
    # Written as ALTER TABLE, not as a batch: a batch copies the table on SQLite, and leaves its checks behind.
    op.add_column('outbox', sa.Column('refusal', sa.String(), server_default='', nullable=False))
    op.add_column('invitation', sa.Column('no_reminders', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        'INSERT INTO mail_plan (campaign_id, reminders, days_before, nudges) '
        "SELECT id, 0, 3, false FROM campaign WHERE state <> 'draft'"
    )
    op.execute(
        'INSERT INTO round_mail (subject_id, kind, day) '
        "SELECT asked.subject_id, 'first invitation', COALESCE(MIN(date(told.at)), CURRENT_DATE) "
        'FROM (SELECT DISTINCT invitation.subject_id FROM invitation '
        'JOIN invitation_token ON invitation_token.invitation_id = invitation.id) AS asked '
        "LEFT JOIN audit_event AS told ON told.about_id = asked.subject_id AND told.action = 'raters.invited' "
        'GROUP BY asked.subject_id'
    )


def downgrade() -> None:
    """Take it back."""
    op.execute('ALTER TABLE invitation DROP COLUMN no_reminders')
    op.execute('ALTER TABLE outbox DROP COLUMN refusal')
    for table in ('mailed_today', 'mail_count', 'round_mail', 'mail_plan'):
        op.drop_table(table)
