"""`briefing`, `ledger`, `spots`, `journey`, `export`: the contract of their JSON, words for people."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests import gold
from xiaowei.journey.figures import FIGURES

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)
WHERE = ("--district", gold.DISTRICT, "--as-of", gold.DAY)
BRIEFING = {
    "district", "year", "as_of", "projects_started", "sites_total", "sites_completed",
    "sites_observed", "sites_silent", "silence_rate", "silence_wording", "quantities",
    "parking_spaces", "villages", "estates", "communities", "households", "households_display",
    "working_days", "money", "proactive_share", "townships", "text", "sites_too_early",
    "sites_complained_before", "sites_complained_before_silent", "finished_not_accepted",
}  # fmt: skip
MONEY = ("allotted", "filed", "disbursed", "paid", "settled", "surplus", "returned", "balance")


def test_briefing_keeps_the_contract(asked):
    data = asked("briefing", *WHERE)
    assert data.keys() >= BRIEFING
    assert data["quantities"][0].keys() >= {"type", "code", "value", "unit", "display"}
    assert isinstance(data["quantities"][0]["value"], str)
    assert data["money"].keys() >= {"applied", "approved", "disbursed", "settled", "surplus"}
    assert 0 <= data["silence_rate"] <= 1 and 0 <= data["proactive_share"] <= 1
    assert data["working_days"].keys() >= {"n", "mean", "p50", "p90", "min", "max", "fastest"}


def test_before_anything_is_measured_quantities_are_unknown_and_it_is_said(asked, xiaowei):
    where = ("--district", gold.DISTRICT, "--as-of", "2020-07-31")
    data = asked("briefing", *where)
    assert {q["value"] for q in data["quantities"]} == {None}
    (warning,) = (text for text in data["warnings"] if "完成数量_20200731" in text)
    assert "破损道路修复" in warning and "未知" in warning
    opened = asked("briefing", *where, "--rows", "quantity:road")
    assert (opened["rows"], opened["total"]) == ([], None)
    ran = xiaowei("briefing", *where, "--rows", "quantity:road")
    assert ran.printed.rstrip().endswith("未知") and "没有完成数量" in ran.logged


def test_people_read_the_paragraph(xiaowei):
    ran = xiaowei("briefing", *WHERE)
    assert ran.code == 0
    assert ran.printed.startswith("截至8月底,") and ran.printed.count("\n") == 1
    assert ran.logged == ""


@pytest.mark.parametrize("figure", [*sorted(FIGURES), "quantity:road"])
def test_the_rows_of_each_figure(asked, xiaowei, figure):
    data = asked("briefing", *WHERE, "--rows", figure)
    assert data["figure"] == figure
    text = xiaowei("briefing", *WHERE, "--rows", figure)
    assert text.code == 0 and str(data["total"]) in text.printed
    assert "column." not in text.printed


def test_an_unknown_figure_is_bad_input(xiaowei):
    ran = xiaowei("briefing", *WHERE, "--rows", "moon")
    assert (ran.code, ran.printed) == (3, "")
    assert "moon" in ran.logged and "households" in ran.logged


def test_the_ledger_adds_up_to_the_cent(asked):
    data = asked("ledger", *WHERE)
    assert data.keys() >= {*MONEY, "rows", "reconciliation"}
    assert (data["allotted"], data["paid"]) == (None, None)
    assert data["filed"] == data["disbursed"] == "30755700.00"
    for name in MONEY[1:]:
        known = [Decimal(row[name]) for row in data["rows"] if row[name] is not None]
        assert data[name] == (f"{sum(known):.2f}" if known else None)
        for part in ("townships", "rounds", "sources"):
            shares = [Decimal(one[name]) for one in data[part] if one[name] is not None]
            assert sum(shares) == sum(known)
    assert sum(one["projects"] for one in data["townships"]) == len(data["rows"]) == 162
    codes = {one["code"]: one["projects"] for one in data["reconciliation"]}
    assert codes == {"payments_unknown": 162, "source_not_split": 48, "kinds_remainder": 48}


def test_people_read_the_ledger_as_a_table(xiaowei):
    ran = xiaowei("ledger", *WHERE)
    assert ran.code == 0
    assert len(ran.printed.splitlines()) == 2 + 162 + 1
    assert "30755700.00" in ran.printed.splitlines()[-1]


def test_a_region_that_is_not_known_is_bad_input_with_those_that_are(xiaowei, tmp_path):
    for words in (("briefing",), ("ledger",), ("spots",), ("export", tmp_path / "x.csv")):
        ran = xiaowei(*words, "--district", "110199", "--as-of", gold.DAY)
        assert (ran.code, ran.printed) == (3, ""), words
        assert "110199" in ran.logged and "110112 通州区" in ran.logged


def test_a_region_without_a_programme_gives_zeros_and_says_so(xiaowei, asked):
    for name in ("briefing", "ledger"):
        for where in (("--district", "110114"), ("--district", gold.DISTRICT, "--year", 2019)):
            words = (name, *where, "--as-of", gold.DAY)
            (warning,) = asked(*words)["warnings"]
            assert "2019" in warning or "昌平区" in warning
            assert warning in xiaowei(*words).logged
    assert asked("briefing", *WHERE)["warnings"] == []
    assert asked("ledger", *WHERE)["warnings"] == []


def test_hot_spots_are_worked_out_on_asking(asked):
    found = asked("spots", *WHERE, "--kind", "hot", "--limit", 3)
    assert found["as_of"] == "2020-08-31" and len(found["spots"]) <= 3
    outage = asked("spots", "--district", gold.DISTRICT, "--as-of", "2020-04-13", "--kind", "hot")
    first = outage["spots"][0]
    assert (first["kind"], first["topic"], first["last_at"][:10]) == ("hot", "供水", "2020-04-13")
    assert first["tickets"] > 100 and first["recurrence_days"] >= 365


@pytest.mark.parametrize("limit", [-1, 0])
def test_a_limit_below_one_is_refused(xiaowei, limit):
    ran = xiaowei("spots", *WHERE, "--limit", limit)
    assert ran.code == 3 and "--limit" in ran.logged


def test_spots_keep_the_contract(asked):
    data = asked("spots", *WHERE, "--limit", 5)
    assert data["as_of"] == "2020-08-31"
    assert len(data["spots"]) == 5
    first = data["spots"][0]
    assert first.keys() >= {
        "id", "kind", "place", "place_code", "topic", "tickets", "callers", "first_at", "last_at",
        "ticket_nos", "reasons",
    }  # fmt: skip
    assert (first["kind"], first["tickets"], first["callers"]) == ("burst", 118, 96)
    assert len(first["ticket_nos"]) == 118
    assert {s["kind"] for s in asked("spots", *WHERE, "--kind", "repeat")["spots"]} == {"repeat"}


def test_a_journey_tells_the_whole_story(asked):
    data = asked("journey", "TZ2020-001", "--as-of", gold.DAY)
    assert data.keys() >= {"number", "stage", "state", "clock", "events"}
    assert (data["number"], data["state"]) == ("TZ2020-001", "settled")
    earlier = asked("journey", "TZ2020-001", "--as-of", "2020-07-28")
    assert earlier["state"] == "disbursed"
    assert len(earlier["events"]) < len(data["events"])
    assert earlier["money"]["settled"] is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_project_and_a_ticket_are_told_in_words(xiaowei, monkeypatch, language):
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    numbers = [row["project_no"] for row in gold.cells("projects")[::40]]
    for number in [*numbers, gold.cells("tickets")[0]["工单编号"]]:
        ran = xiaowei("journey", number, "--as-of", gold.DAY)
        assert ran.code == 0
        assert "event." not in ran.printed and "state." not in ran.printed


def test_an_unknown_number_is_bad_input(xiaowei):
    ran = xiaowei("journey", "NOPE-1", "--json")
    assert (ran.code, ran.printed) == (3, "")
    assert "NOPE-1" in ran.logged


@pytest.mark.parametrize("said", [" tz2020-001 ", "TZ2020 - 001", "TZ2020-001"])
def test_a_number_is_found_however_it_is_written(asked, said):
    assert asked("journey", said, "--as-of", gold.DAY)["number"] == "TZ2020-001"
    ticket = gold.cells("tickets")[0]["工单编号"]
    assert asked("journey", f" {ticket.lower()}", "--as-of", gold.DAY)["kind"] == "ticket"


def test_a_wrong_number_names_those_like_it(xiaowei):
    ran = xiaowei("journey", "TZ2020-0011")
    assert ran.code == 3 and "TZ2020-001、" in ran.logged
    ticket = gold.cells("tickets")[0]["工单编号"]
    assert ticket[:-1] in xiaowei("journey", ticket + "9").logged


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_an_export_comes_back_as_the_same(asked, tmp_path, name):
    assert asked("export", *WHERE, tmp_path / name)["rows"] == 162
    found = asked("import", "projects", tmp_path / name)
    assert (found["read"], found["same"], found["rejected"]) == (162, 162, 0)


@pytest.mark.parametrize("day", ["2020-13-01", "yesterday", "20200831x"])
def test_a_day_that_is_none_is_bad_input(xiaowei, day):
    ran = xiaowei("briefing", "--district", gold.DISTRICT, "--as-of", day)
    assert ran.code == 3 and day in ran.logged


@pytest.mark.parametrize("code", ["11011", "abc", "1101120000000"])
def test_a_code_that_is_none_is_bad_input(xiaowei, code):
    for name in ("briefing", "ledger"):
        assert xiaowei(name, "--district", code, "--as-of", gold.DAY).code == 3


def test_wrong_usage_is_two(xiaowei):
    for words in (("briefing",), ("fly",), (), ("import", "cats", "x.csv")):
        assert xiaowei(*words).code == 2
