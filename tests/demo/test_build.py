"""Is the demo what it says: a whole council, whose answers came through the survey, and the same for the same seed?"""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

import feedback.demo
from feedback.campaign import questionnaire
from feedback.campaign import service as campaigns
from feedback.campaign.blocks import NAMED
from feedback.campaign.cuts import FEWEST_LEADERS
from feedback.campaign.lifecycle import State
from feedback.campaign.models import Campaign, Subject
from feedback.campaign.questionnaire import OpenQuestion, Questionnaire
from feedback.campaign.rules import usual_questions
from feedback.cohort import beside, norms
from feedback.cohort.norms import Norm
from feedback.config import ROOT
from feedback.demo.council import LEADERS, STAFF, Council
from feedback.demo.guide import GUESTS
from feedback.demo.plan import Plan
from feedback.demo.raters import ANSWERING, Intent
from feedback.demo.runs import RUNS, Run
from feedback.demo.runs import small as small_runs
from feedback.disclosure import rules as disclosure
from feedback.disclosure.models import ReleasedReport
from feedback.disclosure.rules import Release, Rules
from feedback.extensions import db
from feedback.foundations import clock
from feedback.foundations.audit import AuditEvent
from feedback.foundations.database import one_transaction
from feedback.framework import reader
from feedback.framework.models import FrameworkSnapshot
from feedback.identity.models import Person
from feedback.invitation.models import DECLINED, DRAFT, SUBMITTED, Invitation
from tests.demo.conftest import SmallDemo, build_small

FRAMEWORKS = {"bristol", "plymouth", "mansfield", "leicestershire", "derbyshire"}
BEHIND_THE_SURVEY = ("feedback.response", "feedback.disclosure", "feedback.invitation.handover")


def test_every_state_and_every_framework_is_there(small: SmallDemo) -> None:
    states = set(State) - {State.CANCELLED}  # a campaign that was called off has nothing left to look at
    for runs in (RUNS, small_runs()):
        assert {run.state for run in runs} == states
        assert {run.framework for run in runs} == FRAMEWORKS
    with small.app.app_context():
        assert set(db.session.scalars(select(Campaign.state))) == states
        used = select(FrameworkSnapshot.framework_id).join(Campaign, Campaign.framework_hash == FrameworkSnapshot.hash)
        assert set(db.session.scalars(used)) == FRAMEWORKS


def test_the_council_is_large_varied_and_plainly_invented(small: SmallDemo) -> None:
    with small.app.app_context():
        people = db.session.execute(select(Person.name, Person.email)).all()
    assert len({name for name, _ in people}) == len(people) >= 300
    assert len({email for _, email in people}) == len(people)
    assert {email.rpartition("@")[2] for _, email in people} == {"example.org", "example.com"}
    assert len({round_.leader for run in RUNS for round_ in run.rounds}) >= 12
    assert Council(1).everybody == Council(1).everybody
    assert {one.name for one in Council(1).colleagues} != {one.name for one in Council(2).colleagues}


def test_one_person_is_several_things() -> None:
    managers = {leader.manager for leader in LEADERS}
    council = Council(1)
    rates = {one.name for leader in LEADERS for one in council.reports(leader.name, 9)}
    assert "Bryn Sample" in managers & rates & {leader.name for leader in LEADERS}
    assert [one for one in STAFF if one.administrator and one.coach]


def test_answers_come_only_through_the_pages_of_the_survey(small: SmallDemo) -> None:
    sent = [path for path in small.writes if path.endswith("/send")]
    taken_back = [path for path in small.writes if path.endswith("/withdraw")]
    assert len(sent) >= 50
    assert {path.rstrip("0123456789/").rpartition("/")[2] for path in small.writes} == {
        "page", "send", "phrase", "withdraw", "decline"
    }  # fmt: skip
    with small.app.app_context():
        waiting = db.session.scalar(select(func.count()).where(Invitation.state == SUBMITTED)) or 0
        counts = db.session.scalars(select(ReleasedReport.counts)).all()
    assert len(sent) - len(taken_back) == small.built.answers
    assert waiting >= sum(answered for groups in counts for _, answered in groups.values()) > 0
    assert waiting == small.built.answers, "closing leaves the state, and erases the slot"


def test_the_demo_itself_knows_no_way_behind_the_survey() -> None:
    files = list(Path(feedback.demo.__file__).parent.glob("*.py"))
    assert len(files) > 8
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [f"{node.module}.{alias.name}" for alias in node.names] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.startswith(BEHIND_THE_SURVEY)], file.name


def test_not_everybody_answers(small: SmallDemo) -> None:
    with small.app.app_context():
        states = db.session.scalars(select(Invitation.state)).all()
        asked_for_several = db.session.scalars(
            select(func.count())
            .select_from(Invitation)
            .join(Subject, Subject.id == Invitation.subject_id)
            .group_by(Invitation.person_id, Subject.campaign_id)
        ).all()
    assert {DECLINED, DRAFT, SUBMITTED} < set(states)
    assert max(asked_for_several) > 1
    assert any(" and " in letter.subject for letter in small.inbox.letters), "one letter asks about several leaders"


def test_the_cases_that_show_the_rules_are_there(small: SmallDemo) -> None:
    released = small.released()
    blocks = {(leader, label) for _, leader, label, _ in released["block"]}
    assert ("Imani Example", "peers+others") in blocks, "a group too small is merged"
    assert {label for leader, label in blocks if leader == "Dev Fictional"} == {"reports"}, "a group is left out"
    assert {kind for *_, kind, _ in released["released_cell"]} >= {"mean", "at_least", "few"}
    assert {state for *_, state, _ in released["released_report"]} == {"sealed", "released"}
    assert len(released["comment"]) > 20


