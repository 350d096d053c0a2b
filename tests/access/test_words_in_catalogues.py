"""Is every word that a page says a message of a catalogue? Each page is asked for in a language that marks each letter.

The pages are those of the walk of ``test_every_route``, each looked at by everybody who sees another side of it. What
no page shows before a form is sent is looked for in the code: in templates here, in Python in ``test_words_in_code``.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask_babel import Domain
from werkzeug.routing import Rule

from feedback import create_app
from feedback.campaign.models import Campaign, Cohort
from feedback.config import ROOT
from feedback.demo.inbox import Inbox
from feedback.disclosure.models import Comment
from feedback.extensions import db
from feedback.followup.models import PlanAction
from feedback.foundations import languages
from feedback.framework import service as frameworks
from feedback.framework.wording import weaknesses
from feedback.identity.models import Person
from tests import databases
from tests.access.marked import Data, Marked, marked, strings, takes_the_sign_of_messages, texts, words_outside
from tests.access.meanings import MEANS, Somebody
from tests.access.prepared import Place, Prepared
from tests.access.test_every_route import Walk, _everybody, routes
from tests.building import FRAMEWORKS
from tests.conftest import _settings

pytestmark = databases.about_sqlite("words are the same on every database")
FEW = {"another leader", "another leader's coach", "somebody without a part"}  # whose pages others of the cast see
IN_ENGLISH = {"guides.guides", "guides.show"}  # the guides of docs/guides, as they stand


@pytest.fixture(scope="module")
def walk(migrated_database: Path, tmp_path_factory: pytest.TempPathFactory, mail_server: Inbox) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("words")
    databases.in_use().copy(migrated_database.parent, folder)
    settings = _settings(folder, mail_server.port)  # type: ignore[attr-defined]
    app = create_app(settings.model_copy(update={"languages": ("en", "cy")}))  # English alone looks nothing up
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        prepared = Prepared(app)
        walk = Walk(app, prepared, folder / "feedback.sqlite", *_everybody(app, prepared))
        # Cornish is the language that is marked: what processes keep, they keep by language, and no other test has it.
        patch.setattr(languages, "current", lambda: "kw")
        patch.setattr(Domain, "get_translations", lambda _self: Marked())
        yield walk
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="module")
def data(walk: Walk) -> Data:
    """What people wrote, what frameworks say, and names."""
    settings = walk.app.config["SETTINGS"]
    words = {
        settings.council_name,
        settings.product_name,
        "Chromium",
        "Cymraeg",
        "English",
        "A cohort",
        "json",
        "HR",
        "Somebody New",
        "new@",
    }
    for address in db.session.scalars(db.select(Person.email)):  # they may be broken over two lines at the sign
        name, _at, host = address.partition("@")
        words |= {f"{name}@", host}
    for framework in frameworks.usable(FRAMEWORKS):
        for text in strings(framework.as_dict()):
            words |= {text.replace("**", ""), *text.split("**")}
        words |= {text.lower() for text in vars(framework.labels).values()}
        words |= {begun for _, told in weaknesses(framework) for begun in re.findall(r'"([^"]+) \.\.\."', told)}
    written = (Person.name, Person.job_title, Person.team, Campaign.name, Campaign.questions, Cohort.name, Comment.text,
               PlanAction.doing, PlanAction.evidence)  # fmt: skip
    for column in written:
        words |= set(strings(list(db.session.scalars(db.select(column)))))
    db.session.rollback()
    return Data(words)


def plain(walk: Walk, data: Data, rule: Rule) -> dict[str, set[str]]:
    """The plain words of a page at any place, each with those who read it."""
    found: dict[str, set[str]] = {}
    for who, at in _looks(walk, rule):
        answer = walk.ask(who, "GET", walk.path(rule, at), at)
        if answer.mimetype == "text/html" and answer.status_code < 300:
            for left in filter(None, map(data.left, texts(answer.text))):
                found.setdefault(left, set()).add(who.called)
    return found


def _looks(walk: Walk, rule: Rule) -> Iterator[tuple[Somebody, Place]]:
    """Who looks at a page where: at each place one of those who are the same to it, and see the same."""
    means = MEANS[getattr(walk.app.view_functions[rule.endpoint], "who_may_use_it", "")]
    seen = set()
    for at in walk.prepared.places:
        for who in walk.cast:
            roles = "administrator" if "administrator" in who.roles else ", ".join(sorted(who.roles))
            side = (who.holds, roles, bool(who.rates), frozenset(who.is_to(at)), at.called if rule.arguments else "")
            if not who.bearer and who.called not in FEW and side not in seen and means(who, at):
                seen.add(side)
                yield who, at


def _pages(walk: Walk) -> list[Rule]:
    found = [rule for rule, method in routes(walk.app) if method == "GET" and rule.endpoint not in IN_ENGLISH]
    return [rule for rule in found if not rule.endpoint.startswith("api.")]


def test_every_word_of_a_page_is_in_the_catalogues(walk: Walk, data: Data) -> None:
    faults = [
        f"{rule.endpoint}, {sorted(who)[0]}: {text}"
        for rule in _pages(walk)
        for text, who in sorted(plain(walk, data, rule).items())
    ]
    print(f"{walk.requests} pages")  # noqa: T201
    assert walk.requests > 1000
    assert not faults, "put these into _(), or, where people wrote them, into `data`:\n" + "\n".join(faults)


def test_templates_have_no_words_of_their_own() -> None:
    """Pages that answer a form have words too, and no walk over addresses sees them."""
    folder = ROOT / "feedback/templates"
    found = {str(one.relative_to(folder)): words_outside(one.read_text()) for one in sorted(folder.rglob("*.html"))}
    assert len(found) > 100
    assert [one for one in folder.rglob("*.html") if takes_the_sign_of_messages(one.read_text())] == []
    assert {name: words for name, words in found.items() if words and not name.startswith("demo/")} == {}


def test_words_beside_the_messages_of_a_template_are_found() -> None:
    template = (
        '<p>{{ _("Told") }}</p>{% trans name=x %}Told {{ name }}{% endtrans %}<p title="y">Plain {{ day }}</p>{# z #}'
        '{{ field(form.name, hint="Plain hint.", classes="a b") }}{{ button(_("Told"), kind="secondary") }}'
    )
    assert words_outside(template) == ["Plain", "Plain hint."]
    assert takes_the_sign_of_messages("{% for _, one in pairs %}{{ one }}{% endfor %}")


def test_a_word_that_is_written_past_the_catalogues_is_found(data: Data) -> None:
    html = (
        f"<main title='Plain title'><p>{marked('Told %(name)s') % {'name': 'the plain one'}}</p><p>4.5, 3 May 2027</p>"
    )
    assert [left for left in map(data.left, texts(html)) if left] == ["Plain title", f"{marked('Told')} the plain one"]
    assert data.left(f"{marked('Saved.')} ann@example.org") == ""
