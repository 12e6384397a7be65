"""`import` and `watch`: counts that add up, rejects to mend, broken files that change nothing."""

from __future__ import annotations

import csv
import os
import zipfile
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook

from tests import gold
from tests.keeping import contents
from xiaowei.connectors.tabular.reading import read_any
from xiaowei.connectors.tabular.writing import write_table

pytestmark = pytest.mark.django_db
stand = gold.standing("places")
SOME = [dict(row) for row in gold.cells("projects")[:4]]
COUNTS = ("read", "new", "changed", "same", "rejected")


def sheet(path, rows=None, encoding="utf-8"):
    taken = SOME if rows is None else rows
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(SOME[0]))
        writer.writeheader()
        writer.writerows(taken)
    return path


def counts(found):
    return tuple(found[name] for name in COUNTS)


def test_counts_add_up_and_a_second_run_changes_nothing(asked, tmp_path):
    path = sheet(tmp_path / "a.csv")
    assert counts(asked("import", "projects", path)) == (4, 4, 0, 0, 0)
    before = contents()
    again = asked("import", "projects", path)
    assert counts(again) == (4, 0, 0, 4, 0)
    assert again["rejects_file"] is None
    assert contents() == before


def test_a_dry_run_tells_and_leaves_nothing(asked, tmp_path):
    before = contents(())
    found = asked("import", "projects", sheet(tmp_path / "a.csv"), "--dry-run")
    assert counts(found) == (4, 4, 0, 0, 0)
    after = contents(())
    assert {n for n in after if after[n] != before[n]} <= {"person", "appointment"}


def test_rejected_rows_are_mended_and_sent_back(asked, xiaowei, tmp_path):
    rows = [dict(row) for row in SOME]
    rows[1]["approved_wan"] = "999.00"
    rows[2]["town_code"], rows[2]["town"] = "", "无此镇"
    path = sheet(tmp_path / "a.csv", rows)
    found = asked("import", "projects", path)
    assert counts(found) == (4, 2, 0, 0, 2)
    rejects = read_any(found["rejects_file"])
    assert os.stat(found["rejects_file"]).st_mode & 0o077 == 0
    assert [row.cells[0] for row in rejects.rows] == [rows[1]["project_no"], rows[2]["project_no"]]
    written = CalamineWorkbook.from_path(found["rejects_file"]).get_sheet_by_index(0).to_python()
    assert written[0] == [*SOME[0], "问题", "怎么改"]
    assert all(all(row[-2:]) for row in written[1:])
    told = xiaowei("import", "projects", path)
    assert told.code == 0 and "999" in told.printed and "无此镇" in told.printed
    mended = [list(row.cells) for row in rejects.rows]
    heads = list(rejects.headers)
    for cells, row in zip(mended, (SOME[1], SOME[2]), strict=True):
        for name in ("approved_wan", "town_code", "town"):
            cells[heads.index(name)] = row[name]
    write_table(tmp_path / "mended.xlsx", heads, mended)
    assert counts(asked("import", "projects", tmp_path / "mended.xlsx")) == (2, 2, 0, 0, 0)


def test_each_dry_run_keeps_its_rejects_apart_and_to_itself(xiaowei, tmp_path):
    paths = []
    for place in ("无此镇", "也无此镇"):
        rows = [dict(SOME[0], town_code="", town=place)]
        ran = xiaowei("import", "projects", sheet(tmp_path / "a.csv", rows), "--dry-run", "--json")
        assert ran.code == 3
        paths.append(ran.data["rejects_file"])
    assert paths[0] != paths[1]
    for path, place in zip(paths, ("无此镇", "也无此镇"), strict=True):
        assert os.stat(path).st_mode & 0o777 == 0o600
        assert place in {str(cell) for cell in read_any(path).rows[0].cells}


