"""Home of the pages that are measured: who opens each, and which addresses are no pages."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

VISITOR = ""
WARM_UPS = 2


@dataclass(frozen=True)
class Page:
    """A page as somebody opens it; arguments in capitals are looked up."""

    who: str
    route: str
    args: tuple[str, ...] = ()
    asked: dict[str, str] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        asked = f"?{urlencode(self.asked)}" if self.asked else ""
        return f"{'/'.join((self.route, *self.args))}{asked} {self.who or 'visitor'}"

    def address(self, known: dict[str, str]) -> str:
        """Return the page's address."""
        path = reverse(self.route, args=[known.get(arg, arg) for arg in self.args])
        return f"{path}?{urlencode(self.asked)}" if self.asked else path


def page(who: str, route: str, *args: str, **asked: str) -> Page:
    """Return a page of the table."""
    return Page(who, route, args, asked)


PAGES = (
    page(VISITOR, "home"),
    page("district", "home"),
    page("clerk", "home"),
    page("city", "home"),
    page(VISITOR, "figure", "projects_started"),
    page(VISITOR, "figure", "sites_silent"),
    page(VISITOR, "method"),
    page(VISITOR, "search", q="路灯"),
    page("district", "search", q="路灯"),
    page(VISITOR, "sign-in"),
    page("district", "desk"),
    page("clerk", "desk"),
    page("leader", "desk"),
    page("finance", "desk"),
    page("butler", "desk"),
    page("secretary", "desk"),
    page("builder", "desk"),
    page("housing", "desk"),
    page("city", "desk"),
    page("district", "pace"),
    page("clerk", "pace"),
    page(VISITOR, "projects"),
    page("district", "projects", q="路"),
    page(VISITOR, "project", "PROJECT"),
    page("district", "project", "PROJECT"),
    page("clerk", "project", "PROJECT"),
    page("district", "project", "BUILT"),
    page("district", "project", "WEIGHED"),
    page("clerk", "import"),
    page("clerk", "merge"),
    page("clerk", "questions"),
    page("operator", "import-run", "RUN"),
    page("district", "tickets"),
    page("clerk", "tickets"),
    page("district", "tickets", q="路灯"),
    page("district", "tickets", page="40"),
    page("clerk", "ticket", "TICKET"),
    page("district", "spots"),
    page("clerk", "spots"),
    page("butler", "spots"),
    page("district", "spot", "SPOT"),
    page("clerk", "sort-spot", "SPOT"),
    page("clerk", "alarms"),
    page("district", "alarms"),
    page("clerk", "alarms-points"),
    page("clerk", "repeats"),
    page("butler", "repeats"),
    page("clerk", "enter-ticket"),
    page("clerk", "apply", "SPOT"),
    page("clerk", "propose"),
    page("clerk", "draft", "DRAFT"),
    page("district", "rounds"),
    page("finance", "money"),
    page("finance", "money-queue"),
    page("district", "envelopes"),
    page("district", "supervised"),
    page("system", "boundaries"),
    page("audit", "trail"),
    page("security", "people"),
    page("clerk", "butlers"),
    page("butler", "butlers"),
    page("clerk", "inbox"),
    page("district", "inbox"),
    page("district", "whistles"),
    page(VISITOR, "projects", view="map"),
    page(VISITOR, "projects-points"),
    page("district", "spots", view="map"),
    page("district", "spots-points"),
    page("finance", "money-flow"),
    page("clerk", "phone-links"),
    page(VISITOR, "places"),
    page(VISITOR, "place", "PLACE"),
    page(VISITOR, "waiting"),
    page(VISITOR, "years"),
    page(VISITOR, "open-data"),
    page(VISITOR, "print", "PROJECT"),
    page(VISITOR, "answers"),
    page(VISITOR, "proposals"),
    page("clerk", "voices"),
    page("city", "city"),
    page("district", "coverage"),
    page("clerk", "coverage"),
    page("city", "months"),
    page("district", "effect"),
    page("city", "effect"),
    page("clerk", "ahead"),
    page("district", "weigh"),
    page("clerk", "votes"),
    page("clerk", "vote-call"),
    page("clerk", "vote", "VOTE"),
    page("clerk", "vote-notice", "VOTE"),
    page("clerk", "vote-papers", "VOTE"),
    page("clerk", "months"),
    page("clerk", "place-history", "PLACE"),
    page("clerk", "sightings"),
    page("system", "rules"),
    page("district", "rules"),
    page("district", "rules-types"),
    page("district", "rules-calendar"),
    page("district", "rules-policy", "default"),
)
NO_PAGES = (
    "figure-file", "projects-file", "money-file", "money-queue-file", "ledger-file", "form-file",
    "import-run-rejects", "import-rejects", "merge-file", "trail-file", "photo",
    "sign-in-as", "sign-out", "language", "theme", "day", "act", "add-photo", "merge-say",
    "merge-confirm", "merge-sheet", "answer", "question-places", "answer-new-place", "import-undo",
    "import-sheet", "import-change", "import-confirm", "import-discard", "raw", "stop-gap",
    "dismiss", "reopen", "open-account", "appoint", "end-appointment", "visit", "assign-butler",
    "look",
    "phone", "phone-in", "phone-visit", "phone-answer", "phone-link-hand", "phone-link-end",
    "place-feed", "geojson", "data-file", "qr", "poster", "still-broken", "rating", "voice",
    "support", "propose-here", "ask-here", "voice-act", "city-file", "coverage-file", "effect-file",
    "months-file", "ahead-file", "weigh-file", "weigh-keep", "weighed",
    "vote-file", "vote-count", "vote-end",
    "rules-calendar-file", "rules-load", "repeats-file",
    "spots-file", "tickets-file", "receive-ticket", "see-alarm",
    "emergency-lane", "follow", "follow-confirm", "follow-end", "tell-topic",
    "phone-find", "phone-photo", "phone-report", "phone-sighting", "phone-worker", "phone-works",
    "phone-works-act", "phone-works-photo",
    "read-all", "open-notice", "ask", "question-act", "whistle", "whistle-act",
)  # fmt: skip
"""Addresses that hand out a file, take what is posted, show a sheet that was just brought, are opened
from a letter, or are a phone's own: these have a measure of their own.
"""


