"""Questions of many callers, asked together."""

import asyncio
from collections.abc import Collection

import pytest

from academy_app.core.gathering import Gathered


class Library:
    """Knows the squares of even numbers, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[set[int]] = []
        self.is_closed = False

    async def squares(self, numbers: Collection[int]) -> dict[int, int]:
        self.asked.append(set(numbers))
        await asyncio.sleep(0.01)
        if self.is_closed:
            raise LookupError("closed")
        return {number: number**2 for number in numbers if number % 2 == 0}


async def test_those_who_ask_together_are_asked_for_together() -> None:
    library = Library()
    gathered = Gathered(library.squares)
    found = await asyncio.gather(*(gathered.get(number) for number in (2, 4, 4, 5)))
    assert found == [4, 16, 16, None]
    assert library.asked == [{2, 4, 5}]


async def test_who_comes_later_gets_a_question_of_their_own() -> None:
    library = Library()
    gathered = Gathered(library.squares)
    first = asyncio.create_task(gathered.get(2))
    await asyncio.sleep(0.001)
    assert list(await asyncio.gather(first, gathered.get(2))) == [4, 4]
    assert library.asked == [{2}, {2}]


async def test_a_question_has_an_end() -> None:
    library = Library()
    gathered = Gathered(library.squares, most=2)
    assert await asyncio.gather(*(gathered.get(number) for number in range(0, 10, 2))) == [
        0, 4, 16, 36, 64,
    ]  # fmt: skip
    assert [len(asked) for asked in library.asked] == [2, 2, 1]


async def test_a_failure_reaches_all_who_asked_and_nobody_after() -> None:
    library = Library()
    gathered = Gathered(library.squares)
    library.is_closed = True
    for outcome in await asyncio.gather(gathered.get(2), gathered.get(4), return_exceptions=True):
        assert isinstance(outcome, LookupError)
    library.is_closed = False
    assert await gathered.get(2) == 4


async def test_one_who_leaves_does_not_disturb_the_others() -> None:
    gathered = Gathered(Library().squares)
    leaving, staying = (asyncio.create_task(gathered.get(number)) for number in (2, 4))
    await asyncio.sleep(0.001)
    leaving.cancel()
    assert await staying == 16
    with pytest.raises(asyncio.CancelledError):
        await leaving
