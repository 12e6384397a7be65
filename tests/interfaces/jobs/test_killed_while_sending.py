"""Kill -9 between handing a letter over and marking it: it comes once more, under the same id."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from tests import homes
from tests.postbox import postbox

pytestmark = pytest.mark.database
LAYING = """
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.messages.models import Notice
person = Person.objects.create(username="bai", email="bai@example.invalid")
town = "110112114000"
Appointment.objects.create(
    person=person, role="village_secretary", region_code=town, valid_from=day)
Notice.objects.create(
    key="call:1", desk="village", region_code=town, place_code="V1", kind="call_for_projects",
    subject="programme:110112000000:2026", facts={"name": "1"}, created_on=day, created_at=at)
"""
SENDING = """
send_waiting([Dying(read_address(url))], by=by, on=day, clock=lambda: at)
"""
LATER = """
from datetime import timedelta
way = MailChannel(read_address(url))
told = [send_waiting([way], by=by, on=day, clock=lambda: at + timedelta(minutes=m)).sent
        for m in (1, 6, 12)]
print(told)
"""
FRAME = """
import os, signal, sys
import django
django.setup()
from datetime import date, datetime, timezone
from xiaowei.base.accounts.operations import ensure_operator
from xiaowei.connectors.mail.parse import read_address
from xiaowei.connectors.mail.send import MailChannel
from xiaowei.interfaces.jobs.outbox import send_waiting
url, day = sys.argv[1], date(2026, 3, 2)
at = datetime(2026, 3, 2, 9, tzinfo=timezone.utc)
by = ensure_operator(on=day, at=at)

class Dying(MailChannel):
    def send(self, letter):
        super().send(letter)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def run(environment: dict[str, str], act: str, url: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", FRAME + act, url]
    return subprocess.run(line, env=environment, capture_output=True, text=True, check=False)


def test_a_killed_sender_loses_nothing_and_repeats_itself_once():
    with homes.home() as home, postbox() as box:
        assert run(home, LAYING, box.url).returncode == 0
        assert run(home, SENDING, box.url).returncode == -signal.SIGKILL
        assert len(box.letters) == 1
        later = run(home, LATER, box.url)
        assert later.stdout.strip() == "[0, 1, 0]", later.stderr
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Subject"].startswith("区里开始征集")
