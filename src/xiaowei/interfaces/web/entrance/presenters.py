"""Home of the people of a demo to sign in as: one click each."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.accounts.actors import in_force
from xiaowei.base.accounts.models import Appointment
from xiaowei.base.regions.queries import name_of
from xiaowei.connectors.demo_pack.fetch import fetch
from xiaowei.connectors.demo_pack.parse import parse
from xiaowei.domain.roles import ADMINISTRATORS
from xiaowei.interfaces.web.shown import words

ROLES = (
    "district_office", "town_clerk", "town_leader", "butler", "village_secretary", "department",
    "finance", "city_office", "contractor", *ADMINISTRATORS,
)  # fmt: skip
"""Whose pages a demo shows, in the order in which a complaint meets them, then who looks after the house."""


def personas(on: date) -> list[dict[str, Any]]:
    """Return everybody of the demo by role, each once under the first role they hold."""
    appointed = (
        in_force(on)
        .filter(role__in=ROLES, person__is_active=True)
        .select_related("person")
        .order_by("pk")
    )
    groups: dict[str, dict[str, dict[str, str]]] = {}
    seen: set[str] = set()
    for held in appointed:
        username = held.person.get_username()
        if username not in seen:
            seen.add(username)
            groups.setdefault(held.role, {})[username] = _card(held)
    return [
        {"role": words(role, "role"), "does": _does(role), "people": list(groups[role].values())}
        for role in ROLES
        if role in groups
    ]


def is_persona(username: str, on: date) -> bool:
    """Tell whether the demo offers to sign in as somebody."""
    return any(card["username"] == username for group in personas(on) for card in group["people"])


@cache
def published_password() -> str:
    """Return the password that everybody of the demo pack signs in with, blank where they differ."""
    told = {one.password for one in parse(fetch()).people}
    return told.pop() if len(told) == 1 else ""


def _card(held: Appointment) -> dict[str, str]:
    return {
        "username": held.person.get_username(),
        "name": str(held.person),
        "where": name_of(held.region_code) if held.region_code else "",
    }


def _does(role: str) -> str:
    return {
        "district_office": _("收齐申报、审核、备案,一键出简报"),
        "town_clerk": _("看重复点位,转为申报,报送"),
        "butler": _("看自己村里的诉求和工地"),
        "village_secretary": _("六个空报一个项目"),
        "town_leader": _("把镇里的关,验收,确认应急"),
        "department": _("会签:只看区里请它提意见的项目"),
        "finance": _("按备案拨付,收回结余"),
        "city_office": _("看区里的数和钱,只读"),
        "contractor": _("开工、报完工、看付款"),
        "system_admin": _("开账号,记区划调整"),
        "security_admin": _("任命,结束任命"),
        "audit_admin": _("看全部留痕,只读"),
    }[role]
