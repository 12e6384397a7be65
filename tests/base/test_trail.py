"""The trail: appended inside its step's transaction, chained per subject, never forked."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests import town
from xiaowei.base.trail.models import Entry
from xiaowei.base.trail.operations import digest_json, record
from xiaowei.base.trail.queries import broken_links, story

pytestmark = pytest.mark.django_db


def note(subject="S", action="room.step", **facts):
    return record(subject=subject, action=action, facts=facts, **town.acting())


def test_entries_are_chained_per_subject():
    first, second, other = note(a=1), note(a=2), note("T", a=3)
    assert (first.sequence, second.sequence, other.sequence) == (1, 2, 1)
    assert (first.previous_digest, other.previous_digest) == ("", "")
    assert second.previous_digest == first.digest
    assert [entry["facts"] for entry in story("S")] == [{"a": 1}, {"a": 2}]
    assert broken_links() == []


def test_facts_are_plain_values():
    entry = note(on=date(2020, 5, 1), names=("甲", "乙"))
    assert entry.facts == {"on": "2020-05-01", "names": ["甲", "乙"]}
    entry.refresh_from_db()
    assert broken_links() == []


@pytest.mark.parametrize(
    "change",
    [{"facts": {"a": 9}}, {"by_name": "x"}, {"on": date(2020, 1, 1)}, {"action": "x"}],
)
def test_an_edit_is_found(change):
    for _ in range(3):
        note(a=1)
    Entry.objects.filter(sequence=2).update(**change)
    assert [found.split(" ")[0] for found in broken_links()] == ["S#2"]


def test_a_deletion_is_found():
    for _ in range(3):
        note(a=1)
    Entry.objects.filter(sequence=2).delete()
    assert broken_links() == ["S#3 room.step"]


def test_the_database_itself_refuses_a_fork():
    entry = note(a=1)
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_a_bug():
    with pytest.raises(RuntimeError):
        note(a=1)


def test_digests_do_not_depend_on_the_order_of_keys():
    assert digest_json({"a": 1, "b": 2}) == digest_json({"b": 2, "a": 1})
    assert digest_json({"a": 1}) != digest_json({"a": "1"})
