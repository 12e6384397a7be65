"""Finishing: site by site, then the works."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from tests import town, walking
from tests.walking import NUMBER, day, left, over, refused, take
from xiaowei.domain.errors import BadInput, NotAllowed
from xiaowei.stages.delivery.models import Measurement, Site, Works
from xiaowei.stages.delivery.queries import sites
from xiaowei.stages.funding.queries import filing

pytestmark = pytest.mark.django_db
stand = walking.standing("finish_site")


def test_a_site_then_the_works():
    take(NUMBER, "finish_site")
    assert [(s["finished"], s["finished_on"]) for s in sites(NUMBER)] == [(True, day(8, 12))]
    works = take(NUMBER, "finish")
    assert (works.state, works.finished_on, works.in_use_on) == (
        "finished",
        day(8, 12),
        day(8, 12),
    )
    assert sorted(filing(NUMBER).released) == sorted(["start", "progress"])
    assert left("delivery.finish_site")["site"] == 1
    assert left("delivery.finish")["in_use_on"] == "2022-08-12"


def test_all_sites_measured_in_order_of_days():
    refused("sites_finished", "finish")
    take(NUMBER, "finish_site")
    refused("finished_after_started", "finish", on=day(8, 8))
    refused("used_after_started", "finish", in_use_on=day(8, 8))
    Measurement.objects.all().delete()
    refused("measured", "finish")


def test_a_sheet_finishes_the_sites_with_the_works():
    Measurement.objects.all().delete()
    over(NUMBER, "finish")
    assert [s["finished_on"] for s in sites(NUMBER)] == [day(8, 12)]
    assert left("delivery.finish")["not_in_sheet"] == ["sites_finished", "measured"]


def test_a_site_that_is_not_there_is_refused():
    with pytest.raises(BadInput):
        take(NUMBER, "finish_site", site_sequence=7)


def test_works_are_finished_once():
    take(NUMBER, "finish_site")
    take(NUMBER, "finish")
    refused("not_in_table", "finish")
    refused("not_in_table", "finish_site")


def test_others_do_not_finish():
    for who in (town.OFFICER, town.FINANCE, town.STRANGER):
        for name in ("finish_site", "finish"):
            with pytest.raises(NotAllowed):
                take(NUMBER, name, by=who)


def test_the_database_itself_keeps_the_days_in_order():
    for wrong in (
        {"finished_on": day(8, 8)},
        {"finished_on": day(8, 12), "accepted_on": day(8, 11)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Works.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.update(finished=False, finished_on=day(8, 12))


def test_nothing_is_in_use_on_a_day_to_come():
    take(NUMBER, "finish_site")
    refused("not_in_future", "finish", in_use_on=day(9, 1))
