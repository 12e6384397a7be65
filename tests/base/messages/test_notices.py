"""Notices: laid once by key, read by their desk, unread by nobody else."""

from __future__ import annotations

import pytest

from tests import asking, town
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import inbox, unread_count
from xiaowei.base.trail.queries import story
from xiaowei.domain.errors import BadInput
from xiaowei.domain.messages import notice_text


def test_a_notice_counts_for_its_desk_only(number):
    asking.ask(number)
    people = (town.SECRETARY, asking.OTHER_SECRETARY, town.CLERK, town.STRANGER, town.AUDITOR)
    assert [unread_count(who) for who in people] == [1, 0, 0, 0, 0]
    wide = town.person("各村书记", ("village_secretary", town.WHITESTONE))
    assert unread_count(wide) == 1


def test_read_once_by_whoever_of_the_desk_comes_first(number):
    asking.ask(number)
    notice = Notice.objects.get()
    asking.act("read_notice", town.SECRETARY, notice_id=notice.pk)
    asking.act("read_notice", town.SECRETARY, notice_id=notice.pk)
    notice.refresh_from_db()
    assert (notice.reader_name, unread_count(town.SECRETARY)) == ("石门村 柏", 0)
    assert inbox(town.SECRETARY, 10) == [notice]
    assert inbox(town.SECRETARY, 10, unread=True) == []
    assert len(story(f"inbox:{town.SECRETARY.person_id}")) == 1


def test_who_is_not_addressed_finds_nothing(number):
    asking.ask(number)
    with pytest.raises(BadInput) as refusal:
        asking.act("read_notice", town.CLERK, notice_id=Notice.objects.get().pk)
    assert refusal.value.code == "not_found"
    assert asking.act("read_all", town.CLERK) == 0


def test_all_are_read_at_once(number):
    asking.ask(number)
    asking.ask(number)
    assert asking.act("read_all", town.SECRETARY) == 2
    assert unread_count(town.SECRETARY) == 0


def test_a_notice_is_said_in_both_languages(number):
    asking.ask(number)
    notice = Notice.objects.get()
    assert notice_text(notice.kind, notice.facts) == (
        "镇街问:石门村村道修补,请在 2022-08-08 前答复"
    )
    assert "township asks" in notice_text(notice.kind, notice.facts, "en")
