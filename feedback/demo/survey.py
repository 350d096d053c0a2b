"""What does a rater's browser do? It opens the pages behind a link over HTTP and reads from them what is asked.

It knows nothing of the questionnaire, the database or the slot: only the links, forms and fields of the page.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import unescape

from flask import Flask

TAG = re.compile(r"<(/?)(form|input|textarea)\b([^>]*)>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"([\w.-]+)(?:\s*=\s*\"([^\"]*)\")?")
PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.IGNORECASE | re.DOTALL)
FIVE_WORDS = re.compile(r"[a-z-]+( [a-z-]+){4}")
CANNOT_SAY = "cant_say"
WORD_FOR_WORD: Mapping[str, str] = {}
REQUEST = re.compile(r"/r/\d+")
LISTED = re.compile(r"<a\b[^>]*\bhref=\"(/r/\d+)\"[^>]*>([^<]*)</a>", re.IGNORECASE)


class SurveyBroken(Exception):
    """The survey did not go on as a rater would expect."""


@dataclass
class Form:
    """A form as it stands on the page: where it goes, what it sends unless changed, and which choices it offers."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[str]] = field(default_factory=dict)  # radios: name -> values
    texts: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A page as a rater sees it."""

    path: str
    forms: tuple[Form, ...]
    requests: tuple[tuple[str, str], ...] = ()  # address and words of each leader who asks
    html: str = ""

    def form_to(self, ending: str) -> Form:
        """The form whose address ends like this."""
        for form in self.forms:
            if form.action.endswith(ending):
                return form
        raise SurveyBroken(f"{self.path} has no form to {ending}")

    @property
    def five_words(self) -> str:
        """The five words that this page shows once: a paragraph of nothing else."""
        for paragraph in PARAGRAPH.findall(self.html):
            words = " ".join(re.sub(r"<[^>]+>", "", paragraph).split())
            if FIVE_WORDS.fullmatch(words):
                return words
        raise SurveyBroken(f"{self.path} shows no five words")

    @property
    def questions(self) -> Form | None:
        """The form with the questions, if this page asks any."""
        return next(
            (form for form in self.forms if form.offers or form.boxes or any(n.startswith("c.") for n in form.texts)),
            None,
        )


def read(path: str, html: str) -> Page:
    """The page's forms, and the requests that it lists."""
    forms: list[Form] = []
    inside: Form | None = None
    for closing, tag, rest in TAG.findall(html):
        said = {name: unescape(value) for name, value in ATTRIBUTE.findall(rest)}
        name = said.get("name", "")
        if tag == "form":
            inside = None if closing else Form(said.get("action") or path)
            forms += [inside] if inside else []
        elif inside is not None and not closing and name:
            if tag == "textarea" or (tag == "input" and said.get("type", "text") == "text"):
                inside.texts.append(name)
            elif said.get("type") == "radio":
                inside.offers.setdefault(name, []).append(said["value"])
            elif said.get("type") == "checkbox":
                inside.boxes.append(name)
            elif said.get("type") == "hidden":
                inside.held[name] = said.get("value", "")
    requests = tuple((address, unescape(words).strip()) for address, words in LISTED.findall(html))
    return Page(path, tuple(forms), requests, html)


class Browser:
    """One browser of one rater: it keeps cookies, and shows a ``page``."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()
        self._host = app.config["SETTINGS"].base_url
        self.page = Page("", ())

    def open(self, path: str) -> Page:
        """Open an address."""
        return self._go("GET", path)

    def send(self, form: Form, typed: Mapping[str, str] | None = None) -> Page:
        """Send a form with what was typed, and see where it leads."""
        return self._go("POST", form.action, {**form.held, **(typed or {})})

    def follow(self, link: str) -> Page:
        """Open the link of a letter as a browser does: the code stays behind the ``#`` until the button is pressed."""
        address, _, code = link.partition("#")
        landing = self.open(address.removeprefix(self._host))
        return self.send(landing.form_to("/r"), {"code": code})

    def request_about(self, leader: str, *, own: bool) -> Page:
        """The first page of the request about this leader, or about oneself, among all that the link opens."""
        if REQUEST.fullmatch(self.page.path):
            return self.page
        listed = [path for path, words in self.page.requests if words == ("Yourself" if own else leader)]
        if not listed:
            raise SurveyBroken(f"nobody asks about {leader}")
        return self.open(listed[0])

    def answer(
        self,
        ratings: Mapping[str, int | None],
        comments: Mapping[str, str],
        travels: Mapping[str, str] = WORD_FOR_WORD,
        marks: Collection[str] = (),
    ) -> Page:
        """Answer this page's questions, as far as there is an answer, and go on.

        That leads to the next page, or to the same once more with what in the comments may give the writer away.
        """
        form = self.page.questions
        if form is None:
            raise SurveyBroken(f"{self.page.path} asks nothing")
        typed = {name: comments[name[2:]] for name in form.texts if name[2:] in comments}
        typed |= {name: travels[name[2:]] for name in form.offers if name[:2] == "t." and name[2:] in travels}
        typed |= {name: "y" for name in form.boxes if name[:2] == "m." and name[2:] in marks}
        for name, values in form.offers.items():
            if name[:2] == "i." and name[2:] in ratings:
                rating = ratings[name[2:]]
                typed[name] = CANNOT_SAY if rating is None else str(rating)
                if typed[name] not in values:
                    raise SurveyBroken(f"{self.page.path} does not offer the answer in mind")
        return self.send(form, typed)

    def _go(self, method: str, path: str, data: Mapping[str, str] | None = None) -> Page:
        response = self._client.open(path, method=method, data=data, base_url=self._host, follow_redirects=True)
        if response.status_code != 200:
            raise SurveyBroken(f"{method} {path.partition('#')[0]} gave {response.status}")
        self.page = read(response.request.path, response.text)
        return self.page
