"""Home of the tests of what nobody has complained about, and of setting spots aside."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests import town, walking
from xiaowei.stages.identification.models import Candidate

Door = Callable[..., Client]


def proposal(client: Client, **more: str) -> dict[str, str]:
    form = client.get("/propose/").context["form"]
    place = next(str(pk) for pk, name in form.fields["place_id"].choices if name == town.STONEGATE)
    said = {"place_id": place, "type_code": "road", "lead_source": "season"}
    return said | {"reason": "汛期前巡查,路基已冲空", "quantity": "30"} | more


@pytest.mark.parametrize("who", ["secretary", "butler"])
def test_a_villages_proposal_waits_in_the_townships_tray(as_: Door, who: str) -> None:
    client = as_(who)
    assert len(client.get("/propose/").context["form"].fields) <= 6
    sent = client.post("/propose/", proposal(client))
    number = sent["Location"].split("/")[2]
    assert sent["Location"] == f"/projects/{number}/"
    waiting = as_("clerk").get("/desk/").context["rows"]
    assert [(row["number"], row["action"]) for row in waiting] == [(number, "prepare")]
    assert as_("clerk").post(f"/projects/{number}/do/prepare/", {"on": "2022-08-31"})


def test_a_townships_proposal_is_a_draft_with_its_grounds(as_: Door) -> None:
    client = as_("clerk")
    sent = client.post("/propose/", proposal(client, lead_source="patrol"))
    page = client.get(sent["Location"])
    assert sent["Location"].endswith("/draft/")
    holds = {row["label"]: row["holds"] for row in page.context["checks"]}
    assert holds["有依据(工单或未诉先办理由)"]
    assert page.context["estimate"] > 0


def test_a_village_proposes_for_itself_only(as_: Door) -> None:
    places = as_("secretary").get("/propose/").context["form"].fields["place_id"].choices
    assert [name for _, name in places] == [town.STONEGATE]


@pytest.mark.parametrize("missing", ["place_id", "type_code", "lead_source", "reason"])
def test_what_is_missing_is_said_at_its_field(as_: Door, missing: str) -> None:
    client = as_("secretary")
    answer = client.post("/propose/", proposal(client, **{missing: ""}))
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == [missing]


def test_a_spot_is_set_aside_and_opened_again(as_: Door) -> None:
    client = as_("clerk")
    spot = client.get("/spots/").context["rows"][0]["id"]
    assert "确认:不受理" in client.get(f"/spots/{spot}/").content.decode()
    told = client.post(f"/spots/{spot}/dismiss/", {"reason": ""}, follow=True).content.decode()
    assert '<div class="note warn" role="alert">' in told, "what was not done is no good news"
    assert client.get(f"/spots/{spot}/").context["spot"]["state"] == "open"
    client.post(f"/spots/{spot}/dismiss/", {"reason": "属公路局管养"})
    page = client.get(f"/spots/{spot}/").content.decode()
    assert "属公路局管养" in page
    assert "确认:重新打开" in page
    assert spot not in client.get("/spots/").content.decode()
    assert spot in client.get("/spots/?kind=closed").content.decode()
    client.post(f"/spots/{spot}/reopen/", {"reason": "移交后又回来"})
    assert spot in client.get("/spots/").content.decode()


def test_who_may_not_set_a_spot_aside_sees_no_button(as_: Door) -> None:
    spot = as_("clerk").get("/spots/").context["rows"][0]["id"]
    page = as_("officer").get(f"/spots/{spot}/").content.decode()
    assert "确认:" not in page
    as_("officer").post(f"/spots/{spot}/dismiss/", {"reason": "不归我们"})
    assert spot in as_("clerk").get("/spots/").content.decode()


def test_what_was_applied_for_is_shown_and_not_changed(as_: Door) -> None:
    walking.walked("approve")
    client, page = as_("clerk"), f"/projects/{walking.NUMBER}/draft/"
    shown = client.get(page)
    told = shown.content.decode()
    assert "退回补正" in told and '<fieldset class="whole" disabled>' in told
    assert "data-save" not in told and "data-add-row" not in told
    refused = client.post(page, whole(shown))
    assert refused.status_code == 409, "the room refuses it as well"
    assert Candidate.objects.get(number=walking.NUMBER).name != "另一个名字"


def test_what_a_sheet_told_is_corrected_by_a_sheet_alone(as_: Door) -> None:
    walking.walked("approve")
    Candidate.objects.filter(number=walking.NUMBER).update(basis="taken_over")
    client, page = as_("clerk"), f"/projects/{walking.NUMBER}/draft/"
    shown = client.get(page)
    assert "请在台账里改好" in shown.content.decode()
    assert client.post(page, whole(shown)).status_code == 409
    assert Candidate.objects.get(number=walking.NUMBER).name != "另一个名字"


def whole(shown: Any) -> dict[str, str]:
    """Return a draft's form as it stands, sent whole under another name."""
    start = shown.context["form"].initial
    rows = {"sites-TOTAL_FORMS": "0", "sites-INITIAL_FORMS": "0", "lines-TOTAL_FORMS": "1",
            "lines-INITIAL_FORMS": "0", "lines-0-item": "修补", "lines-0-quantity": "120",
            "lines-0-price": "100"}  # fmt: skip
    return {k: v or "" for k, v in start.items()} | rows | {"name": "另一个名字"}
