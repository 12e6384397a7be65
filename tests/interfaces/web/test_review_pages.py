"""Home of the tests of a review's pages: sending, hearing, cutting, sending back, ending."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests import town, walking
from tests.walking import NUMBER
from xiaowei.domain.identification import Line
from xiaowei.domain.selection import TESTS
from xiaowei.stages.selection import hearing, queries

Door = Callable[..., Client]
PAGE = f"/projects/{NUMBER}/"
DAY = {"on": "2022-08-31"}
ANSWERS = {"necessity": "是", "plan": "行", "investment": "合理"}


@pytest.fixture
def housing(people: None) -> str:
    """Appoint somebody who speaks for the housing department; return the name."""
    from xiaowei.base.accounts.models import Appointment, Person

    who = Person.objects.create_user("housing", password="secret", display_name="住建委")
    held = {"role": "department", "region_code": town.DISTRICT, "place_code": "housing"}
    Appointment.objects.create(person=who, valid_from=date(2020, 1, 1), **held)
    return "housing"


def grid(prefix: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a grid as a browser sends them."""
    sent = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    return sent | {f"{prefix}-{n}-{k}": v for n, row in enumerate(rows) for k, v in row.items()}


def offered(client: Client) -> set[str]:
    """Return the steps that a page offers, the seldom needed among them."""
    page = client.get(PAGE).context
    return {button["code"] for button in (*page["buttons"], *page["rare"])}


def do(client: Client, step: str, **said: Any) -> Any:
    """Take a step at the page."""
    return client.post(f"{PAGE}do/{step}/", DAY | said)


def sent(**more: Any) -> dict[str, Any]:
    """Return a whole form of sending: 15,000 yuan of two sources."""
    funds = grid(
        "funds", {"source": "区级", "amount": "10000"}, {"source": "村集体自筹", "amount": "5000"}
    )
    return {"applied": "15000", "round_name": "第一批", "looked": "on", **funds} | more


def test_an_application_is_sent_with_its_tests_and_several_sources(as_: Door) -> None:
    walking.walked("submit")
    client = as_("clerk")
    form = client.get(PAGE, {"do": "submit"}).context["form"]
    assert not form["looked"].value(), "nobody has looked through the conditions yet"
    assert "again_reason" not in form.fields
    assert do(client, "submit", **sent()).status_code == 302
    told = queries.application(NUMBER)
    assert queries.fund_lines_of(told) == (("区级", 1_000_000), ("村集体自筹", 500_000))
    assert told.eligibility == sorted(TESTS)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"looked": ""}, "looked"),
        (grid("funds", {"source": "区级", "amount": "9000"}), "__all__"),
        (grid("funds", *[{"source": "区级", "amount": "7500"}] * 2), "__all__"),
        ({"round_name": "第九批"}, "round_name"),
    ],
)
def test_what_is_sent_is_refused_beside_its_field(as_: Door, wrong: Any, field: str) -> None:
    walking.walked("submit")
    answer = do(as_("clerk"), "submit", **sent(**wrong))
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == [field]


def test_works_paid_for_before_ask_why_and_are_linked(as_: Door) -> None:
    walking.walked("file")
    other = walking.mint(name="石门村西路修补")
    for step in ("consult", "photo_before", "prepare"):
        walking.take(other, step)
    page = as_("clerk").get(f"/projects/{other}/", {"do": "submit"})
    assert "again_reason" in page.context["form"].fields
    assert f'href="{PAGE}"' in page.content.decode()
    answer = as_("clerk").post(f"/projects/{other}/do/submit/", DAY | sent())
    assert list(answer.context["form"].errors) == ["again_reason"]


def test_a_tiny_project_is_told_what_is_not_asked(as_: Door) -> None:
    walking.walked("submit", lines=[Line("村道修补", Decimal(100), "米", 15_000)])
    tiny = as_("clerk").get(PAGE, {"do": "submit"}).context["form"].told["tiny_fen"]
    draft = as_("clerk").get(f"{PAGE}draft/").context
    assert bool(tiny) == draft["light"]
    assert "有正在收的批次" in [check["label"] for check in draft["checks"]]


