"""What makes a page bad? Each rule yields what is wrong with it, in words that help to mend it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as MEANINGS

INLINE = {"a", "abbr", "b", "code", "em", "i", "span", "strong", "sub", "sup", "time", "u", "wbr"}
SILENT = {"script", "style", "template"}
CONTROLS = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "reset"}
ADDRESSES = {"href", "src", "action", "formaction"}
NOT_ADDRESSES = {"value", "xmlns", "{http://www.w3.org/2000/xmlns/}xmlns", "{http://www.w3.org/2000/xmlns/}xlink"}
HOST = re.compile(r"(?:https?:)?//([^\s/\"'?#]+)")
REFERENCES = {"aria-describedby", "aria-labelledby", "aria-controls", "for"}


def tag(element: Element) -> str:
    """The name of the element without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def text(element: Element | None) -> str:
    """What a reader gets from the element, with single blanks."""
    return "" if element is None else " ".join("".join(_pieces(element)).split())


def _pieces(element: Element) -> Iterator[str]:
    gap = "" if tag(element) in INLINE else " "
    if tag(element) and tag(element) not in SILENT:
        yield gap
        yield element.text or ""
        for child in element:
            yield from _pieces(child)
            yield child.tail or ""
        yield gap


@dataclass
class Document:
    """A page as it was sent, read as a browser reads it."""

    html: str
    address: str
    nonce: str = ""

    @cached_property
    def parser(self) -> html5lib.HTMLParser:
        """The parser after its work: it remembers where the page breaks the rules of HTML."""
        return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)

    @cached_property
    def root(self) -> Element:
        """The html element."""
        root: Element = self.parser.parse(self.html)
        return root

    @cached_property
    def parents(self) -> dict[Element, Element]:
        """The element around each element."""
        return {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *names: str, within: Element | None = None) -> list[Element]:
        """The elements of these names, or every element, in the order of the page."""
        start = self.root if within is None else within
        return [element for element in start.iter() if tag(element) and (not names or tag(element) in names)]

    def of_class(self, name: str) -> list[Element]:
        """The elements that carry this class."""
        return [element for element in self.all() if name in element.get("class", "").split()]

    @cached_property
    def by_id(self) -> dict[str, Element]:
        """The elements that have an id."""
        return {element.get("id", ""): element for element in self.all() if "id" in element.attrib}

    @cached_property
    def label_for(self) -> dict[str, str]:
        """The words of the labels that point at an id."""
        return {label.get("for", ""): text(label) for label in self.all("label") if "for" in label.attrib}

    def around(self, element: Element, name: str) -> Element | None:
        """The nearest element of this name around the element."""
        parent = self.parents.get(element)
        while parent is not None and tag(parent) != name:
            parent = self.parents.get(parent)
        return parent

    def label(self, control: Element) -> str:
        """The words that name a control to somebody who cannot see it."""
        ids = control.get("aria-labelledby", "").split()
        named = " ".join(text(self.by_id.get(one)) for one in ids) or control.get("aria-label", "")
        return named or self.label_for.get(control.get("id", ""), "") or text(self.around(control, "label"))

    def legend(self, control: Element) -> str:
        """The words over the group that the control belongs to."""
        group = self.around(control, "fieldset")
        return "" if group is None else text(next(iter(self.all("legend", within=group)), None))


def html_is_valid(page: Document) -> Iterator[str]:
    """HTML5 without a parse error; all else rests on it."""
    assert page.root is not None
    for (line, _), code, values in page.parser.errors:
        yield f"line {line}: {MEANINGS[code] % values}"


def heading_and_title_agree(page: Document) -> Iterator[str]:
    """One h1, at the start of the title; a page with errors says so first."""
    headings = [text(h1) for h1 in page.all("h1")]
    title = text(next(iter(page.all("title")), None))
    if len(headings) != 1 or not headings[0]:
        yield f"wants exactly one h1 with words, has {headings}"
        return
    start = ("Error: " if page.of_class("govuk-error-summary") else "") + headings[0]
    if not title.startswith(start):
        yield f"the title {title!r} should start with {start!r}"


