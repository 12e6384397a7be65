"""The command itself: exit codes, one JSON document, languages, no Django where none is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest

from tests import gold, homes
from tests.locking import locked
from xiaowei.domain.errors import BadInput, NotAllowed, RuleBroken, SourceDown
from xiaowei.interfaces.cli import main as door
from xiaowei.interfaces.cli.printing import Answer, table


@pytest.mark.parametrize(
    ("refusal", "code"),
    [(BadInput, 3), (RuleBroken, 4), (NotAllowed, 4), (SourceDown, 5)],
)
def test_each_refusal_has_its_exit_code(xiaowei, monkeypatch, refusal, code):
    def refuse(args):
        raise refusal("reason_said")

    monkeypatch.setattr("xiaowei.interfaces.cli.days.workdays", refuse)
    ran = xiaowei("workdays", "2020-05-01", "2020-05-02", "--json")
    assert (ran.code, ran.printed) == (code, "")
    assert len(ran.logged.strip().splitlines()) == 1


@pytest.mark.django_db
def test_a_locked_database_is_said_and_not_thrown(xiaowei, monkeypatch, tmp_path):
    monkeypatch.setattr("xiaowei.interfaces.cli.days.workdays", lambda args: locked(tmp_path))
    ran = xiaowei("workdays", "2020-05-01", "2020-05-02", "--json")
    assert (ran.code, ran.printed) == (5, "")
    assert "什么也没有存" in ran.logged and len(ran.logged.strip().splitlines()) == 1


@pytest.mark.django_db
def test_a_bug_stays_a_bug(xiaowei, monkeypatch):
    monkeypatch.setattr("xiaowei.interfaces.cli.days.workdays", lambda args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        xiaowei("workdays", "2020-05-01", "2020-05-02")


@pytest.mark.django_db
def test_a_sheet_that_met_a_locked_database_waits_for_the_next_look(monkeypatch, tmp_path):
    from xiaowei.interfaces.cli import importing

    sheet = tmp_path / "projects.csv"
    sheet.write_text("项目编号,项目名称,审定资金(万元)\nX-1,修路,1\n", encoding="utf-8")
    monkeypatch.setattr(importing, "_receive", lambda *args, **more: locked(tmp_path))
    assert "什么也没有存" in importing._take(sheet)["result"]
    assert [file.name for file in tmp_path.glob("*.result.txt")] == []


def test_workdays_are_counted_and_added(asked):
    assert asked("workdays", "2020-05-01", "2020-05-09") == {"working_days": 4, "confirmed": True}
    assert asked("workdays", "--from", "2020-04-30", "--add", 1) == {
        "due_on": "2020-05-06",
        "confirmed": True,
    }
    assert asked("workdays", "2020-06-08", "2020-06-09")["working_days"] == 2
    assert asked("workdays", "2050-01-03", "2050-01-07")["confirmed"] is False


@pytest.mark.parametrize(
    ("words", "confirmed"),
    [
        (("2017-12-29", "2018-01-05"), False),
        (("2018-01-01", "2026-12-31"), True),
        (("2026-12-31", "2027-01-04"), False),
        (("--from", "2026-12-30", "--add", "1"), True),
        (("--from", "2026-12-30", "--add", "5"), False),
        (("--from", "2017-12-29", "--add", "1"), False),
    ],
)
def test_days_that_no_notice_covers_are_not_confirmed(asked, xiaowei, words, confirmed):
    assert asked("workdays", *words)["confirmed"] is confirmed
    assert ("尚未公布" in xiaowei("workdays", *words).printed) is not confirmed


@pytest.mark.parametrize(
    "words",
    [
        ("workdays",),
        ("workdays", "2020-05-01"),
        ("workdays", "2020-05-09", "2020-05-01"),
        ("workdays", "2020-05-xx", "2020-05-09"),
        ("workdays", "--from", "2020-05-01", "--add", "-1"),
    ],
)
def test_workdays_refuse_what_is_none(xiaowei, words):
    ran = xiaowei(*words)
    assert ran.code in (2, 3) and ran.printed == "" and ran.logged


@pytest.mark.parametrize(("language", "word"), [("zh", "工作日"), ("en", "working days")])
def test_help_speaks_both_languages(xiaowei, monkeypatch, language, word):
    monkeypatch.setenv("XIAOWEI_LANGUAGE", language)
    ran = xiaowei("workdays", "--help")
    assert ran.code == 0 and word in ran.printed
    for name in ("", "setup", "import", "watch", "briefing", "ledger", "spots", "journey",
                 "export", "check", "serve", "demo", "analyse"):  # fmt: skip
        assert "help." not in xiaowei(*filter(None, (name,)), "--help").printed


def test_wrong_usage_speaks_chinese_too(xiaowei, monkeypatch):
    monkeypatch.delenv("XIAOWEI_LANGUAGE", raising=False)
    assert "用法:" in xiaowei("workdays", "--help").printed
    for words, said in (
        (("analyse", "forecast"), "还缺"), (("nothing",), "请从这些里选"),
        (("workdays", "2020-05-01", "2020-05-09", "--wrong"), "不认识 --wrong"),
    ):  # fmt: skip
        ran = xiaowei(*words)
        assert ran.code == 2 and said in ran.logged
        assert "usage:" not in ran.logged and "error:" not in ran.logged


@pytest.mark.parametrize(
    ("asked", "said"), [("fr", "usage:"), ("EN_us", "usage:"), ("zh_CN", "用法:"), ("", "用法:")]
)
def test_an_unknown_language_is_answered_in_english(xiaowei, monkeypatch, asked, said):
    monkeypatch.setenv("XIAOWEI_LANGUAGE", asked)
    assert said in xiaowei("workdays", "--help").printed


def test_no_django_where_none_is_needed():
    code = (
        "import sys; from xiaowei.interfaces.cli.main import main;"
        "main(['workdays', '2020-05-01', '2020-05-09', '--json']);"
        "assert 'django' not in sys.modules"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout)["working_days"] == 4


def test_tables_line_up_with_wide_characters():
    lines = table(["名称", "n"], [["村道", 1], ["a", None]]).splitlines()
    assert lines == ["名称  n", "----  -", "村道  1", "a"]
    assert Answer({}, "").exit_code == 0
    assert {code for _, code in door.EXIT_CODES} == {3, 4, 5}


@pytest.mark.django_db
def test_check_tells_what_to_mend(xiaowei):
    ran = xiaowei("check", "--json")
    assert (ran.code, ran.data["ok"]) == (4, False)
    packs = next(f for f in ran.data["findings"] if f["id"] == "packs")
    assert packs.keys() == {"id", "level", "message", "hint"}
    assert "xiaowei setup" in packs["hint"] + packs["message"]


@pytest.mark.django_db
def test_check_finds_a_trail_that_was_edited(xiaowei):
    from tests.keeping import put_back
    from xiaowei.base.trail.models import Entry

    put_back(gold.kept())
    found = xiaowei("check", "--json")
    assert found.data["ok"] and found.code == 0
    Entry.objects.filter(sequence=1).update(action="nothing happened")
    found = xiaowei("check", "--json")
    assert (found.code, found.data["ok"]) == (4, False)
    assert found.data["findings"][0]["id"] == "trail"


@pytest.mark.database
def test_a_fresh_home_is_set_up_once_and_says_so_before():
    with homes.home() as home:
        code, printed, logged = homes.run(home, "setup", "--json")
        assert code == 0, logged
        told = json.loads(printed)
        assert told.keys() == {"home", "database", "version", "packs"}
        assert "beijing" in told["packs"]
        assert homes.rows_of(home)["trail_entry"] == 1
        assert json.loads(homes.run(home, "check", "--json")[1])["ok"]


def test_a_home_that_was_never_set_up_names_the_remedy(tmp_path):
    from tools import scratch

    for words in (
        ("briefing", "--district", "110112", "--as-of", date(2020, 8, 31)),
        ("import", "projects", __file__),
    ):
        code, printed, logged = homes.run(scratch.environment(str(tmp_path)), *words)
        assert (code, printed) == (3, "")
        assert "xiaowei setup" in logged and "Traceback" not in logged
