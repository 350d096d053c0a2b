"""where staff are signed in, whose accounts and keys are whose, who asked for a link, and how many letters went

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

from feedback.foundations.database import UtcDateTime

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        'sign_in_ask',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('email', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_sign_in_ask'),
    )
    op.create_table(
        'sign_in_letters',
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('since', UtcDateTime(timezone=True), nullable=False),
        sa.Column('letters', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='fk_sign_in_letters_person_id_person', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('person_id', name='pk_sign_in_letters'),
    )
    op.create_table(
        'outside_account',
        sa.Column('issuer', sa.String(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='fk_outside_account_person_id_person', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('issuer', 'subject', name='pk_outside_account'),
    )
    op.create_index('ix_outside_account_person_id', 'outside_account', ['person_id'])
    op.create_table(
        'security_key',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('credential_id', sa.LargeBinary(length=1023), nullable=False),
        sa.Column('public_key', sa.LargeBinary(), nullable=False),
        sa.Column('sign_count', sa.Integer(), nullable=False),
        sa.Column('added_on', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='fk_security_key_person_id_person', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_security_key'),
        sa.UniqueConstraint('credential_id', name='uq_security_key_credential_id'),
    )
    op.create_index('ix_security_key_person_id', 'security_key', ['person_id'])
    op.create_table(
        'staff_session',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('how', sa.String(), nullable=False),
        sa.Column('began_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('proved_at', UtcDateTime(timezone=True), nullable=False),
        sa.Column('waits_for_key', sa.Boolean(), nullable=False),
        sa.Column('challenge', sa.LargeBinary(length=64), nullable=True),
        sa.CheckConstraint("how IN ('link', 'account')", name='ck_staff_session_how_is_known'),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name='fk_staff_session_person_id_person', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_staff_session'),
        sa.UniqueConstraint('token_hash', name='uq_staff_session_token_hash'),
    )
    op.create_index('ix_staff_session_person_id', 'staff_session', ['person_id'])


def downgrade() -> None:
    """Bring the schema back."""
    for table in ('staff_session', 'security_key', 'outside_account', 'sign_in_letters', 'sign_in_ask'):
        op.drop_table(table)
