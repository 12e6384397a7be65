"""Home of the walk over all pages with all roles: what is not somebody's is not shown to them."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import town
from tests.interfaces.web.cases import (
    ADMINS,
    ALLOTTING,
    ASKING,
    AT_DRAFT,
    AT_SPOT,
    AT_WORK,
    BRINGERS,
    CALLED,
    CALLING,
    DESIGNATING,
    EVERYBODY,
    FAR,
    FIELD,
    HANDED,
    HEARS,
    HERE,
    HERE_MONEY,
    IN_CHANNEL,
    NEAR_TICKETS,
    NEAR_VOTE,
    OFFICERS,
    READERS,
    READS_INBOX,
    RESIDENTS,
    RULED,
    SETTLING,
    SORTING,
    TOWN,
    VISITING,
    VISITOR,
    VOTES,
    WATCHERS,
    WEIGHS,
    Case,
    Outcome,
    act,
    mine,
    page,
    press,
    public,
)
from tests.keeping import undone
from tests.locking import locked
from xiaowei.interfaces.web.intake import tray

pytestmark = pytest.mark.long

Door = Callable[..., Client]

CASES = (
    public("home"),
    public("figure", "projects_started"),
    public("figure-file", "projects_started", "csv"),
    public("method"),
    *(public(route) for route in RESIDENTS),
    *(public(route, "V1") for route in ("place", "place-feed")),
    act("follow", "V1", roles=EVERYBODY, post={302: EVERYBODY}, data={"address": "a@b.invalid"}),
    *(Case(f"follow-{act}", ("none",), {200: EVERYBODY}, {422: EVERYBODY}) for act in ("confirm", "end")),
    Case("propose-here", ("V1",), {200: EVERYBODY}, {302: EVERYBODY}, data={"sort": "road"}),
    Case("ask-here", ("V1",), {200: EVERYBODY}, {409: EVERYBODY}, data={"sort": "otherwise"}),
    act("support", "PROPOSAL", roles=EVERYBODY, post={302: EVERYBODY}),
    public("data-file", "projects", "csv"),
    page("sign-in", may={200: EVERYBODY}),
    press("sign-in-as", "clerk"),
    press("sign-out"),
    press("language"),
    press("theme"),
    press("day"),
    Case("still-broken", ("PROJECT",), {200: EVERYBODY}, {409: EVERYBODY}),
    Case("still-broken", ("PROJECT",), {200: EVERYBODY}, {302: EVERYBODY},
         data={"sort": "broken_again", "text": "又坏了"}),
    Case("rating", ("PROJECT",), {302: EVERYBODY}, {302: EVERYBODY},
         data={"satisfied": "good", "solved": "yes"}),
    *(public(route, "PROJECT") for route in ("qr", "print", "poster")),
    public("voice", "VOICE"),
    page("voices", may={200: HEARS}),
    act("voice-act", "VOICE", "see_on_site", roles=HEARS, post={302: HEARS},
        data={"on": "2022-08-31", "found": "yes"}),
    page("desk", may={200: f"{AT_WORK} neighbour stranger {FAR}"}),
    page("desk", may={200: f"{AT_WORK} neighbour stranger"}, asked=HERE),
    page("city", may={200: "operator"}), page("city-file", "csv", may={200: "operator"}),
    page("coverage", may={200: READERS}), page("coverage", may={200: NEAR_TICKETS}, asked=HERE),
    page("coverage-file", "places", "csv", may={200: NEAR_TICKETS}, asked=HERE),
    page("effect", may={200: BRINGERS}),
    page("effect-file", "csv", may={200: f"officer {TOWN} operator stranger"}, asked=HERE),
    page("ahead", may={200: READERS}), page("ahead-file", "csv", may={200: READERS}),
    page("months", may={200: BRINGERS}), page("months-file", "regions", "csv", may={200: BRINGERS}),
    page("pace", may={200: f"{WEIGHS} neighbour stranger {FAR}"}),
    page("pace", may={200: f"{WEIGHS} neighbour stranger"}, asked=HERE),
    page("projects", may={200: EVERYBODY}),
    page("projects-file", "csv", may={200: EVERYBODY}),
    public("projects-points"),
    page("project", "PROJECT", may={200: EVERYBODY}),
    act("act", "PROJECT", "settle", roles=f"{AT_WORK} neighbour stranger {FAR}", data=SETTLING,
        post={302: f"finance {TOWN}", 409: "officer butler secretary builder operator"}),
    act("add-photo", "PROJECT", roles=f"{READERS} builder", post={302: f"{READERS} builder"}),
    page("photo", "BEFORE", may={200: EVERYBODY}),
    page("photo", "DURING", may={200: AT_WORK, 422: f"{VISITOR} {ADMINS} neighbour stranger {FAR}"}),
    Case("search", (), {302: EVERYBODY}, {405: EVERYBODY}, asked={"q": "QC2022-001"}),
    public("search", asked={"q": "石门"}),
    Case("import", (), {200: BRINGERS}, {302: BRINGERS}),
    Case("merge", (), {200: BRINGERS}, {302: BRINGERS}),
    act("merge-say", roles=BRINGERS, post={302: BRINGERS}),
    act("merge-confirm", roles=BRINGERS, post={302: BRINGERS}),
    page("merge-file", may={422: BRINGERS}),
    act("merge-sheet", "TOKEN", roles=BRINGERS, post={422: BRINGERS}),
    page("questions", may={200: f"{BRINGERS} butler neighbour"}),
    page("answer", "999", may={302: f"{BRINGERS} butler neighbour"}),
    page("question-places", "999", may={422: f"{BRINGERS} butler neighbour"}),
    act("answer-new-place", "999", roles=BRINGERS, post={422: BRINGERS}),
    page("import-run", "OFFICE_RUN", may={200: "officer operator"}),
    page("import-run", "TOWN_RUN", may={200: f"officer {TOWN} operator"}),
    page("import-run", "HOUSE_RUN", may={200: "operator"}),
    page("import-run-rejects", "OFFICE_RUN", may={200: "officer operator"}),
    page("import-run-rejects", "TOWN_RUN", may={200: f"officer {TOWN} operator"}),
    act("import-undo", "OFFICE_RUN", roles=BRINGERS, post={302: "officer operator"}),
    page("import-sheet", "TOKEN", may=mine("200")),
    act("import-change", "TOKEN", roles=BRINGERS, post=mine("302")),
    act("import-confirm", "TOKEN", roles=BRINGERS, post=mine("302")),
    act("import-discard", "TOKEN", roles=BRINGERS, post=mine("302")),
    page("import-rejects", "TOKEN", may=mine("200")),
    page("tickets", may={200: READERS}),
    page("ticket", "R1", may={200: AT_SPOT, 422: "neighbour stranger far_officer"}),
    act("raw", "R1", roles=f"{TOWN} butler neighbour stranger", data={"reason": "联系来电人核实"},
        post={200: f"{TOWN} butler", 422: "neighbour stranger"}),
    act("tell-topic", "R1", roles="officer operator far_officer", data={"topic": "road_damage"},
        post={409: "officer operator", 422: "far_officer"}),
    *(page(route, may={200: READERS}) for route in (
        "spots", "spots-points", "alarms", "alarms-points", "repeats",
    )),
    *(page(f"{route}-file", "csv", may={200: READERS}) for route in ("repeats", "spots", "tickets")),
    Case("enter-ticket", (), {200: BRINGERS}, {409: BRINGERS}),
    act("receive-ticket", roles=BRINGERS, post={422: BRINGERS}),
    act("see-alarm", "SPOT", roles=f"{TOWN} operator stranger", post={302: f"{TOWN} operator stranger"}),
    act("emergency-lane", "SPOT", roles=f"{TOWN} stranger", post={302: f"{TOWN} stranger"}),
    page("place-history", "V1", may={200: AT_SPOT}),
    page("spot", "SPOT", may={200: AT_SPOT}),
    Case("apply", ("SPOT",), {200: AT_DRAFT}, {409: AT_DRAFT}),
    act("stop-gap", "SPOT", roles=f"{TOWN} butler neighbour operator stranger",
        post={302: f"{TOWN} butler neighbour operator stranger"}),
    Case("sort-spot", ("SPOT",), {200: SORTING}, {302: SORTING}),
    act("dismiss", "SPOT", roles=READERS, post={302: READERS}, data={"reason": "属公路局"}),
    act("reopen", "SPOT", roles=READERS, post={302: READERS}, data={"reason": "又有来电"}),
    Case("propose", (), {200: f"{AT_DRAFT} neighbour stranger"},
        {409: f"{AT_DRAFT} neighbour stranger"}),
    Case("draft", ("PROJECT",), {200: AT_DRAFT}, {409: AT_DRAFT}),
    page("weigh", may={200: OFFICERS}), page("weigh-file", "csv", may={200: OFFICERS}),
    page("weighed", "999", may={422: OFFICERS}),
    act("weigh-keep", roles=OFFICERS, post={409: OFFICERS}),
    page("votes", may={200: VOTES}),
    Case("vote-call", (), {200: VOTES}, {409: VOTES}),
    page("vote", "VOTE", may={200: NEAR_VOTE}),
    page("vote-notice", "VOTE", may={302: NEAR_VOTE}),
    page("vote-papers", "VOTE", may={200: f"officer {TOWN}"}),
    page("vote-file", "VOTE", "result", "csv", may={200: NEAR_VOTE}),
    page("vote-file", "VOTE", "ballots", "xlsx", may={200: f"officer {TOWN}"}),
    act("vote-count", "VOTE", roles=VOTES, post={409: f"officer {TOWN}"}),
    act("vote-end", "VOTE", roles=VOTES, post={302: f"officer {TOWN}"}, data={"reason": "改期"}),
    Case("rounds", (), {200: OFFICERS}, {409: OFFICERS}),
    Case("rounds", (), {200: OFFICERS}, {302: OFFICERS}, data=CALLING),
    page("money", may={200: f"{HERE_MONEY} {FAR}"}),
    page("money", may={200: HERE_MONEY}, asked=HERE),
    page("money-flow", may={200: f"{HERE_MONEY} {FAR}"}),
    page("money-flow", may={200: HERE_MONEY}, asked=HERE),
    Case("money-queue", (), {200: "finance far_finance"}, {409: "finance far_finance"}),
    Case("envelopes", (), {200: f"{HERE_MONEY} {FAR}"}, {302: "officer operator", 409: "far_officer"},
         data=ALLOTTING),
    Case("supervised", (), {200: f"{HERE_MONEY} {FAR}"}, {302: "operator"}, data=DESIGNATING),
    Case("boundaries", (), {200: "keeper operator"}, {409: "keeper operator"}),
    page("trail", may={200: "auditor"}),
    *(page(route, may={200: RULED}) for route in ("rules", "rules-types", "rules-calendar")),
    page("rules-calendar-file", "csv", may={200: RULED}),
    page("rules-policy", "default", may={200: RULED}),
    act("rules-load", roles="keeper operator", post={302: "keeper operator"}),
    act("trail-file", roles="auditor", post={200: "auditor"}),
    page("people", may={200: "keeper guardian operator"}),
    act("open-account", roles="keeper operator", post={302: "keeper operator"}),
    act("appoint", roles="guardian operator", post={302: "guardian operator"}),
    act("end-appointment", roles="guardian operator", post={302: "guardian operator"}),
    page("butlers", may={200: f"{BRINGERS} butler neighbour"}),
    act("look", roles=VISITING, post={302: VISITING}),
    act("visit", roles=VISITING, post={302: VISITING}),
    act("assign-butler", roles=f"{TOWN} operator stranger", post={302: f"{TOWN} operator stranger"}),
    page("inbox", may={200: READS_INBOX}),
    act("read-all", roles=READS_INBOX, post={302: READS_INBOX}),
    act("open-notice", "NOTICE", roles=READS_INBOX, post={302: READS_INBOX}),
    act("ask", "PROJECT", roles=IN_CHANNEL, post={302: IN_CHANNEL}, data=ASKING),
    act("question-act", "QUESTION", "reply", roles=IN_CHANNEL, post={302: IN_CHANNEL},
        data={"text": "同意"}),
    page("whistles", may={200: WATCHERS}),
    act("whistle", "PROJECT", roles=f"{TOWN} stranger", post={302: f"{TOWN} stranger"},
        data=CALLED),
    act("whistle-act", "WHISTLE", "arrive", roles=f"{TOWN} stranger",
        post={302: f"{TOWN} stranger"}),
    page("phone-links", may={200: f"{TOWN} stranger"}),
    act("phone-link-hand", roles=f"{TOWN} stranger", data=HANDED, post={200: TOWN, 302: "stranger"}),
    act("phone-link-end", roles=f"{TOWN} stranger", post={302: f"{TOWN} stranger"}),
    Case("phone-in", ("NOTOKEN",), {200: EVERYBODY}, {422: EVERYBODY}),
    page("phone", may={200: f"{FIELD} builder"}),
    act("phone-visit", roles=VISITING, post={302: VISITING}),
    act("phone-answer", "QUESTION", roles=f"{FIELD} builder", post={302: f"{FIELD} builder"}),
    page("phone-find", may={200: FIELD}),
    act("phone-sighting", roles=FIELD, post={409: FIELD}),
    page("phone-report", "1:road:20220831", may={422: FIELD}),
    page("phone-photo", "DURING", may={200: "butler secretary builder", 422: "neighbour"}),
    page("phone-worker", may={200: EVERYBODY}),
    page("sightings", may={200: BRINGERS}),
    page("phone-works", "PROJECT", may={200: "builder"}),
    act("phone-works-photo", "PROJECT", roles="builder", post={302: "builder"}),
    act("phone-works-act", "PROJECT", "start", roles="builder", post={409: "builder"}),
    page("money-file", "csv", may={200: HERE_MONEY}),
    page("money-queue-file", "csv", may={200: "finance"}),
    page("ledger-file", "csv", may={200: HERE_MONEY}),
    page("form-file", "filing", may={200: HERE_MONEY}),
)  # fmt: skip


def routes(resolver: URLResolver | None = None) -> Iterator[str]:
    """Yield the name of every address of the house."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLPattern):
            yield str(one.name)
        else:
            yield from routes(one)