def test_several_departments_are_asked_at_once_and_one_answers(as_: Door, housing: str) -> None:
    walking.walked("approve")
    assert do(as_("officer"), "ask_opinion", departments=["housing", "water"]).status_code == 302
    desk = as_(housing).get("/desk/")
    assert [row["act"] for row in desk.context["rows"]] == ["反馈意见"]
    page = as_(housing).get(PAGE, {"do": "give_opinion"})
    assert [code for code, _ in page.context["form"].fields["department"].choices] == ["housing"]
    said = {"department": "housing", "answer": "agree_if"}
    assert do(as_(housing), "give_opinion", **said).status_code == 409, "the condition is not said"
    assert do(as_(housing), "give_opinion", **said, text="避开管线").status_code == 302
    assert as_(housing).get("/desk/").context["rows"] == []
    assert "避开管线" in as_("officer").get(PAGE).content.decode()


def test_a_department_speaks_for_itself_and_reads_what_it_is_asked(as_: Door, housing: str) -> None:
    walking.walked("approve")
    assert "review" not in as_(housing).get(PAGE).context, "not asked: the public face"
    do(as_("officer"), "ask_opinion", departments=["housing", "water"])
    assert offered(as_(housing)) == {"give_opinion"}
    said = {"department": "water", "answer": "agree"}
    assert do(as_(housing), "give_opinion", **said).status_code == 409
    assert do(as_("stranger"), "give_opinion", **said).status_code == 403


def test_cuts_line_by_line_make_the_amount(as_: Door) -> None:
    walking.walked("approve")
    cuts = grid("cuts", {"item": "村道修补", "cut": "1200.50", "why": "单价按价格库"})
    assert do(as_("officer"), "approve", **ANSWERS, **cuts).status_code == 302
    told = queries.reviews(NUMBER)[-1]
    assert (told["approved_fen"], told["cuts"]) == (
        1_379_950,
        [["村道修补", 120_050, "单价按价格库"]],
    )
    assert "单价按价格库" in as_("clerk").get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("cut", "typed", "field"),
    [
        ({"cut": "1000", "why": ""}, "", "__all__"),
        ({"cut": "1000", "why": "高"}, "15000", "approved"),
        ({"cut": ""}, "", "approved"),
    ],
)
def test_cuts_that_do_not_hold_are_refused(
    as_: Door, cut: dict[str, str], typed: str, field: str
) -> None:
    walking.walked("approve")
    answer = do(
        as_("officer"), "approve", **ANSWERS, approved=typed, **grid("cuts", {"item": "路", **cut})
    )
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == [field]


def test_of_several_sources_each_is_approved(as_: Door) -> None:
    walking.walked("submit")
    do(as_("clerk"), "submit", **sent())
    walking.take(NUMBER, "begin_review", on=town.TODAY)
    walking.take(NUMBER, "visit_site", on=town.TODAY)
    said = ANSWERS | {"approved": "14000", "cut_reason": "高"}
    rows = ({"source": "区级", "amount": "9000"}, {"source": "村集体自筹", "amount": "5000"})
    wrong = grid("shares", {**rows[0], "amount": "9500"}, rows[1])
    refused = do(as_("officer"), "approve", **said, **wrong)
    assert refused.status_code == 409
    assert "加起来是 14500.00 元,与审定金额 14000.00 元差 500.00 元" in refused.content.decode()
    answer = do(as_("officer"), "approve", **said, **grid("shares", *rows))
    assert answer.status_code == 302, answer.context["form"].errors
    lines = queries.approved_lines_of(queries.application(NUMBER))
    assert lines == (("区级", 900_000), ("村集体自筹", 500_000))


