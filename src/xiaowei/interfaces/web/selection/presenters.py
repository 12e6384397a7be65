"""Home of the plain rows of a review: what was asked, said, seen, sent back, decided, and why it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.selection import TESTS
from xiaowei.interfaces.web.choices import type_name
from xiaowei.interfaces.web.shown import listed, words
from xiaowei.journey import emergencies
from xiaowei.journey.votes import called_off, votes_of
from xiaowei.stages.identification.queries import candidate
from xiaowei.stages.selection import hearing, queries


def review_page(number: str, on: date) -> dict[str, Any]:
    """Return how a project was weighed up to a day; empty where nothing was sent yet."""
    if not queries.applications_by_number((number,)):
        return {}
    opinions = [
        one | {"code": one["answer"], "answer": words(one["answer"], "opinion")}
        for one in hearing.opinions_of(number, on)
    ]
    found, returns = hearing.relatives_of(number), hearing.returns_of(number)
    verdicts = queries.reviews(number)
    related = ("merged_into", "merged_from", "split_from", "parts")
    return {
        **found,
        "state": words(found["state"], "state"),
        "code": words(found["code"], "rejection"),
        "ended": found["closed"] or any(found[name] for name in related),
        "flag": flag_of(number, on),
        "returns": returns,
        "sent_again": bool(returns) and returns[0]["answered_on"] is not None,
        "changes": [_change(*one) for one in hearing.changes_sent(number)],
        "opinions": opinions,
        "answered": sum(bool(one["code"]) for one in opinions),
        "visits": hearing.visits_of(number),
        "verdict": verdicts[-1] if verdicts else None,
        "sources": _sources(number),
        "vote": votes_of(candidate(number).district_code, on).get(number),
        "called_off": called_off(number),
    }


def flag_of(number: str, on: date) -> dict[str, Any] | None:
    """Return a project's emergency flag in words; None where it has none."""
    return flags_of((number,), on).get(number)


def flags_of(numbers: tuple[str, ...], on: date) -> dict[str, dict[str, Any]]:
    """Return the emergency flags of many projects in words."""
    return {
        number: one | {"kind": words(one["kind"], "emergency"), "over": -(one["left"] or 0)}
        for number, one in emergencies.flags_of(numbers, on).items()
    }


def _change(field: str, old: str, new: str) -> tuple[str, str, str]:
    """Return one difference of two submissions in words."""
    shown = [_said(field, value) for value in (old, new)]
    return words(field, "sent"), shown[0], shown[1]


def _said(field: str, value: str) -> str:
    if field == "type_code":
        return type_name(value)
    if field == "eligibility":
        return listed(
            words(one, "test" if one in TESTS else "question") for one in value.split("、") if one
        )
    return name_of(value) if field == "town_code" and value else value


def _sources(number: str) -> list[Mapping[str, Any]]:
    lines = queries.approved_lines_of(queries.application(number))
    return [{"source": source, "amount": amount} for source, amount in lines]
