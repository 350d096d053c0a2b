"""a campaign's choices about its reports, and the words about spread

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

# Launched campaigns were promised what the rules were then: nothing of this turned on, small groups combined.
AS_PROMISED = {'merge': 'combine', 'spread_words': sa.false(), 'label_comments': sa.false()}


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.add_column(sa.Column('merge', sa.String(), nullable=False, server_default=AS_PROMISED['merge']))
        for name in ('spread_words', 'label_comments'):
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=AS_PROMISED[name]))
        batch_op.create_check_constraint(op.f('ck_campaign_merge_is_known'), "merge IN ('combine', 'merge', 'drop')")
        batch_op.create_check_constraint(
            op.f('ck_campaign_strict_has_no_spread_words'), "NOT (spread_words AND mode = 'strict')"
        )
    with op.batch_alter_table('campaign', schema=None) as batch_op:  # who adds a campaign says what it promises
        for name in AS_PROMISED:
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table('released_cell', schema=None, table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.add_column(sa.Column('low_share', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('high_share', sa.String(), nullable=True))
        batch_op.create_check_constraint(
            op.f('ck_released_cell_low_share_is_known'), "low_share IN ('fewer than a third', 'a third or more')"
        )
        batch_op.create_check_constraint(
            op.f('ck_released_cell_high_share_is_known'),
            "high_share IN ('fewer than a third', 'a third to two thirds', 'more than two thirds')",
        )
        batch_op.create_check_constraint(
            op.f('ck_released_cell_spread_stands_whole_and_by_a_figure'),
            "(low_share IS NULL) = (high_share IS NULL) AND (low_share IS NULL OR kind <> 'few')",
        )


def downgrade() -> None:
    """Bring the schema back, unless campaigns chose what it cannot hold: what raters and leaders were told would change."""
    chosen = "merge <> 'combine' OR spread_words OR label_comments"
    if op.get_bind().scalar(sa.text(f'SELECT count(*) FROM campaign WHERE {chosen}')):
        raise RuntimeError('Campaigns have chosen what older versions cannot keep. Take them out of the database first.')
    with op.batch_alter_table('released_cell', schema=None, table_kwargs={'sqlite_with_rowid': False}) as batch_op:
        batch_op.drop_constraint(op.f('ck_released_cell_spread_stands_whole_and_by_a_figure'), type_='check')
        batch_op.drop_constraint(op.f('ck_released_cell_high_share_is_known'), type_='check')
        batch_op.drop_constraint(op.f('ck_released_cell_low_share_is_known'), type_='check')
        batch_op.drop_column('high_share')
        batch_op.drop_column('low_share')
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_campaign_strict_has_no_spread_words'), type_='check')
        batch_op.drop_constraint(op.f('ck_campaign_merge_is_known'), type_='check')
        batch_op.drop_column('label_comments')
        batch_op.drop_column('spread_words')
        batch_op.drop_column('merge')
