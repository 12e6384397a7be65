"""Home of hanging a demo's drawings: one picture a project and moment, marked as illustration."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.attachments.operations import attach
from xiaowei.base.attachments.queries import photos_of
from xiaowei.domain.demo import Drawings
from xiaowei.procedures.fill_demo.drawing import draw
from xiaowei.stages.identification.queries import place_codes


def hang(
    candidate: Any,
    scene: str,
    moment: str,
    taken_on: date,
    drawings: Drawings,
    *,
    by: Actor,
    on: date,
    at: datetime,
) -> bool:
    """Attach the drawing of a scene to a project that has no photo of that moment; tell if it did.

    :raises NotAllowed: `not_permitted`
    """
    if any(photo.kind == moment for photo in photos_of(candidate.number)):
        return False
    attach(
        number=candidate.number,
        region_code=candidate.town_code,
        near=place_codes(candidate),
        kind=moment,
        content=draw(drawings, scene, moment),
        caption=f"{drawings.titles[scene]} {drawings.moments[moment]}",
        credit=drawings.credit,
        taken_on=taken_on,
        illustrative=True,
        by=by,
        on=on,
        at=at,
    )
    return True
