"""The page 时限 names the worst wait, tries other staffing; the home page tells where the average ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests import gold
from tests.keeping import put_back
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.interfaces.clock import move_demo_day

HOME = "110112000000"
Door = Callable[..., Client]


@pytest.fixture
def officer(db: None, settings: Any) -> Iterator[Client]:
    """Let somebody of the demo's district sign in on its day."""
    put_back(gold.kept("places", "tickets", "projects"))
    person = Person.objects.create_user("officer", password="secret")
    Appointment.objects.create(
        person=person, role="district_office", region_code=HOME, valid_from=date(2020, 1, 1)
    )
    client = Client()
    client.force_login(person)
    move_demo_day(gold.DAY)
    yield client
    (settings.HOME / "demo-day").unlink()


def asked(client: Client, **said: Any) -> Any:
    return client.get("/pace/", said).context["pace"]["staff"]


def test_the_worst_wait_is_named_in_a_sentence(officer: Client) -> None:
    page = officer.get("/pace/")
    assert page.context["pace"]["waits"]["worst"]["target"] == "结算"
    assert "走完的里,最费日子的是“验收”到“结算”" in page.content.decode()
    assert "到完工为止,走完的里最费日子的是“申报”到“审核”" in page.content.decode()


def test_what_waits_now_is_said_before_what_is_over(officer: Client) -> None:
    page = officer.get("/pace/")
    now, text = page.context["pace"]["waits"]["now"], page.content.decode()
    assert (now["target"], now["still"]) == ("施工", 85)
    assert f"85 个在等,平均已等 {now['so_far']:.1f} 个工作日,{now['over']} 个超时限" in text
    assert text.index("现在最堵的是") < text.index("走完的里,最费日子的是")


def test_one_team_with_eighty_works_is_warned_of(officer: Client) -> None:
    text = officer.get("/pace/", {"step": "works", "people": 1, "more": 1}).content.decode()
    assert "“施工”只有 1 个,做不出台账上的样子" in text
    assert "在办的 85 个没有算进来" in text
    assert "施工(最多同时有过 " in text
    enough = officer.get("/pace/", {"step": "works", "people": 60, "more": 1}).content.decode()
    assert "做不出台账上的样子" not in enough
    assert "其余的都算在排队" in enough


def test_a_township_with_one_built_project_has_no_half(officer: Client) -> None:
    towns = officer.get("/pace/", {"as_of": "2020-06-05"}).context["pace"]["towns"]
    few = [row for row in towns if 0 < row["n"] < 3]
    assert few
    assert not any(row["tells"] for row in few)
    assert all(row["tells"] for row in towns if row["n"] >= 3)


def test_one_more_reviewer_shortens_and_says_what_is_assumed(officer: Client) -> None:
    told = asked(officer, step="review", people=2, more=1)["told"]
    half, nine, queued = told["rows"]
    assert nine["after"] < nine["before"]
    assert half["after"] <= half["before"]
    assert queued["after"] < queued["before"]
    assert "先到先办" in officer.get("/pace/").content.decode()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"step": "review", "people": "0", "more": "1"}, "people"),
        ({"step": "review", "people": "两个", "more": "1"}, "people"),
        ({"step": "review", "people": "2", "more": "1000"}, "more"),
        ({"step": "collect", "people": "2", "more": "1"}, "step"),
        ({"step": "review", "people": "2", "more": "-2"}, "__all__"),
    ],
)
def test_bad_numbers_are_refused_at_their_field(
    officer: Client, said: dict[str, str], wrong: str
) -> None:
    staff = asked(officer, **said)
    assert list(staff["form"].errors) == [wrong]
    assert staff["told"] is None
    assert "--people" not in str(staff["form"].errors)


def test_the_form_keeps_the_day_and_programme(officer: Client) -> None:
    page = officer.get("/pace/", {"as_of": "2020-07-31", "programme": f"{HOME}:2020"})
    text = page.content.decode()
    assert '<input type="hidden" name="as_of" value="2020-07-31">' in text
    assert f'<input type="hidden" name="programme" value="{HOME}:2020">' in text


def test_the_average_stands_beside_todays_for_those_inside(officer: Client) -> None:
    page = officer.get("/").content.decode()
    assert "连在办的 85 个一起办完" in page
    assert "连在办的" not in Client().get("/").content.decode()
    told = officer.get("/pace/").context["pace"]["average"]
    assert (told["held"], len(told["tried"])) == (1, 2)


def test_too_few_built_is_an_honest_answer(officer: Client) -> None:
    early = {"as_of": "2020-05-20"}
    assert "还说不出全年平均会落在哪里" in officer.get("/", early).content.decode()
    assert asked(officer, step="review", people=2, more=1, **early)["few"]


def test_a_town_without_days_says_so(as_: Door) -> None:
    page = as_("officer").get("/pace/").content.decode()
    assert "还没有项目走完两步" in page or "有了项目" in page
