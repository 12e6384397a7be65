"""Three administrators, three works: accounts and boundaries, appointments, the trail; none another's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.test import Client

from tests import town
from tools.sources import called_name, modules
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.base.trail.models import Entry
from xiaowei.base.trail.operations import record
from xiaowei.domain.wording import known_keys
from xiaowei.domain.zone import ZONE
from xiaowei.interfaces.clock import now

Door = Callable[..., Client]
NEWCOMER = {"username": "xin", "display_name": "新来的", "password": "long enough 42!"}
SURE = {"sure": "on"}
OFFICE = {"username": "xin", "role": "town_clerk", "region_code": "990101101"}


def test_one_opens_the_account_and_another_appoints(as_: Door) -> None:
    keeper, guardian = as_("keeper"), as_("guardian")
    keeper.post("/people/open/", NEWCOMER)
    assert "xin" in guardian.get("/people/").content.decode()
    guardian.post("/people/appoint/", OFFICE)
    held = Appointment.objects.get(person__username="xin")
    assert (held.role, held.region_code) == ("town_clerk", town.MAPLE)
    end = OFFICE | {"region_code": town.MAPLE, "last_on": "2022-09-30"}
    unsure = guardian.post("/people/end/", end, follow=True).content.decode()
    held.refresh_from_db()
    assert held.valid_to is None and "请先勾选" in unsure
    guardian.post("/people/end/", end | SURE)
    held.refresh_from_db()
    assert held.valid_to == date(2022, 9, 30)
    done = Entry.objects.filter(subject="person:xin").order_by("sequence")
    assert [entry.action for entry in done] == [
        "accounts.open_account", "accounts.appoint", "accounts.end_appointment",
    ]  # fmt: skip


def test_one_place_of_several_is_ended_and_the_page_ends_what_a_boundary_moved(as_: Door) -> None:
    keeper, guardian = as_("keeper"), as_("guardian")
    keeper.post("/people/open/", NEWCOMER)
    held = {"username": "xin", "role": "village_secretary", "region_code": town.WHITESTONE}
    for place in ("V1", "V2"):
        guardian.post("/people/appoint/", held | {"place_code": place})
    said = {"old_code": "990101100", "new_code": "990101110", "new_name": "新石街道", "places": "V1",
            "document_no": "8号", "effective_on": "2022-08-20"}  # fmt: skip
    keeper.post("/boundaries/", said)
    row = next(one["one"] for one in guardian.get("/people/").context["rows"]
               if one["one"].username == "xin" and one["where"] == "新石街道")  # fmt: skip
    (end,) = (one["end"] for one in guardian.get("/people/").context["rows"] if one["one"] == row)
    guardian.post("/people/end/", end.initial | SURE)
    ended = Appointment.objects.filter(person__username="xin").order_by("place_code")
    assert [one.valid_to for one in ended] == [town.TODAY, None]


def test_each_begins_on_a_page_of_their_own(as_: Door) -> None:
    for who, page in (("keeper", "/people/"), ("guardian", "/people/"), ("auditor", "/trail/")):
        answer = as_().post("/sign-in/", {"username": who, "password": "secret"})
        assert answer["Location"] == page
        assert as_(who).get(page).status_code == 200
        assert 'href="/desk/"' not in as_(who).get("/tickets/").content.decode()


def test_a_boundary_is_changed_on_its_page_and_a_refusal_stands_on_it(as_: Door) -> None:
    keeper = as_("keeper")
    said = {"old_code": "990101100", "new_code": "990101110", "new_name": "新石街道",
            "document_no": "8号", "effective_on": "2022-08-20"}  # fmt: skip
    refused = keeper.post("/boundaries/", said | {"places": "V1、E1"})
    assert refused.status_code == 409 and "E1" in refused.content.decode()
    assert keeper.post("/boundaries/", said | {"places": "V1, V2"})["Location"] == "/boundaries/"
    (row,) = keeper.get("/boundaries/").context["rows"]
    assert (row["old_name"], row["new_name"], row["part"]) == ("白石镇", "新石街道", True)
    told = as_("auditor").get("/trail/", {"q": "change_boundary"}).content.decode()
    assert "区划调整" in told and "V2" in told


def test_the_trail_says_every_act_in_words(as_: Door, project: str) -> None:
    rows = [
        row
        for page in range(1, 9)
        for row in as_("auditor").get("/trail/", {"page": page}).context["rows"]
    ]
    assert rows
    assert {row["action"] for row in rows if row["label"].isascii()} == set()
    told = [fact for row in rows for fact in row["told"]]
    assert {fact for fact in told if fact.partition(":")[0].isascii()} == set()
    assert "金额: 4,000 元" in told and "400000" not in " ".join(told)


def test_every_fact_that_a_step_leaves_has_words() -> None:
    names = {
        word.arg
        for module in modules()
        for call in module.calls()
        if called_name(call) == "leave"
        for word in call.keywords
        if word.arg
    }
    assert {"amount", "contractor", "condition"} & names
    assert {name for name in names if f"fact.{name}" not in known_keys()} == set()


def test_the_auditor_narrows_the_trail_by_days_person_and_project(as_: Door, project: str) -> None:
    auditor = as_("auditor")
    about = {row["subject"] for row in _found(auditor, q=f"{project} 验收")}
    assert about == {project}
    assert {row["label"] for row in _found(auditor, q=f"{project} 验收")} <= {
        "验收",
        "付款条件达到",
        "初审",
    }
    day = _found(auditor, q=project)[0]["at"].astimezone(ZONE).date().isoformat()
    assert _found(auditor, q=project, first_on=day, last_on=day)
    assert _found(auditor, q=project, last_on="2001-01-01") == []
    wrong = auditor.get("/trail/", {"first_on": "2022-02-02", "last_on": "2022-02-01"})
    assert wrong.context["rows"] == [] and "请调换" in wrong.content.decode()


def test_the_trail_is_handed_out_masked_and_that_is_an_entry_too(as_: Door, project: str) -> None:
    assert as_("officer").post("/trail/file/", {"q": project}).status_code == 403
    with transaction.atomic():
        record(subject=project, action="messages.ask", by=Writer(), on=None, at=now(),
               facts={"reason": "请找13812345678"})  # fmt: skip
    answer = as_("auditor").post("/trail/file/", {"q": project})
    sheet = answer.content.decode("utf-8-sig")
    assert "13812345678" not in sheet and "[手机号]" in sheet and "金额: 4,000 元" in sheet
    entry = Entry.objects.get(subject="trail")
    assert entry.facts["asked"] == project
    assert entry.facts["rows"] == Entry.objects.filter(subject=project).count()
    (row,) = _found(as_("auditor"), q="导出留痕")
    assert row["label"] == "导出留痕"


def _found(client: Client, **asked: str) -> list[dict]:
    return client.get("/trail/", asked).context["rows"]


class Writer:
    """Somebody who leaves an entry."""

    person_id, name = 1, "某人"


def test_neither_does_the_others_work(as_: Door) -> None:
    assert as_("guardian").post("/people/open/", NEWCOMER).status_code == 403
    as_("keeper").post("/people/open/", NEWCOMER)
    assert as_("keeper").post("/people/appoint/", OFFICE).status_code == 403
    assert not Appointment.objects.filter(person__username="xin").exists()
    assert as_("auditor").get("/people/").status_code == 403
    for who in ("keeper", "guardian", "operator"):
        assert as_(who).get("/trail/").status_code == 403


@pytest.mark.parametrize("who", ["keeper", "guardian", "auditor"])
def test_none_sees_tickets_or_works_in_the_programme(as_: Door, project: str, who: str) -> None:
    client = as_(who)
    for page in ("/tickets/", "/tickets/R1/", "/spots/", "/desk/", "/money/", "/import/"):
        assert client.get(page).status_code == 403, page
    assert "trail" not in client.get(f"/projects/{project}/").context
    assert client.post(f"/projects/{project}/do/settle/", {"on": "2022-08-22"}).status_code == 403


def test_the_auditor_reads_the_whole_trail_and_finds_in_it(as_: Door, project: str) -> None:
    auditor = as_("auditor")
    assert "计划 9901" in auditor.get("/trail/?page=1&q=programme").content.decode()
    told = auditor.get("/trail/", {"q": project}).content.decode()
    assert "验收" in told and f"{project}#1" in told
    assert auditor.get("/trail/", {"q": "nothing of the kind"}).context["rows"] == []


def test_a_name_that_is_taken_and_an_area_that_is_not_known_are_said(as_: Door) -> None:
    for path, who, said, why in (
        ("/people/open/", "keeper", NEWCOMER | {"username": "clerk"}, "已经有人用了"),
        ("/people/open/", "keeper", NEWCOMER | {"password": "short"}, "没有填对"),
        ("/people/appoint/", "guardian", OFFICE | {"region_code": "977777"}, "没有填对"),
        ("/people/appoint/", "guardian", OFFICE | {"region_code": ""}, "请填地区代码"),
        ("/people/appoint/", "guardian", OFFICE | {"username": "nobody"}, "nobody"),
        ("/people/appoint/", "guardian", OFFICE | {"username": "guardian"}, "不能给自己任命"),
        ("/people/appoint/", "guardian", OFFICE | {"username": "auditor"}, "互相分开"),
    ):
        answer = as_(who).post(path, said, follow=True)
        assert why in answer.content.decode(), (path, said)
    assert Person.objects.get(username="clerk").display_name == "clerk"
