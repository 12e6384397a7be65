"""`designate` and `undesignate`: a township on the list by days, and off it again."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town
from xiaowei.base.regions.queries import is_managed

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(monkeypatch, db):
    monkeypatch.setenv("XIAOWEI_TODAY", "2022-08-09")
    town.set_up()


def test_a_township_is_put_on_the_list_and_taken_off(home, xiaowei):
    put = xiaowei("designate", town.WHITESTONE, "--from", "2022-01-01", "--note", "1号", "--json")
    assert put.data == {
        "town": town.WHITESTONE, "valid_from": "2022-01-01", "valid_to": None,
        "basis": "official", "note": "1号",
    }  # fmt: skip
    off = xiaowei("undesignate", town.WHITESTONE, "--last", "2022-06-30")
    assert "白石镇" in off.printed and "2022-06-30" in off.printed
    held = [is_managed(town.WHITESTONE, date(2022, month, 1)) for month in (6, 7)]
    assert held == [True, False]


@pytest.mark.parametrize(
    "asked",
    [
        ("designate", town.DISTRICT, "--from", "2022-01-01"),
        ("designate", town.WHITESTONE, "--from", "2022-01-01", "--to", "2021-12-31"),
        ("designate", town.WHITESTONE, "--from", "gestern"),
        ("undesignate", town.WHITESTONE, "--last", "2022-06-30"),
    ],
)
def test_what_cannot_be_taken_is_exit_3(home, xiaowei, asked):
    assert xiaowei(*asked).code == 3
