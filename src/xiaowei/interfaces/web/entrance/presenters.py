"""Home of the persona cards of a demo: one click each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from xiaowei.base.accounts.models import Appointment
from xiaowei.base.regions.queries import name_of
from xiaowei.interfaces.web.shown import words

CARDS = ("district_office", "town_clerk", "butler", "village_secretary", "finance")


def personas(on: date) -> list[dict[str, Any]]:
    """Return one card per role of the demo, in the order in which a complaint meets them."""
    appointed = (
        Appointment.objects.filter(role__in=CARDS, valid_from__lte=on, person__is_active=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))
        .select_related("person")
        .order_by("pk")
    )
    first: dict[str, Appointment] = {}
    for held in appointed:
        first.setdefault(held.role, held)
    return [_card(first[role]) for role in CARDS if role in first]


def _card(held: Appointment) -> dict[str, Any]:
    return {
        "username": held.person.get_username(),
        "name": str(held.person),
        "role": words(held.role, "role"),
        "where": name_of(held.region_code) if held.region_code else "",
        "does": _does(held.role),
    }


def _does(role: str) -> str:
    return {
        "district_office": _("收齐申报、审核、备案,一键出简报"),
        "town_clerk": _("看重复点位,转为申报,报送"),
        "butler": _("看自己村里的诉求和工地"),
        "village_secretary": _("六个空报一个项目"),
        "finance": _("按备案拨付,收回结余"),
    }[role]
