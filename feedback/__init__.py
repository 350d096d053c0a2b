"""360-degree feedback for councils, told in the order in which it happens.

framework   what good looks like: reads and validates frameworks/*.yaml
campaign    who is reviewed, against what, under which rules, until when
nomination  who is asked about whom
invitation  the links, the letters, and the sealed slot each rater writes to
response    answering: open, save, send, withdraw; does not know who
paper       answering without a screen: printed questionnaires, keyed in by a clerk who knows no names
disclosure  what may be shown: the one step that opens the slots, and the rules
analysis    what the released figures say
report      what the coach and then the leader reads
coaching    what the coach does with it: looks through the comments before release
followup    what changes afterwards: the action plan, agreed with the manager; rating oneself at any time
cohort      what the council learns about its leaders together, from released figures alone

Beneath them: identity (accounts, sign-in, roles) and foundations (database, sealing, mail, clock, audit). On top of
them: mailing (the post of a campaign), assurance (what officers ask), api (what other systems may read), editor (the
council's own framework, in the browser), guides (help within the product), unfinished (what could not be done), press
(files that take a while), worker (whatever is due), lanes (who does it when), installation (several councils, and
what an operator does) and demo (a fictitious council).
"""

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from feedback.config import Settings, read_settings
from feedback.extensions import csrf, db, migrate

LARGEST_REQUEST = 6 * 1024 * 1024  # bytes: a file of 40,000 people, or the longest comment anybody pastes
LARGEST_FORM = 2 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """The application, with settings from the environment unless they are given.

    Raises:
        SettingsRefused: the environment is missing something.
    """
    from feedback import cli, home, stages
    from feedback.api import access as api_access
    from feedback.campaign.lifecycle import NotAllowedNow
    from feedback.foundations import access_log, assets, database, headers, languages, pages, sessions, visits, waking
    from feedback.foundations.routes import Route

    settings = settings or read_settings()
    app = Flask(__name__, instance_relative_config=True)
    app.jinja_environment = pages.Templates
    app.url_rule_class = Route
    app.ensure_sync = lambda func: func  # type: ignore[method-assign]  # no view waits; Flask would look at each anew
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.options(settings),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SESSION_COOKIE_NAME="__Host-session" if settings.https else "session",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_SAMESITE="Lax",  # Strict would sign people out who come from a link in their mail
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over night is still good while the session is
        WTF_CSRF_SSL_STRICT=False,  # rater pages send no referrer at all; token and SameSite cookies protect them
    )
    db.init_app(app)
    migrate.init_app(app, db)
    csrf.init_app(app)
    for foundation in (database, waking, sessions, headers, access_log, visits, languages, pages, assets):
        foundation.init_app(app)
    for blueprint in stages.blueprints():
        app.register_blueprint(blueprint)
    home.init_app(app)
    cli.init_app(app)

    @app.errorhandler(HTTPException)
    def plain_error(error: HTTPException) -> ResponseReturnValue:
        if api_access.is_api():
            return api_access.problem_of(error)
        code = error.code or 500
        if access_log.is_rater_page(app):
            return render_template("errors/rater.html", code=code), code
        return render_template([f"errors/{code}.html", "errors/400.html" if code < 500 else "errors/500.html"]), code

    @app.errorhandler(NotAllowedNow)
    def not_now(_error: NotAllowedNow) -> tuple[str, int]:
        return render_template("errors/not_now.html"), 409

    return app