def sheet() -> SimpleUploadedFile:
    """Return a ticket sheet with one good row and one that cannot be taken."""
    heads = "工单编号,来电时间,来电号码,诉求类型,一级分类,二级分类,承办单位,诉求地址,诉求内容"
    said = f"10000000077,投诉,道路交通,道路破损,白石镇,{town.STONEGATE},路不平"
    rows = (f"N1,2022-06-01 08:00,{said}", f"N2,不知何时,{said}")
    return SimpleUploadedFile("六月.csv", "\n".join((heads, *rows)).encode())


def brought(client: Client) -> str:
    """Take a sheet in; return the number of its import."""
    where = client.post("/import/", {"files": [sheet()]})["Location"]
    return str(client.post(f"{where}confirm/")["Location"]).split("/")[3]


def in_tray() -> tray.Held:
    """Lay a sheet into the officer's tray."""
    from xiaowei.base.accounts.models import Person

    officer = Person.objects.get(username="officer")
    waiting = tray.put([sheet()], officer.pk)[0]
    waiting.kind = "tickets"
    tray.save(waiting)
    return waiting


@pytest.fixture
def known(as_: Door, project: str) -> dict[str, str]:
    """Return what the addresses of the table name."""
    from tests import asking, polled, walking
    from xiaowei.base.messages.models import Notice
    from xiaowei.base.places.models import Place
    from xiaowei.stages.identification.operations import propose_work, say_still_broken
    from xiaowei.stages.identification.queries import spots
    from xiaowei.stages.intake.queries import runs

    house = runs()[0].number
    question = asking.ask(project)
    whistle = asking.whistle(project)
    before = walking.photo(project, "before")
    during = walking.photo(project, "during")
    here = next(row for row in spots(district=town.DISTRICT) if row["place_code"] == "V1")
    return {
        "PROJECT": project,
        "BEFORE": str(before.pk),
        "DURING": str(during.pk),
        "SPOT": str(here["id"]),
        "QUESTION": str(question.pk),
        "WHISTLE": str(whistle.pk),
        "VOTE": str(polled.called().pk),
        "PROPOSAL": propose_work(
            place_id=Place.objects.get(code="V1").pk, sort="road", on=town.TODAY, at=town.NOW
        ).number,
        "VOICE": say_still_broken(
            number=project, sort="broken_again", on=town.TODAY, at=town.NOW
        ).number,
        "NOTICE": str(Notice.objects.earliest("pk").pk),
        "HOUSE_RUN": house,
        "OFFICE_RUN": brought(as_("officer")),
        "TOWN_RUN": brought(as_("clerk")),
    }