def broken_files(folder):
    whole = folder / "whole.xlsx"
    write_table(whole, list(SOME[0]), [list(row.values()) for row in SOME])
    truncated = folder / "truncated.xlsx"
    truncated.write_bytes(whole.read_bytes()[:-200])
    empty = folder / "empty.csv"
    empty.write_bytes(b"")
    nothing = folder / "nothing.xlsx"
    nothing.write_bytes(b"")
    wrong = folder / "wrong.csv"
    wrong.write_text("颜色,大小\n红,3\n", encoding="utf-8")
    heads = folder / "heads.csv"
    sheet(heads, [])
    half = folder / "half.csv"
    text = "项目名称,镇街,村(社区)/小区\n某项目,宋庄镇,小堡村\n"
    half.write_bytes(text.encode("gbk") + "另一项目,宋庄镇,小堡村\n".encode() + b"\xff\xfe\xff\n")
    picture = folder / "picture.xlsx"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(400))
    other = folder / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return [truncated, empty, nothing, wrong, half, picture, other]


@pytest.mark.parametrize("index", range(7))
def test_a_broken_file_is_refused_with_its_remedy_and_changes_nothing(xiaowei, tmp_path, index):
    path = broken_files(tmp_path)[index]
    before = contents()
    for kind in ("projects", "tickets", "places"):
        ran = xiaowei("import", kind, path, "--json")
        assert (ran.code, ran.printed) == (3, ""), path.name
        assert ran.logged.strip() and "Traceback" not in ran.logged
    assert contents() == before


def test_a_column_that_is_not_found_is_said_once_for_the_sheet(xiaowei, asked, tmp_path):
    rows = [{"项目": row["name"], "管辖地": row["town"], "建设内容": row["type"]} for row in SOME]
    path = tmp_path / "a.csv"
    write_table(path, list(rows[0]), [list(row.values()) for row in rows])
    before = contents()
    ran = xiaowei("import", "projects", path, "--json")
    assert (ran.code, ran.printed, ran.logged.count("镇街")) == (3, "", 2)
    assert "管辖地" in ran.logged and "第2行" not in ran.logged
    assert contents() == before


@pytest.mark.parametrize("kind", ["tickets", "projects", "places"])
@pytest.mark.parametrize(
    "text",
    [
        "姓名,部门,联系电话,地址\n张三,办公室,10000000001,三楼\n",
        "名称,规格,单位,数量,单价\n水泥,袋,吨,3,400\n",
    ],
)
def test_a_foreign_sheet_is_refused_whatever_it_is_called(xiaowei, tmp_path, kind, text):
    path = tmp_path / "other.csv"
    path.write_text(text, encoding="utf-8")
    before = contents()
    ran = xiaowei("import", kind, path, "--json")
    assert (ran.code, ran.printed) == (3, "")
    assert "缺「" in ran.logged and "10000000001" not in ran.logged
    assert contents() == before


