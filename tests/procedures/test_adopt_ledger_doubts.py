"""What a ledger says twice, against what the house knows, or leaves in doubt."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from string import ascii_letters

import pytest
from django.db import DataError, IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from tests import gold
from xiaowei.base.places.models import Place
from xiaowei.domain.wording import Note
from xiaowei.stages.delivery.queries import sites

pytestmark = pytest.mark.django_db
stand = gold.standing("places")
ROW = next(row for row in gold.rows("projects") if row.places == ("里二泗村",))
OTHER = next(row for row in gold.rows("projects") if row.places != ROW.places)


def adopt(*rows, **more):
    return gold.take_in("projects", rows, **more)


def codes(report):
    return [(one.row, one.error.code) for one in report.rejected]


def notes(report, key):
    return [n for n in report.warnings if isinstance(n, Note) and n.key == f"warning.{key}"]


@pytest.mark.parametrize("written", ["李二寺", "李二寺村", "里二泗"])
def test_a_double_is_known_by_its_place_however_it_is_written(written):
    double = replace(ROW, row=200, number="OTHER-1", places=(written,))
    before = Place.objects.count()
    report = adopt(ROW, double)
    assert (report.new, codes(report)) == (1, [(200, "double_content")])
    assert f"第{ROW.row}行" in report.rejected[0].error.text()
    assert Place.objects.count() == before


def test_an_alias_is_its_place():
    from xiaowei.base.places.operations import learn_alias

    place = Place.objects.get(name="里二泗村")
    learn_alias(place=place, name="二泗老村", source="test", cause="test", **gold.acting())
    report = adopt(ROW, replace(ROW, row=200, number="OTHER-1", places=("二泗老村",)))
    assert codes(report) == [(200, "double_content")]


def test_a_double_of_another_file_is_known():
    adopt(ROW)
    report = adopt(replace(ROW, row=3, number="OTHER-1"), OTHER)
    assert (report.new, codes(report)) == (1, [(3, "double_content")])
    assert ROW.number in report.rejected[0].error.text("zh")
    assert f"project {ROW.number}" in report.rejected[0].error.text("en")
    unnumbered = adopt(replace(ROW, row=4, number=None, name="又一个名字"))
    assert codes(unnumbered) == [(4, "double_content")]


def test_another_amount_quantity_or_year_is_no_double_but_a_warning():
    adopt(ROW)
    rows = [
        replace(ROW, row=3, number="N-1", applied_yuan=ROW.applied_yuan + 100),
        replace(ROW, row=4, number="N-2", quantity_planned=ROW.quantity_planned + 1),
    ]
    report = adopt(*rows)
    assert (report.new, report.rejected) == (2, ())
    assert [n.text() for n in notes(report, "same_place_and_type")] == [
        f"第{row}行与项目 {ROW.number}:里二泗村 同类项目,请核是否重复安排" for row in (3, 4)
    ]


def test_known_projects_may_become_alike_by_a_correction():
    later = replace(ROW, row=3, number="N-1", applied_yuan=ROW.applied_yuan + 100)
    adopt(ROW, later)
    report = adopt(ROW, replace(later, applied_yuan=ROW.applied_yuan))
    assert (report.same, report.changed, report.rejected) == (1, 1, ())
    again = adopt(ROW, replace(later, applied_yuan=ROW.applied_yuan))
    assert (again.same, again.rejected) == (2, ())


def test_a_project_corrected_away_makes_room():
    adopt(ROW)
    moved = replace(ROW, applied_yuan=ROW.applied_yuan + 100)
    report = adopt(moved, replace(ROW, row=200, number="N-1"))
    assert (report.new, report.changed, report.rejected) == (1, 1, ())


def test_unknown_quantity_and_amount_make_nothing_alike():
    blank = {"quantity_planned": None, "applied_yuan": None, "approved_yuan": None}
    rows = [replace(OTHER, row=n, number=f"N-{n}", **blank, **_idea()) for n in (3, 4)]
    assert adopt(*rows).new == 2


def _idea():
    dates = ("collected", "applied", "approved", "filed", "disbursed", "started", "finished")
    said = dict.fromkeys(f"{name}_on" for name in (*dates, "in_use", "accepted"))
    return said | {"disbursed_yuan": None, "settled_yuan": None, "status": None, "measured": ()}


def test_doubles_are_found_without_a_question_a_row():
    def asked(rows):
        with CaptureQueriesContext(connection) as questions:
            assert len(adopt(*rows).rejected) == len(rows)
        return len(questions)

    rows = gold.rows("projects")[:24]
    adopt(*rows)
    strangers = [replace(row, number=f"N-{row.row}") for row in rows]
    assert asked(strangers) == asked(strangers[:2])


def test_more_sites_done_than_there_are_is_refused_with_row_column_and_remedy():
    report = adopt(replace(ROW, sites_total=3, sites_done=4), OTHER)
    assert (report.new, codes(report)) == (1, [(ROW.row, "more_sites_done")])
    refusal = report.rejected[0]
    assert (refusal.column, refusal.value) == ("完工点位", "4")
    assert "3" in refusal.error.text("zh") and "Correct" in refusal.error.text("en")


def test_sites_done_stand_where_the_sheet_has_no_total():
    row = next(r for r in gold.rows("projects") if r.finished_on is None and r.started_on)
    assert adopt(replace(row, sites_total=None, sites_done=4)).rejected == ()
    assert [s["finished"] for s in sites(row.number)] == [True] * 4


def test_odd_words_are_taken_and_said_once_a_column():
    odd = {"status": "天知道", "fund_source": "彩票", "place_kind": "部落"}
    rows = [replace(ROW, **odd), replace(OTHER, **odd)]
    report = adopt(*rows)
    assert (report.new, report.rejected) == (2, ())
    for key, word in odd.items():
        (note,) = notes(report, f"odd_{key}")
        assert note.facts["count"] == 2
        assert f"「{word}」" in note.text("zh") and str(ROW.row) in note.text("en")


def test_an_odd_kind_of_place_keeps_no_new_place_out():
    row = replace(ROW, places=("从未听说家园",), place_kind="部落")
    assert adopt(row).new == 1
    assert Place.objects.get(name="从未听说家园").kind == "estate"


def test_the_clean_sheet_has_no_odd_word_and_no_step_without_a_day():
    report = gold.take_in("projects", gold.rows("projects")[:40])
    told = {n.key for n in report.warnings if isinstance(n, Note)}
    assert told <= {"warning.same_place_and_type", "warning.not_accepted"}


def test_a_new_place_that_looks_like_a_known_one_is_said():
    report = adopt(replace(ROW, places=("李二寺",)))
    assert report.new == 1 and Place.objects.filter(name="李二寺").exists()
    (note,) = notes(report, "place_like_known")
    assert "里二泗村" in note.text()


def test_states_without_a_day_in_the_sheet_are_said_aloud():
    blank = dict.fromkeys(("approved_on", "filed_on", "disbursed_on"))
    report = adopt(*(replace(row, **blank) for row in (ROW, OTHER)))
    assert (report.new, report.rejected) == (2, ())
    told = {note.facts["state"].key: note for note in notes(report, "undated")}
    assert set(told) == {"state.approved", "state.filed", "state.disbursed"}
    assert told["state.approved"].facts["count"] == 2
    assert "「已审定」" in told["state.approved"].text("zh")
    assert "'filed'" in told["state.filed"].text("en")
    assert not notes(adopt(*(replace(row, **blank) for row in (ROW, OTHER))), "undated")


def test_a_settlement_of_nothing_is_said():
    row = next(r for r in gold.rows("projects") if r.settled_yuan)
    (note,) = notes(adopt(replace(row, settled_yuan=Decimal(0))), "nothing_settled")
    assert str(row.row) in note.text()


def test_an_amount_above_the_cap_is_said():
    row = next(r for r in gold.rows("projects") if r.applied_yuan)
    much = dict.fromkeys(("applied_yuan", "approved_yuan", "disbursed_yuan"), Decimal(10**9))
    (note,) = notes(adopt(replace(row, settled_yuan=None, funds=(), **much)), "over_cap")
    assert f"第{row.row}行" in note.text()
    assert notes(adopt(row), "over_cap") == []


def test_new_places_settle_the_tickets_once(monkeypatch):
    from xiaowei.procedures import resettle

    calls = []
    monkeypatch.setattr(resettle, "regroup", lambda **said: calls.append(said["cause"]))
    rows = [
        replace(row, places=(f"新地{row.row}小区",), number=f"N-{row.row}")
        for row in gold.rows("projects")[:6]
    ]
    assert adopt(*rows).new == 6
    assert len(calls) == 1
    calls.clear()
    assert adopt(*rows).same == 6 and calls == []


@pytest.mark.parametrize("trouble", [IntegrityError, DataError])
def test_what_the_database_refuses_is_said_in_the_readers_own_language(trouble, monkeypatch):
    def refuse(**said):
        raise trouble("CHECK constraint failed: some_name")

    monkeypatch.setattr("xiaowei.procedures.adopt_ledger.mint_candidate", refuse)
    (one,) = adopt(ROW).rejected
    assert one.error.code == "books_refuse"
    assert not set(one.error.text("zh")) & set(ascii_letters)
    assert "CHECK" not in one.error.text("en")