def wanted(who: str, outcome: Outcome) -> int | str:
    """Return what the table says of somebody."""
    named = [status for status, people in outcome.items() if who in people.split()]
    assert len(named) <= 1, f"{who} is named twice"
    if named:
        return named[0]
    return "door" if who == VISITOR else 403


def found(client: Client, case: Case, known: dict[str, str], method: str) -> int | str:
    """Open a page as somebody; whatever it does to the database or the cookies is taken back."""
    waiting = in_tray() if "TOKEN" in case.args else None
    names = known | {"TOKEN": waiting.token if waiting else ""}
    where = reverse(case.route, args=[names.get(arg, arg) for arg in case.args])
    where += f"?{urlencode(case.asked)}"
    cookies = deepcopy(client.cookies)
    with undone():
        answer = client.get(where) if method == "GET" else client.post(where, case.data)
    client.cookies = cookies
    if answer.streaming:
        # read to the end; closing the answer ourselves would close the database's connection too
        assert list(answer.streaming_content)
    if waiting:
        tray.drop(waiting)
    to_door = answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
    return "door" if to_door else answer.status_code


def test_every_address_stands_in_the_table() -> None:
    assert set(routes()) == {case.route for case in CASES}


def test_each_page_opens_for_its_people_only(as_: Door, known: dict[str, str]) -> None:
    wrong = {}
    for who in EVERYBODY.split():
        client = as_("" if who == VISITOR else who)
        for case in CASES:
            for method, outcome in (("GET", case.get), ("POST", case.post)):
                status = found(client, case, known, method)
                if status != wanted(who, outcome):
                    wrong[f"{who} {method} {case}"] = f"{status}, not {wanted(who, outcome)}"
    assert wrong == {}


