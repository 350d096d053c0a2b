"""What is there for me to do? The first page, and the two addresses that monitoring asks."""

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    has_request_context,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from feedback import readiness
from feedback.assurance import data_protection, kept
from feedback.campaign import coach_keys
from feedback.campaign import service as campaigns
from feedback.campaign.models import CAMPAIGN, CHECK_IN
from feedback.campaign.options import (
    Options,
    about_comments,
    about_importance,
    about_small_groups,
    about_spread,
    about_systems,
)
from feedback.campaign.promise import promise
from feedback.coaching import sessions
from feedback.cohort import evaluation
from feedback.disclosure import service as disclosure
from feedback.disclosure import telling
from feedback.followup import assessment
from feedback.followup import service as followup
from feedback.foundations import access_log, clock, languages
from feedback.foundations.headers import own_path
from feedback.identity.browser import signed_in_person
from feedback.identity.models import Person
from feedback.identity.permissions import administrators_only, me, open_to_anyone, signed_in
from feedback.nomination import service as nominations
from feedback.unfinished import service as unfinished

FRAME = "feedback.frame"  # in the environment of a request

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to_anyone
def start() -> ResponseReturnValue:
    """What this is, and where to sign in; or what there is for me to do."""
    if signed_in_person() is None:
        return render_template("home/welcome.html")
    return redirect(url_for("home.tasks"))


@bp.get("/tasks")
@signed_in
def tasks() -> ResponseReturnValue:
    """Everything I am asked to do, whatever I am."""
    person = me()
    around = campaigns.subjects_around(person.id)
    in_campaigns = [leader for leader in around if leader.campaign.kind == CAMPAIGN]
    leading = [leader for leader in in_campaigns if leader.person_id == person.id]
    managing = [leader for leader in in_campaigns if leader.manager_id == person.id]
    coaching = [leader for leader in in_campaigns if leader.coach_id == person.id]
    locked = [*coaching, *(one for one in around if one.campaign.kind == CHECK_IN and one.coach_id == person.id)]
    states_of_keys = coach_keys.states(locked)
    states = disclosure.states_of([leader.id for leader in [*leading, *coaching]])
    return render_template(
        "home/tasks.html",
        leading=leading,
        managing=managing,
        coaching=[leader for leader in coaching if leader.id in states],
        upcoming=[leader for leader in coaching if leader.id not in states],
        known_keys=set(states_of_keys),
        today=clock.today(),
        keys=[(leader, state) for leader in locked if (state := states_of_keys.get(leader.id))],
        states=states,
        meetings=sessions.meetings_of([leader.id for leader in leading]),
        plans=followup.states_of([leader.id for leader in [*leading, *managing]]),
        worth=evaluation.asked_of(person.id),
        shared_assessments=assessment.shared_with(person.id),
        open_states=nominations.OPEN_STATES,
        campaigns=campaigns.campaigns() if person.is_administrator else [],
        not_done=person.is_administrator and unfinished.needs_somebody(now=clock.now()),
    )


@bp.get("/how-we-keep-raters-anonymous")
@open_to_anyone
def anonymity() -> ResponseReturnValue:
    """What we promise raters, how it is kept, and how to check it."""
    settings = current_app.config["SETTINGS"]
    smallest = settings.minimum_group_size
    words = promise("peers", leader=gettext("the leader"), group_min_n=smallest)
    chosen = (
        about_small_groups(Options(merge="drop")),
        *about_spread(Options(spread_words=True)),
        *about_importance(Options(importance=True)),
        about_comments(Options(label_comments=True)),
        *about_systems(Options(for_systems=True)),
    )
    how_long = data_protection.periods(settings)
    periods = [
        (gettext("What you answer"), how_long[kept.CLOSING]),
        (gettext("The report, without any name of yours"), how_long[kept.REPORTS]),
        (gettext("That you were asked, and whether you answered"), data_protection.how_long_asked(settings)),
        (gettext("On which day we wrote to you"), how_long[kept.MAIL]),
        (gettext("What administrators and coaches did and looked at; nothing that you do"), how_long[kept.AUDIT]),
    ]
    return render_template(
        "home/anonymity.html",
        promise=words,
        chosen=chosen,
        smallest=smallest,
        example=telling.example(smallest),
        proof=telling.proof(),
        periods=periods,
    )


