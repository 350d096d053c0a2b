"""What a process remembers: found by its key, bounded, and whole whatever another thread does."""

from feedback.foundations.memory import Memory


def test_what_was_made_is_found_again_and_never_more_than_so_much_is_kept() -> None:
    made: list[int] = []
    memory = Memory[int](2)

    def make(number: int) -> int:
        return memory.recall(number, lambda: made.append(number) or number * 10)

    assert [make(number) for number in (1, 2, 1, 2)] == [10, 20, 10, 20]
    assert made == [1, 2]
    assert make(3) == 30
    assert [make(3), make(1)] == [30, 10]
    assert made == [1, 2, 3, 1]


def test_what_is_held_lives_as_long_as_what_was_made_of_it() -> None:
    memory = Memory[str](10)
    first = object()
    memory.recall(id(first), lambda: "of the first", holding=first)
    known = id(first)
    del first
    assert all(id(object()) != known for _ in range(1000)), "another object would be taken for the one that is gone"