def test_a_return_speaks_at_its_fields_and_the_next_sending_shows_what_changed(as_: Door) -> None:
    walking.walked("approve")
    items = grid(
        "items",
        {"field": "root_cause", "text": "写清楚"},
        {"field": "photos", "text": ""},
        {"field": "sites", "text": "分两处"},
    )
    assert do(as_("officer"), "send_back", sure="on", **items).status_code == 302
    draft = as_("clerk").get(f"{PAGE}draft/")
    assert draft.context["remarks"] == {"root_cause": "写清楚", "sites": "分两处"}
    assert draft.content.decode().count("分两处") >= 2
    from xiaowei.stages.identification.operations import amend_candidate

    amend_candidate(
        number=NUMBER, changes={"root_cause": "路基冻胀"}, **town.acting(town.CLERK, town.TODAY)
    )
    refused = do(as_("clerk"), "submit", **sent())
    assert refused.status_code == 409
    assert "还没有改:点位与数量。" in refused.content.decode(), "the sites are as they were"
    sent_again = sent() | {"unchanged_reason": "只有一处,没有第二处"}
    assert do(as_("clerk"), "submit", **sent_again).status_code == 302
    changes = as_("officer").get(PAGE).context["review"]["changes"]
    assert ("根源", "冻融破损", "路基冻胀") in changes
    assert ("没有改的,说明", "", "只有一处,没有第二处") in changes
    assert "send_back" not in offered(as_("officer")), "once only"
    assert hearing.remarks_of(NUMBER) == {}


def test_what_a_return_says_of_the_whole_stands_beside_its_items(as_: Door) -> None:
    walking.walked("approve")
    items = grid("items", {"field": "root_cause", "text": "写清楚"})
    whole = "现场照片和预算对不上"
    assert do(as_("officer"), "send_back", sure="on", reason=whole, **items).status_code == 302
    assert hearing.remarks_of(NUMBER) == {"": whole, "root_cause": "写清楚"}
    form = as_("clerk").get(PAGE, {"do": "submit"}).content.decode()
    doing, review = (form[form.index(f'id="{one}"') :] for one in ("doing", "review"))
    for told in (whole, "写清楚"):
        assert told in doing[: doing.index("</form>")]
        assert told in review[: review.index("</section>")]
        assert told in as_("clerk").get(f"{PAGE}draft/").content.decode()


def test_a_return_of_items_only_says_nothing_twice(as_: Door) -> None:
    walking.walked("approve")
    items = grid("items", {"field": "root_cause", "text": "写清楚"})
    assert do(as_("officer"), "send_back", sure="on", **items).status_code == 302
    assert [one["reason"] for one in hearing.returns_of(NUMBER)] == [""]
    assert hearing.remarks_of(NUMBER) == {"root_cause": "写清楚"}


def test_head_and_timeline_of_a_returned_application_name_one_desk(as_: Door) -> None:
    walking.walked("approve")
    assert (
        do(as_("officer"), "send_back", sure="on", reason="补照片", **grid("items")).status_code
        == 302
    )
    page = as_("clerk").get(PAGE)
    (head,) = page.context["story"]["turns"]
    (now,) = [step for step in page.context["story"]["steps"] if step["current"]]
    assert head["who"] == now["who"] == "白石镇"
    assert (head["due_on"], now["label"]) == (now["due_on"], "审核")
    assert page.context["turn"]["who"] == head["who"]


def test_a_rejection_needs_a_listed_reason_and_is_told(as_: Door) -> None:
    walking.walked("approve")
    said = {"reason": "美丽乡村已列", "sure": "on"}
    assert do(as_("officer"), "reject", **said).status_code == 409
    assert do(as_("clerk"), "reject", **said, code="other_fund").status_code == 409
    assert do(as_("officer"), "reject", **said, code="other_fund").status_code == 302
    page = as_("clerk").get(PAGE)
    assert "已有其他资金支持" in page.content.decode()
    assert page.context["buttons"] == [] and page.context["turn"] is None
    assert NUMBER not in as_("officer").get("/desk/").content.decode()


