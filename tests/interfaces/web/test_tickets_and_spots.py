"""Home of the tests of tickets, spots, and the page that turns a spot into an application."""

from collections.abc import Callable

from django.test import Client

from tests import town

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


def test_a_spot_shows_its_evidence(as_: Door) -> None:
    client = as_("clerk")
    page = client.get(f"/spots/{spot_of(client)}/").content.decode()
    assert "为什么在一起" in page
    assert "转为申报" in page


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