def test_formula_cells_without_values_reject_their_rows_only(asked, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(list(SOME[0]))
    for row in SOME[:2]:
        book.active.append(list(row.values()))
    column = list(SOME[0]).index("applied_wan") + 1
    book.active.cell(2, column).value = "=1+1"
    book.save(tmp_path / "formula.xlsx")
    found = asked("import", "projects", tmp_path / "formula.xlsx")
    assert (found["read"], found["new"], found["rejected"]) == (2, 1, 1)


def test_a_file_that_is_not_there(xiaowei, tmp_path):
    ran = xiaowei("import", "projects", tmp_path / "none.csv")
    assert ran.code == 3 and "none.csv" in ran.logged


@pytest.mark.parametrize(("language", "word"), [("zh", "读"), ("en", "read")])
def test_people_read_the_counts_in_their_language(xiaowei, tmp_path, monkeypatch, language, word):
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    rows = [dict(SOME[0], approved_wan="999")]
    ran = xiaowei("import", "projects", sheet(tmp_path / "a.csv", rows))
    assert ran.code == 3
    assert word in ran.printed.lower()
    assert ("Approved" in ran.printed) == (language == "en")


def test_a_sheet_of_which_no_row_can_be_taken_ends_with_3_and_leaves_its_record_alone(
    xiaowei, tmp_path
):
    from xiaowei.stages.intake.models import ImportRun

    rows = [dict(row, approved_wan="999.00", places=f"没听说过的{i}号院")
            for i, row in enumerate(SOME)]  # fmt: skip
    before = contents()
    ran = xiaowei("import", "projects", sheet(tmp_path / "a.csv", rows), "--json")
    assert (ran.code, counts(ran.data)) == (3, (4, 0, 0, 0, 4))
    assert len(read_any(ran.data["rejects_file"]).rows) == 4
    after = contents()
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= {"person", "appointment", "import_run", "trail_entry"}
    assert ImportRun.objects.get(number=ran.data["run"]).rejected == 4
    told = xiaowei("import", "projects", tmp_path / "a.csv")
    assert told.code == 3 and "没有一行能收" in told.printed


def test_a_folder_is_watched_once(asked, tmp_path):
    good, bad = sheet(tmp_path / "a.csv"), tmp_path / "b.csv"
    bad.write_bytes(b"")
    (tmp_path / "note.txt").write_text("no sheet", encoding="utf-8")
    fresh = sheet(tmp_path / "fresh.csv")
    for path in (good, bad):
        os.utime(path, (1, 1))
    os.utime(fresh, (2**31, 2**31))  # still being written, however slow this machine is
    found = asked("watch", tmp_path, "--once")
    assert [row["file"] for row in found["taken"]] == ["a.csv", "b.csv"]
    assert len(list(tmp_path.glob("a.csv*result*"))) == 1
    assert asked("watch", tmp_path, "--once")["taken"] == []
    os.utime(fresh, (1, 1))
    assert [row["file"] for row in asked("watch", tmp_path, "--once")["taken"]] == ["fresh.csv"]
    sheet(good, [dict(SOME[0], note="改过")])
    os.utime(good, (1, 1))
    assert [row["file"] for row in asked("watch", tmp_path, "--once")["taken"]] == ["a.csv"]


def test_there_is_no_such_folder(xiaowei, tmp_path):
    assert xiaowei("watch", tmp_path / "none", "--once").code == 3


def test_amounts_to_the_cent_survive(asked, tmp_path):
    rows = [dict(SOME[0], applied_wan="1.234567", approved_wan="1.2345", allocated_wan="1.2345",
                 settled_wan="1.2344")]  # fmt: skip
    asked("import", "projects", sheet(tmp_path / "a.csv", rows))
    books = asked("ledger", "--district", gold.DISTRICT, "--as-of", gold.DAY)
    assert (books["filed"], books["settled"]) == ("12345.00", "12344.00")
    assert Decimal(books["surplus"]) == 1


def test_rejected_rows_are_swept_when_their_time_is_over(asked, tmp_path):
    rows = [dict(SOME[0]) | {"approved_wan": "999.00"}, SOME[1]]
    first = asked("import", "projects", sheet(tmp_path / "a.csv", rows), "--dry-run")[
        "rejects_file"
    ]
    taken = asked("import", "projects", sheet(tmp_path / "a.csv", rows))["rejects_file"]
    for file, days in ((first, 3), (taken, 3)):
        back = os.stat(file).st_mtime - days * 24 * 3600
        os.utime(file, (back, back))
    second = asked("import", "projects", sheet(tmp_path / "b.csv", rows), "--dry-run")
    assert [os.path.exists(file) for file in (first, taken, second["rejects_file"])] == [
        False,
        True,
        True,
    ]
    back = os.stat(taken).st_mtime - 181 * 24 * 3600
    os.utime(taken, (back, back))
    asked("import", "projects", sheet(tmp_path / "c.csv", rows), "--dry-run")
    assert not os.path.exists(taken)