def test_an_emergency_takes_two_and_is_judged(as_: Door) -> None:
    walking.walked("submit")
    said = {"kind": "danger_to_life", "reason": "路面塌陷"}
    assert do(as_("clerk"), "declare_emergency", **said).status_code == 302
    assert "confirm_emergency" not in offered(as_("clerk"))
    assert do(as_("clerk"), "confirm_emergency", sure="on").status_code == 409
    assert do(as_("leader"), "confirm_emergency", sure="on").status_code == 302
    page = as_("leader").get(PAGE).content.decode()
    assert "补手续还剩 5 个工作日" in page
    assert "补手续还剩 5 个工作日" in as_("").get("/projects/").content.decode()
    do(as_("clerk"), "submit", **sent())
    assert "judge_emergency" in offered(as_("officer"))
    judged = {"justified": "no", "verdict": "可以等"}
    assert do(as_("officer"), "judge_emergency", **judged).status_code == 302
    assert "不该走应急" in as_("clerk").get(PAGE).content.decode()


def test_the_township_withdraws(as_: Door) -> None:
    walking.walked("approve")
    assert "withdraw" in offered(as_("clerk")) and "withdraw" not in offered(as_("officer"))
    said = {"reason": "村里另有安排", "sure": "on"}
    assert do(as_("stranger"), "withdraw", **said).status_code == 403
    assert do(as_("clerk"), "withdraw", **said).status_code == 302
    assert "村里另有安排" in as_("officer").get(PAGE).content.decode()


def test_two_become_one_and_name_each_other(as_: Door) -> None:
    walking.walked("submit")
    other = walking.mint(name="石门村西路修补")
    walking.take(other, "prepare")
    form = as_("clerk").get(PAGE, {"do": "merge"}).context["form"]
    assert [number for number, _ in form.fields["others"].choices] == [other]
    assert do(as_("clerk"), "merge", others=[other]).status_code == 302
    assert other in as_("clerk").get(PAGE).content.decode()
    assert as_("clerk").get(f"/projects/{other}/").context["review"]["merged_into"] == NUMBER


def test_one_becomes_two_that_add_up(as_: Door) -> None:
    walking.walked("submit")
    form = as_("clerk").get(PAGE, {"do": "split"}).context["form"]
    place = form.told["places"][0][0]
    row = {"place": place, "item": "村道修补", "price": "150"}
    said = {"reason": "分两段做", "sure": "on"}
    short = grid("parts", row | {"part": 1, "quantity": 60}, row | {"part": 2, "quantity": 30})
    assert do(as_("clerk"), "split", **said, **short).status_code == 409
    whole = grid("parts", row | {"part": 1, "quantity": 60}, row | {"part": 2, "quantity": 40})
    assert do(as_("clerk"), "split", **said, **whole).status_code == 302
    review = as_("clerk").get(PAGE).context["review"]
    assert review["closed"] and len(review["parts"]) == 2
    part = as_("clerk").get(f"/projects/{review['parts'][0]}/").context["review"]
    assert part["split_from"] == NUMBER


def test_a_round_has_limits_and_says_what_is_left(as_: Door) -> None:
    walking.walked("begin_review")
    called = {"year": "2022", "name": "第一批", "opens_on": "2022-08-01", "closes_on": "2022-08-31"}
    limit = {"town_code": town.WHITESTONE, "projects": "3", "amount": "4"}
    answer = as_("officer").post("/rounds/", called | grid("limits", limit))
    assert answer.status_code == 302
    (row,) = as_("officer").get("/rounds/").context["limits"]
    assert (row["projects"], row["projects_left"], row["fen_left"]) == (1, 2, 2_500_000)
    assert as_("clerk").get("/rounds/").status_code == 403
