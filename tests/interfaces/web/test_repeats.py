"""The list of repeated spots: by the rule, beside the period before, who calls, who was there."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from tests import town
from xiaowei.base.places.models import Place
from xiaowei.stages.identification.operations import log_visit

ROAD = {"topics": ("供水", "水质"), "address": town.WILLOWS}


def water(number: str, at: str, caller: str, content: str = "柳湾村水质不好") -> object:
    return town.ticket_row(number, at, caller=caller, content=content, **ROAD)


def bring() -> None:
    """Bring five tickets about the water of 柳湾村, four of one person, after one in the period before."""
    town.bring(
        [
            water("Q0", "2022-01-05 09:00", "10000000021"),
            water("Q1", "2022-05-05 09:00", "10000000021"),
            water("Q2", "2022-06-05 09:00", "10000000021", "再次反映水质不好,至今未解决"),
            water("Q3", "2022-07-05 09:00", "10000000021", "上次投诉后没人来,水质不好"),
            water("Q4", "2022-08-05 09:00", "10000000021"),
            water("Q5", "2022-08-07 09:00", "10000000022"),
        ]
    )


def row_of(client, **asked):
    rows = client.get("/spots/repeats/", asked).context["rows"]
    return next(row for row in rows if row["place_code"] == "V2")


def test_a_repeat_tells_trend_callers_recalls_and_who_was_there(as_):
    bring()
    row = row_of(as_("clerk"))
    assert (row["tickets"], row["before"], row["trend"], row["callers"]) == (5, 1, "up", 2)
    assert (row["by_one"], row["again"]) == (4, 2)
    assert (row["visited_on"], row["visited_by"]) == (None, "")
    log_visit(place_id=Place.objects.get(code="V2").pk, seen="水是黄的", **town.acting(town.CLERK))
    row = row_of(as_("clerk"))
    assert (row["visited_on"], row["visited_by"]) == (town.TODAY, town.CLERK.name)


def test_nothing_of_a_later_day_is_told(as_):
    bring()
    row = row_of(as_("clerk"), as_of=str(date(2022, 7, 31)))
    assert (row["tickets"], row["again"], row["trend"]) == (3, 2, "up")
    assert row["by_one"] == 3


def test_it_is_narrowed_sorted_and_handed_out(as_):
    bring()
    client = as_("clerk")
    rows = client.get("/spots/repeats/", {"sort": "tickets"}).context["rows"]
    assert [row["tickets"] for row in rows] == sorted((r["tickets"] for r in rows), reverse=True)
    assert len(rows) > 1
    narrowed = client.get("/spots/repeats/", {"q": "水质"}).context["rows"]
    assert [row["place_code"] for row in narrowed] == ["V2"]
    assert "没有这样的点位" in client.get("/spots/repeats/", {"q": "没有这样"}).content.decode()
    sheet = load_workbook(BytesIO(client.get("/spots/repeats.xlsx", {"q": "水质"}).content)).active
    assert [cell.value for cell in sheet[2]][1:8] == ["柳湾村", "水质", "白石镇", 5, 1, 2, 4]
    assert sheet.max_row == 2


def test_a_butler_reads_their_own_places_also_on_their_page(as_):
    bring()
    own = as_("butler").get("/spots/repeats/").context["rows"]
    assert {row["place_code"] for row in own} == {"V1"}
    page = as_("butler").get("/butlers/")
    assert {row["place_code"] for row in page.context["repeats"]} == {"V1"}
    assert page.context["repeats_total"] == 1
    assert not as_("stranger").get("/spots/repeats/", {"q": "柳湾"}).context["rows"]
