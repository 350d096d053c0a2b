"""Where does a page that was just saved lead? To the next, to the check, to a rest, or to itself once more."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from feedback.response.pages import Page


def shows_hints(here: Page) -> bool:
    """True unless the page saves itself, somebody leaves, or the hints on these words were shown while writing them."""
    stays = request.form.get("then") not in ("later", "keep")
    return bool(here.questions) and stays and request.form.get("giveaways") != "seen"


def look_again(place: int, here: Page, question: str) -> str:
    """The same page once more, at the comment. What is on it is saved, so pressing the button again goes on."""
    return url_for("response.page", place=place, number=here.number, look="again", _anchor=f"c.{question}-group")


def after(place: int, here: Page) -> str:
    """Where the button that was pressed leads, once the page is saved."""
    if request.form.get("then") == "later":
        return url_for("response.saved", place=place)
    if request.form.get("then") == "check" or here.number == here.count:
        return url_for("response.check", place=place)
    return url_for("response.page", place=place, number=here.number + 1)


def led_to(address: str) -> ResponseReturnValue:
    """Lead there; or say where it leads to the script, which keeps a page on the screen until it has been saved."""
    if request.form.get("turned") != "by script":
        return redirect(address)
    return Response(headers={"Leads-To": address})
