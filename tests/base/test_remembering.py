"""What is read once is read once by a crowd too, and a reading that fails is read again."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from xiaowei.base import remembering
from xiaowei.base.remembering import remembered

CROWD = 8


@pytest.fixture(autouse=True)
def standing_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no table move: threads meet at the reading, not at a database."""
    monkeypatch.setattr(remembering, "has_tally", lambda: True)
    monkeypatch.setattr(remembering, "is_moving", lambda: False)
    monkeypatch.setattr(remembering, "_standing_of", lambda names: ())


def counted(first_fails: bool = False) -> tuple[Callable[[int], int], list[int]]:
    """Return a remembered reading that takes a while, and what it was called with."""
    called: list[int] = []

    @remembered()
    def read(n: int) -> int:
        called.append(n)
        Event().wait(0.2)
        if first_fails and len(called) == 1:
            raise ValueError
        return n * 2

    return read, called


def test_a_crowd_reads_once_and_all_get_the_same() -> None:
    read, called = counted()
    door = Barrier(CROWD)

    def come(n: int) -> int:
        door.wait()
        return read(n % 2)

    with ThreadPoolExecutor(CROWD) as crowd:
        assert list(crowd.map(come, range(CROWD))) == [0, 2] * (CROWD // 2)
    assert sorted(called) == [0, 1]
    assert not remembering._under_way, "nobody waits any more, and nothing is kept of it"


def test_who_waited_for_a_reading_that_failed_reads_himself() -> None:
    read, called = counted(first_fails=True)
    with ThreadPoolExecutor(2) as two:
        answers = [two.submit(read, 1) for _ in range(2)]
    failed = [answer for answer in answers if answer.exception()]
    assert len(failed) == 1 and called == [1, 1]
    assert not remembering._under_way
