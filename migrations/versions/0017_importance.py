"""what matters most in the role: the choice of a campaign, and what is released of the marks

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward: campaigns that there are do not ask it."""
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.add_column(sa.Column('importance', sa.Boolean(), server_default=sa.false(), nullable=False))

    op.create_table('marked_important',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('who', sa.String(), nullable=False),
    sa.Column('competency_id', sa.String(), nullable=False),
    sa.CheckConstraint("who IN ('self', 'manager', 'all_shown')", name=op.f('ck_marked_important_only_those_named_or_all_together')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_marked_important_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'who', 'competency_id', name=op.f('pk_marked_important')),
    sqlite_with_rowid=False
    )


def downgrade() -> None:
    """Take the schema back, unless campaigns ask it: raters have been told so, and marks wait in sealed answers."""
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM campaign WHERE importance')):
        raise RuntimeError('Campaigns ask what matters most. Take them out of the database first.')
    op.drop_table('marked_important')
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.drop_column('importance')
