"""What of ``flask campaign`` needs to know raters: how far a campaign is, calling it off, another coach."""

import json
import uuid

import click
from flask.cli import with_appcontext

from feedback.campaign import coach_keys, ending
from feedback.campaign import service as campaigns
from feedback.campaign.cli import campaign_to_change, said_and_done
from feedback.campaign.leaders import SubjectRefused
from feedback.campaign.lifecycle import NotAllowedNow
from feedback.foundations import clock
from feedback.foundations.database import one_transaction
from feedback.identity import service as identity
from feedback.invitation import changes
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


@click.command("change-coach")
@click.argument("subject_id", type=click.UUID)
@click.argument("email")
@click.option("--commit", is_flag=True, help="Do it. Without this, only say what it would mean.")
@with_appcontext
def change_coach(subject_id: uuid.UUID, email: str, commit: bool) -> None:
    """Give a leader another coach, until feedback is closed; prints where the coach's key stands as JSON."""
    leader, coach = campaigns.subject(subject_id), identity.person_by_email(email)
    if leader is None:
        raise click.ClickException("There is no leader with this id. See the address of their page.")
    if coach is None:
        raise click.ClickException("Nobody has this address. Add them under People first.")
    try:
        with one_transaction():
            changes.change_coach(leader, coach, by=None, now=clock.now())
            key = coach_keys.states([leader]).get(leader.id)
            if not commit:
                raise click.Abort
    except click.Abort:
        click.echo("Nothing has been changed. Add --commit to do it.", err=True)
    except (SubjectRefused, NotAllowedNow) as refused:
        raise click.ClickException(f"{str(refused).capitalize()}.") from refused
    if key not in (None, coach_keys.TO_MAKE):
        click.echo("The new coach needs the old coach's passphrase: without it the answers are lost.", err=True)
    click.echo(json.dumps({"id": str(subject_id), "coach_key": key, "changed": commit}))
