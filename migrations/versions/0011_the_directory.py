"""the directory: level, team and line manager of people; level rules, privacy notice and saved steps of campaigns

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

# The steps of setting a campaign up, as they were called when this was written: whatever there is has been through them.
STEPS = '["framework", "levels", "questionnaire", "protection", "dates", "notice"]'


def upgrade() -> None:
    """Bring the schema forward: nothing is known yet of where people stand; campaigns that there are have been set up."""
    with op.batch_alter_table('person') as person:
        person.add_column(sa.Column('level', sa.String(), server_default='', nullable=False))
        person.add_column(sa.Column('team', sa.String(), server_default='', nullable=False))
        person.add_column(sa.Column('manager_id', sa.Uuid(), nullable=True))
        person.create_foreign_key(
            op.f('fk_person_manager_id_person'), 'person', ['manager_id'], ['id'], ondelete='SET NULL'
        )
        person.create_check_constraint(op.f('ck_person_nobody_manages_themself'), 'manager_id <> id')
        person.create_index(op.f('ix_person_manager_id'), ['manager_id'])
    op.create_table('directory_upload',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_directory_upload_by_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_directory_upload')),
    sa.UniqueConstraint('by_id', name=op.f('uq_directory_upload_by_id')),
    )
    with op.batch_alter_table('campaign') as campaign:
        campaign.add_column(sa.Column('level_rules', sa.JSON(), server_default='{}', nullable=False))
        campaign.add_column(sa.Column('privacy_notice', sa.String(), server_default='', nullable=False))
        campaign.add_column(sa.Column('steps_saved', sa.JSON(), server_default='[]', nullable=False))
    op.execute(f"UPDATE campaign SET steps_saved = '{STEPS}'")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('campaign') as campaign:
        campaign.drop_column('steps_saved')
        campaign.drop_column('privacy_notice')
        campaign.drop_column('level_rules')
    op.drop_table('directory_upload')
    with op.batch_alter_table('person') as person:
        person.drop_index(op.f('ix_person_manager_id'))
        person.drop_constraint(op.f('ck_person_nobody_manages_themself'), type_='check')
        person.drop_constraint(op.f('fk_person_manager_id_person'), type_='foreignkey')
        person.drop_column('manager_id')
        person.drop_column('team')
        person.drop_column('level')
