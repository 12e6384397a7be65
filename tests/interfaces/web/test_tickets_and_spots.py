"""Home of the tests of tickets, spots, and the page that turns a spot into an application."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests import town
from xiaowei.interfaces.web.intake import views
from xiaowei.stages.identification.models import Candidate

Door = Callable[..., Client]


def spot_of(client: Client) -> str:
    page = client.get("/spots/").content.decode()
    return "S" + page.split('href="/spots/S')[1].split("/")[0]


def test_tickets_are_masked_and_filtered(as_: Door) -> None:
    page = as_("officer").get("/tickets/", {"q": "停水"}).content.decode()
    assert "T100" in page
    assert "1000000500" not in page
    assert "R1<" not in page


def test_raw_words_need_a_reason_and_leave_a_trace(as_: Door) -> None:
    client = as_("clerk")
    assert client.post("/tickets/R1/raw/", {"reason": "看"}).status_code == 409
    assert "原文" in client.post("/tickets/R1/raw/", {"reason": "联系来电人核实"}).content.decode()
    assert "联系来电人核实" in client.get("/tickets/R1/").content.decode()


def test_the_district_office_reads_no_raw_words(as_: Door) -> None:
    assert as_("officer").post("/tickets/R1/raw/", {"reason": "想看一看"}).status_code == 403


def test_a_ticket_without_a_township_is_read_where_its_sheet_came_from(as_: Door) -> None:
    from xiaowei.stages.intake.models import ImportRun, Ticket

    Ticket.objects.filter(number="R1").update(town_code="", place=None)
    for region, readers in (
        (town.DISTRICT, {"officer", "operator"}),
        (town.ELSEWHERE, {"far_officer", "operator"}),
        ("", {"operator"}),
    ):
        ImportRun.objects.update(region_code=region)
        for who in ("officer", "far_officer", "clerk", "stranger", "operator"):
            status = as_(who).get("/tickets/R1/").status_code
            assert (status == 200) is (who in readers), (region, who, status)


def test_the_most_pressing_spot_stands_first(as_: Door) -> None:
    page = as_("officer").get("/spots/").content.decode()
    assert page.index(town.LOTUS) < page.index(town.STONEGATE)


def test_who_applies_finds_the_spots_without_a_project_at_home(as_: Door) -> None:
    clerk, waits = as_("clerk"), '<a class="btn sm" href="/spots/{}/apply/">'
    number = spot_of(clerk)
    assert waits.format(number) in clerk.get("/").content.decode()
    assert waits.format(number) not in as_("officer").get("/").content.decode()


def test_a_spot_shows_its_evidence(as_: Door) -> None:
    client = as_("clerk")
    page = client.get(f"/spots/{spot_of(client)}/").content.decode()
    assert "为什么在一起" in page
    assert "转为申报" in page


def test_each_line_of_an_estimate_has_a_unit_of_its_own(as_: Door) -> None:
    """Only what can be told in the type's unit counts: 0.12 km of a road in metres, not its sand."""
    client = as_("clerk")
    where = f"/spots/{spot_of(client)}/apply/"
    form = client.get(where)
    assert form.context["unit"] == "米" and {"公里", "盏"} <= set(form.context["units"])
    rows = (("沙石", "方", "5", "200"), ("修补", "km", "0.12", "150000"), ("垃圾清运", "项", "1", "900"),
            ("划线", "", "30", "150"))  # fmt: skip
    data = {k: v or "" for k, v in form.context["form"].initial.items()} | {
        "sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0",
        "lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0",
        **{f"lines-{i}-{name}": value for i, row in enumerate(rows)
           for name, value in zip(("item", "unit", "quantity", "price"), row, strict=True)},
    }  # fmt: skip
    made = client.post(where, data)
    assert made.status_code == 302, made.context["form"].errors
    kept = Candidate.objects.get(number=made["Location"].split("/")[2])
    units = kept.estimate_lines.values_list("unit", flat=True)
    assert [*units] == ["立方米", "公里", "项", "米"]
    assert (kept.quantity, kept.unit) == (120, "米")
    again = client.get(made["Location"]).content.decode()
    assert 'value="立方米"' in again and 'value="项"' in again


def test_a_spot_becomes_a_draft_and_is_sent(as_: Door) -> None:
    client = as_("clerk")
    spot = spot_of(client)
    form = client.get(f"/spots/{spot}/apply/")
    assert form.status_code == 200
    start = form.context["form"].initial
    data = {k: v or "" for k, v in start.items()} | {
        "root_cause": "路基渗水",
        "maintainer": "村委会",
        "sites-TOTAL_FORMS": "1",
        "sites-INITIAL_FORMS": "0",
        "sites-0-name": "村口",
        "sites-0-quantity": "120",
        "lines-TOTAL_FORMS": "1",
        "lines-INITIAL_FORMS": "0",
        "lines-0-item": "修补",
        "lines-0-quantity": "120",
        "lines-0-price": form.context["lines"].initial[0]["price"] or "100",
    }
    made = client.post(f"/spots/{spot}/apply/", data)
    assert made.status_code == 302, made.context["form"].errors
    number = made["Location"].split("/")[2]
    assert client.post(f"/projects/{number}/do/prepare/", {"on": "2022-08-31"}).status_code == 302
    called = as_("officer").post(
        "/rounds/",
        {"year": "2022", "name": "1", "opens_on": "2022-08-01", "closes_on": "2022-08-31"},
    )
    assert called.status_code == 302
    assert 'value="1"' in client.get(f"/projects/{number}/?do=submit").content.decode()
    refused = client.post(
        f"/projects/{number}/do/submit/",
        {"on": "2022-08-31", "applied": "12000", "round_name": "1", "fund_source": "区级"},
    )
    assert refused.status_code == 409
    assert "照片" in refused.content.decode()


