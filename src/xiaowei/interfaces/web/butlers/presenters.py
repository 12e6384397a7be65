"""Home of the plain rows of the butlers' pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from xiaowei.base.places.butlers import Post
from xiaowei.base.regions.queries import name_of
from xiaowei.interfaces.web.shown import language, listed
from xiaowei.journey.butlers import Round, Stop


def stop_rows(stops: Iterable[Stop]) -> list[dict[str, Any]]:
    """Return the places to go to today, with why."""
    return [
        {
            "place_id": stop.place.pk,
            "code": stop.place.code,
            "place": stop.place.name,
            "reasons": [{"says": why.text(language()), "code": why.code} for why in stop.reasons],
            "last_on": stop.last_on,
        }
        for stop in stops
    ]


def visit_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return visits with the address of their photo."""
    return [
        {**row, "photo": reverse("photo", args=[row["photo"]]) if row["photo"] else ""}
        for row in rows
    ]


def overview(posts: Sequence[Post], rounds: Sequence[Round]) -> dict[str, Any]:
    """Return how the places of an area are looked after: counts, who is idle, which have nobody."""
    lacking = [post for post in posts if post.person_id is None]
    return {
        "places": len(posts),
        "held": len(posts) - len(lacking),
        "lacking": [{"place": one.place, "town": name_of(one.town_code)} for one in lacking[:60]],
        "lacking_more": max(len(lacking) - 60, 0),
        "rounds": [
            {
                "butler": one.butler,
                "places": listed(one.places[:6]),
                "more": max(len(one.places) - 6, 0),
                "count": len(one.places),
                "last_on": one.last_on,
                "idle_days": one.idle_days,
                "idle": one.is_idle,
            }
            for one in rounds
        ],
        "idle": [one.butler for one in rounds if one.is_idle],
    }
