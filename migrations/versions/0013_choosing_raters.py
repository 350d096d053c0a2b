"""choosing raters: how many are expected to answer, approval by silence, and links to one list

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward: in campaigns that there are, no list is approved by silence."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('response_percent', sa.Integer(), server_default='65', nullable=False))
        campaign.add_column(sa.Column('silent_days', sa.Integer(), nullable=True))
        campaign.create_check_constraint(
            op.f('ck_campaign_response_rate_is_likely'), 'response_percent BETWEEN 10 AND 100'
        )
        campaign.create_check_constraint(op.f('ck_campaign_silence_is_long_enough'), 'silent_days BETWEEN 3 AND 30')
    with op.batch_alter_table('subject') as subject:
        subject.add_column(sa.Column('list_sent_on', sa.Date(), nullable=True))
    op.create_table(
        'list_link',
        sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('subject_id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], op.f('fk_list_link_person_id_person'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['subject_id'], ['subject.id'], op.f('fk_list_link_subject_id_subject'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_list_link')),
    )
    op.create_index(op.f('ix_list_link_person_id'), 'list_link', ['person_id'])
    op.create_index(op.f('ix_list_link_subject_id'), 'list_link', ['subject_id'])


def downgrade() -> None:
    """Take it back."""
    op.drop_table('list_link')
    with op.batch_alter_table('subject') as subject:
        subject.drop_column('list_sent_on')
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_constraint(op.f('ck_campaign_silence_is_long_enough'), type_='check')
        campaign.drop_constraint(op.f('ck_campaign_response_rate_is_likely'), type_='check')
        campaign.drop_column('silent_days')
        campaign.drop_column('response_percent')
