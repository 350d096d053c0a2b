"""What is said of leaders together, from figures as closing releases them."""

from feedback.foundations.database import one_transaction
from tests.building import Council
from tests.cohort.leaders import close, cohort_of_teams, draft, figure, report


def test_a_cohort_is_the_mean_over_its_leaders(council: Council) -> None:
    run, leaders = draft(council, ["North"] * 5 + ["South"] * 5)
    cohort_of_teams(council, run, "North", "South")
    close(council, run, leaders, lambda number: {"peers": [3, 4, 4, 4] if number < 5 else [3, 3, 4, 3], "self": [4]})

    made = report(council, run)

    everybody, north, south = made["cuts"]
    item = made["items"][0]["id"]
    assert [cut["name"] for cut in made["cuts"]] == ["", "North", "South"]
    assert figure(north, "peers", item) == {"leaders": 5, "mean": 3.8}
    assert figure(south, "peers", item) == {"leaders": 5, "mean": 3.3}
    assert figure(everybody, "peers", item) == {"leaders": 10, "mean": 3.6}
    assert figure(north, "self", item) == {"leaders": 5, "mean": 4.0}
    assert everybody["answered"] == {"self": [20, 10], "peers": [50, 40]}


def test_it_is_made_once_and_never_anew(council: Council) -> None:
    run, leaders = draft(council, ["North"] * 6)
    close(council, run, leaders, lambda number: {"peers": [3, 4, 4, 4]})
    before = report(council, run)
    with one_transaction():
        from feedback.extensions import db

        db.session.delete(leaders[0])
    from feedback.cohort import service

    with one_transaction():
        assert service.make_due(now=council.clock.now) == 0
    assert service.released(run.id) == before
