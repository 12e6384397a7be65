"""Each figure of the briefing opens rows that are exactly it: on the demo, and on drawn sheets."""

from __future__ import annotations

from decimal import Decimal
from statistics import fmean

import pytest

from tests import gold, variants
from xiaowei.journey.briefing import MONEY, brief
from xiaowei.journey.figures import rows_behind
from xiaowei.journey.survey import Survey

pytestmark = pytest.mark.django_db
stand = gold.standing("places")
COUNTED = {"sites_total", "parking_spaces", "households"}


def taken(seed, folder):
    """Return the survey of the demo (seed 0), or of a drawn sheet."""
    if not seed:
        for kind in ("tickets", "projects"):
            gold.take_in(kind)
        return Survey(gold.DISTRICT, gold.DAY)
    variant = variants.draw(seed)
    sheets = {
        "projects": variants.write_projects(variant, folder / "p.csv"),
        "tickets": variants.write_tickets(variant, folder / "t.csv"),
    }
    for kind, path in sheets.items():
        gold.take_in(kind, gold.read(path, kind).rows)
    return Survey(gold.DISTRICT, variant.as_of)


def last(figure, survey):
    return [row[-1] for row in rows_behind(figure, survey).rows if row[-1] is not None]


@pytest.mark.parametrize("seed", [0, 7, 11])
def test_every_figure_of_the_briefing_is_its_rows(seed, tmp_path):
    survey = taken(seed, tmp_path)
    data = brief(survey)
    counts = {name: value for name, value in data.items() if type(value) is int and name != "year"}
    assert len(counts) >= 15
    for name, value in counts.items():
        found = rows_behind(name, survey)
        assert found.total == value, name
        assert value == (sum(last(name, survey)) if name in COUNTED else len(found.rows)), name
    for quantity in data["quantities"]:
        rows = last(f"quantity:{quantity['code']}", survey)
        assert sum(rows) == Decimal(quantity["value"])
    for name in MONEY:
        assert sum(last(name, survey)) == Decimal(data["money"][name] or 0)
        assert rows_behind(f"money.{name}", survey).rows == rows_behind(name, survey).rows
    mean = sum(last("mean_approved", survey)) / len(last("mean_approved", survey))
    assert f"{mean:.2f}" == data["money"]["mean_approved"]
    for name in ("silence_rate", "proactive_share"):
        assert fmean(last(name, survey)) == pytest.approx(data[name])
    days = last("working_days", survey)
    told = data["working_days"]
    assert (told["n"], told["min"], told["max"]) == (len(days), min(days), max(days))
    assert told["mean"] == pytest.approx(fmean(days), abs=0.0051)
    assert told["fastest"]["days"] == min(last("building_days", survey))
    waiting = last("finished_not_accepted", survey)
    assert data["finished_not_accepted"]["mean_working_days"] == (
        pytest.approx(fmean(waiting), abs=0.0051) if waiting else None
    )
