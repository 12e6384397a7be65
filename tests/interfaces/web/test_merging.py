"""The merge page: findings with file, row and reason, conflicts to choose, one change merges anew."""

from __future__ import annotations

import time
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import gold, township_sheets
from xiaowei.connectors.ledger_sheet.merged_book import DECIDED, SUMMARY, TO_MEND

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)
HEADS = ("项目编号,项目名称,镇街,村(社区)/小区,项目类型,数量,单位,申报资金(万元),资金来源,"
         "征集日期,申报日期,备注")  # fmt: skip
SONG = "宋庄镇"


def line(number, place, kind="路灯", quantity=10, unit="盏", wan="5.00", town=SONG, note=""):
    days = "2020-08-03,2020-08-05"
    name = f"{place}{kind}"
    return (
        f"{number},{name},{town},{place},{kind},{quantity},{unit},{wan},区级引导资金,{days},{note}"
    )


def sheet(name, *lines):
    return SimpleUploadedFile(name, "\n".join((HEADS, *lines)).encode())


@pytest.fixture
def office(settings, tmp_path):
    from xiaowei.base.accounts.models import Appointment, Person
    from xiaowei.interfaces.clock import move_demo_day

    settings.HOME = tmp_path
    move_demo_day(gold.DAY)
    person = Person.objects.create_user("office", password="x", display_name="office")
    held = {"role": "district_office", "region_code": "110112000000"}
    Appointment.objects.create(person=person, valid_from="2020-01-01", **held)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def drop(client, *files):
    assert client.post("/import/merge/", {"files": files}).status_code == 302
    return look(client)


def look(client):
    answer = client.get("/import/merge/")
    assert answer.status_code == 200
    return answer.context


def say(client, **told):
    assert client.post("/import/merge/say/", told).status_code == 302
    return look(client)


def book(client):
    answer = client.get("/import/merge/summary.xlsx")
    return openpyxl.load_workbook(BytesIO(answer.content))


def numbers(client):
    heads, *rows = book(client)[SUMMARY].iter_rows(values_only=True)
    return [row[heads.index("项目编号")] for row in rows]


ONE = sheet, "宋庄一.csv", line("A1", "小堡村"), line("A2", "翟里村", "破损道路修复", 100, "平方米")
CLASH = line("B1", "小堡村", wan="6.00")


def test_seventeen_sheets_with_nine_errors(office, tmp_path):
    sheets = township_sheets.draw(3)
    kinds = ("double number", "double content", "town code", "village code", "cap", "total",
             "funds", "order", "amount")  # fmt: skip
    township_sheets.plant(sheets, list(kinds))
    paths = township_sheets.write(sheets, tmp_path)
    assert len(paths) == 17
    began = time.perf_counter()
    page = drop(office, *(SimpleUploadedFile(p.name, p.read_bytes()) for p in paths))
    seconds = time.perf_counter() - began
    print(f"17 sheets merged on the page in {seconds:.1f} s")
    assert seconds < 20
    assert {(e["file"], e["row"], e["rule"]) for e in page["errors"]} == sheets.planted
    assert all(one["message"] and one["remedy"] for one in page["errors"])
    counts = page["counts"]
    assert counts["read"] == counts["merged"] + counts["left"] + counts["wrong"] == 164
    assert {one["rule"] for one in page["warnings"]} == {"merge_again", "merge_late"}
    assert not page["ready"]


def test_the_clean_set_has_no_error_and_is_ready(office, tmp_path):
    paths = township_sheets.write(township_sheets.draw(1), tmp_path)
    page = drop(office, *(SimpleUploadedFile(p.name, p.read_bytes()) for p in paths))
    assert (page["errors"], page["open"], page["counts"]["merged"]) == ([], [], 162)
    assert page["ready"]
    told = office.post("/import/merge/confirm/")
    preview = office.get(told["Location"]).context["page"]
    assert preview["counts"] == {"read": 162, "new": 0, "changed": 0, "same": 162, "rejected": 0}


