"""The acts of delivery on a project's page: suspended, decided, resumed; repaired; and where the days go."""

from __future__ import annotations

import pytest

from tests import town, walking
from tests.walking import day
from xiaowei.stages.delivery.queries import repairs, suspensions, works
from xiaowei.stages.delivery.queries import sites as sites_of
from xiaowei.stages.selection.operations import reject

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(people):
    """Walk a project of the village road until its works are under way."""
    return walking.walked("measure")


def press(client, number, code, **said):
    data = {"on": "2022-08-10", **said}
    return client.post(f"/projects/{number}/do/{code}/", data)


def test_works_stand_still_and_go_on(as_, at_work):
    page = as_("clerk").get(f"/projects/{at_work}/?do=suspend")
    assert "空气重污染停工" in page.content.decode()
    assert press(as_("clerk"), at_work, "suspend", reason="heavy_pollution").status_code == 302
    desk = as_("officer").get("/desk/").content.decode()
    assert at_work in desk
    told = press(as_("officer"), at_work, "decide_suspension", allowed="yes")
    assert told.status_code == 302
    assert suspensions(at_work)[0]["stops_clock"] is True
    page = as_("clerk").get(f"/projects/{at_work}/").content.decode()
    assert "同意,停钟" in page
    assert press(as_("builder"), at_work, "resume", on="2022-08-12").status_code == 302
    assert works(at_work).state == "under_way"


def test_a_refusal_stands_beside_its_field(as_, at_work):
    answer = press(as_("clerk"), at_work, "suspend", reason="other", note="")
    assert answer.status_code == 409
    assert "请写明为什么暂停" in answer.content.decode()
    press(as_("clerk"), at_work, "suspend", reason="weather")
    answer = press(as_("officer"), at_work, "decide_suspension", allowed="no", verdict="")
    assert answer.status_code == 409
    assert suspensions(at_work)[0]["allowed"] is None


def test_several_sites_are_finished_with_one_day_and_one_press(as_, people):
    sites = [{"name": f"第{n}段", "quantity": None} for n in range(1, 6)]
    number = walking.walked("measure", sites=sites, sites_planned=5)

    def done():
        return [one["sequence"] for one in sites_of(number) if one["finished"]]

    page = as_("butler").get(f"/projects/{number}/?do=finish_site").content.decode()
    assert page.count('type="checkbox" name="site_sequence"') == 5
    assert press(as_("butler"), number, "finish_site").status_code == 409
    early = press(as_("butler"), number, "finish_site", site_sequence=["1", "2"], on="2022-08-01")
    assert early.status_code == 409 and done() == [], "none of them"
    assert press(as_("butler"), number, "finish_site", site_sequence=["2", "4"]).status_code == 302
    assert done() == [2, 4]
    again = press(as_("butler"), number, "finish_site", site_sequence=["1", "2"])
    assert again.status_code == 409 and done() == [2, 4], "all or none"
    assert press(as_("butler"), number, "finish_site", every_site="on").status_code == 302
    assert done() == [1, 2, 3, 4, 5]
    assert {one["finished_on"] for one in sites_of(number)} == {day(8, 10)}


def test_a_stranger_does_not(as_, at_work):
    assert press(as_("stranger"), at_work, "suspend", reason="weather").status_code == 403
    assert press(as_("finance"), at_work, "suspend", reason="weather").status_code == 409
    assert suspensions(at_work) == []


def test_the_contractor_comes_back_under_warranty(as_, people):
    number = walking.walked("settle")
    said = {"on": "2022-08-20", "what": "又裂了", "ticket_numbers": "R1、R2"}
    assert press(as_("clerk"), number, "open_repair", **said).status_code == 302
    assert repairs(number)[0]["ticket_numbers"] == ["R1", "R2"]
    assert number in as_("builder").get("/desk/").content.decode()
    assert press(as_("builder"), number, "finish_repair", on="2022-08-22").status_code == 302
    assert repairs(number)[0]["done_on"] == day(8, 22)


def test_the_page_of_limits_says_where_the_days_go(as_, at_work):
    answer = as_("officer").get("/pace/")
    assert answer.status_code == 200
    rows = {row["code"]: row for row in answer.context["pace"]["steps"]}
    assert (rows["review"]["half"], rows["works"]["waiting"]) == (2, 1)
    assert answer.context["pace"]["watched"][0]["numbers"] == [at_work]
    assert "没有计量或照片" in answer.content.decode()


def test_a_closed_project_stays_in_the_list_without_a_clock(as_, people):
    number = walking.walked("approve")
    told = {"code": "no_demand", "reason": "村民另有安排"}
    reject(number=number, **told, **town.acting(town.OFFICER, day(8, 9)))
    listed = as_().get("/projects/?state=rejected").content.decode()
    assert number in listed and "不再计时" in listed
    page = as_("officer").get(f"/projects/{number}/").content.decode()
    assert "村民另有安排" in page and "各步都已办完" not in page
    assert "村民另有安排" not in as_().get(f"/projects/{number}/").content.decode()


def test_the_contractor_sees_the_works_and_none_of_the_papers(as_, at_work):
    client = as_("builder")
    assert at_work in client.get("/desk/").content.decode()
    page = client.get(f"/projects/{at_work}/?do=finish_site")
    assert page.context["works"]["firm"] == walking.FIRM
    assert not {"trail", "dossier", "review", "tickets"} & set(page.context.keys())
    assert "/tickets/" not in page.content.decode()
    assert client.get("/pace/").status_code == 403
    assert press(client, at_work, "accept", opinion="好").status_code == 409
    assert "payments" in client.get(f"/projects/{at_work}/").content.decode()


def test_another_firm_sees_what_everybody_sees(as_, at_work):
    from xiaowei.stages.delivery.operations import correct

    correct(number=at_work, changes={"contractor": "别家"}, **town.acting(town.OPERATOR, day(8, 9)))
    client = as_("builder")
    assert at_work not in client.get("/desk/").content.decode()
    assert "works" not in client.get(f"/projects/{at_work}/").context
    assert press(client, at_work, "finish").status_code == 403


def test_the_firms_known_are_offered_and_one_typed_otherwise_is_the_same(as_, people):
    first = walking.walked("start")
    number = walking.walked("order")
    page = as_("clerk").get(f"/projects/{number}/?do=order").content.decode()
    assert page.count(f'<option value="{walking.FIRM}">') == 1
    assert f'value="{walking.FIRM}"' not in page.replace(f'<option value="{walking.FIRM}">', "")
    said = {"contractor": "\u3000白石 修路队 "}
    assert press(as_("clerk"), number, "order", **said).status_code == 302
    assert works(number).contractor == works(first).contractor == walking.FIRM
