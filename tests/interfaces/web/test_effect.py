"""The page of effect: five sentences, a picture, what stands beside it, the list; who may read it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests import town
from tests.planted import plant, planted
from xiaowei.journey.line import Line
from xiaowei.journey.proof import finished
from xiaowei.stages.evaluation.operations import rate

Door = Callable[..., Client]
LATER = date(2023, 6, 1)
HERE = {"programme": f"{town.DISTRICT}:2022", "as_of": LATER.isoformat()}


@pytest.fixture
def line(project: str) -> Line:
    return finished(town.DISTRICT, 2022, LATER)[0]


@pytest.fixture
def worked(line: Line, monkeypatch: pytest.MonkeyPatch) -> Line:
    """Let the project's complaints stop, and come back after half a year."""
    rows = planted([line], date(2020, 9, 1), LATER, lambda _, week: 0.0 if week < 26 else 5.0)
    plant(monkeypatch, rows)
    return line


def test_without_a_finished_project_the_page_says_what_to_do(as_: Door) -> None:
    answer = as_("officer").get("/effect/")
    assert answer.status_code == 200
    assert "还没有完工的项目可看" in answer.content.decode()


def test_it_worked_and_rings_again(as_: Door, worked: Line) -> None:
    page = as_("officer").get("/effect/", HERE)
    assert page.context["whole"]["code"] == "worked"
    assert len(page.context["says"]) == 5
    assert [one["weeks"] for one in page.context["lengths"]] == [13, 26]
    row = page.context["rows"][0]
    assert row["number"] == worked.number and row["relapse"]
    chart = page.context["chart"]
    assert len(chart.rows) == 26
    seen = chart.data["series"][1]["values"][13:]
    assert sum(seen) == row["after"]
    assert chart.data["series"][2]["values"][0] is None, "before the works nothing is expected"
    assert [one["number"] for one in page.context["again"]] == [worked.number]
    text = page.content.decode()
    assert "又响起来" in text and f'href="/projects/{worked.number}/' in text


def test_another_length_is_another_window(as_: Door, worked: Line) -> None:
    client = as_("officer")
    longer = client.get("/effect/", HERE | {"weeks": "26"})
    assert longer.context["weeks"] == 26 and len(longer.context["chart"].rows) == 52
    assert client.get("/effect/", HERE | {"weeks": "99"}).context["weeks"] == 13


def test_nothing_is_claimed_of_a_record_without_history(as_: Door, line: Line) -> None:
    page = as_("officer").get("/effect/", HERE)
    assert page.context["whole"]["code"] == "not_provable"
    assert page.context["needed_from"] == (line.used_on or LATER) - timedelta(weeks=39)
    assert page.context["chart"] is None
    text = page.content.decode()
    assert "导入以前的工单" in text
    assert "投用前要有三段各 13 周连续的工单" in text and "…" not in text.split("<main")[-1]


def test_a_row_of_half_a_window_is_marked(as_: Door, worked: Line) -> None:
    soon = HERE | {"as_of": ((worked.used_on or LATER) + timedelta(weeks=15)).isoformat()}
    short, long = as_("officer").get("/effect/", soon).context["lengths"]
    assert (short["so_far"], long["so_far"]) == (False, True)


def test_what_residents_say_stands_beside_it(as_: Door, worked: Line) -> None:
    told = {"number": worked.number, "satisfied": "good", "solved": True}
    moment = town.NOW + timedelta(days=300)
    for device in range(2):
        rate(device=f"{device:032}", **told, on=LATER, at=moment)
    page = as_("officer").get("/effect/", HERE)
    assert (page.context["said"].answers, page.context["good"]) == (0, "")
    for device in range(2, 60):
        rate(device=f"{device:032}", **told, on=LATER, at=moment)
    page = as_("officer").get("/effect/", HERE)
    assert (page.context["said"].answers, page.context["good"]) == (60, "100%")


def test_the_list_narrows_to_a_verdict_and_sorts(as_: Door, worked: Line) -> None:
    client = as_("officer")
    assert client.get("/effect/", HERE | {"verdict": "worked"}).context["total"] == 1
    none = client.get("/effect/", HERE | {"verdict": "worse"})
    assert none.context["total"] == 0 and "没有这样的项目" in none.content.decode()
    for sort in ("used", "before", "after", "nonsense"):
        assert client.get("/effect/", HERE | {"sort": sort}).context["total"] == 1


def test_the_sheet_holds_the_rows_that_are_shown(as_: Door, worked: Line) -> None:
    client = as_("officer")
    answer = client.get("/effect.xlsx", HERE)
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert len(rows) == 2 and rows[1][0] == worked.number
    assert rows[1][rows[0].index("结论")] == "见效"
    told: Any = client.get("/effect.csv", HERE | {"verdict": "worse"})
    assert len(told.content.decode("utf-8-sig").splitlines()) == 1
    assert client.get("/effect.pdf", HERE).status_code == 404


def test_the_home_page_leads_there_and_the_project_tells_it(as_: Door, worked: Line) -> None:
    client = as_("officer")
    home = client.get("/", HERE).content.decode()
    assert 'hx-get="/effect/?' in home and "成效:做完以后,诉求少了没有" in home
    assert 'hx-get="/effect/' not in Client().get("/", HERE).content.decode()
    page = client.get(f"/projects/{worked.number}/", HERE)
    assert page.context["relapse"] is not None
    assert "又响起来了" in page.content.decode()


def test_a_township_reads_it_another_district_does_not(as_: Door, worked: Line) -> None:
    assert as_("clerk").get("/effect/", HERE).context["whole"]["code"] == "worked"
    assert as_("far_officer").get("/effect/", HERE).status_code == 403
    assert as_("butler").get("/effect/").status_code == 403
    assert Client().get("/effect/").status_code == 302
