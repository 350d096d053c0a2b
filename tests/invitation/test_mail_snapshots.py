"""What raters find in their inbox, word for word, read back from a real mail server: in text, and the same in HTML."""

import re
from collections.abc import Callable

import pytest

from feedback.campaign.models import Campaign, Subject
from feedback.demo.inbox import Inbox, Received
from feedback.extensions import db
from feedback.foundations import outbox
from feedback.foundations.database import one_transaction
from feedback.identity.models import Person
from feedback.invitation.models import Invitation
from feedback.worker import Sweep
from tests.building import Council
from tests.page_rules import Document, text

Approved = Callable[..., Subject]
ONLY_IN_HTML = "If the button does not work, copy this address into your browser:"
LINK_AND_END = """\
The link is yours alone. You can answer with it, but nobody can use it to read what you said.

--
Exampleshire Council
"""

NO_MORE = "You can say no, or ask us not to remind you again, on the page that the link opens."
PEER = f"""\
Hello Rae Ter,

Ann Lee would value your feedback on how they lead. Exampleshire Council asks for it, to help its leaders get better.

- It takes about 3 minutes.
- You can answer until 31 March 2027. Nothing can be added after that day.
- You do not need an account. You can stop and come back.

Your ratings are combined with those of at least three others. Nobody can prove from the report that you gave a low \
rating: not Ann Lee, not HR, not the coach, nor one of your colleagues working with them. The first page says exactly \
what is shown, and to whom.

Give your feedback:
LINK

{LINK_AND_END}"""

MANAGER = f"""\
Hello Rae Ter,

As the line manager of Ann Lee you are not anonymous. What you say is shown as the manager’s.

Ann Lee would value your feedback on how they lead. Exampleshire Council asks for it, to help its leaders get better.

- It takes about 3 minutes.
- You can answer until 31 March 2027. Nothing can be added after that day.
- You do not need an account. You can stop and come back.

Give your feedback:
LINK

{LINK_AND_END}"""

SELF = f"""\
Hello Rae Ter,

Exampleshire Council is asking people for feedback on how you lead. Please rate yourself too.

- It takes about 3 minutes.
- You can answer until 31 March 2027. Nothing can be added after that day.
- You do not need an account. You can stop and come back.

You are rating yourself, so your ratings and comments are shown under your name.

Rate yourself:
LINK

{LINK_AND_END}"""

DIGEST = f"""\
Hello Rae Ter,

As the line manager of Ann Lee you are not anonymous. What you say is shown as the manager’s.

Ann Lee and Bob Fox would value your feedback on how they lead. Exampleshire Council asks for it, to help its leaders \
get better.

Please rate yourself too: your own ratings are shown under your name.

- Ann Lee: about 3 minutes, until 31 March 2027
- Bob Fox: about 3 minutes, until 31 March 2027
- Yourself: about 3 minutes, until 31 March 2027

You do not need an account. You can stop and come back. Nothing can be added after the last day.

For your feedback on Bob Fox we promise this. Your ratings are combined with those of at least three others. Nobody \
can prove from the report that you gave a low rating: not Bob Fox, not HR, not the coach, nor one of your colleagues \
working with them. The first page says exactly what is shown, and to whom.

Give your feedback:
LINK

{LINK_AND_END}"""

REPLACED = """\
Hello Rae Ter,

Your answers about Ann Lee were replaced or taken back. It was done in another browser.

If that was you, there is nothing to do. If not, answer again with this link, and tell the team that runs the feedback.

Answer again:
LINK

--
Exampleshire Council
"""


@pytest.fixture
def asked(
    council: Council, campaign: Campaign, approved: Approved, inbox: Inbox, sweep: Callable[[], Sweep]
) -> Callable[..., tuple[Person, Received]]:
    """Rae Ter asked as these, with the newest letter to them."""

    def ask(*groups: str) -> tuple[Person, Received]:
        rater, names = council.person("Rae Ter"), iter(("Ann Lee", "Bob Fox"))
        leaders = []
        for group in groups:
            if group == "self":
                leaders.append((council.leader(campaign, person=rater), group))
            else:
                people = {"person": council.person(next(names))} | ({"manager": rater} if group == "manager" else {})
                leaders.append((council.leader(campaign, **people), group))
        for leader, group in leaders:
            approved(leader, **({group: [rater]} if group not in ("self", "manager") else {}))
        sweep()
        return rater, _newest(inbox, rater)

    return ask


