"""Home of the tests of a project's page: whose turn, which buttons, the dossier, words of refusals."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from tests import town, walking
from tests.walking import NUMBER
from xiaowei.base.accounts.actors import actor_of
from xiaowei.base.accounts.models import Appointment, Person
from xiaowei.domain import funding
from xiaowei.domain.identification import Line
from xiaowei.interfaces.web.desk.story import SHARED
from xiaowei.stages.funding.models import Filing

Door = Callable[..., Client]
PAGE = f"/projects/{NUMBER}/"


@pytest.fixture
def until(people: None) -> Callable[[str], None]:
    """Walk the project up to a step."""
    return lambda step: walking.walked(step) and None


def codes(client: Client) -> list[str]:
    return [button["code"] for button in client.get(PAGE).context["buttons"]]


def main(client: Client) -> list[str]:
    return [b["code"] for b in client.get(PAGE).context["buttons"] if b["main"]]


def test_a_reviewer_sees_the_whole_application(as_: Door, until: Any) -> None:
    until("approve")
    page = as_("officer").get(PAGE, {"do": "approve"}).content.decode()
    dossier = page[page.index('id="dossier"') : page.index('id="doing"')]
    for told in ("村道修补", "100 米", "150", "15,000", "价格库区间", "村民代表", "同意修补"):
        assert told in dossier, told
    for told in (town.STONEGATE, "<b>4</b> 件", "施工前", "/spots/S"):
        assert told in dossier, told


def test_a_price_beyond_the_band_is_marked_with_its_deviation(as_: Door, people: None) -> None:
    price = Line("村道修补", Decimal(100), "米", 90_000, "只此一家")
    walking.walked("approve", lines=[price])
    line = as_("officer").get(PAGE).context["dossier"]["lines"][0]
    high = Decimal(line["band"].split("–")[1].replace(",", ""))
    assert line["outside"]
    assert line["deviation"] == f"{(900 - high) / high * 100:+.0f}%"
    assert "只此一家" in as_("officer").get(PAGE).content.decode()


def test_other_works_at_the_place_are_named_the_same_type_first(as_: Door, until: Any) -> None:
    until("approve")
    walking.mint(name="石门村路灯", type_code="lamp", spot_id=None, proactive=True, reason="夜里黑")
    walking.mint(name="石门村西路修补")
    found = as_("officer").get(PAGE).context["dossier"]["earlier"]
    assert [(one["name"], one["same_type"]) for one in found] == [
        ("石门村西路修补", True),
        ("石门村路灯", False),
    ]


@pytest.mark.parametrize(
    ("step", "whose"),
    [
        ("prepare", "clerk"), ("begin_review", "officer"), ("approve", "officer"),
        ("file", "officer"), ("disburse", "finance"), ("order", "clerk"), ("accept", "clerk"),
    ],
)  # fmt: skip
def test_only_the_one_whose_turn_it_is_has_the_main_button(
    as_: Door, until: Any, step: str, whose: str
) -> None:
    until(step)
    assert main(as_(whose)) == [step]
    for other in {"clerk", "officer", "finance", "secretary"} - {whose}:
        assert main(as_(other)) == []


def test_the_secretary_reports_and_does_nothing_else(as_: Door, until: Any) -> None:
    until("report")
    assert codes(as_("secretary")) == ["report", "consult"]
    other = as_("neighbour").get(PAGE)
    assert "buttons" not in other.context, "a butler of another village sees the public face"
    walking.take(NUMBER, "report")
    walking.take(NUMBER, "prepare")
    client = as_("secretary")
    assert codes(client) == ["consult"]
    page = client.get(PAGE, {"do": "submit"}).content.decode()
    assert 'id="doing"' not in page
    turn = client.get(PAGE).context["turn"]
    assert (turn["who"], turn["mine"]) == ("白石镇", False)
    assert turn["since_on"] and turn["due_on"]


def test_who_approved_does_not_file_and_is_told_who_does(as_: Door, until: Any) -> None:
    until("approve")
    officer = actor_of(Person.objects.get(username="officer"), walking.day(8, 5))
    walking.take(NUMBER, "approve", by=officer)
    page = as_("officer").get(PAGE)
    assert "file" not in codes(as_("officer")) and not page.context["turn"]["mine"]
    assert "没有别人能办" in page.content.decode()
    assert NUMBER not in as_("officer").get("/desk/").content.decode()
    Appointment.objects.create(
        person=Person.objects.create_user("deputy", password="secret", display_name="区专项办 关"),
        role="district_office", region_code=town.DISTRICT, valid_from=date(2020, 1, 1),
    )  # fmt: skip
    assert "可以办的有:区专项办 关。" in as_("officer").get(PAGE).content.decode()
    assert main(as_("deputy")) == ["file"]
    assert "前一步是您办的" not in as_("deputy").get(PAGE).content.decode()
    assert as_("deputy").post(f"{PAGE}do/file/", {"on": "2022-08-08"}).status_code == 302


def test_settling_is_finances_turn_or_the_townships_after_the_first_payment(
    as_: Door, until: Any
) -> None:
    until("settle")
    assert "settle" not in codes(as_("finance"))
    assert main(as_("clerk")) == ["pay"], "accepted, and nobody was paid"
    walking.take(NUMBER, "pay", on=walking.day(8, 16))
    for who in ("finance", "clerk"):
        assert main(as_(who)) == ["settle"]
        desk = as_(who).get("/desk/").context
        assert [(row["number"], row["action"]) for row in desk["rows"]] == [(NUMBER, "settle")]


def test_what_is_owed_after_settlement_is_named_with_whose_turn_it_is(
    as_: Door, until: Any
) -> None:
    """14,000 disbursed, 13,500 settled, nothing paid: 13,500 to the contractor, 500 to the district."""

    def owed(who: str) -> list[tuple[str, str, str]]:
        told = as_(who).get(PAGE).context["story"]["turns"]
        return [(turn["label"], turn["who"], turn["amount"]) for turn in told]

    until("give_back")
    surplus = ("收回结余", "区财政局", "500.00")
    now, kept = ("支付工程款", "白石镇", "13095.00"), ("支付质保金", "白石镇", "405.00")
    assert owed("officer") == owed("clerk") == [now, surplus, kept]
    page = as_("officer").get(PAGE).content.decode()
    assert "各步都已办完" not in page and "1.31 万元" in page and "0.05 万元" in page
    assert as_("finance").get(PAGE).context["turn"]["amount"] == "500.00"
    walking.take(NUMBER, "give_back")
    assert owed("officer") == [now, kept]
    paid = {"amount_fen": 1_309_500, "condition": "settlement"}
    walking.take(NUMBER, "pay", **paid, on=walking.day(8, 31))
    assert owed("officer") == [kept], "what is kept for the warranty"


def test_there_are_four_kinds_of_fast_and_the_building_days_beside_them(
    as_: Door, until: Any
) -> None:
    until("settle")
    story = as_("officer").get(PAGE).context["story"]
    assert (len(story["fast"]), story["building_days"]) == (4, 4)


def test_before_a_first_payment_settling_waits_for_the_township(as_: Door, until: Any) -> None:
    until("settle")
    (turn,) = as_("officer").get(PAGE).context["story"]["turns"]
    assert (turn["label"], turn["who"]) == ("支付工程款", "白石镇")


def test_unknown_payments_are_not_said_to_be_all_paid(as_: Door, until: Any) -> None:
    until("give_back")
    walking.take(NUMBER, "give_back")
    Filing.objects.update(paid_fen=None)
    page = as_("officer").get(PAGE).content.decode()
    assert "支付没有记数,付清没有不知道" in page


def test_a_step_of_two_desks_names_both(as_: Door, until: Any) -> None:
    until("settle")
    walking.take(NUMBER, "pay", on=walking.day(8, 16))
    for who in ("finance", "clerk", "officer"):
        assert "区财政局或白石镇" in as_(who).get(PAGE).content.decode()
    (settle,) = [arrow for arrow in funding.FLOW.arrows if arrow.action == "settle"]
    assert SHARED["settle"] == ("finance", "town")
    assert set(settle.roles) == {*funding.FINANCE, *funding.TOWN}


def test_the_outcome_is_the_districts_to_record_and_the_townships_to_read(
    as_: Door, until: Any
) -> None:
    until("settle")
    assert "check" in codes(as_("officer"))
    for who in ("clerk", "leader", "butler"):
        assert "check" not in codes(as_(who))


def test_nobody_is_asked_for_a_verdict_on_the_day_of_use(as_: Door, until: Any) -> None:
    until("settle")
    client = as_("officer")
    day = {"as_of": "2022-08-12"}
    assert "check" not in [b["code"] for b in client.get(PAGE, day).context["buttons"]]
    assert "check" in codes(client)


def test_every_button_says_what_it_does(as_: Door, until: Any) -> None:
    until("finish")
    buttons = as_("clerk").get(PAGE).context["buttons"]
    assert buttons
    for button in buttons:
        assert button["does"] != button["code"] and button["label"] != button["code"]


def test_sending_back_has_to_be_meant(as_: Door, until: Any) -> None:
    until("approve")
    client, said = as_("officer"), {"on": "2022-08-31", "reason": "补照片"}
    assert client.post(f"{PAGE}do/send_back/", said).status_code == 409
    assert client.post(f"{PAGE}do/send_back/", {**said, "sure": "on"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"approved": "20000"}, "approved", "20000.00"),
        ({"approved": "0"}, "approved", "大于 0"),
        ({"approved": "14000"}, "cut_reason", "理由"),
        ({"on": "2022-08-01"}, "on", "早于"),
        ({"on": "2022-09-30"}, "on", "晚于今天"),
        ({"approved": "一万"}, "approved", "一万"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    as_: Door, until: Any, typed: dict[str, str], field: str, words: str
) -> None:
    until("approve")
    said = {"approved": "15000", "necessity": "是", "plan": "行", "investment": "合理"}
    said |= {"on": "2022-08-31"} | typed
    answer = as_("officer").post(f"{PAGE}do/approve/", said)
    assert answer.status_code == 409
    form = answer.context["form"]
    assert words in str(form.errors[field]), form.errors
    assert list(form.errors) == [field]
    assert all(form[name].value() == value for name, value in said.items())


def test_a_refusal_names_the_township_and_the_step_in_the_readers_words(
    as_: Door, until: Any
) -> None:
    until("approve")
    client = as_("secretary")
    said = {"approved": "15000", "necessity": "是", "plan": "行", "investment": "合理"}
    page = client.post(f"{PAGE}do/approve/", {**said, "on": "2022-08-31"}).content.decode()
    assert "无权在 白石镇 审定" in page
    assert town.WHITESTONE not in page
    client.cookies["django_language"] = "en"
    page = client.post(f"{PAGE}do/approve/", {**said, "on": "2022-08-31"}).content.decode()
    assert "may not approve in 白石镇; ask district office" in strip_tags(page)
    page = as_("officer").post(f"{PAGE}do/file/", {"on": "2022-08-31"}).content.decode()
    assert "审核中" in page


class Labels(HTMLParser):
    """Fields of a page that nothing names: no label, no aria-label."""

    def __init__(self) -> None:
        super().__init__()
        self.named: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "label":
            self.inside += 1
            self.named.add(told.get("for") or "")
        hidden = told.get("type") in ("hidden", "submit", "button")
        if tag in ("input", "select", "textarea") and not hidden and not self.inside:
            self.fields.append(told)

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "label"

    def unnamed(self) -> list[str | None]:
        """Return the names of the fields without a name that is said."""
        return [
            field.get("name")
            for field in self.fields
            if not field.get("aria-label") and (field.get("id") or "-") not in self.named
        ]


def test_every_field_of_every_form_is_named(as_: Door, until: Any) -> None:
    until("prepare")
    spot = as_("clerk").get("/spots/").context["rows"][0]["id"]
    asked = {
        "clerk": (f"{PAGE}draft/", f"/spots/{spot}/", f"/spots/{spot}/apply/", "/tickets/",
                  "/projects/", "/import/", f"{PAGE}?do=prepare", f"{PAGE}?do=consult"),
        "officer": ("/desk/", "/money/", PAGE, "/"),
    }  # fmt: skip
    for who, pages in asked.items():
        for path in pages:
            labels = Labels()
            labels.feed(as_(who).get(path).content.decode())
            assert labels.fields or path == "/money/"
            assert labels.unnamed() == [], path


def test_a_form_of_each_step_names_its_fields(as_: Door, people: None) -> None:
    people_of = {"submit": "clerk", "approve": "officer", "disburse": "finance", "order": "clerk",
                 "measure": "clerk", "accept": "clerk"}  # fmt: skip
    walking.call()
    walking.mint()
    for step, one in walking.STEPS.items():
        if step in people_of:
            page = as_(people_of[step]).get(PAGE, {"do": step}).content.decode()
            assert 'id="doing"' in page, step
            labels = Labels()
            labels.feed(page)
            assert labels.unnamed() == [], step
        if step == "check":
            break
        if one:
            walking.take(NUMBER, step)


def test_complaints_of_the_month_of_the_start_are_drawn_by_day(as_: Door, people: None) -> None:
    town.bring([town.ticket_row("R9", "2022-08-03 08:00", caller="10000000009")])
    walking.walked("settle")
    strip = as_("clerk").get(PAGE).context["story"]["strip"]
    august = strip["bars"][-1]
    assert [part["phase"] for part in august["parts"]] == ["before"]
    month = float(strip["bars"][-1]["middle"]) - float(strip["bars"][-2]["middle"])
    assert 0 < float(strip["works"]["width"]) < month / 4, "four days of thirty-one"


def test_a_day_of_another_year_is_said_with_its_year(demo_day: date) -> None:
    from xiaowei.interfaces.web.shown import day, full_day

    assert day(date(2022, 8, 5)) == "8月5日"
    assert day(date(2021, 8, 5)) == full_day(date(2021, 8, 5)) == "2021年8月5日"


def test_on_the_day_of_use_it_is_too_early_and_no_window_is_printed(as_: Door, until: Any) -> None:
    from xiaowei.interfaces.web.desk.story import _verdict

    silence = {"verdict": "too_early", "since": "2022-08-12", "before": 3, "after": 0,
               "min_days": 0, "observed_days": None, "tickets": []}  # fmt: skip
    window = {"verdict": "stopped", "observed_days": ["2022-08-13", "2022-08-19"]}
    today = _verdict({"silence": silence, "complaints": {"days_since": 0}}, inside=True)
    later = _verdict({"silence": silence | window, "complaints": {"days_since": 7}}, inside=True)
    assert today and "今天刚投用" in today["says"] and today["tone"] == "q"
    assert (today["since"], today["until"]) == (None, None)
    assert later and "投用后 7 天" in later["says"] and later["tone"] == "okc"
    assert (later["since"], later["until"]) == (date(2022, 8, 13), date(2022, 8, 19))


@pytest.mark.usefixtures("project")
def test_an_amount_opens_its_ledger_rows(as_: Door) -> None:
    page = as_("officer").get(PAGE, {"ledger": "paid"})
    money = {one["code"]: one for one in page.context["story"]["money"]}
    rows = page.context["ledger"]
    for code in ("filed", "disbursed", "paid"):
        own = [Decimal(one["amount"]) for one in rows if one["kind"] == code]
        assert money[code]["opens"] and sum(own) == Decimal(money[code]["yuan"])
    assert {one["kind"] for one in rows if one["hit"]} == {"paid"}
    assert "ledger" not in as_("").get(PAGE).context, "the books are not public"


@pytest.mark.usefixtures("project")
def test_a_month_without_tickets_is_not_drawn_as_zero(as_: Door) -> None:
    pic = as_("officer").get(PAGE).context["story"]["strip"]
    shown = [bar["shown"] for bar in pic["bars"]]
    assert len(pic["blanks"]) == shown.count("") > 0
    assert len(shown) > len(pic["blanks"])


@pytest.mark.usefixtures("project")
def test_the_board_holds_each_project_once_and_leads_to_the_whole_stage(as_: Door) -> None:
    client = as_("officer")
    listed = client.get("/projects/").context
    lanes = client.get("/projects/", {"view": "board"}).context["board"]
    stands = [row["number"] for lane in lanes for row in lane["rows"]]
    assert sorted(stands) == sorted(row["number"] for row in listed["rows"])
    for lane in lanes:
        whole = client.get("/projects/", {"stage": lane["code"]}).context
        assert whole["total"] == lane["total"]
    assert client.get("/projects/", {"view": "board", "round": "第一批"}).status_code == 200