def looked_up() -> dict[str, str]:
    """Return what the addresses of the table name: the clerk's township's own."""
    from xiaowei.base.accounts.models import Appointment
    from xiaowei.base.catalogue.queries import catalogue
    from xiaowei.stages.identification.models import Candidate, Spot
    from xiaowei.stages.intake.models import ImportRun, Ticket
    from xiaowei.stages.selection.models import Application, Vote

    town = Appointment.objects.get(person__username="clerk").region_code

    def number(state: str, rows: Any) -> str | None:
        asked = Application.objects.filter(candidate__in=rows, state=state)
        return asked.order_by("pk").values_list("candidate__number", flat=True).first()

    accepted = Candidate.objects.filter(town_code=town, year=2020).order_by("pk")
    spots = Spot.objects.filter(place__town_code=town).order_by("pk")
    spot = next(one for one in spots if catalogue().types_for(one.topic_code))
    drafts = Candidate.objects.filter(town_code=town, state="draft").order_by("-year", "pk")
    found = {
        "PROJECT": str(accepted[0].number),
        "BUILT": number("approved", accepted),
        "WEIGHED": number("in_review", Candidate.objects.filter(year=2021)),
        "DRAFT": drafts.values_list("number", flat=True).first(),
        "RUN": ImportRun.objects.order_by("pk")[0].number,
        "TICKET": str(Ticket.objects.filter(town_code=town).order_by("pk")[0].number),
        "SPOT": str(spot.pk),
        "PLACE": str(spot.place.code),
        "VOTE": str(Vote.objects.filter(town_code=town).values_list("pk", flat=True)[0]),
    }
    return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True)
class Measured:
    """What a page asked of the database, and how long the server worked on it, in milliseconds of CPU."""

    page: Page
    status: int
    queries: int
    acted: float
    """How long it took right after somebody's act on a project."""
    cold: float
    """How long it took while nothing was read yet, as after a sheet of tickets or a start."""
    taken: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.taken)

    @property
    def p95(self) -> float:
        """The time that 95 of 100 keep below."""
        return sorted(self.taken)[max(0, -(-len(self.taken) * 95 // 100) - 1)]


def measure(pages: Iterable[Page], times: int) -> Iterator[Measured]:
    """Open each page warm, count what it asks, time it, and once more after a write."""
    from xiaowei.base import remembering

    known, clients = looked_up(), Clients()
    for one in pages:
        client, address = clients[one.who], one.address(known)
        status = [client.get(address).status_code for _ in range(WARM_UPS)][-1]
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        questions = len(asked)  # the next request forgets them
        taken = tuple(_milliseconds(client, address) for _ in range(times))
        _act()
        acted = _milliseconds(client, address)
        remembering.forget()
        cold = _milliseconds(client, address)
        yield Measured(one, status, questions, acted, cold, taken)


def _act() -> None:
    """Write an application as it is: to whoever reads, its table has moved."""
    from xiaowei.stages.selection.models import Application

    Application.objects.order_by("pk")[0].save()


class Clients(dict[str, Client]):
    """A client for each person, signed in when it is first asked for."""

    def __missing__(self, who: str) -> Client:
        """Sign somebody in."""
        from xiaowei.base.accounts.models import Person

        client = self[who] = Client()
        if who:
            person = Person.objects.get(username=who)
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client


def _milliseconds(client: Client, address: str) -> float:
    began = time.process_time()
    client.get(address)
    return (time.process_time() - began) * 1000
