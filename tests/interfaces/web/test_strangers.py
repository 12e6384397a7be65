"""Home of the stranger walk: every address, every role, held over every area but the project's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests import town
from tests.interfaces.web import test_guards as guards
from tests.interfaces.web.test_reach import PUBLIC, seen
from tests.keeping import undone
from xiaowei.domain.roles import APPOINTED

pytestmark = [pytest.mark.long, pytest.mark.once]

Door = Callable[..., Client]
known = guards.known
"""What the addresses name: the project at 石门村 in 白石镇, its ticket, spot, photos, question."""

FOREIGN = {
    "枫林镇": (town.MAPLE, ""),
    "望川街道": (town.RIVERVIEW, ""),
    "柳湾村": (town.WHITESTONE, "V2"),
    "别家单位": (town.WHITESTONE, "别家施工队"),
    "另一个区": (town.ELSEWHERE, ""),
}
NARROWED = {"V2": ("butler", "village_secretary"), "别家施工队": ("contractor",)}
"""The roles that a place of the same township narrows, or another firm."""
OF_DISTRICT = ("district_office", "department", "finance")
"""The roles whose own area holds both townships: foreign to them is another district only."""
EVERYWHERE = ("city_office", "system_admin", "security_admin", "audit_admin")
"""The roles that are foreign to no area; what they may do is what the walk over the guards says."""
OPEN = {
    *PUBLIC,
    "sign-in",
    "search",
    "voice",
    "rating",
    "propose-here",
    "ask-here",
    "support",
    "follow",
    "follow-confirm",
    "follow-end",
}
"""Pages that everybody reads: what they name to whom is tested beside what one reaches."""
OWN = {
    "sign-in-as": {"person", "django_session", "axes_accesslog"},
    "sign-out": {"django_session", "axes_accesslog"},
    "phone-in": {"axes_accessattempt", "axes_accessfailurelog"},
    "read-all": {"notice"},
    "rounds": {"round", "programme", "trail_entry"},
}
"""What one does to one's own area, sign-in or notices by an address that names nothing of another's."""
AIMED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rounds", guards.CALLING),
    ("envelopes", guards.ALLOTTING),
    ("supervised", guards.DESIGNATING),
    ("propose", {"place": "V1", "type_name": "道路修补", "reason": "proactive", "year": "2022"}),
    ("visit", {"place": "V1", "on": "2022-08-30", "note": "路过"}),
    ("assign-butler", {"place": "V1", "person": "1"}),
    ("phone-link-hand", {"username": "secretary"}),
)
"""What is posted to an address that names nothing, about a place or an area that is another's."""
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)


def strangers() -> list[tuple[str, str]]:
    """Return the (role, area) pairs that are foreign to the project."""
    pairs = []
    for role in APPOINTED:
        for area, (_region, place) in FOREIGN.items():
            narrowed = role in NARROWED.get(place, ())
            townwide = not place and role not in (*OF_DISTRICT, *EVERYWHERE)
            if narrowed or townwide or (area == "另一个区" and role in OF_DISTRICT):
                pairs.append((role, area))
    return pairs


def appoint(role: str, area: str) -> str:
    """Appoint somebody to `role` over an area that is foreign to the project; return the name."""
    from xiaowei.base.accounts.models import Appointment, Person

    name = f"{role}@{area}"
    region, place = FOREIGN[area]
    who = Person.objects.create_user(name, password="secret", display_name=name)
    held = {"role": role, "region_code": region, "place_code": place}
    Appointment.objects.create(person=who, valid_from=date(2020, 1, 1), **held)
    return name


@contextmanager
def written() -> Iterator[set[str]]:
    """Collect the tables into which the block writes."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield tables


def turn(
    client: Client, case: guards.Case, known: dict[str, str], method: str
) -> tuple[list[str], set[str]]:
    """Open a page or press its button; return what it tells of the project, and the tables it wrote into.

    A refusal may repeat what the address itself names.
    """
    marks = {"PROJECT": known["PROJECT"], "TICKET": "R1", "SPOT": f"spots/{known['SPOT']}",
             "PLACE": town.STONEGATE, "RUN": known["TOWN_RUN"]}  # fmt: skip
    where = reverse(case.route, args=[known.get(arg, arg) for arg in case.args])
    where += f"?{urlencode(case.asked)}"
    cookies = deepcopy(client.cookies)
    with undone(), written() as tables:
        answer = client.get(where) if method == "GET" else client.post(where, case.data)
        parts = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
        text = b"".join(parts).decode(errors="replace")
    client.cookies = cookies
    opened = bool(case.args) and answer.status_code == 200
    asked = {name for name, mark in marks.items() if f"/{mark}/" in f"/{where}"}
    return seen(text, marks, *(marks.keys() - (set() if opened else asked))), tables


def cases() -> list[guards.Case]:
    """Return every address as the walk over the guards has it, and those aimed at another's area."""
    aimed = [guards.Case(route, (), {}, {}, asked=guards.HERE, data=data) for route, data in AIMED]
    return [case for case in (*guards.CASES, *aimed) if case.route not in OPEN]


def test_a_stranger_of_any_role_reads_and_changes_nothing(
    as_: Door, known: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    cells, wrong = Counter[str](), {}
    for role, area in strangers():
        name = appoint(role, area)
        client = as_(name)
        for case in cases():
            for method in ("GET", "POST"):
                told, tables = turn(client, case, known, method)
                done = tables - OWN.get(case.route, set())
                cells["told" if told else "wrote" if done else "refused"] += 1
                if told or done:
                    wrong[f"{name} {method} {case}"] = (told, done)
    with capsys.disabled():
        print(f"\nstrangers: {cells.total()} of {len(strangers())} (role, area) pairs × addresses × "
              f"methods, {dict(cells)}")  # fmt: skip
    assert wrong == {}
