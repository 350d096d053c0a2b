"""How does a scheduler or an HR script see how far a campaign is, or call it off? Part of ``flask campaign``."""

import json
import uuid

import click
from flask.cli import with_appcontext

from feedback.campaign import ending
from feedback.campaign.cli import campaign_to_change, said_and_done
from feedback.foundations import clock
from feedback.invitation import progress as how_far


@click.command("progress")
@click.argument("campaign_id", type=click.UUID)
@with_appcontext
def progress(campaign_id: uuid.UUID) -> None:
    """Print how far a campaign is as JSON: leaders by stage, replies and groups; counts, never who."""
    run = campaign_to_change(campaign_id)
    found = how_far.of_campaign(run, reader=None)
    click.echo(
        json.dumps(
            {
                "id": str(run.id),
                "state": run.state,
                "closes_on": run.closes_on.isoformat(),
                "stages": {stage: found.stages[stage] for stage in how_far.STAGES},
                "asked": found.asked,
                "answered": found.answered,
                "groups": dict(sorted(found.groups.items())),
                "letters_waiting": found.letters,
                "leaders": [
                    {
                        "id": str(leader.id),
                        "name": leader.name,
                        "stage": leader.stage,
                        "groups": {
                            group.group: {
                                "asked": group.invited,
                                "answered": group.answered,
                                "needed": group.needed,
                                "standing": group.standing,
                            }
                            for group in leader.groups
                        },
                    }
                    for leader in how_far.leaders_of(run)
                ],
            },
            ensure_ascii=False,
            indent=2,
        )
    )


@click.command("cancel")
@click.argument("campaign_id", type=click.UUID)
@click.option("--commit", is_flag=True, help="Do it. Without this, only say whether it can be done.")
@with_appcontext
def cancel(campaign_id: uuid.UUID, commit: bool) -> None:
    """Call a campaign off: answers are erased unread, keys destroyed, everybody asked is told. Cannot be undone."""
    run = campaign_to_change(campaign_id)
    said_and_done(run, lambda: ending.cancel(run, by=None, now=clock.now()), commit=commit)
