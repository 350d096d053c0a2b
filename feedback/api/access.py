"""Which client asks, may it, and how is it told if not? By its token alone: no cookie counts here."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, json, request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from feedback.api import service
from feedback.api.models import ApiClient
from feedback.api.shapes import Problem, Report
from feedback.foundations import clock

PREFIX = "/api/"
LONGEST_TOKEN = 200
Reads = Callable[..., BaseModel | dict[str, Any]]
DETAILS = {
    400: "The request cannot be understood. The detail of it is in the documentation.",
    404: "There is nothing at this address, or nothing that this token may read.",
    405: "Only GET is answered here.",
    500: "Something went wrong on our side. Try again later.",
}


class Refused(Exception):
    """The request is refused with this problem, and these headers."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def clients_with(scope: str) -> Callable[[Reads], Callable[..., Response]]:
    """For what clients may read who have a scope. The view is given the ``client`` and gives a model, or plain data."""

    def decorate(view: Reads) -> Callable[..., Response]:
        @wraps(view)
        def guarded(**path: Any) -> Response:
            try:
                client = _client()
                if scope not in client.scopes:
                    told = f'Bearer error="insufficient_scope", scope="{scope}"'
                    raise Refused(403, f"This token does not have the scope {scope}.", WWW_Authenticate=told)
                return answer(view(client=client, **path))
            except Refused as refused:
                return problem(refused.status, refused.detail, refused.headers)

        guarded.who_may_use_it = f"an API client with the scope {scope}"  # type: ignore[attr-defined]
        return guarded

    return decorate


def answer(said: BaseModel | dict[str, Any]) -> Response:
    """What is said as JSON, with a tag by which the client can ask whether it is still so."""
    if isinstance(said, BaseModel):  # a cell of a report has the keys that it has, and no others that are empty
        body = said.model_dump_json(exclude_none=isinstance(said, Report))
    else:
        body = json.dumps(said)
    response = Response(body, mimetype="application/json")
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    return response.make_conditional(request.environ)  # type: ignore[return-value]


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """What went wrong, for a program."""
    told = Problem(title=HTTP_STATUS_CODES.get(status, "Error"), status=status, detail=detail)
    return Response(told.model_dump_json(), status, headers, mimetype="application/problem+json")


def problem_of(error: HTTPException) -> Response:
    """The same for what Flask raises: no such address, another method than GET."""
    code = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name == "Allow"}
    return problem(code, DETAILS.get(code, HTTP_STATUS_CODES.get(code, "Error")), headers)


def is_api() -> bool:
    """Whether a program asks."""
    return request.path.startswith(PREFIX)


def _client() -> ApiClient:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise Refused(401, "Send a token: Authorization: Bearer ...", WWW_Authenticate="Bearer")
    try:
        return service.let_in(token.strip(), now=clock.now())
    except service.NotKnown:
        told = 'Bearer error="invalid_token"'
        raise Refused(401, "This token is unknown, revoked or expired.", WWW_Authenticate=told) from None
    except service.TooManyCalls as too_many:
        raise Refused(
            429, f"A token may be used {service.MOST_AN_HOUR:,} times an hour.", Retry_After=str(too_many.seconds)
        ) from None
