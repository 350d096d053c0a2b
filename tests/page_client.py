"""Opens pages as a person does, and refuses bad ones: every page that a test touches is checked by all the rules.

client = PageClient(app)
client.get("/people")
client.follow("Add a person")
page = client.submit("Save", {"Full name": "Ann Lee", "Can coach leaders": True})
assert page.messages == ["Ann Lee saved."]
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from tests.page_rules import CONTROLS, RULES, Document, addresses_lead_somewhere, tag, text


class BadPage(AssertionError):
    """The page breaks a rule, or is not the page that the test expected."""


class Page:
    """A page that passed the rules."""

    def __init__(self, document: Document, response: TestResponse) -> None:
        self.document, self.response = document, response
        self.status, self.address = response.status_code, document.address
        self.path = urlsplit(document.address).path

    @property
    def html(self) -> str:
        """The page as it was sent."""
        return self.document.html

    @property
    def h1(self) -> str:
        """The words of its heading."""
        return text(self.document.all("h1")[0])

    @property
    def text(self) -> str:
        """All its words, with single blanks."""
        return text(self.document.all("body")[0])

    @property
    def links(self) -> list[tuple[str, str]]:
        """Words and address of each link, in the order of the page."""
        return [(text(link), link.get("href", "")) for link in self.document.all("a")]

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        lines = [self.document.all("li", within=box) for box in self.document.of_class("govuk-error-summary")]
        return [text(line) for box in lines for line in box]

    @property
    def messages(self) -> list[str]:
        """What the notification banners say."""
        return [text(box) for box in self.document.of_class("govuk-notification-banner__content")]

    @property
    def facts(self) -> dict[str, str]:
        """Names and values of the summary lists."""
        return {text(row[0]): text(row[1]) for row in self.document.of_class("govuk-summary-list__row")}

    def table(self, caption: str) -> list[list[str]]:
        """The rows of the table with this caption, its head first."""
        for table in self.document.all("table"):
            if text(self.document.all("caption", within=table)[0]) == caption:
                rows = self.document.all("tr", within=table)
                return [[text(cell) for cell in self.document.all("th", "td", within=row)] for row in rows]
        raise BadPage(f"{self.path} has no table {caption!r}")

    def form(self, button: str) -> "Form":
        """The form that this button sends."""
        known = []
        for form in self.document.all("form"):
            for pressed in self.document.all("button", within=form):
                known.append(text(pressed))
                if known[-1] == button and pressed.get("type", "submit") == "submit":
                    return Form(self.document, form, pressed)
        raise BadPage(f"{self.path} has no form with a button {button!r}, only {known}")


class Form:
    """A form as a browser holds it: what it sends when nobody fills anything in, and what it sends then."""

    def __init__(self, document: Document, form: Element, pressed: Element) -> None:
        self.document, self.pressed = document, pressed
        self.method = form.get("method", "get").upper()
        self.action = pressed.get("formaction") or form.get("action") or document.address
        self.controls = [one for one in document.all(*CONTROLS, within=form) if "disabled" not in one.attrib]
        self.held: dict[Element, Any] = {control: self._at_first(control) for control in self.controls}

    def _at_first(self, control: Element) -> Any:
        if tag(control) == "textarea":
            return (control.text or "").removeprefix("\n")
        if tag(control) == "select":
            options = self.document.all("option", within=control)
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            return chosen[0].get("value", text(chosen[0])) if chosen else None
        if control.get("type") in {"radio", "checkbox"}:
            return "checked" in control.attrib
        return None if control.get("type") in {"file", "submit", "button"} else control.get("value", "")

    def fill(self, answers: Mapping[str, Any]) -> "Form":
        """Answer by the words on the page, a label or a legend.

        A text for a text field, the words or the value of an option for radios and lists, a list of them for
        checkboxes, True or False for a single one, a date or its three parts for a date, (file, name) for a file.
        """
        label, legend = self.document.label, self.document.legend
        for question, answer in answers.items():
            labelled = [control for control in self.controls if label(control) == question]
            grouped = [control for control in self.controls if legend(control) == question]
            if len(labelled) == 1 and labelled[0].get("type") != "radio":
                self._answer(labelled[0], answer)
            elif grouped:
                self._answer_group(question, grouped, answer)
            else:
                asked = sorted({legend(control) or label(control) for control in self.controls})
                raise BadPage(f"asked {len(labelled)} times for {question!r}; the form asks for {asked}")
        return self

    def _answer(self, control: Element, answer: Any) -> None:
        if tag(control) == "select":
            listed = self.document.all("option", within=control)
            options = {text(option): option.get("value", text(option)) for option in listed}
            if answer not in options and str(answer) not in options.values():
                raise BadPage(f"{self.document.label(control)!r} has no option {answer!r}, only {list(options)}")
            answer = options.get(answer, answer)
        self.held[control] = answer

    def _answer_group(self, question: str, controls: list[Element], answer: Any) -> None:
        if controls[0].get("type") not in {"radio", "checkbox"}:
            parts = (answer.day, answer.month, answer.year) if isinstance(answer, date) else answer
            self.held.update(zip(controls, map(str, parts), strict=True))
            return
        wanted = {str(one) for one in answer} if isinstance(answer, list | tuple | set) else {str(answer)}
        names = {control: {self.document.label(control), control.get("value", "")} for control in controls}
        if unknown := wanted - set().union(*names.values()):
            raise BadPage(f"{question!r} offers {list(names.values())}, not {unknown}")
        self.held.update({control: bool(wanted & names[control]) for control in controls})

    @property
    def data(self) -> MultiDict[str, Any]:
        """What the browser sends."""
        return MultiDict(self._pairs())

    def _pairs(self) -> Iterator[tuple[str, Any]]:
        for control, held in self.held.items():
            name, value = control.get("name"), control.get("value", "on")
            if name and held is not None and held is not False:
                yield name, value if control.get("type") in {"radio", "checkbox"} else held
        if self.pressed.get("name"):
            yield self.pressed.get("name", ""), self.pressed.get("value", "")


class PageClient:
    """One browser. ``page`` is what it shows; redirects are followed, and cookies kept."""

    def __init__(self, app: Flask, *, base_url: str = "http://localhost") -> None:
        self.app, self.base_url, self.browser = app, base_url, app.test_client()
        self.page: Page | None = None

    def get(self, path: str, *, expect: int = 200) -> Page:
        """Open an address."""
        return self._open("GET", path, expect=expect)

    def post(self, path: str, data: Mapping[str, Any] | None = None, *, expect: int | None = None) -> Page:
        """Send data past the form, with the token of the page that is open."""
        fields = self.page.document.all("input") if self.page else []
        tokens = [("csrf_token", field.get("value")) for field in fields if field.get("name") == "csrf_token"]
        return self._open("POST", path, expect=expect, data={**dict(tokens), **(data or {})})

    def follow(self, words: str, *, expect: int = 200) -> Page:
        """Follow the link with these words; of several with the same words and address, any."""
        found = {href for link, href in self._shown.links if link == words}
        if len(found) != 1:
            known = [link for link, _ in self._shown.links]
            raise BadPage(f"{self._shown.path} has {len(found)} links {words!r}: {known}")
        return self.get(urljoin(self._shown.address, found.pop()), expect=expect)

    def submit(self, button: str, answers: Mapping[str, Any] | None = None, *, expect: int | None = None) -> Page:
        """Fill in the form with this button, by the words on the page, and press it.

        Unless ``expect`` says otherwise the answer is a page, or the same page again with an error summary.
        """
        form = self._shown.form(button).fill(answers or {})
        target = urljoin(self._shown.address, form.action)
        if form.method == "GET":
            query = urlencode(list(form.data.items(multi=True)))
            return self._open("GET", f"{target.partition('?')[0]}?{query}", expect=expect)
        return self._open("POST", target, expect=expect, data=form.data)

    def download(self, path: str, *, expect: int = 200) -> TestResponse:
        """Fetch what is not a page: a PDF, a spreadsheet, JSON, a picture."""
        response = self.browser.get(path, buffered=True, base_url=self.base_url)
        if response.status_code != expect:
            raise BadPage(f"GET {path} gave {response.status}, not {expect}")
        return response

    @property
    def _shown(self) -> Page:
        assert self.page is not None, "open a page first"
        return self.page

    def _open(self, method: str, path: str, *, expect: int | None, **sent: Any) -> Page:
        response = self.browser.open(path, method=method, base_url=self.base_url, follow_redirects=True, **sent)
        place = f"{method} {path}"
        if response.mimetype != "text/html":
            raise BadPage(f"{place} gave {response.status} and {response.mimetype}, which is no page: use download()")
        policy = response.headers.get("Content-Security-Policy", "")
        nonce = policy.partition("'nonce-")[2].partition("'")[0]
        document = Document(response.text, response.request.url, nonce)
        faults = [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(document)]
        faults += [f"addresses: {fault}" for fault in addresses_lead_somewhere(document, self._has_route)]
        if faults:
            raise BadPage("\n  ".join([f"{place} is a bad page:", *faults]))

        self.page = Page(document, response)
        allowed = {expect} if expect else {200, 400} if self.page.errors else {200}
        if response.status_code not in allowed:
            raise BadPage(f"{place} gave {response.status}, not {expect or 200}: {self.page.h1!r} {self.page.errors}")
        return self.page

    def _has_route(self, path: str, method: str) -> bool:
        """Whether the application answers there, and has the file if it is a static one."""
        try:
            endpoint, values = self.app.url_map.bind(urlsplit(self.base_url).netloc).match(path, method=method)
        except RequestRedirect:
            return True
        except HTTPException:
            return False
        return endpoint != "static" or Path(self.app.static_folder or "", values["filename"]).is_file()
