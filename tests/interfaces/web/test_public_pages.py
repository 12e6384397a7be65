"""Home of the tests of the pages that need no sign-in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import town

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
