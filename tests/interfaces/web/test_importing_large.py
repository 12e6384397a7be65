"""Home of the tests of large sheets in the browser: worked on beside the request."""

import time

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.interfaces.web.test_importing import Door, put, row
from xiaowei.base.accounts.models import Person
from xiaowei.domain.errors import BadInput
from xiaowei.interfaces.saying import said
from xiaowei.interfaces.web.intake import importing, tray, working
from xiaowei.stages.intake.models import ImportRun
from xiaowei.stages.intake.queries import ticket_with


@pytest.mark.django_db(transaction=True)
def test_a_large_sheet_is_looked_at_and_taken_beside_the_request(as_: Door, monkeypatch) -> None:
    monkeypatch.setattr(working, "LARGE_BYTES", 10)
    client = as_("officer")
    where = put(client, row("N1"), row("N2", "不知何时"))
    assert "1 + 0 + 0 + 1 = 2" in _until(client, where).content.decode()
    assert ticket_with("N1") is None
    assert client.post(f"{where}confirm/")["Location"] == where
    client.post(f"{where}confirm/")  # pressed twice
    done = _until(client, where)
    assert ticket_with("N1") is not None
    assert client.get(done["Location"]).status_code == 200
    assert ImportRun.objects.filter(file_name="六月.csv").count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_refuses_a_large_sheet_is_said_beside_it(as_: Door, monkeypatch) -> None:
    monkeypatch.setattr(working, "LARGE_BYTES", 10)
    client = as_("officer")
    where = put(client, row("N1"))
    _until(client, where)

    def refuse(*_: object) -> str:
        raise BadInput("no_file_given")

    monkeypatch.setattr(importing, "_take", refuse)
    client.post(f"{where}confirm/")
    page = _until(client, where).content.decode()
    assert said(BadInput("no_file_given"), "zh") in page
    assert "1 + 0 + 0 + 0 = 1" in page


def test_a_sheet_whose_taking_was_killed_lies_in_the_tray_again(as_: Door) -> None:
    client = as_("officer")
    where = put(client, row("N1"))
    token, person = where.split("/")[2], Person.objects.get(username="officer").pk
    one = tray.held(token, person)
    taken = one.folder.parents[1] / tray.TAKEN
    taken.mkdir(exist_ok=True)
    one.folder.rename(taken / token)
    assert "1 + 0 + 0 + 0 = 1" in client.get(where, follow=True).content.decode()
    client.post(f"{where}confirm/")
    assert ticket_with("N1") is not None


def _until(client: Client, where: str) -> HttpResponse:
    """Ask for a sheet's page until nobody is at it."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        page = client.get(where)
        if 'id="working"' not in page.content.decode():
            return page
        time.sleep(0.05)
    raise AssertionError("still at it")
