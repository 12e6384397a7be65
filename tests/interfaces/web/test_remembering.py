"""Home of the tests of what is read once while rows stay: no figure is kept that is not that of its rows."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection

from tests import town
from xiaowei.base.remembering import forget, one_look
from xiaowei.base.trail.tally import standing
from xiaowei.journey.briefing import brief
from xiaowei.journey.survey import survey_of
from xiaowei.stages.funding.models import Filing
from xiaowei.stages.selection.models import Application

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.usefixtures("as_", "project")
def test_a_reading_overtaken_by_another_thread_is_not_kept_as_the_new_one() -> None:
    with one_look():
        begun = survey_of(town.DISTRICT, town.TODAY)
        assert begun.started
        clerk = Thread(target=_approve, args=(1_300_000,))
        clerk.start()
        clerk.join()
        brief(begun)
    assert _approved() == "13000.00"


@pytest.mark.usefixtures("as_", "project")
def test_what_goes_back_to_what_it_was_stands_anew() -> None:
    stood, before = standing()[0]["application"], Application.objects.get().approved_fen
    _approve(1_300_000)
    _approve(before)
    now = standing()[0]["application"]
    assert (now.there, now == stood) == (stood.there, False)


@pytest.mark.usefixtures("as_", "project")
def test_a_row_edited_past_the_house_does_not_hide_what_the_house_writes_later() -> None:
    _approved()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE filing SET filing_no = filing_no || ' '")
    filing = Filing.objects.get()
    filing.disbursed_fen -= 10_000
    filing.save()
    kept = brief(survey_of(town.DISTRICT, town.TODAY))
    forget()
    assert kept == brief(survey_of(town.DISTRICT, town.TODAY))


def _approve(fen: int) -> None:
    application = Application.objects.get()
    application.approved_fen = fen
    application.save()
    connection.close()


def _approved() -> str:
    told: str = brief(survey_of(town.DISTRICT, town.TODAY))["money"]["approved"]
    return told
