"""The page of alarms and the form of one ticket: who sees what, takes note, opens the emergency lane."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urljoin

import pytest
from django.urls import reverse

from tests import town
from tests.procedures.test_receive_ticket import receive
from xiaowei.base.trail.models import Entry
from xiaowei.stages.identification.models import Alarm, Candidate, Spot
from xiaowei.stages.intake.models import Ticket
from xiaowei.stages.selection.models import Emergency

JSON = "application/json"
WATER = {"topics": ("供水", "停水"), "content": "停水了"}


def call(times: int) -> None:
    """Let so many people call about the water of 石门村 on the morning of the day."""
    for n in range(times):
        at = f"2022-08-31 07:{n:02d}"
        receive(town.ticket_row(f"W{n}", at, caller=f"1000000700{n}", **WATER))


def burst() -> Spot:
    """Bring a burst at 石门村 and return it."""
    call(6)
    return Spot.objects.get(kind="burst", place__code="V1")


def test_an_alarm_tells_its_calls_and_how_it_stands(as_):
    spot = burst()
    page = as_("clerk").get("/alarms/")
    row = page.context["rows"][0]
    assert (row["id"], row["state"], row["callers"], row["at_call"]) == (str(spot), "new", 6, 3)
    assert sum(bar["hit"] for bar in row["pulse"]["bars"]) == 1
    assert row["rare"]
    assert row["emergency"] == "water_cut"
    assert "停水了" in page.content.decode()
    assert not [
        r for r in as_("stranger").get("/alarms/").context["rows"] if r["place_code"] == "V1"
    ]
    assert as_("neighbour").get("/alarms/").context["rows"] == []


def test_the_desk_counts_until_somebody_takes_note(as_):
    spot = burst()
    assert as_("clerk").get("/desk/").context["alarms"] == 1
    assert as_("officer").get("/desk/").context["alarms"] == 1
    assert as_("stranger").get("/desk/").context["alarms"] == 0
    as_("stranger").post(f"/alarms/{spot}/seen/")
    assert Alarm.objects.get().seen_at is None
    as_("clerk").post(f"/alarms/{spot}/seen/")
    first = Alarm.objects.get()
    as_("leader").post(f"/alarms/{spot}/seen/")
    assert Alarm.objects.get().seen_by == first.seen_by
    assert (
        Entry.objects.filter(subject=f"spot:{spot}", action="identification.see_alarm").count() == 1
    )
    assert as_("officer").get("/desk/").context["alarms"] == 0
    row = as_("officer").get("/alarms/").context["rows"][0]
    assert (row["state"], row["seen"].by) == ("seen", first.seen_by)


def test_without_calls_an_alarm_ends_by_itself(as_):
    burst()
    day = str(town.TODAY + timedelta(days=2))
    assert as_("clerk").get("/alarms/", {"as_of": day}).context["rows"][0]["state"] == "ended"
    before = str(town.TODAY - timedelta(days=1))
    assert as_("clerk").get("/alarms/", {"as_of": before, "state": "new"}).context["rows"] == []


def test_the_emergency_lane_opens_from_the_alarm(as_):
    spot = burst()
    client = as_("clerk")
    row = client.get("/alarms/").context["rows"][0]
    said = {"kind": row["emergency"], "type_code": row["types"][0][0], "reason": row["why"]}
    answer = client.post(f"/alarms/{spot}/emergency/", said)
    made = Candidate.objects.get(spot=spot)
    assert answer["Location"] == f"/projects/{made.number}/"
    flag = Emergency.objects.get(application__candidate=made)
    assert (flag.kind, flag.confirmed_on) == ("water_cut", None)
    assert Alarm.objects.get().seen_at
    assert client.get("/alarms/").context["rows"][0]["projects"] == [made.number]


def test_a_burst_that_is_not_ours_to_act_on_stays_as_it_is(as_):
    spot = burst()
    said = {"kind": "water_cut", "type_code": "", "reason": "停水"}
    as_("stranger").post(f"/alarms/{spot}/emergency/", said)
    as_("clerk").post(f"/alarms/{spot}/emergency/", said | {"kind": "no_such"})
    assert not Candidate.objects.filter(spot=spot).exists()
    assert Alarm.objects.get().seen_at is None


def test_a_ticket_written_by_hand_says_a_burst_at_once(as_):
    call(2)
    client = as_("clerk")
    form = {"content": f"{town.STONEGATE}停水", "received_at": "2022-08-31T07:30", "kind": "complaint",
            "town": "白石镇", "number": "W9", "caller": "10000009999"}  # fmt: skip
    answer = client.post("/tickets/enter/", form, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert any(text.startswith("突发!") for text in told)
    spot = Spot.objects.get(kind="burst", place__code="V1")
    assert f"#{spot}" in answer.content.decode()
    later = client.post(
        "/tickets/enter/", form | {"number": "W10", "received_at": "2022-09-30T07:30"}
    )
    assert later.status_code == 409
    again = client.post("/tickets/enter/", form, follow=True)
    assert Ticket.objects.filter(number="W9").count() == 1
    assert "早已收过" in again.content.decode()


def test_a_feed_hands_tickets_in_as_json(as_):
    fields = {"工单编号": "F1", "来电时间": "2022-08-31 08:00", "诉求内容": "石门村路面破损",
              "街乡镇": "白石镇", "来电号码": "13800001111"}  # fmt: skip

    def post(body):
        return as_("clerk").post("/tickets/receive/", json.dumps(body), "application/json")

    told = post(fields).json()
    assert (told["outcome"], told["place_code"], told["burst"]) == ("new", "V1", False)
    assert told["spot"]["tickets"]
    assert post(fields).json()["outcome"] == "same"
    assert post([1]).status_code == 422
    assert "error" in post({"来电时间": "明天"}).json()
    assert (
        "error" in post(fields | {"工单编号": "F2", "来电时间": "9999-12-31T23:59:59-12:00"}).json()
    )
    for body in ("[" * 200_000, '{"工单编号": "a\\ud800b"}', b"\xd5\xe2"):
        assert as_("clerk").post("/tickets/receive/", body, JSON).status_code == 422


@pytest.mark.parametrize(
    "number", ["TZ/2022/0001", "R1/topic", "..", ".", "A~2fB", "A?b#c%2F", "/A"]
)
def test_whatever_a_hotline_numbers_by_the_ticket_has_a_page(as_, number):
    client = as_("clerk")
    fields = {"工单编号": number, "来电时间": "2022-08-31 08:00", "诉求地址": "石门村",
              "诉求内容": "石门村路面破损", "街乡镇": "白石镇"}  # fmt: skip
    client.post("/tickets/receive/", json.dumps(fields), JSON)
    page = reverse("ticket", args=[number])
    assert f'href="{page}"' in client.get("/tickets/").content.decode()
    assert urljoin("http://here/tickets/", page) == f"http://here{page}"
    assert client.get(page).context["ticket"]["number"] == number


def test_what_a_township_says_is_masked(as_):
    client = as_("clerk")
    stray = {
        "工单编号": "F7",
        "来电时间": "2022-08-31 08:00",
        "诉求内容": "路灯不亮",
        "街乡镇": "王小明13800001111",
    }
    client.post("/tickets/receive/", json.dumps(stray), JSON)
    assert "13800001111" not in Ticket.objects.get(number="F7").town_words


def test_of_another_areas_ticket_the_bringer_is_told_no_more_than_where_it_went(as_):
    call(5)
    fields = {"工单编号": "F9", "来电时间": "2022-08-31 08:00", "诉求内容": "石门村停水",
              "街乡镇": "白石镇", "来电号码": "13800001111"}  # fmt: skip
    client = as_("stranger")
    told = client.post("/tickets/receive/", json.dumps(fields), "application/json").json()
    assert (told["outcome"], told["elsewhere"], told["spot"]) == ("new", True, None)
    assert not told["burst"]
    assert told["text"] == ""
    assert Ticket.objects.get(number="F9").place.code == "V1"


def test_the_butler_goes_first_where_people_call_today(as_):
    butler = as_("butler")
    before = [why["code"] for why in butler.get("/butlers/").context["stops"][0]["reasons"]]
    spot = burst()
    stop = butler.get("/butlers/").context["stops"][0]
    assert stop["reasons"][0]["code"] == "burst_new"
    assert "8 月 31 日还在集中来电" in stop["reasons"][0]["says"]
    assert [why["code"] for why in stop["reasons"][1:]] == before
    as_("clerk").post(f"/alarms/{spot}/seen/")
    stop = butler.get("/butlers/").context["stops"][0]
    assert stop["reasons"][0]["code"] == "burst_seen"