def test_spots_are_split_merged_and_that_is_taken_back(as_: Door) -> None:
    client = as_("clerk")
    spot = client.get("/spots/?kind=repeat").context["rows"][0]["id"]
    assert f"/spots/{spot}/sort/" in client.get(f"/spots/{spot}/").content.decode()
    page = client.get(f"/spots/{spot}/sort/")
    tickets = [row["number"] for row in page.context["rows"]]
    where = f"/spots/{spot}/sort/"
    told = client.post(where, {"act": "split", "ticket": tickets[:1], "reason": ""}, follow=True)
    assert "没有写理由" in told.content.decode()
    apart = {"act": "split", "ticket": tickets[:1], "reason": "另一处"}
    told = client.post(where, apart, follow=True).content.decode()
    page = client.get(where)
    assert f"拆出的在 {page.context['others'][0]['id']};" in told
    assert [row["number"] for row in page.context["rows"]] == tickets[1:]
    other = page.context["others"][0]["id"]
    told = client.post(where, {"act": "merge", "other": other, "reason": "又是一处"}, follow=True)
    assert "先撤回" in told.content.decode()
    decision = page.context["decisions"][0]
    assert (decision["what"], decision["reason"]) == ("拆分", "另一处")
    client.post(where, {"act": "undo", "decision": decision["pk"]})
    page = client.get(where)
    assert [row["number"] for row in page.context["rows"]] == tickets
    assert not page.context["decisions"]


def test_who_merges_two_spots_is_led_to_the_one(as_: Door) -> None:
    town.bring([
        town.ticket_row(f"L{n}", f"2022-0{n + 4}-10 08:30", topics=("路灯", "路灯不亮"),
                        content="石门村路灯不亮", caller=f"1000000004{n}")
        for n in range(1, 4)
    ])  # fmt: skip
    client = as_("clerk")
    one, other = (row["id"] for row in client.get("/spots/?kind=repeat").context["rows"][:2])
    merge = {"act": "merge", "other": other, "reason": "是同一件事"}
    led = client.post(f"/spots/{one}/sort/", merge)["Location"]
    page = client.get(led)
    assert page.status_code == 200 and page.context["spot"]["tickets"] == 7


def handed(client: Client, url: str, **asked: str) -> list[tuple[object, ...]]:
    """Return the rows of a sheet that is handed out, opened again by another library."""
    sheet = load_workbook(BytesIO(client.get(url, asked).content), read_only=True).active
    return [*sheet.iter_rows(values_only=True)]


def test_the_list_of_tickets_is_handed_out_as_it_is_narrowed(as_: Door) -> None:
    officer = as_("officer")
    head, *rows = handed(officer, "/tickets.xlsx", q="停水")
    shown = officer.get("/tickets/", {"q": "停水"}).context["rows"]
    assert head[0] == "编号" and [row[0] for row in rows] == [row["number"] for row in shown]
    assert rows and "1000000500" not in str(rows)
    assert len(handed(as_("stranger"), "/tickets.xlsx", q="停水")) == 1
    assert officer.get("/tickets.exe").status_code == 404


def test_more_tickets_than_a_list_has_are_refused_with_the_remedy(
    as_: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", 3)
    refused = as_("officer").get("/tickets.xlsx")
    assert refused.status_code == 422 and "按日期、镇街或分类再缩小" in refused.content.decode()


def test_the_list_of_spots_is_handed_out_as_it_is_narrowed(as_: Door) -> None:
    officer = as_("officer")
    _head, *rows = handed(officer, "/spots.xlsx", kind="burst")
    shown = officer.get("/spots/", {"kind": "burst"}).context["rows"]
    assert rows and [row[0] for row in rows] == [row["id"] for row in shown]
    assert rows[0][2:5] == (shown[0]["place"], shown[0]["topic"], shown[0]["town"])


def test_a_ticket_dated_after_today_is_told_of_and_can_be_opened(as_: Door) -> None:
    report = town.bring([town.ticket_row("F1", "2022-09-20 10:00")])
    assert any("来电时间在今天之后" in note.text("zh") for note in report.warnings)
    assert as_("clerk").get("/tickets/F1/").status_code == 200
    assert as_("clerk").get("/tickets/F1/", {"as_of": "2022-08-01"}).status_code == 422


def test_a_part_of_a_number_finds_its_tickets(as_: Door) -> None:
    found = as_("clerk").get("/tickets/", {"q": "r"}).context["rows"]
    assert {row["number"] for row in found} == {"R1", "R2", "R3", "R4"}
