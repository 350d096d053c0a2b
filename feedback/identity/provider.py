"""The council's OpenID provider, as Authlib talks to it: authorization code with PKCE (S256), state and nonce.

Imported by those alone who sign in with an account: it takes a while.
"""

from collections.abc import Mapping
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from feedback.config import Settings

SECONDS = 10  # to wait for the provider


class NotSignedIn(Exception):
    """The provider did not say who it is, or what it said was not meant for this browser, now."""


def send_away(redirect_uri: str, *, again: bool) -> ResponseReturnValue:
    """Send the browser to the provider; ``again`` asks it to let nobody through who is just still signed in there,
    and to say when they were asked for their password (``auth_time``).

    Raises:
        NotSignedIn: the provider cannot be reached.
    """
    try:
        more = {"prompt": "login", "max_age": 0} if again else {}
        away: ResponseReturnValue = _client().authorize_redirect(redirect_uri, **more)
    except (RequestException, OAuthError) as error:
        raise NotSignedIn from error
    return away


def who_came_back() -> Mapping[str, Any]:
    """What the provider says of whoever came back with what the form of this request holds: code and state.

    The state has to be one that this browser was given and has not used yet. The token is fetched with the secret that
    belongs to it (PKCE), and its signature, issuer, audience, time and nonce are checked.

    Raises:
        NotSignedIn: any of it does not hold.
    """
    try:
        claims: Mapping[str, Any] = _client().authorize_access_token()["userinfo"]
    except (OAuthError, JoseError, RequestException, KeyError, ValueError) as error:
        raise NotSignedIn from error
    return claims


def _client() -> Any:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if "feedback.provider" not in app.extensions:
        settings: Settings = app.config["SETTINGS"]
        app.extensions["feedback.provider"] = OAuth(app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "default_timeout": SECONDS},
        )
    return app.extensions["feedback.provider"]
