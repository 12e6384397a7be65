"""What happens to works is told to the firm that builds, in the house and by mail, and to no other firm."""

from __future__ import annotations

from datetime import date

import pytest

from tests import town, walking
from tests.walking import NUMBER, day, take
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.messages.models import Notice
from xiaowei.base.messages.queries import inbox
from xiaowei.connectors.notice_file.send import FileChannel
from xiaowei.interfaces.jobs.outbox import send_waiting
from xiaowei.procedures import told_the_firm
from xiaowei.stages.delivery import operations as delivery

pytestmark = pytest.mark.django_db
stand = walking.standing("start")
OTHER = town.person("别家 包", ("contractor", town.WHITESTONE, "别家施工队"))


def suspended():
    take(NUMBER, "start")
    when = {"number": NUMBER, "reason": "weather"}
    delivery.suspend(**when, **town.acting(town.CLERK, day(8, 10)))
    said = {"number": NUMBER, "allowed": False, "verdict": "天气正常"}
    delivery.decide_suspension(**said, **town.acting(town.OFFICER, day(8, 10)))


def paid():
    take(NUMBER, "start")
    take(NUMBER, "pay")


def finished():
    for name in ("start", "measure", "finish_site", "finish", "photo_after"):
        take(NUMBER, name)


def accepted():
    finished()
    take(NUMBER, "accept")


def failed():
    finished()
    delivery.fail_acceptance(
        number=NUMBER, defects="两处没修", **town.acting(town.CLERK, day(8, 15))
    )


def ended():
    take(NUMBER, "start")
    why = {"number": NUMBER, "reason_code": "demolition", "reason": "要拆迁"}
    told_the_firm.terminate(**why, **town.acting(town.OFFICER, day(8, 10)))


def stopped():
    ended()
    delivery.stop(number=NUMBER, **town.acting(town.CLERK, day(8, 11)))


EVENTS = {
    "told_decide_suspension": suspended, "told_pay": paid, "told_accept": accepted,
    "told_fail_acceptance": failed, "told_terminate": ended, "told_stop": stopped,
}  # fmt: skip


def told(who):
    return [notice.kind for notice in inbox(who, 20)]


@pytest.mark.parametrize("kind", EVENTS)
def test_it_stands_in_the_inbox_of_the_firm_that_builds(kind):
    EVENTS[kind]()
    assert kind in told(walking.BUILDER)
    assert (told(OTHER), kind in told(town.CLERK)) == ([], False)


def hire(name, firm):
    person = Person.objects.create(
        username=name, display_name=name, email=f"{name}@example.invalid"
    )
    where = {"region_code": town.WHITESTONE, "place_code": firm}
    Appointment.objects.create(
        person=person, role="contractor", valid_from=date(2020, 1, 1), **where
    )


def test_it_goes_out_by_mail_to_the_own_firm_only(tmp_path):
    hire("own", walking.FIRM)
    hire("other", "别家施工队")
    paid()
    out = tmp_path / "out.jsonl"
    on = day(8, 9)
    at = town.acting(town.OPERATOR, on)["at"]
    assert send_waiting([FileChannel(out)], by=town.OPERATOR, on=on, clock=lambda: at).sent == 1
    assert "向贵单位付款" in out.read_text("utf-8") and "别家" not in out.read_text("utf-8")


def test_another_firm_ordered_meanwhile_is_told_and_the_first_is_not():
    take(NUMBER, "start")
    changes = {"contractor": "别家施工队"}
    delivery.correct(number=NUMBER, changes=changes, **town.acting(town.OPERATOR, day(8, 9)))
    take(NUMBER, "pay")
    assert ("told_pay" in told(OTHER), "told_pay" in told(walking.BUILDER)) == (True, False)


def test_works_of_no_firm_by_name_are_told_to_nobody():
    take(NUMBER, "start")
    changes = {"contractor": ""}
    delivery.correct(number=NUMBER, changes=changes, **town.acting(town.OPERATOR, day(8, 9)))
    before = Notice.objects.count()
    take(NUMBER, "pay")
    assert Notice.objects.count() == before
