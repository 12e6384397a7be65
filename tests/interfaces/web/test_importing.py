"""Home of the tests of dropping sheets: preview, mending, confirming, undoing."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import town
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.web.intake import tray, working
from xiaowei.stages.intake.models import ImportRun, Ticket
from xiaowei.stages.intake.queries import run_with, ticket_with

Door = Callable[..., Client]
HEADERS = "工单编号,来电时间,来电号码,诉求类型,一级分类,二级分类,承办单位,诉求地址,诉求内容"


def sheet(*rows: str, name: str = "六月.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([HEADERS, *rows]).encode("gb18030"))


def row(number: str, at: str = "2022-06-01 08:00") -> str:
    said = f"{town.STONEGATE}路不平。电话10000000077"
    return f"{number},{at},10000000077,投诉,道路交通,道路破损,白石镇,{town.STONEGATE},{said}"


def put(client: Client, *rows: str) -> str:
    answer = client.post("/import/", {"files": [sheet(*rows)]})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_nothing_is_stored_before_it_is_confirmed(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"), row("N2"))
    page = client.get(where).content.decode()
    assert "2 + 0 + 0 + 0 = 2" in page
    assert "10000000077" not in page
    assert ticket_with("N1") is None


def test_confirming_takes_the_good_rows_and_keeps_the_bad_ones(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"), row("N2", "不知何时"))
    done = client.post(f"{where}confirm/")
    assert ticket_with("N1") is not None
    page = client.get(done["Location"]).content.decode()
    assert "1 + 0 + 0 + 1 = 2" in page
    assert client.get(f"{done['Location']}rejects.xlsx").status_code == 200
    assert client.get(where)["Location"] == done["Location"]


def test_a_cell_is_mended_on_the_page(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1", "不知何时"))
    change = {"mend_row": "2", "mend_column": "来电时间", "mend_value": "2022-06-03 09:00"}
    client.post(f"{where}change/", change)
    assert "1 + 0 + 0 + 0 = 1" in client.get(where).content.decode()


def test_a_row_without_a_word_is_mended_where_it_says_most(as_: Door) -> None:
    client = as_("officer")
    where = put(client, "N1,2022-06-01 08:00,,投诉,道路交通,道路破损,白石镇,,")
    page = client.get(where).content.decode()
    assert "不补就不收这一行" in page
    assert 'name="mend_column" value="诉求内容"' in page
    change = {"mend_row": "2", "mend_column": "诉求内容", "mend_value": "路不平"}
    client.post(f"{where}change/", change)
    page = client.get(where).content.decode()
    assert "1 + 0 + 0 + 0 = 1" in page
    assert 'class="chg">路不平<' in page


def test_a_column_is_mapped_by_hand(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"))
    fields = {f"map-{i}": "" for i in range(9)} | {"map-0": "number", "map-8": "content"}
    client.post(f"{where}change/", {"map": "1", **fields})
    for field in ("received_at", "address"):
        client.post(f"{where}change/", {"absent": field})
    client.post(f"{where}confirm/")
    found = ticket_with("N1")
    assert found is not None
    assert found.received_at is None


def test_a_missing_time_is_told_above_the_columns(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"))
    missing = "没有认出来电时间列"
    assert missing not in client.get(where).content.decode()
    fields = {f"map-{i}": "" for i in range(9)} | {"map-0": "number", "map-8": "content"}
    client.post(f"{where}change/", {"map": "1", **fields})
    page = client.get(where).content.decode()
    assert missing in page.split('class="cols"')[0]


ODD = "单据,打来时刻,打电话的,事情,哪里"


def odd(*rows: str, heads: str = ODD) -> SimpleUploadedFile:
    return SimpleUploadedFile("怪表.csv", "\n".join([heads, *rows]).encode())


def test_what_an_essential_column_is_has_to_be_said_before_confirming(as_: Door) -> None:
    client = as_("officer")
    heads = "单据,来电时间,打电话的,诉求内容,诉求地址"
    said = f"Q1,2022-06-01 08:00,王小明,路不平,{town.STONEGATE}"
    where = client.post("/import/", {"files": [odd(said, heads=heads)]})["Location"]
    page = client.get(where).content.decode()
    above = page.split('class="cols"')[0]
    assert "没有认出工单编号列" in above
    assert "没有认出来电人列" in above
    assert "data-save disabled" in page
    refused = client.post(f"{where}confirm/", follow=True).content.decode()
    assert "还不能收" in refused
    assert ticket_with("Q1") is None
    client.post(f"{where}change/", {"field": "number", "column": "0"})
    assert "没有认出工单编号列" not in client.get(where).content.decode()
    assert "data-save disabled" not in client.get(where).content.decode()
    client.post(f"{where}confirm/")
    assert ticket_with("Q1") is not None


def test_that_a_sheet_has_no_such_column_is_said_once_and_remembered(as_: Door) -> None:
    client = as_("officer")
    heads = "来电时间,来电号码,诉求内容,诉求地址"
    for n, day in enumerate(("01", "02")):
        said = f"2022-06-{day} 08:00,10000000077,路不平,{town.STONEGATE}"
        where = client.post("/import/", {"files": [odd(said, heads=heads)]})["Location"]
        page = client.get(where).content.decode()
        assert ("改动一处就成了新的一件" in page) is (n == 0)
        assert ("这份表没有“编号”列" in page) is (n == 1)
        if n == 0:
            client.post(f"{where}change/", {"absent": "number"})
        done = client.post(f"{where}confirm/")["Location"]
        assert "/runs/" in done


def test_a_column_said_to_be_missing_may_be_taken_back(as_: Door) -> None:
    client = as_("officer")
    heads = "来电时间,来电号码,诉求内容,诉求地址"
    said = f"2022-06-01 08:00,10000000077,路不平,{town.STONEGATE}"
    where = client.post("/import/", {"files": [odd(said, heads=heads)]})["Location"]
    client.post(f"{where}change/", {"absent": "number"})
    client.post(f"{where}change/", {"present": "number"})
    client.post(f"{where}confirm/")
    assert "data-save disabled" in client.get(where).content.decode()


def test_callers_in_a_column_nobody_knows_are_neither_shown_nor_stored(as_: Door) -> None:
    client = as_("officer")
    heads = "工单编号,来电时间,诉求内容,诉求地址,打电话的,诉求者称呼,紧急程度"
    callers = ("王小明", "欧阳修远", "于和平", "李桂兰")
    rows = [
        f"P{n},2022-06-01 08:00,路不平,{town.STONEGATE},{name},{name}先生,一般"
        for n, name in enumerate(callers)
    ]
    where = client.post("/import/", {"files": [odd(*rows, heads=heads)]})["Location"]
    page = client.get(where).content.decode()
    assert not [name for name in callers if name in page]
    assert "写人的列(打电话的、诉求者称呼)" in page
    client.post(f"{where}confirm/")
    kept = dict(Ticket.objects.filter(number__startswith="P").values_list("number", "extra"))
    assert kept == {f"P{n}": {"紧急程度": "一般"} for n in range(4)}
    looked = as_("clerk").post("/tickets/P0/raw/", {"reason": "联系来电人核实"}).content.decode()
    assert "王小明" in looked


def test_a_sheet_that_lacks_a_column_shows_its_columns_and_cannot_be_confirmed(as_: Door) -> None:
    client = as_("officer")
    head = "项目名称,管辖地,小区,项目类型,建设内容,数量,单位,审定资金(万元),申报日期"
    line = f"修路,白石镇,{town.STONEGATE},破损道路修复,修路,12,米,3,2022-06-01"
    ledger = SimpleUploadedFile("台账.csv", f"{head}\n{line}\n".encode())
    where = client.post("/import/", {"files": [ledger]})["Location"]
    page = client.get(where).content.decode()
    assert page.count("缺「镇街」列") == 1 and "没有用上的列:管辖地" in page
    assert 'name="map-1"' in page and "confirm/" not in page
    assert client.post(f"{where}confirm/").status_code == 422
    fields = ("name", "town", "places", "type", "content", "quantity_planned", "unit")
    fields = (*fields, "approved_yuan", "applied_on")
    chosen = {f"map-{i}": field for i, field in enumerate(fields)}
    client.post(f"{where}change/", {"map": "1", **chosen})
    page = client.get(where).content.decode()
    assert "缺「镇街」列" not in page and "1 + 0 + 0 + 0 = 1" in page and "confirm/" in page


def test_a_foreign_sheet_says_what_it_lacks_whatever_it_is_called(as_: Door) -> None:
    client = as_("officer")
    roster = SimpleUploadedFile(
        "花名册.csv", "姓名,部门,联系电话,地址\n张三,办公室,10000000077,三楼\n".encode()
    )
    where = client.post("/import/", {"files": [roster]})["Location"]
    assert "看不出「花名册.csv」是什么表" in client.get(where).content.decode()
    client.post(f"{where}change/", {"kind": "tickets"})
    page = client.get(where).content.decode()
    assert "缺「内容」列" in page and "confirm/" not in page
    assert "张三" not in page and "10000000077" not in page


def test_what_goes_to_another_area_is_told_and_stays_closed_to_its_bringer(as_: Door) -> None:
    client = as_("clerk")
    there = row("N2").replace("白石镇", "望川街道").replace(town.STONEGATE, town.LOTUS)
    where = put(client, row("N1"), there)
    told = "1件属于望川街道,已归到当地"
    preview = client.get(where).content.decode()
    assert "2 + 0 + 0 + 0 = 2" in preview
    assert told in preview.split("确认之后", 1)[1]
    done = client.post(f"{where}confirm/")["Location"]
    assert told in client.get(done).content.decode()
    assert client.get("/tickets/N1/").status_code == 200
    assert client.get("/tickets/N2/").status_code == 422
    client.post(f"{done}undo/")
    assert ticket_with("N2") is None


def test_a_second_confirmation_is_led_to_what_the_first_made(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"))
    done = client.post(f"{where}confirm/")["Location"]
    again = client.post(f"{where}confirm/", follow=True)
    assert again.redirect_chain == [(done, 302)]
    assert "已经收过" in again.content.decode()
    assert ImportRun.objects.filter(file_name="六月.csv").count() == 1
    assert as_("clerk").post(f"{where}confirm/").status_code == 422


def test_of_many_who_take_a_sheet_at_once_one_gets_it(as_: Door) -> None:
    token = put(as_("officer"), row("N1")).split("/")[2]
    person = Person.objects.get(username="officer").pk
    start, taken = threading.Barrier(8), []

    def take() -> None:
        start.wait()
        with suppress(BadInput), tray.taking(token, person) as one:
            taken.append(one.name)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == ["六月.csv"]


def test_a_sheet_under_way_is_said_to_be_and_goes_back_when_it_fails(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"))
    token, person = where.split("/")[2], Person.objects.get(username="officer").pk
    held = tray.held(token, person)
    with pytest.raises(RuntimeError), working.alone(held), tray.taking(token, person):
        assert "正在收" in client.post(f"{where}confirm/", follow=True).content.decode()
        assert "正在收" in client.get(where).content.decode()
        raise RuntimeError
    assert "1 + 0 + 0 + 0 = 1" in client.get(where).content.decode()
    client.post(f"{where}confirm/")
    assert ticket_with("N1") is not None


def test_a_sheet_is_dropped_without_trace(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"))
    client.post(f"{where}discard/")
    assert client.get(where).status_code == 422
    assert ticket_with("N1") is None


def test_somebody_elses_sheet_stays_closed(as_: Door) -> None:
    where = put(as_("officer"), row("N1"))
    assert as_("clerk").get(where).status_code == 422


def test_what_is_no_sheet_is_refused_in_words(as_: Door) -> None:
    client = as_("officer")
    paper = SimpleUploadedFile("a.pdf", b"%PDF-1.7 nothing")
    where = client.post("/import/", {"files": [paper]})["Location"]
    assert "a.pdf" in client.get(where).content.decode()


def test_the_rows_to_mend_are_their_bringers(as_: Door) -> None:
    client = as_("clerk")
    done = client.post(f"{put(client, row('N1', '不知何时'))}confirm/")["Location"]
    number = done.split("/")[3]
    kept = Path(settings.HOME, "rejects", f"{number}.xlsx")
    assert kept.stat().st_mode & 0o777 == 0o600
    for who in ("clerk", "leader", "officer"):
        assert number in as_(who).get("/import/").content.decode()
        assert as_(who).get(f"{done}rejects.xlsx").content == kept.read_bytes()
    for who in ("stranger", "far_officer"):
        assert number not in as_(who).get("/import/").content.decode()
        assert as_(who).get(f"{done}rejects.xlsx").status_code == 403


def test_a_namesake_is_not_the_bringer(as_: Door) -> None:
    held = {"role": "town_clerk", "region_code": town.MAPLE, "valid_from": date(2020, 1, 1)}
    Appointment.objects.create(person=Person.objects.get(username="clerk"), **held)
    Person.objects.filter(username="stranger").update(display_name="clerk")
    client = as_("clerk")
    done = client.post(f"{put(client, row('N1'))}confirm/")["Location"]
    found = run_with(done.split("/")[3])
    assert found is not None
    assert found.region_code == ""
    assert client.get(done).status_code == 200
    assert as_("stranger").get(done).status_code == 403


def test_an_import_is_taken_back(as_: Door) -> None:
    client = as_("officer")
    done = client.post(f"{put(client, row('N1'))}confirm/")["Location"]
    client.post(f"{done}undo/")
    assert ticket_with("N1") is None
    assert "已撤回" in client.get(done).content.decode()


def test_an_import_shows_the_spots_that_it_made_or_changed(as_: Door) -> None:
    client = as_("officer")
    spoken = f"{town.WILLOWS}路不平"
    there = row("N9").replace(town.STONEGATE, town.WILLOWS).replace("路不平", spoken)
    quiet = client.post(f"{put(client, there)}confirm/")["Location"]
    assert client.get(quiet).context["spots"] == 0
    assert "没有新成或变动点位" in client.get(quiet).content.decode()
    busy = client.post(f"{put(client, row('N1', '2022-07-25 08:00'))}confirm/")["Location"]
    assert client.get(busy).context["spots"] == 1
    number = busy.split("/")[3]
    listed = client.get("/spots/", {"run": number}).content.decode()
    assert town.STONEGATE in listed
    assert town.LOTUS not in listed
    assert town.LOTUS in client.get("/spots/").content.decode()
    assert as_("stranger").get("/spots/", {"run": number}).status_code == 403


def test_the_page_of_an_import_leads_to_the_sheets_that_still_wait(as_: Door) -> None:
    client = as_("officer")
    files = [sheet(row("N1"), name="一.csv"), sheet(row("N2"), name="二.csv")]
    first = client.post("/import/", {"files": files})["Location"]
    assert "二.csv" in client.get(first).content.decode()
    done = client.post(f"{first}confirm/")["Location"]
    page = client.get(done)
    (other,) = page.context["waiting"]
    assert f"/import/{other['token']}/" in page.content.decode()
