"""Home of the tests of the page 管家, of the call on the rounds' page, and of options on a project's."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests import walking
from xiaowei.base.places.models import ButlerPost, Place
from xiaowei.stages.identification.models import Consultation, Visit


def picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (8, 8), "grey").save(file, "PNG")
    file.seek(0)
    file.name = "visit.png"
    return file


def test_a_butler_sees_where_to_go_and_logs_a_visit(as_):
    butler = as_("butler")
    page = butler.get("/butlers/")
    assert [stop["place"] for stop in page.context["stops"]] == ["石门村"]
    assert "反复诉求 4 件" in page.content.decode()
    key = Place.objects.get(code="V1").pk
    butler.post("/butlers/visit/", {"place_id": key, "seen": "又裂了", "photo": picture()})
    visit = Visit.objects.get()
    page = butler.get("/butlers/")
    assert "又裂了" in page.content.decode()
    photo = page.context["visits"][0]["photo"]
    assert list(butler.get(photo).streaming_content)
    assert as_().get(photo).status_code == as_("stranger").get(photo).status_code == 422
    assert visit.visited_on == page.context["stops"][0]["last_on"]


def test_a_visit_elsewhere_or_without_words_is_refused_with_words(as_):
    key = Place.objects.get(code="V1").pk
    for who, said in (("neighbour", {"place_id": key, "seen": "看"}), ("butler", {"seen": ""})):
        page = as_(who).post("/butlers/visit/", said, follow=True)
        assert "还没有写看到了什么" in page.content.decode()
    assert not Visit.objects.exists()


def test_the_township_assigns_and_sees_who_is_idle_and_what_has_nobody(as_):
    clerk = as_("clerk")
    page = clerk.get("/butlers/")
    assert [one["place"] for one in page.context["overview"]["lacking"]] == ["柳湾村", "石门村"]
    clerk.post("/butlers/assign/", {"place_code": "V1", "username": "butler"})
    assert ButlerPost.objects.get().person.username == "butler"
    told = clerk.get("/butlers/").context["overview"]
    assert (told["held"], [one["place"] for one in told["lacking"]]) == (1, ["柳湾村"])
    ButlerPost.objects.update(from_on="2022-08-01")
    page = clerk.get("/butlers/")
    assert page.context["overview"]["idle"] == ["butler"]
    text = page.content.decode()
    assert "从没走访过" in text and "个工作日没走访" not in text
    refused = as_("stranger").post(
        "/butlers/assign/", {"place_code": "V1", "username": "butler"}, follow=True
    )
    assert "无权" in refused.content.decode()


def test_empty_pages_say_what_to_do(as_):
    from xiaowei.base.accounts.models import Appointment

    Appointment.objects.filter(person__username="butler").update(place_code="")
    page = as_("butler").get("/butlers/").content.decode()
    assert "镇街还没有把地点派给您" in page
    assert "还没有服务管家" in as_("stranger").get("/butlers/").content.decode()


def test_the_round_says_how_many_villages_have_the_call(as_):
    officer = as_("officer")
    days = {"opens_on": "2022-08-01", "closes_on": "2022-08-31"}
    officer.post("/rounds/", {"year": 2022, "name": "第一批", **days})
    assert "3 / 3 处" in officer.get("/rounds/").content.decode()
    notice = as_("secretary").get("/messages/").context["notices"][0]
    assert "第一批" in notice["says"]
    assert as_("secretary").post(f"/messages/{notice['id']}/")["Location"] == "/propose/"
    assert "已读 1" in officer.get("/rounds/").content.decode()


@pytest.fixture
def draft(people) -> str:
    return walking.walked("consult")


def consult(client, number: str, **said: str):
    told = {"held_on": "2022-08-01", "on": "2022-08-01", "parties": "村民", "decision": "同意"}
    return client.post(f"/projects/{number}/do/consult/", told | said)


def test_options_are_entered_and_shown_as_columns(as_, draft):
    clerk = as_("clerk")
    form = clerk.get(f"/projects/{draft}/?do=consult").content.decode()
    assert form.count('aria-label="谁管护') == 3
    told = consult(
        clerk, draft, option1_name="换管", option1_cost_fen="12000", option1_days="5",
        option3_name="补漏", chosen="1",
    )  # fmt: skip
    assert told.status_code == 302
    options = Consultation.objects.get().options.order_by("sequence")
    assert [(o.name, o.cost_fen, o.chosen) for o in options] == [
        ("换管", 1_200_000, True), ("补漏", None, False),
    ]  # fmt: skip
    page = clerk.get(f"/projects/{draft}/").content.decode()
    assert "1.20" in page and "补漏" in page and "钱数未写" in page
    assert "补漏" in clerk.get(f"/projects/{draft}/draft/").content.decode()


def test_an_option_without_a_name_is_refused_at_its_field(as_, draft):
    told = consult(as_("clerk"), draft, option2_what="换管子")
    assert told.status_code == 409
    assert "每个方案要有个名字" in told.content.decode()
