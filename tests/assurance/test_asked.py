"""What is kept under an id is told as it was asked: of a check-in, both that it has changed and how it is now."""

from feedback.assurance import asked
from feedback.campaign import built
from feedback.extensions import db
from feedback.framework import service as frameworks
from tests.building import FRAMEWORKS, Council


def test_a_check_in_tells_each_statement_twice_each_on_its_own_scale(council: Council) -> None:
    shot = frameworks.take_snapshot(frameworks.by_id("leicestershire", FRAMEWORKS))
    db.session.flush()

    def questionnaire(*only: str) -> built.Questionnaire:
        return built.questionnaire_of(
            shot.hash, "2", False, "behaviours", "frequency-5", False, False, False, (), (), (), only, language="en"
        )

    item = questionnaire().items[0]
    check_in = questionnaire(item.id)
    changed, now = f"change:{item.id}", item.id
    told = asked.statements(check_in, [now, changed], frame="rater")
    assert list(told) == [changed, now]
    assert told[now]["words"] == item.rater
    assert told[changed]["words"] == f"Has it changed? {item.rater}"
    assert told[changed]["theme"] == told[now]["theme"] == check_in.themes[1].name
    points = asked.points(check_in)
    assert (points[told[changed]["scale"]]["4"], points[told[now]["scale"]]["4"]) == ("More", "Often")
