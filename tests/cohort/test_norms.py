"""Averages of a council and of several: what they are made from, and that a file from outside can do no harm."""

import io
import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.cohort import norms, pool
from feedback.cohort.models import NormContribution
from feedback.cohort.norms import Norm, NormsRefused
from feedback.extensions import db
from feedback.foundations.database import one_transaction
from tests.building import Council
from tests.cohort.leaders import close, draft, report
from tests.disclosure.method_page import rows_under
from tests.staff import Browser

KEY = ("leicestershire", "1", "frequency-5")


def norm(mean: float = 3.6, leaders: int = 12, behaviour: str = "drive") -> Norm:
    return Norm(behaviour=behaviour, group="peers", leaders=leaders, mean=mean)


def file(**changed: Any) -> bytes:
    """A file in order, but for what is changed."""
    made = json.loads(norms.as_file(KEY, [norm()], council="Otherton Council", made_on=date(2027, 3, 1)))
    return json.dumps(made | changed).encode()


def test_a_pool_needs_five_councils_and_fifty_leaders() -> None:
    assert norms.pooled([[norm()]] * 4) == {}
    assert norms.pooled([[norm(leaders=9)]] * 5) == {}
    assert norms.pooled([[norm(3.0, 30)], *[[norm(4.0, 5)]] * 4]) == {("drive", "peers"): norm(3.4, 50)}


@pytest.mark.parametrize(("behind", "shown"), rows_under("The pool", page="norms", level=2))
def test_the_examples_of_the_page(behind: str, shown: str) -> None:
    councils, leaders = (int(number) for number in re.findall(r"\d+", behind))
    found = norms.pooled([[norm(leaders=leaders // councils)]] * councils)
    assert bool(found) == (shown == "yes")


def test_what_is_written_is_read_again() -> None:
    assert norms.read(file()).figures == [norm()]
    assert norms.read(file()).key == KEY


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"[" * 100_000, id="nested"),
        pytest.param(b'{"format": NaN}', id="no number"),
        pytest.param(b"1" * 10_000, id="an endless number"),
        pytest.param(b'{"format": "feedback-norms/1", "format": "feedback-norms/1"}', id="twice"),
        pytest.param(b" " * (norms.LARGEST_FILE + 1), id="large"),
        pytest.param(file(format="feedback-norms/2"), id="another format"),
        pytest.param(file(council="A\nB"), id="two lines"),
        pytest.param(file(council=""), id="nobody"),
        pytest.param(file(scale="frequency-7"), id="unknown scale"),
        pytest.param(file(names=["Somebody"]), id="more than it may hold"),
        pytest.param(file(figures=[]), id="no figure"),
        pytest.param(file(figures=[norm().model_dump()] * 2), id="a figure twice"),
        pytest.param(file(figures=[norm().model_dump() | {"leaders": 4}]), id="too few leaders"),
        pytest.param(file(figures=[norm().model_dump() | {"leaders": "12"}]), id="a number as text"),
        pytest.param(file(figures=[norm().model_dump() | {"mean": 5.4}]), id="off the scale"),
        pytest.param(file(figures=[norm().model_dump() | {"behaviour": "<script>"}]), id="no id"),
    ],
)
def test_a_file_that_is_not_in_order_is_refused(content: bytes) -> None:
    with pytest.raises(NormsRefused):
        norms.read(content)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_nothing_breaks_the_reader(content: bytes) -> None:
    with pytest.raises(NormsRefused, match="file"):
        norms.read(content)


def test_councils_pool_their_averages(council: Council) -> None:
    run, leaders = draft(council, [""] * 12)
    close(council, run, leaders, lambda number: {"peers": [3, 4, 4, 4]})
    report(council, run)
    admin = Browser.of(council.app, council.person("Ada", administrator=True))
    ours = json.loads(admin.download("/averages/ours.json").data)
    assert ours["council"] == "Exampleshire Council"
    assert {figure["mean"] for figure in ours["figures"]} == {3.8}
    assert not {"campaign", "cohort", "name", "cuts"} & ours.keys()

    assert "(" not in admin.get("/averages").table("Our averages, and in brackets those of the pool")[1][3]
    for number in range(4):
        theirs = json.dumps(ours | {"council": f"Council {number}"}).encode()
        admin.get("/averages")
        admin.submit("Take it in", {"File of averages (.json)": (io.BytesIO(theirs), "averages.json")})
    assert admin.get("/averages").table("Our averages, and in brackets those of the pool")[1][3] == "3.8 (3.8)"

    page = admin.submit(
        "Take it in", {"File of averages (.json)": (io.BytesIO(json.dumps(ours).encode()), "a.json")}, expect=400
    )
    assert page.errors == ["This is your own council’s file. Your averages are in the pool already"]
    with one_transaction():
        pool.take_in(json.dumps(ours | {"council": "Council 1"}).encode(), council="Ours", by=leaders[0].id,
                     now=council.clock.now)  # fmt: skip
    assert db.session.query(NormContribution).count() == 4, "a council's new file takes the place of its old one"
    director = Browser.of(council.app, council.person("Dora", director=True))
    assert "Take it in" not in director.get("/averages").text
