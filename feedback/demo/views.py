"""Which pages are there in the demo alone? Who to sign in as, and everybody's letters."""

import re
import time
from dataclasses import dataclass, field

from flask import Blueprint, Flask, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.campaign import service as campaigns
from feedback.demo.build import Built
from feedback.demo.council import Council
from feedback.demo.guide import GUESTS
from feedback.demo.inbox import Inbox, Received
from feedback.foundations.database import one_transaction
from feedback.identity import asking
from feedback.identity.permissions import open_to_anyone

bp = Blueprint("demo", __name__, url_prefix="/demo")

LETTERS_A_PAGE = 25
LABELLED_LINK = re.compile(r"^(?P<label>[^\n]+):\n(?P<address>https?://\S+)$")


@dataclass
class Demo:
    """What the pages show. ``patience`` is how many seconds a visitor waits for a letter that was asked for."""

    inbox: Inbox
    council: Council
    built: Built = field(default_factory=Built)
    patience: float = 5.0


def register(app: Flask, demo: Demo) -> None:
    """Add the pages to an application that has not answered anybody yet, and a link to them on every page."""
    app.extensions["demo"] = demo
    app.config["FOOTER_LINKS"] = [("Demo: who to sign in as", "demo.guide")]
    app.register_blueprint(bp)


@bp.get("")
@open_to_anyone
def guide() -> ResponseReturnValue:
    """Who to sign in as, whose letters to answer, and which campaigns there are."""
    demo = _demo()
    waiting = [
        (somebody, demo.inbox.request_to(somebody.email, about=somebody.about)) for somebody in demo.built.waiting
    ]
    return render_template(
        "demo/guide.html",
        guests=[(guest, demo.council.by_name[guest.name]) for guest in GUESTS],
        waiting=[(somebody, letter) for somebody, letter in waiting if letter is not None],
        campaigns=[(campaign, campaigns.framework_of(campaign).organisation) for campaign in campaigns.campaigns()],
        seed=demo.council.seed,
    )


@bp.post("/sign-in")
@open_to_anyone
def sign_in() -> ResponseReturnValue:
    """Ask for a sign-in link, as the ordinary page does, and go to the letter as soon as it has come."""
    inbox, email = _demo().inbox, request.form.get("email", "")
    already = len(inbox.to(email))
    with one_transaction():
        asking.ask_to_sign_in(email)
    given_up = time.monotonic() + _demo().patience
    while time.monotonic() < given_up:
        if come := inbox.to(email)[already:]:
            return redirect(url_for("demo.letter", letter_id=come[-1].id))
        time.sleep(0.05)
    flash("The letter is on its way. Open this page again in a moment.")
    return redirect(url_for("demo.inbox", to=email))


@bp.get("/inbox")
@open_to_anyone
def inbox() -> ResponseReturnValue:
    """Everybody's letters, newest first."""
    words = "".join(filter(str.isprintable, request.args.get("to", ""))).strip().lower()
    found = [letter for letter in reversed(_demo().inbox.letters) if words in letter.to]
    pages = max(1, -(-len(found) // LETTERS_A_PAGE))
    page = min(pages, max(1, request.args.get("page", 1, type=int)))
    shown = found[(page - 1) * LETTERS_A_PAGE : page * LETTERS_A_PAGE]
    return render_template("demo/inbox.html", letters=shown, count=len(found), words=words, page=page, pages=pages)


@bp.get("/inbox/<letter_id>")
@open_to_anyone
def letter(letter_id: str) -> ResponseReturnValue:
    """One letter, with its links ready to follow."""
    found = _demo().inbox.letter(letter_id) or abort(404)
    return render_template("demo/letter.html", letter=found, paragraphs=_paragraphs(found))


def _paragraphs(shown: Received) -> list[tuple[str, str]]:
    """Each paragraph's words, with the address where it is a link; addresses of ours without the host."""
    found = []
    for paragraph in shown.text.replace("\r\n", "\n").strip().split("\n\n"):
        link = LABELLED_LINK.match(paragraph.strip())
        if link:
            own = link["address"].removeprefix(current_app.config["SETTINGS"].base_url)
            found.append((link["label"], own))
        else:
            found.append((paragraph.strip().removeprefix("--\n"), ""))
    return found


def _demo() -> Demo:
    demo: Demo = current_app.extensions["demo"]
    return demo
