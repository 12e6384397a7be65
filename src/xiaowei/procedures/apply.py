"""Home of applying from one page: a draft kept with its photos and its talk, and sent in the same breath."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.operations import attach
from xiaowei.domain.selection import NEW
from xiaowei.stages.identification.operations import amend_candidate, consult, mint_candidate
from xiaowei.stages.identification.queries import candidate, place_codes, prefill
from xiaowei.stages.selection.operations import prepare, report, submit
from xiaowei.stages.selection.queries import state_of

UNTAKEN = (NEW, "reported")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written on the page; `details` as identification takes them, with `lines` and `sites`.

    `photos` are (what it shows, its content), from before the works; `talk` are the facts of one
    consultation, empty where none was written down.
    """

    details: Mapping[str, Any]
    photos: Sequence[tuple[str, bytes]] = ()
    talk: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def keep(
    draft: Draft, *, number: str = "", spot_id: int = 0, by: Actor, on: date, at: datetime
) -> str:
    """Keep a draft as a whole or not at all; without a number mint the one that answers the spot.

    :raises RuleBroken: those of `mint_candidate`, `amend_candidate`, `consult` and `attach`
    :raises BadInput: `not_found`, `not_a_picture`, `picture_too_large`
    :raises NotAllowed: `not_permitted`
    """
    details = dict(draft.details)
    if number:
        lines, sites = details.pop("lines"), details.pop("sites")
        amend_candidate(
            number=number, changes=details, lines=lines, sites=sites, by=by, on=on, at=at
        )
    else:
        told = prefill(spot_id, on, details["type_code"])
        number = mint_candidate(
            town_code=told.town_code, district_code=told.district_code, year=on.year,
            place_ids=[told.place_id], spot_id=spot_id, collected_on=on, **details,
            by=by, on=on, at=at,
        ).number  # fmt: skip
    kept = candidate(number)
    for caption, content in draft.photos:
        attach(
            number=number, region_code=kept.town_code, near=place_codes(kept), kind="before",
            content=content, caption=caption, by=by, on=on, at=at,
        )  # fmt: skip
    if draft.talk:
        consult(number=number, **draft.talk, by=by, on=on, at=at)
    return number


@transaction.atomic
def send(
    *, number: str, step: str, asked: Mapping[str, Any], by: Actor, on: date, at: datetime
) -> None:
    """Send a kept draft on by `report`, `prepare` or `submit`; `asked` are the facts of the last.

    What the township has not taken up yet is taken up as it is submitted.

    :raises RuleBroken: `not_in_table` and those of `submit`
    :raises NotAllowed: `not_permitted`
    """
    if step == "report":
        report(number=number, by=by, on=on, at=at)
    if step == "prepare" or (step == "submit" and state_of(number) in UNTAKEN):
        prepare(number=number, by=by, on=on, at=at)
    if step == "submit":
        submit(number=number, **asked, by=by, on=on, at=at)