@pytest.mark.parametrize(
    ("keep", "stays"), [("first", ["A1", "A2"]), ("second", ["A2", "B1"]), ("both", ["A1", "A2", "B1"])]
)  # fmt: skip
def test_a_conflict_across_sheets_is_chosen_with_a_reason(office, keep, stays):
    make, name, *lines = ONE
    page = drop(office, make(name, *lines), make("宋庄二.csv", CLASH))
    (conflict,) = page["open"]
    assert [code for code, _ in conflict["options"]] == ["first", "second", "both"]
    assert not page["ready"]
    (a, first), (b, second) = conflict["sides"]
    assert (a, first["where"], b, second["where"]) == (
        "A",
        "宋庄一.csv 第2行",
        "B",
        "宋庄二.csv 第2行",
    )
    assert ("申报资金", "5.00 万元", True) in first["facts"] or any(
        value == "5.00 万元" and differs for _, value, differs in first["facts"]
    )
    assert say(office, conflict=conflict["key"], keep=keep, reason=" ")["open"]
    page = say(office, conflict=conflict["key"], keep=keep, reason="B 是村东新增路段")
    assert page["ready"] and not page["open"]
    assert numbers(office) == stays
    assert book(office).sheetnames == [SUMMARY, TO_MEND, DECIDED]
    notes = [cell.value for row in book(office)[SUMMARY].iter_rows() for cell in row]
    assert sum("合并取舍:B 是村东新增路段" in str(value) for value in notes) == (
        2 if keep == "both" else 1
    )
    counts = page["counts"]
    assert counts["read"] == 3 == counts["merged"] + counts["left"]
    assert say(office, conflict=conflict["key"], keep="")["open"]


def test_a_choice_lapses_when_a_side_changes(office):
    make, name, *lines = ONE
    page = drop(office, make(name, *lines), make("宋庄二.csv", CLASH))
    page = say(office, conflict=page["open"][0]["key"], keep="both", reason="两处")
    assert page["decided"]
    page = drop(office, make("宋庄二.csv", line("B1", "小堡村", wan="7.00")))
    assert len(page["sheets"]) == 2 and len(page["open"]) == 1 and not page["decided"]


def test_a_double_is_one_or_the_other(office):
    make, name, *lines = ONE
    page = drop(office, make(name, *lines), make("宋庄二.csv", line("B1", "小堡村")))
    conflict = next(one for one in page["open"] if len(one["options"]) == 2)
    page = say(office, conflict=conflict["key"], keep="second", reason="B 是新报的")
    assert numbers(office) == ["A2", "B1"] and page["errors"] == [] and page["ready"]


def test_a_conflict_stands_once_and_all_of_a_kind_are_settled_in_one_go(office):
    make, name, *lines = ONE
    doubles = (line("B1", "小堡村"), line("B2", "翟里村", "破损道路修复", 100, "平方米"),
               line("B3", "大兴庄村", wan="99.00"))  # fmt: skip
    page = drop(office, make(name, *lines), make("宋庄二.csv", *doubles))
    (group,) = page["alike"]
    assert (group["n"], [code for code, _ in group["options"]]) == (2, ["first", "second"])
    assert [one["rule"] for one in page["own_errors"]] == ["merge_over_cap"]
    assert page["in_conflict"] == len(page["errors"]) - 1
    shown = office.get("/import/merge/").content.decode()
    errors = shown[shown.index('id="errors"') :]
    assert "B1" not in errors and "在上面取舍" in errors
    assert len(say(office, kind=group["code"], keep="second", reason=" ")["open"]) == 2
    page = say(office, kind=group["code"], keep="second", reason="二稿为准")
    assert (page["open"], page["in_conflict"], len(page["decided"])) == ([], 0, 2)
    assert numbers(office) == ["B1", "B2"]


def test_why_is_marked_as_required(office):
    make, name, *lines = ONE
    drop(office, make(name, *lines), make("宋庄二.csv", CLASH))
    shown = office.get("/import/merge/").content.decode()
    conflicts = shown[shown.index('id="conflicts"') : shown.index('id="errors"')]
    assert "为什么 <span" in conflicts and "必填" in conflicts


