"""Two hands at the same money at once: never more than was filed, never more than was disbursed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections

from tests import town, walking
from tests.keeping import put_back
from tests.walking import APPROVED, NUMBER, take
from xiaowei.base.engines.sqlite3.base import DatabaseWrapper
from xiaowei.base.trail.queries import broken_links
from xiaowei.domain.errors import XiaoweiError
from xiaowei.stages.funding.models import Filing, LedgerLine

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def shared(tmp_path) -> Iterator[object]:
    """Yield what a thread calls first, to meet the others in one database."""
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    # Tests run in memory, where SQLite locks otherwise than in a file: meet in a file.
    path = str(tmp_path / "shared.sqlite3")
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    own = connections[DEFAULT_DB_ALIAS].settings_dict
    given = {**own, "NAME": path, "OPTIONS": settings.DATABASES["default"]["OPTIONS"]}

    def meet():
        connections[DEFAULT_DB_ALIAS] = DatabaseWrapper(given, DEFAULT_DB_ALIAS)

    yield meet


def at_once(tmp_path, name, *amounts, **said):
    """Take a step from as many threads at the same moment; return the refusals and the sums."""
    barrier, refusals, sums = Barrier(len(amounts)), [], []
    with shared(tmp_path) as meet:

        def work(amount):
            meet()
            barrier.wait()
            try:
                take(NUMBER, name, amount_fen=amount, **said)
            except (XiaoweiError, DatabaseError) as refusal:
                refusals.append(refusal)
            finally:
                connection.close()

        def look():
            meet()
            filing = Filing.objects.get()
            lines = LedgerLine.objects.filter(kind=said.get("kind", KIND[name]))
            sums.append((filing.disbursed_fen, filing.paid_fen or 0, filing.returned_fen))
            sums.append(sum(lines.values_list("amount_fen", flat=True)))
            sums.append(broken_links())
            connection.close()

        for threads in (
            [Thread(target=work, args=(one,)) for one in amounts],
            [Thread(target=look)],
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return refusals, sums


KIND = {"disburse": "disbursed", "pay": "paid", "give_back": "returned"}


def stand(until):
    put_back(walking.kept(until))


def test_two_disburse_the_same_sum(tmp_path):
    stand("disburse")
    refusals, (filing, lines, broken) = at_once(tmp_path, "disburse", APPROVED, APPROVED)
    assert len(refusals) == 1
    assert (filing[0], lines, broken) == (APPROVED, APPROVED, [])


def test_four_pay_and_two_fit(tmp_path):
    stand("measure")
    each = APPROVED * 15 // 100
    refusals, (filing, lines, broken) = at_once(tmp_path, "pay", each, each, each, each)
    assert len(refusals) == 2
    assert (filing[1], lines, broken) == (2 * each, 2 * each, [])


def test_two_take_the_surplus_back(tmp_path):
    stand("give_back")
    refusals, (filing, lines, broken) = at_once(tmp_path, "give_back", 50_000, 50_000)
    assert len(refusals) == 1
    assert (filing[2], lines, broken) == (50_000, 50_000, [])
    assert all(isinstance(one, (XiaoweiError, DatabaseError)) for one in refusals)


def test_numbers_are_not_given_twice(tmp_path):
    stand("consult")
    barrier, numbers, errors = Barrier(3), [], []
    with shared(tmp_path) as meet:

        def work():
            meet()
            barrier.wait()
            try:
                numbers.append(walking.mint(by=town.CLERK))
            except DatabaseError as error:
                errors.append(error)
            finally:
                connection.close()

        threads = [Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []
    assert len(set(numbers)) == 3
