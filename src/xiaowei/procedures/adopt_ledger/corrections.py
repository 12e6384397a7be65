"""Home of what a later sheet corrects in a project already taken over; unknown corrects nothing."""

from __future__ import annotations

from typing import Any

from xiaowei.domain.delivery import firm_name
from xiaowei.domain.envelopes import Lines
from xiaowei.domain.flow import Basis
from xiaowei.procedures.adopt_ledger.facts import Facts
from xiaowei.procedures.adopt_ledger.records import Records
from xiaowei.procedures.adopt_ledger.steps import Hand
from xiaowei.stages.delivery import operations as delivery
from xiaowei.stages.funding import operations as funding
from xiaowei.stages.identification.operations import amend_candidate
from xiaowei.stages.selection import operations as selection
from xiaowei.stages.selection.queries import fund_lines_of

Differences = list[tuple[str, str, str]]


def correct(facts: Facts, place_ids: tuple[int, ...], records: Records, hand: Hand) -> Differences:
    """Correct each room's facts where the sheet says otherwise; return (field, old, new).

    :raises RuleBroken: `not_taken_over` and what the operations refuse
    """
    found: Differences = []
    common: dict[str, Any] = {"number": records.number, "by": hand.by, "on": hand.on, "at": hand.at}
    wanted = _of_candidate(facts)
    places = place_ids if place_ids != records.place_ids else None
    changes = _differing(records.candidate, wanted)
    if changes or places:
        records.require_taken_over()
        amend_candidate(changes=changes, place_ids=places, basis=Basis.TAKEN_OVER, **common)
        found += _told(records.candidate, changes)
        found += [("places", "", "")] if places else []
    lines = _fund_lines(facts, records)
    split: dict[str, Any] = {} if lines is None else {"fund_lines": lines}
    found += [("funds", "", "")] if split else []
    # Where the sources changed, a filing's envelopes are drawn anew, whatever else is the same.
    for record, wants, operation, more, is_due in (
        (records.application, _of_application(facts, records), selection.correct, split, split),
        (records.filing, _of_filing(facts, records.filing), funding.correct, {}, split),
        (records.works, _of_works(facts), delivery.correct, {}, {}),
    ):
        changes = _differing(record, wants)
        if changes or (record and is_due):
            records.require_taken_over()
            operation(changes=changes, **more, **common)
            found += _told(record, changes)
    return found


def _fund_lines(facts: Facts, records: Records) -> Lines | None:
    """Return the fund lines where the sheet says otherwise, None where it does not.

    A sheet that gives another amount and no split leaves one line of all the sources; a split of what
    stands as one amount, unchanged, corrects nothing.
    """
    application, is_split = records.application, any(facts.row.funds or ())
    if application is None or "applied" not in records.reached:
        return None
    stands = fund_lines_of(application)
    source = facts.row.fund_source or application.fund_source
    asked = facts.applied_fen or application.applied_fen or facts.asked_fen or 0
    told = facts.fund_lines if is_split else ((source, asked),)
    adds_up = sum(amount for _, amount in stands) == asked
    if is_split and len(stands) == 1 and adds_up:
        return None
    if is_split or source != application.fund_source:
        return None if told == stands else told
    return None if adds_up else told


def _of_candidate(facts: Facts) -> dict[str, Any]:
    row = facts.row
    return {
        "name": row.name,
        "type_code": facts.type_code,
        "town_code": facts.town_code,
        "quantity": row.quantity_planned,
        "unit": facts.unit,
        "sites_planned": row.sites_total,
        "proactive": row.proactive,
        "households_claimed": row.households,
        "collected_on": row.collected_on,
        "root_cause": row.root_cause,
        "maintainer": row.maintainer,
        "note": row.note,
        **facts.point,
    }


def _of_application(facts: Facts, records: Records) -> dict[str, Any]:
    row = facts.row
    asked = {
        "applied_fen": facts.applied_fen,
        "applied_on": row.applied_on,
        "fund_source": row.fund_source,
    }
    if "approved" not in records.reached:
        return asked
    return asked | {"approved_fen": facts.approved_fen, "approved_on": row.approved_on}


def _of_filing(facts: Facts, filing: Any) -> dict[str, Any]:
    """Return what a sheet says of the money; an amount agreed after filing is not undone by an older one."""
    approved = facts.approved_fen
    if filing is not None and filing.approved_fen != approved and _is_changed(filing):
        approved = None
    return {
        "filing_no": facts.row.filing_no,
        "filed_on": facts.filed_on,
        "approved_fen": approved,
        "disbursed_fen": facts.disbursed_fen,
        "disbursed_on": facts.row.disbursed_on,
        "settled_fen": facts.settled_fen,
    }


def _is_changed(filing: Any) -> bool:
    return bool(filing.versions.filter(what="amount", state="agreed").exists())


def _of_works(facts: Facts) -> dict[str, Any]:
    row = facts.row
    return {
        "contractor": row.contractor and firm_name(row.contractor),
        "started_on": row.started_on,
        "finished_on": row.finished_on,
        "in_use_on": row.in_use_on,
        "accepted_on": row.accepted_on,
    }


def _differing(record: object, wanted: dict[str, Any]) -> dict[str, Any]:
    """Return what the sheet says otherwise; a step not yet reached is left to the walk."""
    if record is None:
        return {}
    return {
        field: value
        for field, value in wanted.items()
        if value not in (None, "")
        and getattr(record, field) not in (None, "", 0)
        and getattr(record, field) != value
    } | {
        field: value
        for field, value in wanted.items()
        if field in ALWAYS and value is not None and getattr(record, field) != value
    }


ALWAYS = (
    "name", "quantity", "proactive", "households_claimed", "collected_on", "note", "root_cause",
    "maintainer", "applied_fen", "applied_on", "approved_on", "filed_on", "filing_no",
    "disbursed_on", "contractor", "started_on", "fund_source",
)  # fmt: skip
"""Facts that may be learnt late, without a step of their own."""


def _told(record: object, changes: dict[str, Any]) -> Differences:
    return [(field, _text(getattr(record, field)), _text(new)) for field, new in changes.items()]


def _text(value: object) -> str:
    return "" if value is None else str(value)
