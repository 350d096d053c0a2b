"""a chain through the audit, and a database that refuses to change it

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

REFUSED = 'the audit is append-only'
SAME = ('id', 'at', 'by_id', 'action', 'about_id', 'facts')

ON_SQLITE = (
    f"""CREATE TRIGGER audit_event_stays BEFORE UPDATE ON audit_event
        WHEN OLD.number IS NOT NULL OR NEW.number IS NULL OR NEW.digest IS NULL
          OR {' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in SAME)}
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_event_is_kept BEFORE DELETE ON audit_event
        WHEN NOT EXISTS (SELECT 1 FROM audit_checkpoint WHERE number >= OLD.number)
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE ON audit_checkpoint
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_checkpoint_is_kept BEFORE DELETE ON audit_checkpoint
        BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
)
ON_POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSED}'; END $$""",
    f"""CREATE OR REPLACE FUNCTION audit_event_guard() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF TG_OP = 'DELETE' THEN
            IF EXISTS (SELECT 1 FROM audit_checkpoint WHERE number >= OLD.number) THEN RETURN OLD; END IF;
          ELSIF OLD.number IS NULL AND NEW.number IS NOT NULL AND NEW.digest IS NOT NULL
            AND {' AND '.join(f'NEW.{name}::text IS NOT DISTINCT FROM OLD.{name}::text' for name in SAME)}
          THEN RETURN NEW;
          END IF;
          RAISE EXCEPTION '{REFUSED}';
        END $$""",
    """CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_guard()""",
    """CREATE TRIGGER audit_event_is_kept BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_checkpoint_stays BEFORE UPDATE OR DELETE ON audit_checkpoint
        FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_checkpoint_is_kept BEFORE TRUNCATE ON audit_checkpoint
        FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)
TRIGGERS = ('audit_event_stays', 'audit_event_is_kept', 'audit_checkpoint_stays', 'audit_checkpoint_is_kept')


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        'audit_checkpoint',
        sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
        sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
        sa.Column('removed_on', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_checkpoint')),
    )
    # Added one by one, not in a batch: a batch would copy the table.
    op.add_column('audit_event', sa.Column('number', sa.Integer(), nullable=True))
    op.add_column('audit_event', sa.Column('digest', sa.LargeBinary(length=32), nullable=True))
    op.create_index('ix_audit_event_number', 'audit_event', ['number'], unique=True)
    waiting = sa.text('number IS NULL')
    op.create_index('ix_audit_event_waiting', 'audit_event', ['at'], sqlite_where=waiting, postgresql_where=waiting)
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == 'postgresql' else ON_SQLITE:
        op.execute(statement)


def downgrade() -> None:
    """Bring the schema back."""
    on_postgresql = op.get_bind().dialect.name == 'postgresql'
    for name in TRIGGERS:
        op.execute(f'DROP TRIGGER {name}' + (f" ON audit_{name.split('_')[1]}" if on_postgresql else ''))
    if on_postgresql:
        op.execute('DROP FUNCTION audit_event_guard()')
        op.execute('DROP FUNCTION audit_refuse()')
    op.drop_index('ix_audit_event_waiting', table_name='audit_event')
    op.drop_index('ix_audit_event_number', table_name='audit_event')
    op.drop_column('audit_event', 'digest')
    op.drop_column('audit_event', 'number')
    op.drop_table('audit_checkpoint')
