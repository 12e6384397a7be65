"""A large district: 424 projects at 6,000 sites; pages stay quick and ask few questions."""

from __future__ import annotations

import time
from functools import cache

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import changping, gold, town
from tests.keeping import keep, put_back, undone
from tests.keeping import standing as stand_on
from xiaowei.journey.briefing import briefing
from xiaowei.journey.desk import tasks
from xiaowei.journey.ledger import ledger
from xiaowei.journey.projects import Wish, project_rows
from xiaowei.journey.sheet import ledger_sheet
from xiaowei.journey.survey import Survey
from xiaowei.journey.townships import township_rows

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.long,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="the promise is about SQLite"),
]
SLOW_MACHINE = 4
"""The promise is a second on an ordinary machine; shared machines may be this much slower."""
WHERE = (changping.DISTRICT, changping.DAY)
CLERK = town.person("clerk", ("town_clerk", "110114000000"), ("finance", "110114000000"))
VIEWS = {
    "briefing": lambda: briefing(*WHERE),
    "list": lambda: project_rows(*WHERE, Wish(limit=50)),
    "whole list": lambda: project_rows(*WHERE, Wish(sort="-approved")),
    "filter": lambda: project_rows(*WHERE, Wish(search="庄", type="road", limit=50)),
    "ledger": lambda: ledger(*WHERE),
    "townships": lambda: township_rows(Survey(*WHERE)),
    "desk": lambda: tasks(CLERK, *WHERE),
    "sheet": lambda: ledger_sheet(*WHERE),
}


@cache
def kept(projects, sites):
    import tempfile
    from pathlib import Path

    with undone(), tempfile.TemporaryDirectory() as folder:
        put_back(gold.kept())
        sheet = changping.write(Path(folder) / "ledger.csv", projects=projects, sites=sites)
        report = gold.take_in("projects", gold.read(sheet, "projects").rows)
        assert (report.new, report.rejected) == (projects, ())
        return keep()


stand = stand_on(lambda: kept(changping.PROJECTS, changping.SITES))


def asked(view):
    with CaptureQueriesContext(connection) as questions:
        VIEWS[view]()
    return len(questions)


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_takes_less_than_a_second(view):
    VIEWS[view]()
    began = time.process_time()
    VIEWS[view]()
    assert time.process_time() - began < 1.0 * SLOW_MACHINE


def test_the_figures_are_those_of_the_size():
    data = briefing(*WHERE)
    found = project_rows(*WHERE, Wish())
    assert (found.total, data["townships"]) == (424, 19)
    assert sum(row["sites"] for row in found.rows) == 6_000
    assert 0 < data["sites_completed"] <= data["sites_total"] <= 6_000
    assert float(data["money"]["mean_approved"]) < 400_000
    assert len(township_rows(Survey(*WHERE))) == 19
    page = project_rows(*WHERE, Wish(limit=50, offset=400))
    assert (len(page.rows), page.total) == (24, 424)


def test_the_questions_do_not_grow_with_the_rows():
    many = {view: asked(view) for view in VIEWS}
    from xiaowei.stages.identification.models import Candidate

    Candidate.objects.filter(
        pk__gt=min(Candidate.objects.values_list("pk", flat=True)) + 40
    ).update(district_code="990199000000", town_code="990199100000")
    few = {view: asked(view) for view in VIEWS}
    assert project_rows(*WHERE, Wish()).total <= 41
    assert {view: many[view] - few[view] for view in VIEWS if many[view] > few[view] + 2} == {}
    assert max(many.values()) < 40
