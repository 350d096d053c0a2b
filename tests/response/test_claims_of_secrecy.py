"""Claims R1, R2, R3, R12 and R13: what lies on disk, what a link alone shows, and what five words do."""

import base64

import pytest

from feedback.foundations import sealing
from feedback.foundations.mail import Letter, SmtpTransport
from feedback.response.rules import LONGEST_COMMENT
from tests.response.at_rest import everything, guises, logged, rows, slots
from tests.response.raters import Rater
from tests.response.round import Round

MARKER = "Zinnober-Quittung, nur hier geschrieben"
SEALED = 24 + 16  # nonce and tag of an encrypted text
DEVICES = {"none": None, "empty": "", "mangled": "junk.%%%", "of another": "A" * 43 + "="}


def test_r1_r2_no_words_and_no_raw_token_lie_anywhere_but_in_the_mail(
    round_: Round, rater: Rater, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("DEBUG")
    written: list[Letter] = []
    send = SmtpTransport.send
    monkeypatch.setattr(SmtpTransport, "send", lambda self, letter: (written.append(letter), send(self, letter)))
    [link] = round_.links()
    rater.answer_all(2, MARKER)
    rater.send()
    another = round_.rater()
    another.submit("Erase and start again")  # a notice, with a link, goes out
    another.answer_all(4, MARKER)
    round_.inbox.refuse.add(round_.address(1))
    round_.remind()

    codes = {_code(found) for letter in round_.inbox.letters for found in letter.links if "#" in found}
    refused = {_code(found.url) for letter in written for found in letter.links} - codes
    assert len(codes) >= 12
    assert len(refused) == 1
    disk, log, held = everything(round_.folder), logged(caplog), rows(round_.folder)
    assert held["outbox"], "the refused reminder is kept, so that its row is searched too"
    assert b"rater page" in log
    assert b"Leader 0" in disk, "the search finds what is there"
    digests = {row[0] for row in held["invitation_token"]}
    assert {sealing.digest(code) for code in codes} == digests, "a letter that was refused leaves no digest"
    assert _code(link) in codes
    for secret in [*codes, *refused, MARKER]:
        raw = [] if secret == MARKER else [base64.urlsafe_b64decode(secret + "=")]
        for guise in set().union(*(guises(form) for form in [secret, *raw])):
            assert guise not in disk
            assert guise not in log


@pytest.mark.parametrize(
    ("words", "size"),
    [
        pytest.param("", 32, id="nothing written"),
        pytest.param("a", 32, id="one letter"),
        pytest.param("a" * 1_500, 32, id="four times 1,500 letters"),
        pytest.param("a" * LONGEST_COMMENT, 32, id="four times as much as is allowed"),
        pytest.param("\N{TWO HEARTS}" * 2_000, 32, id="four times 2,000 pictures"),
        pytest.param("\N{TWO HEARTS}" * LONGEST_COMMENT, 64, id="four times as many as are allowed"),
    ],
)
def test_r3_the_length_of_what_is_stored_tells_next_to_nothing(
    round_: Round, rater: Rater, words: str, size: int
) -> None:
    hidden = rater.hidden()
    for number, questions in enumerate([["theme:connect"], ["theme:inspire"], ["q1", "q2"]], start=1):
        typed = {f"c.{question}": words for question in questions} | ({"i.connect.1.1": "3"} if number == 1 else {})
        assert rater.fetch("POST", f"/r/1/page/{number}", data=hidden | typed).status_code == 302
    rater.take_words()
    rater.send()

    [sent] = [slot for slot in slots(round_.folder) if slot["slot"]]
    lengths = {column: len(sent[column]) for column in ("slot", "wrap_dev", "wrap_phrase", "wrap_sub")}
    assert lengths == {
        "slot": size * 1024 + SEALED,
        "wrap_dev": 32 + SEALED,
        "wrap_phrase": 32 + SEALED,
        "wrap_sub": 80,
    }
    assert lengths["slot"] - SEALED in sealing.PADDED_SIZES


@pytest.mark.parametrize("sent", [False, True], ids=["a draft", "sent answers"])
def test_r12_the_link_alone_never_shows_what_was_answered(round_: Round, rater: Rater, sent: bool) -> None:
    rater.answer_all("cant_say", MARKER)
    if sent:
        rater.send()
    own = rater.get("/r/1/page/1").html
    assert MARKER in own, "the rater's own browser shows it"
    assert " checked" in own
    rules = [rule.rule for rule in round_.app.url_map.iter_rules() if rule.endpoint.startswith("response.")]
    paths = sorted({rule.replace("<int:place>", "1").replace("<int:number>", "2") for rule in rules})
    assert len(paths) >= 12
    assert all(path == "/r" or path.startswith("/r/") for path in paths)

    for device in DEVICES.values():
        thief = round_.rater()
        if device is None:
            thief.browser.delete_cookie("__Host-d", domain="feedback.example")
        else:
            thief.browser.set_cookie("__Host-d", device, domain="feedback.example", secure=True)
        typed = thief.hidden() | {"phrase": "guess", "code": round_.links()[0], "c.theme:inspire": "thief"}
        for path in paths:
            shown = [thief.fetch(method, path, follow_redirects=True) for method in ("GET", "HEAD")]
            if path not in ("/r/1/withdraw", "/r/1/start-again", "/r/1/decline"):
                shown.append(thief.fetch("POST", path, data=typed, follow_redirects=True))
            for response in shown:
                assert MARKER not in response.text, path
                assert " checked" not in response.text, path
                assert response.status_code < 500, path
    assert rater.get("/r/1/page/1").html.count(MARKER) == 1, "and nothing of it was harmed"


def test_r13_five_words_restore_a_draft_elsewhere_and_are_kept_nowhere(
    round_: Round, rater: Rater, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    rater.answer_all(4, MARKER)
    phrase = rater.take_words()
    elsewhere = round_.rater()

    wrong = " ".join([*phrase.split()[:-1], "zzz"])
    page = elsewhere.type_words(wrong)
    assert page.status == 400
    assert page.errors == ["These are not the words for this feedback. Check them, or start again"]
    assert MARKER not in page.html

    elsewhere.type_words(phrase.upper().replace(" ", " - "))
    assert elsewhere.given() == rater.given()

    disk, log = everything(round_.folder), logged(caplog)
    device = base64.urlsafe_b64decode(rater.cookie("__Host-d") or "")
    assert len(device) == sealing.KEY_BYTES
    for secret in (phrase, wrong, device, phrase.replace(" ", "-")):
        assert not [guise for guise in guises(secret) if guise in disk or guise in log]


def test_r13_what_is_saved_after_the_words_were_typed_is_there_on_both_browsers(round_: Round, rater: Rater) -> None:
    rater.answer_all(4, MARKER)
    phrase = rater.take_words()
    elsewhere = round_.rater()
    elsewhere.type_words(phrase)
    elsewhere.get("/r/1/page/3")
    elsewhere.submit("Save and check your answers", elsewhere.fill(None, "changed elsewhere"))
    assert rater.given()["c.q1"] == "changed elsewhere"

    third = round_.rater()
    assert third.type_words(phrase).path == "/r/1/check", "the words are good for what was saved after them"
    assert third.given()["c.q1"] == "changed elsewhere"


def test_r13_words_with_a_slip_can_be_mended_and_need_not_be_typed_anew(round_: Round, rater: Rater) -> None:
    rater.answer_all(4)
    other = round_.rater()
    page = other.submit(
        "Go on", {"The five words you were shown when you saved": "one two three four fife"}, expect=400
    )
    assert page.form("Go on").data["phrase"] == "one two three four fife"


def test_r13_new_words_make_the_old_ones_useless(round_: Round, rater: Rater) -> None:
    rater.answer_all(4, MARKER)
    old, new = rater.take_words(), rater.take_words()
    elsewhere = round_.rater()

    assert elsewhere.type_words(old).status == 400
    assert elsewhere.type_words(new).path == "/r/1/check"


def _code(link: str) -> str:
    return link.partition("#")[2]
