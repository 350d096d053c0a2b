"""Does every line of managers end, and has every address one spelling?"""

from hypothesis import given
from hypothesis import strategies as some

from feedback.identity.rules import check_manager, circle_from, circles, plain_address

PEOPLE = some.integers(0, 12)
LINES = some.dictionaries(PEOPLE, some.none() | PEOPLE, max_size=13)


def ends(start: int, manager_of: dict[int, int | None]) -> bool:
    """The slow, plain way: going up from somebody comes to an end."""
    now: int | None = start
    for _ in range(len(manager_of) + 2):
        if now is None:
            return True
        now = manager_of.get(now)
    return False


@given(LINES)
def test_circles_are_found_where_going_up_never_ends(manager_of: dict[int, int | None]) -> None:
    found = circles(manager_of)
    on_a_circle = {person for circle in found for person in circle}
    assert len(on_a_circle) == sum(map(len, found)), "each circle is told once"
    for start in manager_of:
        assert ends(start, manager_of) == (not circle_from(start, manager_of))
        assert set(circle_from(start, manager_of)) <= on_a_circle
    for circle in found:
        for person, above in zip(circle, [*circle[1:], circle[0]], strict=True):
            assert manager_of[person] == above


@given(LINES, PEOPLE, some.none() | PEOPLE)
def test_a_manager_is_refused_just_when_the_line_would_never_end(
    manager_of: dict[int, int | None], person: int, manager: int | None
) -> None:
    sound = {who: above for who, above in manager_of.items() if ends(who, manager_of)}
    try:
        check_manager(person, manager, sound)
        allowed = True
    except ValueError:
        allowed = False
    assert allowed == ends(person, {**sound, person: manager})


def test_a_deep_line_is_no_problem() -> None:
    deep: dict[int, int | None] = {person: person + 1 for person in range(50_000)}
    assert circles(deep) == []
    assert len(circles({**deep, 50_000: 0})[0]) == 50_001


def test_spellings_of_one_address() -> None:
    spellings = ["ann.lee@example.org", " Ann.Lee@EXAMPLE.org ", "ann.lee\u200b@example.org",
                 "\uff41\uff4e\uff4e.lee@example.org",
                 "ann.lee@example.org\u00a0", "ANN.LEE@EXAMPLE.ORG\t"]  # fmt: skip
    assert {plain_address(spelling) for spelling in spellings} == {"ann.lee@example.org"}
