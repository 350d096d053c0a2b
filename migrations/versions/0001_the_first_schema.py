"""the first schema

Revision: 0001, after .
"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('audit_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('about_id', sa.Uuid(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_event_about_id'), ['about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_at'), ['at'], unique=False)

    op.create_table('framework_snapshot',
    sa.Column('hash', sa.String(), nullable=False),
    sa.Column('framework_id', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_framework_snapshot'))
    )
    op.create_table('office_key',
    sa.Column('office', sa.String(), nullable=False),
    sa.Column('public', sa.LargeBinary(length=32), nullable=False),
    sa.PrimaryKeyConstraint('office', name=op.f('pk_office_key'))
    )
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('job_title', sa.String(), nullable=False),
    sa.Column('is_administrator', sa.Boolean(), nullable=False),
    sa.Column('is_coach', sa.Boolean(), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_person_email_is_lower_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('campaign',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('framework_hash', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('depth', sa.String(), nullable=False),
    sa.Column('scale', sa.String(), nullable=False),
    sa.Column('themes', sa.JSON(), nullable=False),
    sa.Column('questions', sa.JSON(), nullable=False),
    sa.Column('comment_per_theme', sa.Boolean(), nullable=False),
    sa.Column('group_min_n', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(), nullable=False),
    sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(state = 'stopped') = (stopped_at IS NOT NULL)", name=op.f('ck_campaign_stopped_has_its_moment')),
    sa.CheckConstraint("state IN ('draft', 'nominating', 'collecting', 'stopped', 'closed', 'reported', 'archived')", name=op.f('ck_campaign_state_is_known')),
    sa.CheckConstraint('group_min_n BETWEEN 3 AND 10', name=op.f('ck_campaign_threshold_is_safe')),
    sa.ForeignKeyConstraint(['framework_hash'], ['framework_snapshot.hash'], name=op.f('fk_campaign_framework_hash_framework_snapshot')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('about_id', sa.Uuid(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_up', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outbox_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_person_id'), ['person_id'], unique=False)

    op.create_table('sign_in_link',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_link_person_id_person'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_sign_in_link'))
    )
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_in_link_person_id'), ['person_id'], unique=False)

    op.create_table('subject',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('campaign_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('manager_id', sa.Uuid(), nullable=False),
    sa.Column('coach_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('senior', sa.Boolean(), nullable=False),
    sa.Column('competencies', sa.JSON(), nullable=False),
    sa.Column('list_state', sa.String(), nullable=False),
    sa.Column('note_from_manager', sa.String(), nullable=False),
    sa.Column('seal_public', sa.LargeBinary(length=32), nullable=True),
    sa.Column('rules', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('rules_hash', sa.String(), nullable=True),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.CheckConstraint("list_state IN ('choosing', 'with_manager', 'approved')", name=op.f('ck_subject_list_state_is_known')),
    sa.CheckConstraint('(rules IS NULL) = (rules_hash IS NULL)', name=op.f('ck_subject_rules_carry_their_hash')),
    sa.CheckConstraint('manager_id <> person_id', name=op.f('ck_subject_nobody_manages_themself')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_subject_campaign_id_campaign'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['coach_id'], ['person.id'], name=op.f('fk_subject_coach_id_person')),
    sa.ForeignKeyConstraint(['manager_id'], ['person.id'], name=op.f('fk_subject_manager_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_subject_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subject')),
    sa.UniqueConstraint('campaign_id', 'person_id', name=op.f('uq_subject_campaign_id_person_id'))
    )
    with op.batch_alter_table('subject', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subject_campaign_id'), ['campaign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subject_coach_id'), ['coach_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subject_manager_id'), ['manager_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subject_person_id'), ['person_id'], unique=False)

    op.create_table('block',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_block_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'label', name=op.f('pk_block'))
    )
    op.create_table('comment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.CheckConstraint("state IN ('shown', 'redacted', 'withheld')", name=op.f('ck_comment_state_is_known')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_comment_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_subject_id'), ['subject_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('grp', sa.String(), nullable=False),
    sa.Column('state', sa.SmallInteger(), nullable=False),
    sa.Column('slot', sa.LargeBinary(), nullable=True),
    sa.Column('wrap_dev', sa.LargeBinary(), nullable=True),
    sa.Column('wrap_phrase', sa.LargeBinary(), nullable=True),
    sa.Column('wrap_sub', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint("grp IN ('self', 'manager', 'peers', 'reports', 'others')", name=op.f('ck_invitation_group_is_known')),
    sa.CheckConstraint('state BETWEEN 0 AND 3', name=op.f('ck_invitation_state_is_known')),
    sa.CheckConstraint('wrap_sub IS NULL OR (state = 2 AND slot IS NOT NULL)', name=op.f('ck_invitation_only_sent_answers_open_at_close')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_person_id_person')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_invitation_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('subject_id', 'person_id', name=op.f('uq_invitation_subject_id_person_id')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_subject_id'), ['subject_id'], unique=False)

    op.create_table('named_answer',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('grp', sa.String(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=True),
    sa.CheckConstraint("grp IN ('self', 'manager')", name=op.f('ck_named_answer_only_those_who_are_named')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_named_answer_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'grp', 'item_id', name=op.f('pk_named_answer'))
    )
    op.create_table('nomination',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('grp', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.CheckConstraint("grp IN ('self', 'manager', 'peers', 'reports', 'others')", name=op.f('ck_nomination_group_is_known')),
    sa.CheckConstraint("state IN ('proposed', 'approved', 'declined', 'withdrawn')", name=op.f('ck_nomination_state_is_known')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_nomination_person_id_person')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_nomination_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nomination')),
    sa.UniqueConstraint('subject_id', 'person_id', name=op.f('uq_nomination_subject_id_person_id'))
    )
    with op.batch_alter_table('nomination', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_nomination_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_nomination_subject_id'), ['subject_id'], unique=False)

    op.create_table('released_cell',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('block', sa.String(), nullable=False),
    sa.Column('item_id', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('tenths', sa.Integer(), nullable=True),
    sa.CheckConstraint("(kind = 'few') = (tenths IS NULL)", name=op.f('ck_released_cell_too_few_has_no_figure')),
    sa.CheckConstraint("kind IN ('mean', 'at_most', 'at_least', 'few')", name=op.f('ck_released_cell_kind_is_known')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_released_cell_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', 'block', 'item_id', name=op.f('pk_released_cell')),
    sqlite_with_rowid=False
    )
    op.create_table('released_report',
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.CheckConstraint("state IN ('sealed', 'opened', 'released')", name=op.f('ck_released_report_state_is_known')),
    sa.ForeignKeyConstraint(['subject_id'], ['subject.id'], name=op.f('fk_released_report_subject_id_subject'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('subject_id', name=op.f('pk_released_report'))
    )
    op.create_table('invitation_token',
    sa.Column('token_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('place', sa.SmallInteger(), nullable=False),
    sa.Column('invitation_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['invitation_id'], ['invitation.id'], name=op.f('fk_invitation_token_invitation_id_invitation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('token_hash', 'place', name=op.f('pk_invitation_token')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('invitation_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_token_invitation_id'), ['invitation_id'], unique=False)

    op.create_table('redaction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('original_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('erase_after', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_redaction_comment_id_comment'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_redaction'))
    )
    with op.batch_alter_table('redaction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_redaction_comment_id'), ['comment_id'], unique=False)



def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table('redaction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_redaction_comment_id'))

    op.drop_table('redaction')
    with op.batch_alter_table('invitation_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_token_invitation_id'))

    op.drop_table('invitation_token')
    op.drop_table('released_report')
    op.drop_table('released_cell')
    with op.batch_alter_table('nomination', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_nomination_subject_id'))
        batch_op.drop_index(batch_op.f('ix_nomination_person_id'))

    op.drop_table('nomination')
    op.drop_table('named_answer')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_subject_id'))
        batch_op.drop_index(batch_op.f('ix_invitation_person_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_subject_id'))

    op.drop_table('comment')
    op.drop_table('block')
    with op.batch_alter_table('subject', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subject_person_id'))
        batch_op.drop_index(batch_op.f('ix_subject_manager_id'))
        batch_op.drop_index(batch_op.f('ix_subject_coach_id'))
        batch_op.drop_index(batch_op.f('ix_subject_campaign_id'))

    op.drop_table('subject')
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_in_link_person_id'))

    op.drop_table('sign_in_link')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_person_id'))

    op.drop_table('outbox')
    op.drop_table('campaign')
    op.drop_table('person')
    op.drop_table('office_key')
    op.drop_table('framework_snapshot')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_event_at'))
        batch_op.drop_index(batch_op.f('ix_audit_event_about_id'))

    op.drop_table('audit_event')
