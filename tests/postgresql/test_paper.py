"""Two clerks who key one code in at the same moment: one succeeds, and the other is told that it cannot be used."""

from threading import Barrier, Thread

from flask import Flask

from feedback.campaign import service as campaigns
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from feedback.invitation.handover import LinkUnusable
from feedback.invitation.models import PaperCode
from feedback.paper import keying
from tests.building import Council
from tests.paper.conftest import copy_of


def test_of_two_clerks_at_the_same_moment_one_succeeds(app: Flask, council: Council) -> None:
    leader = council.collecting(peers=4)
    clerks = [council.person(f"Chris Clerk {number}", clerk=True).id for number in range(2)]
    invitation = next(one for one in council.invitations(leader) if one.group == "peers")
    code, secret = copy_of(council, invitation), app.config["SETTINGS"].secret_key
    typed = {f"i.{item.id}": "4" for item in campaigns.questionnaire_for(leader).items}
    db.session.rollback()
    told, together = [], Barrier(2)

    def key_in(clerk: object) -> None:
        with app.app_context(), app.test_request_context():
            together.wait(timeout=30)
            try:
                with one_transaction():
                    keying.send(code, typed, by=clerk, secret=secret)  # type: ignore[arg-type]
                told.append("kept")
            except LinkUnusable:
                told.append("refused")
            db.session.remove()

    threads = [Thread(target=key_in, args=(clerk,)) for clerk in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    db.session.expire_all()
    assert sorted(told) == ["kept", "refused"]
    assert invitation.state == 2
    assert db.session.query(PaperCode).count() == 0
