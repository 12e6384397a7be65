"""Home of speaking in a project's channel: the project tells where it lies, the channel does the rest."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from xiaowei.base.accounts.actors import Actor
from xiaowei.base.messages import operations
from xiaowei.base.messages.models import Question, Whistle
from xiaowei.base.remembering import remembered
from xiaowei.domain.messages import Matter
from xiaowei.stages.delivery.queries import contractor_of
from xiaowei.stages.identification.queries import candidate


@remembered()
def matter_with(number: str) -> Matter:
    """Return a project as what a message is about: its township, district and places.

    :raises BadInput: `not_found`
    """
    found = candidate(number)
    places = found.place_links.order_by("sequence").values_list("place__code", flat=True)
    where = (found.district_code, found.town_code, tuple(places))
    return Matter(found.number, found.name, *where, contractor_of(number))


@transaction.atomic
def ask_about(
    *,
    number: str,
    desk: str,
    text: str,
    addressee: str = "",
    by: Actor,
    on: date,
    at: datetime,
) -> Question:
    """Ask a desk in a project's thread.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `may_ask`, `words_given`, `not_in_future`
    :raises BadInput: `not_found`, `no_such_desk`
    """
    matter = matter_with(number)
    return operations.ask(
        matter=matter, desk=desk, text=text, addressee=addressee, by=by, on=on, at=at
    )


@transaction.atomic
def blow_whistle(
    *, number: str, department: str, what: str, by: Actor, on: date, at: datetime
) -> Whistle:
    """Call a department to a project.

    :raises NotAllowed: `not_permitted`
    :raises RuleBroken: `department_named`, `words_given`, `not_in_future`
    :raises BadInput: `not_found`
    """
    matter = matter_with(number)
    return operations.whistle(matter=matter, department=department, what=what, by=by, on=on, at=at)