def test_a_refusal_says_who_may(as_: Door) -> None:
    page = as_("auditor").get("/tickets/").content.decode()
    assert "镇街经办" in page


@pytest.mark.parametrize("who", ["stranger", "far_officer"])
def test_nobody_sees_tickets_or_spots_of_another_area(as_: Door, who: str) -> None:
    assert ">R1<" in as_("clerk").get("/tickets/").content.decode()
    assert ">R1<" not in as_(who).get("/tickets/").content.decode()
    assert town.STONEGATE in as_("clerk").get("/spots/").content.decode()
    assert town.STONEGATE not in as_(who).get("/spots/").content.decode()


@pytest.mark.parametrize("who", FAR.split())
def test_another_district_reads_no_books_and_no_tasks(as_: Door, project: str, who: str) -> None:
    assert project in as_("finance").get("/desk/").content.decode()
    assert project not in as_(who).get("/desk/").content.decode()
    assert as_("finance").get("/money/").context["ledger"]
    assert as_(who).get("/money/").context["ledger"] is None


def test_finance_reads_a_project_without_its_tickets(as_: Door, project: str) -> None:
    """Source: the programme's table of roles, 区财政局: tickets none."""
    page = as_("finance").get(f"/projects/{project}/")
    assert page.context["trail"]
    assert page.context["tickets"] == []


@pytest.mark.parametrize("who", ["stranger", *FAR.split()])
def test_who_does_not_work_on_a_project_sees_its_public_face(
    as_: Door, project: str, who: str
) -> None:
    own, theirs = (as_(one).get(f"/projects/{project}/?do=settle") for one in ("clerk", who))
    assert own.context["trail"]
    assert "R1" in own.content.decode()
    assert "trail" not in theirs.context
    assert "/tickets/R1/" not in theirs.content.decode()


@pytest.mark.django_db
def test_a_locked_database_is_a_page_that_says_try_again(as_, project, monkeypatch, tmp_path):
    monkeypatch.setattr("xiaowei.interfaces.web.desk.views.take", lambda *_: locked(tmp_path))
    answer = as_("finance").post(f"/projects/{project}/do/settle/", {"on": "2022-08-31"})
    assert answer.status_code == 503
    assert "什么也没有存" in answer.content.decode()