def test_what_was_funded_here_before_is_chosen(office):
    paid = next(row for row in gold.rows("projects") if row.town == SONG and row.unit == "盏")
    page = drop(office, sheet("新.csv", line("N1", paid.places[0])))
    conflict = next(one for one in page["open"] if one["sides"][0][1]["where"] == "本机的记录")
    assert [code for code, _ in conflict["options"]] == ["first", "both"]
    page = say(office, conflict=conflict["key"], keep="both", reason="原灯已拆")
    assert page["errors"] == [] and numbers(office) == ["N1"]
    assert (
        say(office, conflict=conflict["key"], keep="first", reason="不再安排")["counts"]["left"]
        == 1
    )


def test_a_total_that_is_none_is_mended_or_the_rows_count(office):
    wrong = "合计,,,,,,,12.00,,,,"
    page = drop(office, sheet("宋庄一.csv", *ONE[2:], wrong))
    (conflict,), (error,) = page["open"], page["errors"]
    facts = [side["facts"][0][1] for _, side in conflict["sides"]]
    assert facts == ["12.00", "10.00"] and error["mend"]
    page = say(office, conflict=conflict["key"], keep="second", reason="合计漏减")
    assert page["ready"]
    page = say(office, conflict=conflict["key"], keep="")
    told = {"mend_row": error["row"], "mend_column": error["column"], "mend_value": "10.00"}
    office.post(f"/import/merge/sheets/{error['token']}/", told)
    assert look(office)["errors"] == [] and look(office)["ready"]


def test_a_cell_is_mended_and_a_sheet_replaced_or_taken_off(office):
    total = "合计,,,,,,,99.00,,,,"
    page = drop(office, sheet("宋庄一.csv", line("A1", "小堡村", wan="99.00"), total))
    (error,) = page["errors"]
    assert (error["rule"], error["raw"], page["counts"]["merged"]) == ("merge_over_cap", "99.00", 0)
    where = f"/import/merge/sheets/{error['token']}/"
    office.post(where, {"mend_row": 2, "mend_column": error["column"], "mend_value": "9.90"})
    page = look(office)
    assert (page["counts"]["merged"], page["errors"], page["open"]) == (1, [], [])
    office.post(where, {"file": sheet("别名.csv", line("A7", "小堡村"))})
    assert numbers(office) == ["A7"]
    office.post(f"/import/merge/sheets/{look(office)['sheets'][0]['token']}/", {"drop": "1"})
    assert look(office)["sheets"] == []


def test_the_round_is_filled_in_and_the_import_brings_the_projects(office):
    drop(office, sheet("宋庄一.csv", *ONE[2:]))
    page = say(office, round="第三批")
    assert page["round"] == "3" and page["ready"]
    where = office.post("/import/merge/confirm/")["Location"]
    preview = office.get(where).context["page"]
    assert preview["counts"]["new"] == 2 and preview["warnings"] is not None
    run = office.post(f"{where}confirm/")["Location"]
    assert office.get(run).context["run"].new == 2
    page = office.get("/projects/A1/")
    assert page.status_code == 200 and "小堡村路灯" in page.content.decode()


def test_what_cannot_be_read_is_said_and_holds_the_import(office):
    page = drop(office, sheet("宋庄一.csv", *ONE[2:]), SimpleUploadedFile("坏.xlsx", b"no"))
    assert len(page["unread"]) == 1 and not page["ready"] and page["counts"]["merged"] == 2
    assert office.post("/import/merge/confirm/")["Location"] == "/import/merge/"
    say(office, clear="1")
    assert look(office)["sheets"] == []


def test_two_of_one_name_stay_two_and_the_same_file_is_one(office):
    files = [sheet("表.csv", line(f"A{n}", f"{n}号村")) for n in (1, 2)]
    page = drop(office, *files)
    assert [one["name"] for one in page["sheets"]] == ["表.csv", "表(2).csv"]
    page = drop(office, sheet("另.csv", line("A1", "1号村")))
    assert [one["name"] for one in page["sheets"]] == ["表.csv", "表(2).csv"]
    assert office.get("/import/").context["tray"] == []
