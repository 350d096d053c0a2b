"""paper copies: a role for who keys them in, and the codes that are printed on them

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_clerk', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(
            op.f('ck_person_no_clerk_is_an_administrator'), 'NOT (is_clerk AND is_administrator)'
        )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.alter_column('is_clerk', existing_type=sa.Boolean(), existing_nullable=False, server_default=None)

    op.create_table('paper_code',
    sa.Column('code_digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('invitation_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_paper_code_invitation_id_invitation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('code_digest', name=op.f('pk_paper_code')),
    sa.UniqueConstraint('invitation_id', name=op.f('uq_paper_code_invitation_id')),
    sqlite_with_rowid=False
    )


def downgrade() -> None:
    """Take the schema back."""
    op.drop_table('paper_code')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_person_no_clerk_is_an_administrator'), type_='check')
        batch_op.drop_column('is_clerk')
