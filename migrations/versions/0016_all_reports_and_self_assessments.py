"""all reports at once, and self-assessments

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        'report_file',
        sa.Column('subject_id', sa.Uuid(), nullable=False),
        sa.Column('stamp', sa.Uuid(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('locked', sa.LargeBinary(), nullable=True),
        sa.Column('erase_after', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ['subject_id'], ['subject.id'], name=op.f('fk_report_file_subject_id_subject'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_report_file')),
    )
    op.create_table(
        'self_assessment',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('framework_hash', sa.String(), nullable=False),
        sa.Column('level', sa.String(), nullable=False),
        sa.Column('senior', sa.Boolean(), nullable=False),
        sa.Column('kept', sa.LargeBinary(), nullable=True),
        sa.Column('shared_with_id', sa.Uuid(), nullable=True),
        sa.CheckConstraint('shared_with_id <> person_id', name=op.f('ck_self_assessment_shared_with_another')),
        sa.ForeignKeyConstraint(
            ['framework_hash'],
            ['framework_snapshot.hash'],
            name=op.f('fk_self_assessment_framework_hash_framework_snapshot'),
        ),
        sa.ForeignKeyConstraint(
            ['person_id'], ['person.id'], name=op.f('fk_self_assessment_person_id_person'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['shared_with_id'], ['person.id'], name=op.f('fk_self_assessment_shared_with_id_person'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('person_id', name=op.f('pk_self_assessment')),
    )
    op.create_index(op.f('ix_self_assessment_shared_with_id'), 'self_assessment', ['shared_with_id'])


def downgrade() -> None:
    """Take it back, unless self-assessments would be lost. Files that coaches wait for are asked for anew."""
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM self_assessment')):
        raise RuntimeError('People have assessed themselves, and going back would lose it. Restore a backup instead.')
    op.drop_index(op.f('ix_self_assessment_shared_with_id'), table_name='self_assessment')
    op.drop_table('self_assessment')
    op.drop_table('report_file')
