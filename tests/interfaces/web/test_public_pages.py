"""Home of the tests of the pages that need no sign-in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import town
from xiaowei.stages.identification.models import Voice

Door = Callable[..., Client]


@pytest.mark.parametrize("path", ["/", "/projects/", "/method/", "/sign-in/"])
def test_public_pages_open_without_a_programme(as_: Door, path: str) -> None:
    assert as_().get(path).status_code == 200


def test_the_home_page_shows_each_figure_with_its_rows(as_: Door, project: str) -> None:
    page = as_().get("/").content.decode()
    assert 'hx-get="/figures/quantity:' in page
    rows = as_().get("/figures/projects_started/").content.decode()
    assert project in rows


def test_a_figure_opens_beside_the_paragraph_or_as_a_page(as_: Door, project: str) -> None:
    part = as_().get("/figures/villages/", headers={"hx-request": "true"}).content.decode()
    assert town.STONEGATE in part
    assert "<html" not in part
    assert "<html" in as_().get("/figures/villages/").content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_rows_behind_a_figure_are_exported(as_: Door, project: str, form: str) -> None:
    answer = as_().get(f"/figures/approved/rows.{form}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    if form == "csv":
        assert project in answer.content.decode("utf-8-sig")


def test_an_unknown_figure_is_refused_in_words(as_: Door, project: str) -> None:
    assert as_().get("/figures/nothing/").status_code == 422


def test_the_public_story_names_no_ticket(as_: Door, project: str) -> None:
    page = as_().get(f"/projects/{project}/").content.decode()
    assert town.STONEGATE in page
    assert "/tickets/R1" not in page and ">R1<" not in page
    assert "我能做的" not in page


def test_a_strip_draws_few_as_few(as_: Door, people: None) -> None:
    """No height outside tells a count from 1 to 4: one complaint is as tall as four."""
    from tests import walking

    page = f"/projects/{walking.walked('settle')}/"
    inside, outside = (
        as_(who).get(page, {"face": "public" if not who else "desk"}).context["story"]["strip"]
        for who in ("officer", "")
    )
    heard = [bar["shown"] for bar in inside["bars"] if bar["parts"]]
    assert set(heard) == {"1", "2"}
    few = [bar for bar in outside["bars"] if bar["parts"]]
    assert len(few) == len(heard)
    assert {bar["shown"] for bar in few} == {"少于5"}
    assert len({part["height"] for bar in few for part in bar["parts"]}) == 1


def test_a_part_that_is_few_is_drawn_with_the_rest() -> None:
    from xiaowei.interfaces.web.desk.strip import drawn_outside

    assert drawn_outside({"before": 7, "works": 1, "after": 6}) == {"before": 8, "after": 6}
    assert drawn_outside({"before": 3, "after": 3}) == {"before": 6}
    assert drawn_outside({"after": 1}) == {"after": 4}
    assert drawn_outside({}) == {}


def test_a_place_shows_what_waits_there_and_what_was_proposed(as_: Door, people: None) -> None:
    resident = as_()
    said = resident.post("/places/V1/propose/", {"sort": "road"})
    assert said.status_code == 302
    page = resident.get("/places/V1/").content.decode()
    assert "还没有项目" in page and "少于5件" in page
    assert "0 人支持" in page
    number = Voice.objects.get().number
    assert resident.post(f"/proposals/{number}/support/").status_code == 302
    for address in ("/places/V1/", "/places/V1/propose/"):
        page = resident.get(address).content.decode()
        assert "1 人支持" in page and "您支持过了" in page
        assert "您支持过了" not in as_().get(address).content.decode()


def test_a_draft_that_came_of_a_proposal_is_not_linked(as_: Door, people: None) -> None:
    resident = as_()
    resident.post("/places/V1/propose/", {"sort": "road"})
    number = Voice.objects.get().number
    assert as_("clerk").post(f"/voices/{number}/accept_voice/").status_code == 302
    made = Voice.objects.get().candidate
    assert made is not None
    for address in (f"/answers/{number}/", "/places/V1/"):
        page = resident.get(address).content.decode()
        assert "列为备选" in page and made.number not in page


def test_a_wrong_number_is_typed_anew_where_it_was_typed(as_: Door, people: None) -> None:
    answer = as_().get("/answers/?q=hx083101abcd")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "HX-0831-01-ABCD" in page and 'value="hx083101abcd"' in page


def test_a_place_is_found_by_its_name(as_: Door, project: str) -> None:
    page = as_().get("/places/?q=石门").content.decode()
    assert town.STONEGATE in page and town.WILLOWS not in page
    assert "没有这样的地方" in as_().get("/places/?q=无此").content.decode()


def test_the_past_is_shown_as_it_was(as_: Door, project: str) -> None:
    page = as_().get("/figures/projects_started/?as_of=2022-01-31").content.decode()
    assert project not in page


def test_english_is_a_choice_and_chinese_the_default(as_: Door) -> None:
    client = as_()
    assert "登录" in client.get("/", headers={"accept-language": "en"}).content.decode()
    client.post("/language/", {"language": "en", "next": "/"})
    assert "Sign in" in client.get("/").content.decode()


def test_no_page_needs_inline_styles_or_scripts(as_: Door, project: str) -> None:
    for path in ("/", f"/projects/{project}/", "/figures/villages/", "/method/"):
        page = as_().get(path).content.decode()
        assert " style=" not in page
        assert "<script>" not in page
        assert "onclick" not in page


def test_an_empty_home_says_what_comes_first(as_: Door) -> None:
    assert "先登录" in as_().get("/").content.decode()
    assert 'href="/import/"' in as_("clerk").get("/").content.decode()
    assert "先导入点位表" in as_("stranger").get("/propose/").content.decode()


def test_the_gauges_figures_open_their_rows(as_: Door, project: str) -> None:
    page = as_().get("/")
    exact = page.context["exact"]
    for code, count in (
        ("grounded_on_tickets", exact["tickets"]),
        ("grounded_ahead", exact["proactive"]),
        ("not_grounded", exact["none"]),
    ):
        told = as_().get(f"/figures/{code}/").context["rows"]
        assert told["count"] == count
    for code in ("approved", "working_days", "grounded_on_tickets", "grounded_ahead"):
        assert f'hx-get="/figures/{code}/"' in page.content.decode()