@bp.get("/running-the-service")
@administrators_only
def running() -> ResponseReturnValue:
    """What administrators need now and then."""
    return render_template("home/running.html")


@bp.post("/language")
@open_to_anyone
def choose_language() -> BaseResponse:
    """Show pages in another language from now on, and go back to where the reader was."""
    response = redirect(own_path(request.form.get("back")) or url_for("home.start"))
    languages.remember(response, request.form.get("language", ""))
    return response


@bp.get("/healthz")
@open_to_anyone
def healthz() -> Response:
    """The process is up."""
    return jsonify(status="ok")


@bp.get("/readyz")
@open_to_anyone
def readyz() -> ResponseReturnValue:
    """Database, queue, mail and keys are well; 503 and what is wrong if not."""
    found = readiness.checks(current_app.config["SETTINGS"])
    well = all(check.well for check in found)
    words = {check.name: check.finding for check in found}
    return jsonify(status="ok" if well else "not ready", **words), 200 if well else 503


def _menu(person: Person | None) -> list[tuple[str, str]]:
    """The pages that somebody can go to from anywhere: the words and the endpoint of each.

    What is needed every week; what administrators need now and then is one page further on, with what it is for.
    """
    if person is None:
        return []
    wanted = [
        (True, gettext("Your tasks"), "home.tasks"),
        (disclosure.has_reports_for(person.id), gettext("Reports"), "report.reports"),
        (person.is_administrator, gettext("Campaigns"), "campaign.campaigns"),
        (person.is_administrator, gettext("People"), "people.people"),
        (person.is_administrator or person.is_director, gettext("Leaders together"), "cohort.reports"),
        (person.is_coach, gettext("Leaders you coach"), "bench.leaders"),
        (person.is_clerk, gettext("Paper answers"), "keying.ask"),
        (person.is_administrator, gettext("Running the service"), "home.running"),
    ]
    return [(words, endpoint) for is_theirs, words, endpoint in wanted if is_theirs]


def _around_a_page() -> dict[str, object]:
    settings = current_app.config["SETTINGS"]
    is_rater_page = access_log.is_rater_page(current_app)
    footer = [
        (gettext("Help"), url_for("guides.show", name="rater") if is_rater_page else url_for("guides.guides")),
        (gettext("How we keep raters anonymous"), url_for("home.anonymity")),
        (gettext("Privacy"), url_for("data.notice")),
        (gettext("Accessibility"), url_for("accessibility.statement")),
        *((words, url_for(endpoint)) for words, endpoint in current_app.config.get("FOOTER_LINKS", [])),
    ]
    if is_rater_page:  # no account, no menu, no way to other pages: nothing to work out
        return {"settings": settings, "current_person": None, "footer_links": footer}
    try:
        person = signed_in_person()
        menu = _menu(person)
    except SQLAlchemyError:  # the page that says that something broke must not break too
        person, menu = None, []
    return {
        "settings": settings,
        "current_person": person,
        "home_href": url_for("home.start"),
        "account_href": url_for("account.show"),
        "sign_out_href": url_for("identity.sign_out"),
        "footer_links": footer,
        "navigation": [(words, url_for(endpoint), request.endpoint == endpoint) for words, endpoint in menu],
    }


def init_app(app: Flask) -> None:
    """Register the pages, and what every page's frame needs to know."""
    app.register_blueprint(bp)

    @app.context_processor
    def frame() -> dict[str, object]:
        """The council, who is signed in, and the menu for what they are; worked out once for all parts of a page."""
        if not has_request_context():  # a letter, which has no frame
            return {"settings": app.config["SETTINGS"]}
        if FRAME not in request.environ:
            request.environ[FRAME] = _around_a_page()
        known: dict[str, object] = request.environ[FRAME]
        return known
