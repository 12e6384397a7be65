"""Home of what the walk over all pages is told of them: who gets which status, by what is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests import town

Outcome = dict[int, str]

VISITOR = "visitor"
FAR = "far_officer far_finance"
TOWN = "clerk leader"
FIELD = "butler neighbour secretary"
ADMINS = "auditor keeper guardian"
PEOPLE = f"officer {TOWN} {FIELD} finance builder {ADMINS} operator stranger {FAR}"
EVERYBODY = f"{VISITOR} {PEOPLE}"
BRINGERS = f"officer {TOWN} operator stranger far_officer"
READERS = f"{BRINGERS} {FIELD}"
WEIGHS = f"officer {TOWN} butler secretary finance operator"
AT_WORK = f"{WEIGHS} builder"
"""Who works on a project at 石门村 in 白石镇."""
AT_SPOT = f"officer {TOWN} butler secretary operator"
AT_DRAFT = f"{TOWN} butler secretary operator"
HERE_MONEY = f"officer {TOWN} finance operator stranger"
NEAR_TICKETS = f"officer {TOWN} {FIELD} operator stranger"
HERE = {"programme": f"{town.DISTRICT}:2022"}
OFFICERS = "officer far_officer"
VOTES = f"{OFFICERS} {TOWN} stranger"
NEAR_VOTE = f"officer {TOWN} {FIELD} finance operator"
DESIGNATING = {"act": "designate", "town_code": town.WHITESTONE, "valid_from": "2022-01-01",
               "basis": "official"}  # fmt: skip
CALLING = {"year": "2022", "name": "第9批", "opens_on": "2022-08-01", "closes_on": "2022-08-31"}
ALLOTTING = {
    "kind": "district", "amount": "50000", "document_no": "3号", "on": "2022-08-01",
}  # fmt: skip
ASKING = {"desk": "village", "text": "都同意了吗?"}
RESIDENTS = ["places", "waiting", "years", "open-data", "geojson", "proposals", "answers"]
CALLED = {"department": "区住建委", "what": "看管线"}
HEARS = f"officer {TOWN} butler neighbour operator stranger far_officer"
IN_CHANNEL = f"officer {TOWN} {FIELD} finance builder stranger {FAR}"
READS_INBOX = f"{IN_CHANNEL} operator"
SORTING, WATCHERS = f"{TOWN} operator", f"officer {TOWN} finance operator stranger {FAR}"
HANDED, VISITING = {"username": "secretary"}, f"{TOWN} butler neighbour stranger"
RULED = f"{READERS} finance far_finance keeper auditor"
SETTLING = {"on": "2022-08-22", "amount": "13500", "sure": "on"}


@dataclass(frozen=True)
class Case:
    """A page: who gets which status; a person named nowhere is refused, a visitor led to the door."""

    route: str
    args: tuple[str, ...]
    get: Outcome
    post: Outcome
    asked: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join((self.route, *self.args, *self.asked))


def page(route: str, *args: str, may: Outcome, **more: Any) -> Case:
    """Return a page that does not ask how it is opened."""
    return Case(route, args, may, may, **more)


def public(route: str, *args: str, **more: Any) -> Case:
    """Return a page that everybody may read."""
    return Case(route, args, {200: EVERYBODY}, {405: EVERYBODY}, **more)


def press(route: str, *args: str) -> Case:
    """Return a button that everybody may press."""
    return Case(route, args, {405: EVERYBODY}, {302: EVERYBODY})


def act(route: str, *args: str, roles: str, post: Outcome, **more: Any) -> Case:
    """Return a button of `roles`; who of them opens its address is led back to its page."""
    return Case(route, args, {302: roles}, post, **more)


def mine(other: str) -> Outcome:
    """Return what a sheet in the officer's tray is to others."""
    return {int(other): "officer", 422: BRINGERS.replace("officer ", "", 1)}
