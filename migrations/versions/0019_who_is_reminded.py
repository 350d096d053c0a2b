"""counting whom a reminder would go to without reading the slots

Revision: 0019, after 0018.
"""

from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BEFORE = ['subject_id', 'grp', 'state']
AFTER = [*BEFORE, 'no_reminders', 'person_id']


def upgrade() -> None:
    """Bring the schema forward."""
    op.drop_index('ix_invitation_replies', table_name='invitation')
    op.create_index('ix_invitation_replies', 'invitation', AFTER, unique=False)


def downgrade() -> None:
    """Bring the schema back."""
    op.drop_index('ix_invitation_replies', table_name='invitation')
    op.create_index('ix_invitation_replies', 'invitation', BEFORE, unique=False)
