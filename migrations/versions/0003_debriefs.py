"""debriefs

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('debrief',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('meets_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('notes', sa.LargeBinary(), nullable=True),
    sa.Column('notes_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_debrief_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_debrief'))
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table('debrief')
