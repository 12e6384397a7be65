"""Home of the tests of following a place by e-mail: confirmed first, told once, ended and forgotten."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.test import Client

from tests import town, walking
from xiaowei.base.messages.models import Follower
from xiaowei.base.messages.operations.followers import (
    address_of,
    ask_to_follow,
    forget_unconfirmed,
)
from xiaowei.base.places.models import Place
from xiaowei.domain.errors import BadInput, SourceDown
from xiaowei.interfaces.jobs.followers import write_to_followers

pytestmark = pytest.mark.django_db
stand = walking.standing("settle")
ADDRESS = "zhang@example.invalid"


class Box:
    """A channel that keeps its letters."""

    name, needs_address = "mail", True

    def __init__(self, down=False):
        self.letters, self.down = [], down

    def send(self, letter):
        if self.down:
            raise SourceDown("mail_down", host="x", why="y")
        self.letters.append(letter)


def ask(address=ADDRESS, at=town.NOW):
    place = Place.objects.get(code="V1").pk
    ask_to_follow(place_id=place, address=address, site="https://x.invalid/", language="zh",
                  on=at.date(), at=at)  # fmt: skip


def write(box, news=True, later=0):
    on = town.TODAY + timedelta(later)
    return write_to_followers([box], news=news, by=town.OPERATOR, on=on, clock=lambda: town.NOW)


def press(letter, which):
    """Press the button behind a link of a letter; opening it alone does nothing."""
    link = re.search(
        rf"https://x.invalid(/follow/[\w-]+/{'end/' if which == 'end' else ''})\s",
        letter.body + " ",
    )
    path = link.group(1)
    client = Client()
    assert client.get(path).status_code == 200
    return client.post(path)


def test_nobody_is_told_before_confirming_and_each_step_once():
    ask()
    box = Box()
    assert write(box) == 1 and write(box) == 0, "one letter to confirm"
    assert box.letters[0].to == ADDRESS
    assert Follower.objects.get().state == "asked"
    assert press(box.letters[0], "confirm").status_code == 200
    assert Follower.objects.get().state == "following"
    assert write(box) == 0, "what lies before is no news"
    Follower.objects.update(confirmed_on=walking.day(8, 12))
    assert write(box, news=False) == 0
    assert write(box) == 1 and write(box) == 0
    told = box.letters[-1].body
    assert walking.NUMBER in told and "验收" in told
    assert press(box.letters[-1], "end").status_code == 200
    ended = Follower.objects.get()
    assert (ended.state, address_of(ended), ended.digest) == ("ended", "", "")
    assert press(box.letters[-1], "end").status_code == 422
    assert write(box, later=9) == 0


def test_the_address_is_not_in_the_database_and_the_same_asks_once():
    ask()
    ask("  Zhang@example.invalid ")
    row = Follower.objects.values().get()
    assert "zhang" not in str({**row, "address": bytes(row["address"])})
    assert address_of(Follower.objects.get()) == ADDRESS


def test_who_never_confirms_is_forgotten():
    ask()
    for days, address in ((6, "zhang@example.invalid"), (8, "")):
        forget_unconfirmed(on=town.TODAY, at=town.NOW + timedelta(days))
        assert address_of(Follower.objects.get()) == address


def test_a_letter_that_could_not_go_goes_later():
    ask()
    assert write(Box(down=True)) == 0
    assert write(Box()) == 1


@pytest.mark.parametrize("wrong", ["", "zhang", "zhang@", "@x.cn", "a b@x.cn", "zhang@x"])
def test_what_is_no_address_is_refused(wrong):
    with pytest.raises(BadInput) as refused:
        ask(wrong)
    assert refused.value.code == "no_such_address"


def test_the_database_refuses_two_of_one_address():
    ask()
    row = Follower.objects.get()
    with pytest.raises(IntegrityError):
        Follower.objects.create(place=row.place, digest=row.digest, token="other", address=b"x",
                                asked_at=town.NOW)  # fmt: skip