def headings_skip_no_level(page: Document) -> Iterator[str]:
    """An h4 under an h2 reads as if something were missing."""
    levels = [(int(tag(h)[1]), text(h)) for h in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    for (above, _), (level, words) in zip([(1, ""), *levels], levels, strict=False):
        if level > above + 1:
            yield f"heading {words!r} is an h{level} after an h{above}"


def ids_are_unique_and_found(page: Document) -> Iterator[str]:
    """Labels, hints and errors find their element by its id."""
    ids = Counter(element.get("id") for element in page.all() if "id" in element.attrib)
    for one, times in ids.items():
        if times > 1:
            yield f"id {one!r} is given {times} times"
    for element in page.all():
        for name in REFERENCES & element.attrib.keys():
            for missing in set(element.get(name, "").split()) - ids.keys():
                yield f"{name}={missing!r} leads to no element"


def everything_has_a_name(page: Document) -> Iterator[str]:
    """Controls have labels, radio groups a legend, links and buttons words, pictures an alternative."""
    for control in page.all(*CONTROLS):
        kind = control.get("type", "text")
        if kind not in NEEDS_NO_LABEL and not page.label(control):
            yield f"{tag(control)} {control.get('name')!r} has no label"
        if kind == "radio" and not page.legend(control):
            yield f"radio {control.get('name')!r} has no fieldset with a legend"
    for element in page.all("a", "button", "summary"):
        alternatives = "".join(picture.get("alt", "") for picture in page.all("img", within=element))
        if not (text(element) or element.get("aria-label") or alternatives):
            yield f"a {tag(element)} has no words: {element.attrib}"
    for picture in page.all("img"):
        if "alt" not in picture.attrib:
            yield f"img {picture.get('src')!r} has no alt"
    for drawing in page.all("svg"):
        named = drawing.get("aria-label") or drawing.get("aria-labelledby") or page.all("title", within=drawing)
        if drawing.get("aria-hidden") != "true" and not (drawing.get("role") == "img" and named):
            yield "an svg is neither hidden (aria-hidden) nor named (role=img and a title)"


def tables_are_explained(page: Document) -> Iterator[str]:
    """A caption, and headers that say what they head."""
    for table in page.all("table"):
        caption = text(next(iter(page.all("caption", within=table)), None))
        headers = page.all("th", within=table)
        if not caption:
            yield "a table has no caption"
        if not headers or any(header.get("scope") not in {"col", "row", "colgroup", "rowgroup"} for header in headers):
            yield f"table {caption!r} has no header, or one without scope"


def errors_are_told_twice(page: Document) -> Iterator[str]:
    """At the field, tied to it, and in the summary at the top."""
    described = " ".join(element.get("aria-describedby", "") for element in page.all()).split()
    errors = page.of_class("govuk-error-message")
    if errors and not page.of_class("govuk-error-summary"):
        yield f"the error {text(errors[0])!r} is not in an error summary"
    for error in errors:
        if error.get("id") not in described:
            yield f"the error {text(error)!r} is tied to no field by aria-describedby"


def nothing_is_inline(page: Document) -> Iterator[str]:
    """The content policy lets only scripts with the nonce run, and no styles in the page."""
    for element in page.all():
        if "style" in element.attrib or tag(element) == "style":
            yield f"{tag(element)} has a style of its own"
        if any(name.startswith("on") for name in element.attrib):
            yield f"{tag(element)} has a script in an attribute: {element.attrib}"
        if tag(element) == "script" and (not page.nonce or element.get("nonce") != page.nonce):
            yield f"script {element.get('src', '(in the page)')!r} lacks the nonce of the response"


def posts_carry_a_token(page: Document) -> Iterator[str]:
    """Or another site could send the form."""
    for form in page.all("form"):
        tokens = [field.get("value") for field in page.all("input", within=form) if field.get("name") == "csrf_token"]
        if form.get("method", "get").lower() == "post" and not any(tokens):
            yield f"the form to {form.get('action', 'this page')!r} has no csrf_token"


def page_says_its_language(page: Document) -> Iterator[str]:
    """Screen readers choose their voice by it; and the skip link needs the one main."""
    if not page.root.get("lang"):
        yield "html has no lang"
    if len(page.all("main")) != 1:
        yield "wants exactly one main"


RULES: list[Callable[[Document], Iterator[str]]] = [
    html_is_valid,
    heading_and_title_agree,
    headings_skip_no_level,
    ids_are_unique_and_found,
    everything_has_a_name,
    tables_are_explained,
    errors_are_told_twice,
    nothing_is_inline,
    posts_carry_a_token,
    page_says_its_language,
]


def addresses_lead_somewhere(page: Document, leads: Callable[[str, str], bool]) -> Iterator[str]:
    """No other host anywhere, and each address of ours has a route; ``leads`` is asked with path and method."""
    own = urlsplit(page.address).netloc
    for element in page.all():
        for name, value in element.attrib.items():
            quiet = name in NOT_ADDRESSES or value.startswith("data:")
            if not quiet and set(HOST.findall(value)) - {own}:
                yield f"{tag(element)} {name} names another host: {value!r}"
            elif name in ADDRESSES and (fault := _fault_of(element, name, value, page, leads)):
                yield f"{tag(element)} {name}={value!r} {fault}"


def _fault_of(element: Element, name: str, value: str, page: Document, leads: Callable[[str, str], bool]) -> str:
    scheme = urlsplit(value).scheme
    if scheme in {"mailto", "tel", "data"}:
        return ""
    if scheme not in {"", "http", "https"}:
        return "is no address"
    if value.startswith("#"):
        return "" if value[1:] in page.by_id else "leads to nothing on this page"
    form = page.around(element, "form") if name == "formaction" else element
    method = form.get("method", "get").upper() if form is not None and tag(form) == "form" else "GET"
    path = urlsplit(urljoin(page.address, value)).path
    return "" if leads(path, method) else f"has no route for {method}"