def _newest(inbox: Inbox, rater: Person) -> Received:
    return [letter for letter in inbox.to(rater.email) if "/r#" in letter.text][-1]


def _without_link(letter: Received) -> str:
    [link] = letter.links
    return letter.text.replace("\r\n", "\n").replace(link, "LINK")


@pytest.mark.parametrize(
    ("groups", "subject", "words"),
    [
        pytest.param(["peers"], "Feedback on Ann Lee", PEER, id="peer"),
        pytest.param(["manager"], "Feedback on Ann Lee", MANAGER, id="manager"),
        pytest.param(["self"], "Rate yourself: your 360 feedback", SELF, id="self"),
        pytest.param(["manager", "peers", "self"], "Feedback on Ann Lee and Bob Fox", DIGEST, id="digest"),
    ],
)
def test_who_is_asked_reads_exactly_this(
    asked: Callable[..., tuple[Person, Received]], groups: list[str], subject: str, words: str
) -> None:
    _, letter = asked(*groups)
    assert letter.subject == subject
    assert _without_link(letter).rstrip() == words.rstrip()


def test_a_reminder_says_that_it_is_one(
    asked: Callable[..., tuple[Person, Received]],
    council: Council,
    campaign: Campaign,
    inbox: Inbox,
    sweep: Callable[[], Sweep],
) -> None:
    rater, _ = asked("peers")
    council.clock.next_working_day()
    council.remind(campaign.id)
    sweep()
    letter = _newest(inbox, rater)
    assert letter.subject == "Reminder: feedback on Ann Lee"
    reminded = PEER.replace(
        "Ann Lee would", "You have not sent your feedback yet, so we ask once more.\n\nAnn Lee would"
    ).replace("\n\n--", f"\n\n{NO_MORE}\n\n--")
    assert _without_link(letter).rstrip() == reminded.rstrip()


def test_who_answered_elsewhere_is_told_nothing_of_what(
    asked: Callable[..., tuple[Person, Received]], inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    rater, _ = asked("peers")
    with one_transaction():
        invitation = db.session.query(Invitation).filter_by(person_id=rater.id).one()
        outbox.enqueue("replaced", to=rater.id, about=invitation.id)
    sweep()
    assert _without_link(_newest(inbox, rater)).rstrip() == REPLACED.rstrip()


def test_a_leader_is_not_told_of_answers_about_their_own_name(
    asked: Callable[..., tuple[Person, Received]], inbox: Inbox, sweep: Callable[[], Sweep]
) -> None:
    rater, _ = asked("self")
    [invitation] = db.session.query(Invitation).filter_by(person_id=rater.id)
    with one_transaction():
        outbox.enqueue("replaced", to=rater.id, about=invitation.id)
    sweep()
    assert "Your answers about yourself were replaced or taken back." in _newest(inbox, rater).text


@pytest.mark.parametrize("groups", [["peers"], ["manager", "peers", "self"]], ids=["one", "digest"])
def test_the_html_says_the_same_in_the_same_order_and_fetches_nothing(
    asked: Callable[..., tuple[Person, Received]], groups: list[str]
) -> None:
    _, letter = asked(*groups)
    page = Document(letter.html, "")
    [body], [root], [link] = page.all("body"), page.all("html"), letter.links
    assert root.get("lang") == "en"
    assert root.get("dir") == "ltr"
    said = text(body).replace(ONLY_IN_HTML, "").replace(link, "")
    assert (
        said.split()
        == re.sub(r"^- |--$|:$", "", letter.text.replace("\r\n", "\n").replace(link, ""), flags=re.MULTILINE).split()
    )
    assert [anchor.get("href") for anchor in page.all("a")] == [link], "one link, and it is the rater's own"
    assert link in text(body), "and to be copied"
    assert page.all("img", "script", "link", "iframe", "object", "form", "style") == []
    assert not re.search(r"url\(|@import|background=|srcset", letter.html)
    assert set(re.findall(r"https?://[^/\"\s<]+", letter.html)) == {"https://feedback.example"}
