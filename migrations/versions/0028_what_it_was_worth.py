"""what leaders and coaches say the feedback was worth, and averages that councils pool

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('norm_contribution',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('council', sa.String(), nullable=False),
    sa.Column('framework_id', sa.String(), nullable=False),
    sa.Column('framework_version', sa.String(), nullable=False),
    sa.Column('scale', sa.String(), nullable=False),
    sa.Column('imported_on', sa.Date(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_norm_contribution')),
    sa.UniqueConstraint('council', 'framework_id', 'framework_version', 'scale', name=op.f('uq_norm_contribution_council_framework_id_framework_version_scale'))
    )
    op.create_table('programme_answer',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('useful', sa.Integer(), nullable=False),
    sa.Column('acting', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('counted', sa.Boolean(), nullable=False),
    sa.CheckConstraint("acting IN ('yes', 'perhaps', 'no')", name=op.f('ck_programme_answer_acting_is_known')),
    sa.CheckConstraint("who IN ('leader', 'coach')", name=op.f('ck_programme_answer_who_is_known')),
    sa.CheckConstraint('useful BETWEEN 1 AND 5', name=op.f('ck_programme_answer_useful_is_on_the_scale')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_programme_answer_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'who', name=op.f('pk_programme_answer'))
    )


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_table('programme_answer')
    op.drop_table('norm_contribution')
