"""`merge`: township sheets into one; planted errors are all found, and nothing else is."""

from __future__ import annotations

import json
import random
import time

import openpyxl
import pytest

from tests import gold, homes, township_sheets
from tools import scratch
from xiaowei.connectors.ledger_sheet.merged_book import SUMMARY, TO_MEND

pytestmark = pytest.mark.django_db
stand = gold.standing(*gold.KINDS)
SLOW_MACHINE = 2


def found(data):
    return {(f["file"], f["row"], f["rule"]) for f in data["findings"]}


@pytest.fixture
def merged(asked, tmp_path):
    def merge(sheets, *words):
        paths = township_sheets.write(sheets, tmp_path)
        return asked("merge", *paths, "--as-of", gold.DAY, *words)

    return merge


def test_clean_sheets_have_no_findings_and_import_as_the_same(merged, asked):
    began = time.process_time()
    data = merged(township_sheets.draw(1))
    assert time.process_time() - began < 10 * SLOW_MACHINE
    assert data.keys() >= {"read", "merged", "findings", "output_file"}
    assert (data["read"], data["merged"], data["findings"]) == (162, 162, [])
    rules = [warning["rule"] for warning in data["warnings"]]
    assert set(rules) == {"merge_again", "merge_late"} and rules.count("merge_again") == 14
    report = asked("import", "projects", data["output_file"])
    assert (report["read"], report["same"], report["rejected"]) == (162, 162, 0)


@pytest.mark.parametrize("seed", range(6))
def test_nine_planted_errors_are_found_with_row_and_reason(merged, seed):
    sheets = township_sheets.draw(seed)
    kinds = random.Random(seed).sample(sorted(township_sheets.PLANT), 9)
    township_sheets.plant(sheets, kinds)
    data = merged(sheets)
    print(f"17 sheets with nine errors merged in {data['seconds']} s")
    assert data["seconds"] < 10 * SLOW_MACHINE
    assert found(data) == sheets.planted
    assert len(sheets.planted) == 9
    for finding in data["findings"]:
        assert finding.keys() >= {"file", "row", "column", "value", "rule", "remedy", "level"}
        assert finding["level"] == "error" and finding["message"] and finding["remedy"]
    rows = {(f["file"], f["row"]) for f in data["findings"] if f["rule"] != "merge_total"}
    assert data["merged"] == data["read"] - len(rows)


def test_every_kind_at_once(merged):
    sheets = township_sheets.draw(99)
    township_sheets.plant(sheets, list(township_sheets.PLANT))
    assert found(merged(sheets)) == sheets.planted


def test_rows_with_errors_stand_apart_red_and_with_a_comment(merged):
    sheets = township_sheets.draw(5)
    township_sheets.plant(sheets, ["cap", "amount"])
    data = merged(sheets)
    book = openpyxl.load_workbook(data["output_file"])
    assert book.sheetnames == [SUMMARY, TO_MEND]
    assert book[SUMMARY].max_row == 1 + 160
    heads, *rows = book[TO_MEND].iter_rows()
    names = [cell.value for cell in heads]
    assert len(rows) == 2
    row = next(r for r in rows if r[names.index("项目编号")].value)
    cell = row[names.index("申报资金(万元)")]
    assert cell.fill.bgColor.rgb == "FFFFC7CE" or cell.fill.fgColor.rgb == "FFFFC7CE"
    assert "上限" in cell.comment.text


def test_the_summary_keeps_the_districts_own_columns(merged, asked, tmp_path):
    data = merged(township_sheets.draw(3))
    asked("export", "--district", gold.DISTRICT, "--as-of", gold.DAY, tmp_path / "own.xlsx")
    heads = [
        [cell.value for cell in next(openpyxl.load_workbook(file)[name].iter_rows())]
        for file, name in ((data["output_file"], SUMMARY), (tmp_path / "own.xlsx", "Sheet1"))
    ]
    assert heads[0][: len(heads[1])] == heads[1]


def test_what_was_funded_before_is_found_where_the_home_knows_it(merged):
    """A new number at a place that the home has paid for; the same numbers are the same projects."""
    sheets = township_sheets.draw(8)
    file, at = sheets.any_row()
    row = sheets.files[file][at]
    row |= {"project_no": "TZ2020-777", "qty_planned": "1", "unit_price": ""}
    data = merged(sheets)
    assert found(data) == {(file, at + 2, "merge_funded")}
    row["d_collect"] = "2023-03-01"
    later = ("d_apply", "d_approve", "d_fund", "d_start", "d_finish", "d_accept")
    row |= dict.fromkeys(later, "")
    data = merged(sheets, "--as-of", "2023-03-02")
    assert data["findings"] == []


def test_the_round_is_filled_in_and_others_are_warned_of(merged, tmp_path):
    sheets = township_sheets.draw(2)
    for rows in sheets.files.values():
        for row in rows:
            row["batch"] = ""
    next(iter(sheets.files.values()))[0]["batch"] = "第三批"
    data = merged(sheets, "--round", "第二批", "--out", tmp_path / "out.xlsx")
    rules = [warning["rule"] for warning in data["warnings"]]
    assert (data["findings"], rules.count("merge_round")) == ([], 1)
    batches = [r.batch for r in gold.read(tmp_path / "out.xlsx", "projects").rows]
    assert (batches.count("2"), batches.count("3")) == (161, 1)


def test_people_read_two_tables_in_their_language(xiaowei, tmp_path, monkeypatch):
    sheets = township_sheets.draw(4)
    township_sheets.plant(sheets, ["type"])
    paths = township_sheets.write(sheets, tmp_path)
    for language, word in (("zh", "登月工程"), ("en", "is not a known project type")):
        monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
        ran = xiaowei("merge", *paths, "--as-of", gold.DAY)
        assert ran.code == 0 and word in ran.printed
        assert "column." not in ran.printed and "error." not in ran.printed


def test_without_a_home_the_packs_are_enough(tmp_path):
    sheets = township_sheets.draw(6)
    township_sheets.plant(sheets, ["town code", "cap"])
    paths = township_sheets.write(sheets, tmp_path)
    environment = scratch.environment(str(tmp_path / "home")) | {"XIAOWEI_PACKS": "beijing"}
    code, printed, logged = homes.run(environment, "merge", *paths, "--json")
    assert code == 0, logged
    assert found(json.loads(printed)) == sheets.planted


def test_what_cannot_be_read_or_written_is_bad_input(xiaowei, tmp_path):
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    paths = township_sheets.write(township_sheets.draw(1), tmp_path)
    for words in (
        (tmp_path / "nowhere.csv",),
        (tmp_path / "broken.xlsx",),
        (*paths, "--out", paths[0]),
        (*paths, "--out", tmp_path / "no such folder" / "out.xlsx"),
    ):
        ran = xiaowei("merge", *words)
        assert (ran.code, ran.printed) == (3, ""), words
    assert xiaowei("merge").code == 2