def said_in(run: Run) -> tuple[dict[str, Questionnaire], list[Intent]]:
    """What the raters of the large council are asked in a campaign, by leader, and all that they have in mind."""
    framework = reader.read(ROOT / "frameworks" / f"{run.framework}.yaml")
    asked = {
        round_.leader: questionnaire.build(
            framework,
            level=round_.level,
            senior=run.senior,
            depth=run.depth,
            scale=questionnaire.SCALES[run.scale],
            questions=tuple(OpenQuestion(f"q{n}", text, "") for n, text in enumerate(usual_questions())),
            comment_per_theme=True,
            themes=run.themes,
        )
        for round_ in run.rounds
    }
    return asked, Plan(run, Council(1)).intents(asked.__getitem__, again=False)


def releases(run: Run) -> Iterator[tuple[Questionnaire, Release]]:
    """What may be shown of each leader of a campaign of the large council, which takes too long to build here."""
    asked, intents = said_in(run)
    given: dict[str, dict[str, list[dict[str, int | None]]]] = defaultdict(lambda: defaultdict(list))
    for intent in intents:
        if intent.deed in ANSWERING and intent.group not in NAMED:
            given[intent.leader][intent.group].append(intent.given.ratings)
    for leader, answers in given.items():
        scale = asked[leader].scale
        promised = Rules(scale_min=scale.min, scale_max=scale.max, group_min_n=run.group_min_n, mode=run.mode)
        yield asked[leader], disclosure.release(answers, [item.id for item in asked[leader].items], promised)


def test_the_whole_council_would_show_every_rule() -> None:
    shown = [release for run in RUNS for _asked, release in releases(run)]
    assert {cell.kind for release in shown for cell in release.cells.values()} == {
        "mean", "at_most", "at_least", "few"
    }  # fmt: skip
    assert {block.label for release in shown for block in release.blocks} >= {
        "peers", "reports", "others", "peers+others"
    }  # fmt: skip
    assert any(release.left_out for release in shown)
    remarks = {words for run in RUNS for intent in said_in(run)[1] for words in intent.given.comments.values()}
    assert len(remarks) > 100


def test_the_whole_council_would_show_what_is_usual_beside_a_report() -> None:
    earlier, later = (
        run for run in RUNS if (run.framework, run.depth, run.state) == ("leicestershire", "behaviours", State.REPORTED)
    )
    assert earlier.closes < later.launched
    leaders: Counter[tuple[str, str]] = Counter()
    for _asked, release in releases(earlier):
        leaders.update((item, block) for (block, item), cell in release.cells.items() if cell.kind != "few")
    known = [
        Norm(behaviour=item, group=group, leaders=number, mean=3.5)
        for (item, group), number in leaders.items()
        if group in norms.GROUPS and number >= FEWEST_LEADERS
    ]
    for asked, _release in releases(later):
        items = {item.id: item.theme_id for item in asked.items}
        usual = beside.usual_of(items, known)
        for group in ("peers", "reports"):
            themes = {theme for theme, of in usual if of == group}
            assert len(themes) >= 4, f"what is usual for {group} is known for {themes} alone"


def test_no_link_lies_in_the_database_or_beside_it(small: SmallDemo) -> None:
    codes = {link.rpartition("#")[2] for letter in small.inbox.letters for link in letter.links if "#" in link}
    assert len(codes) > 80
    files = [path for path in small.folder.rglob("*") if path.is_file()]
    assert any(path.name.startswith("demo.sqlite") for path in files)
    for path in files:
        content = path.read_bytes()
        assert not [code for code in codes if code.encode() in content], path.name


def test_a_stopped_campaign_stays_stopped_and_another_closes_at_once(another: SmallDemo) -> None:
    another.sweep()
    assert another.state_of("Leading for children") == State.STOPPED
    with another.app.app_context(), one_transaction():
        run = db.session.scalars(select(Campaign).where(Campaign.name.startswith("Our leadership"))).one()
        campaigns.move(run, State.STOPPED, by=None, now=clock.now())
    another.sweep()
    assert another.state_of("Our leadership") == State.CLOSED


def test_nothing_in_the_audit_of_the_demo_is_yet_to_come(small: SmallDemo) -> None:
    with small.app.app_context():
        happened = db.session.scalars(select(AuditEvent.at)).all()
        assert len(happened) > 100
        assert max(happened) <= clock.now()


def test_the_same_seed_gives_the_same_council_in_place_of_the_former(small: SmallDemo, another: SmallDemo) -> None:
    keys_before = {path.name for path in (another.folder / "keys").iterdir()}
    build_small(another)
    assert another.released() == small.released()
    assert another.built == small.built
    assert [line.partition(" (")[0] for line in another.said[:-1]] == [
        line.partition(" (")[0] for line in small.said[:-1]
    ]
    with another.app.app_context():
        rounds = {f"{subject_id}.key" for subject_id in db.session.scalars(select(Subject.id))}
        assert db.session.scalar(select(func.count()).select_from(Person)) == small.built.people
    kept = {path.name for path in (another.folder / "keys").iterdir()}
    assert len(kept & rounds) == len(keys_before) - 1, "every open round has its key"
    assert len(kept & keys_before) == 1, "the former demo's keys are gone, but for the privacy officer's"


def test_everybody_in_the_guide_works_here() -> None:
    assert {guest.name for guest in GUESTS} <= Council(1).by_name.keys()
