"""Where a member goes on."""

from academy_app.queries.learning.progress import Step, next_step, percent


def steps(*done: bool) -> list[Step]:
    return [Step(n, f"s{n}", f"T{n}", is_done) for n, is_done in enumerate(done, 1)]


def test_the_lesson_last_opened_comes_first_while_it_is_not_done() -> None:
    found = next_step(steps(False, False, False), 2)
    assert found is not None
    assert found.lesson_id == 2


def test_then_the_first_after_it_that_is_not_done() -> None:
    found = next_step(steps(False, True, True, False), 2)
    assert found is not None
    assert found.lesson_id == 4


def test_then_what_was_skipped_before_it() -> None:
    found = next_step(steps(True, False, True, True), 3)
    assert found is not None
    assert found.lesson_id == 2


def test_a_lesson_that_is_gone_means_from_the_start() -> None:
    found = next_step(steps(True, False), 99)
    assert found is not None
    assert found.lesson_id == 2


def test_nothing_is_next_when_all_is_done() -> None:
    assert next_step(steps(True, True), 1) is None
    assert next_step([], None) is None


def test_only_all_is_a_hundred_percent() -> None:
    assert [percent(*pair) for pair in ((0, 0), (199, 200), (200, 200))] == [0, 99, 100]
