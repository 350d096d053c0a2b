"""Can a newcomer find their way: whom to sign in as, the letters, and a way back from every page?"""

from tests.demo.conftest import SmallDemo
from tests.page_client import PageClient


def test_the_guide_names_people_letters_and_campaigns(small: SmallDemo) -> None:
    page = small.browser().get("/demo")
    assert page.h1 == "Look around Exampleshire Council"
    assert "seed 1." in page.text
    assert "Ada Example" in page.text
    assert len(page.table("Campaigns of the demo")) == 1 + small.built.campaigns
    assert [words for words, _ in page.links if words.startswith("Open the letter")]
    assert "Here they are opened a moment later" in page.text


def test_one_press_leads_to_a_link_that_signs_in(another: SmallDemo) -> None:
    client = another.browser()
    client.get("/demo")
    page = client.submit("Sign in as Ada Example")
    assert page.messages == ["The letter is on its way. Open this page again in a moment."]
    assert "There is no letter" in page.text
    another.sweep()
    client.follow("Look again")
    page = client.follow("Your link to sign in, to ada.example@example.org")
    assert "Hello Ada Example," in page.text
    address = dict(page.links)["Sign in"]
    client.get(address.partition("#")[0])
    client.post("/sign-in/link", {"code": address.partition("#")[2]})
    assert "Signed in as Ada Example" in client.get("/tasks").text
    client.submit("Sign out")
    assert client.get("/tasks").path == "/sign-in"


def test_letters_are_found_by_address(small: SmallDemo) -> None:
    client = small.browser()
    page = client.get("/demo/inbox")
    assert f"{len(small.inbox.letters)} letters, newest first" in page.text
    newest = page.table(f"{len(small.inbox.letters)} letters, newest first")[1]
    assert newest[1] == small.inbox.letters[-1].to
    page = client.submit("Find", {"Find by email address, or part of it": "Bryn.Sample"})
    count = len(small.inbox.to("bryn.sample@example.org"))
    rows = page.table(f"{count} letters to “bryn.sample”, newest first")[1:]
    assert {row[1] for row in rows} == {"bryn.sample@example.org"}
    client.get("/demo/inbox?page=99999999999999999999")
    client.get("/demo/inbox?page=-1&to=%00")
    client.get("/demo/inbox/nonsense", expect=404)


def test_a_letter_leads_to_the_survey_on_this_host(small: SmallDemo) -> None:
    client = small.browser()
    client.get("/demo")
    [first, *_] = [words for words, _ in client.get("/demo").links if words.startswith("Open the letter")]
    letter = client.follow(first)
    address = dict(letter.links)["Give your feedback"]
    assert address.startswith("/r#")
    client.get(address.partition("#")[0])


def test_the_way_back_is_on_every_page_of_the_demo_and_on_no_other(small: SmallDemo, client: PageClient) -> None:
    for path in ("/demo", "/demo/inbox", "/r", "/nowhere"):
        page = small.browser().get(path, expect=404 if path == "/nowhere" else 200)
        assert ("Demo: who to sign in as", "/demo") in page.links, path
    page = client.get("/r")
    assert not [words for words, _ in page.links if "Demo" in words]
    client.get("/demo", expect=404)
