"""Home of a project's line: what the rooms hold of it, what follows from that, and how it stood on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from xiaowei.domain import funding, selection
from xiaowei.domain.funding import AHEAD, ENDED
from xiaowei.journey.facts import NOTHING, Facts

EARLY = ("", "reported", "town_review")
"""States of an application that the district does not have yet."""
STARTED = ("under_way", "suspended", "finished", "accepted")


@dataclass(frozen=True)
class Row:
    """What the rooms hold of a project; amounts in fen, an unknown day is None."""

    pk: int
    number: str
    name: str
    district_code: str
    town_code: str
    year: int
    type_code: str
    proactive: bool
    reason: str
    spot_id: int | None
    quantity: Decimal | None
    unit: str
    sites_planned: int
    households_claimed: int | None
    estimate_fen: int | None
    collected_on: date | None
    root_cause: str
    maintainer: str
    note: str
    basis: str
    place_ids: tuple[int, ...] = ()
    application_state: str = ""
    round_name: str = ""
    fund_source: str = ""
    applied_on: date | None = None
    applied_fen: int | None = None
    returned_on: date | None = None
    return_reason: str = ""
    approved_on: date | None = None
    approved_fen: int | None = None
    approver_id: int | None = None
    closed_on: date | None = None
    closed_from: str = ""
    closing_code: str = ""
    closing_reason: str = ""
    is_filed: bool = False
    filing_state: str = ""
    filed_fen: int | None = None
    filing_no: str = ""
    filed_on: date | None = None
    disbursed_on: date | None = None
    disbursed_fen: int = 0
    paid_fen: int | None = None
    recorded_fen: int = 0
    """What was recorded here as paid where it is unknown what was paid in all."""
    settled_on: date | None = None
    settled_fen: int | None = None
    returned_fen: int = 0
    clawed_fen: int = 0
    warranty_to: date | None = None
    notice_to: date | None = None
    ended_on: date | None = None
    change_waits: bool = False
    amount_waits: bool = False
    """Whether the change that waits is one of the amount."""
    is_charged: bool = False
    has_envelopes: bool = False
    works_pk: int | None = None
    works_state: str = ""
    contractor: str = ""
    ordered_on: date | None = None
    started_on: date | None = None
    finished_on: date | None = None
    in_use_on: date | None = None
    accepted_on: date | None = None
    stopped_on: date | None = None
    stopped_from: str = ""
    facts: Facts = NOTHING
    seen_on: date | None = None


@dataclass(frozen=True)
class Line(Row):
    """A project as the furthest room knows it."""

    @property
    def is_closed(self) -> bool:
        """Tell whether its application goes no further: rejected, withdrawn, merged or split."""
        return self.application_state in selection.CLOSED

    @property
    def is_ended(self) -> bool:
        """Tell whether the filing was withdrawn or the project terminated."""
        return self.filing_state in ENDED

    @property
    def is_funded(self) -> bool:
        """Tell whether it is filed and neither withdrawn nor terminated."""
        return self.is_filed and not self.is_ended

    @property
    def is_over(self) -> bool:
        """Tell whether nothing is built any more: closed, ended, or its works stopped."""
        return self.is_closed or self.is_ended or self.works_state == "stopped"

    @property
    def is_emergency(self) -> bool:
        """Tell whether two persons have flagged it: works go ahead of the papers."""
        return self.facts.emergency is not None and self.facts.emergency.confirmed_on is not None

    @property
    def back_fen(self) -> int:
        """Return all that came back of the disbursed money, surplus and clawed back, in fen."""
        return self.returned_fen + self.clawed_fen

    @property
    def is_applied(self) -> bool:
        """Tell whether the district has the application, and it was not closed."""
        return self.application_state not in (*EARLY, *selection.CLOSED)

    @property
    def is_public(self) -> bool:
        """Tell whether everybody may know of it: sent to the district once, or built ahead of the papers."""
        state = self.closed_from if self.is_closed else self.application_state
        return state not in EARLY or self.is_filed or self.is_emergency

    @property
    def is_started(self) -> bool:
        """Tell whether works have begun."""
        return self.works_state in STARTED or self.stopped_from in STARTED

    @property
    def is_finished(self) -> bool:
        """Tell whether works are finished, accepted or not."""
        return self.works_state in ("finished", "accepted")

    @property
    def is_completed(self) -> bool:
        """Tell whether the project is completed 已完工: accepted."""
        return self.works_state == "accepted"

    @property
    def used_on(self) -> date | None:
        """Return the day it came into use, the finish day where that is unknown."""
        return self.in_use_on or self.finished_on

    @property
    def money_state(self) -> str:
        """Return the state of its filing, as funding's table names it."""
        if self.is_ended or self.filing_state == AHEAD:
            return self.filing_state
        if not self.is_filed:
            return funding.UNFILED
        if self.settled_fen is not None:
            return "given_back" if self.returned_fen else "settled"
        return "disbursed" if self.disbursed_fen else "filed"

    @property
    def state(self) -> str:
        """Return where the project is by the furthest room that holds it; ended is ended."""
        if self.is_ended:
            return self.money_state
        if self.is_closed:
            return self.application_state
        if self.settled_fen is not None:
            return self.money_state
        if self.works_state:
            return self.works_state
        has_money = self.is_filed or self.filing_state == AHEAD
        return self.money_state if has_money else self.application_state or selection.NEW

    @property
    def undisbursed_fen(self) -> int:
        """Return what is still to be disbursed: up to the filed sum, once settled the settled one."""
        if not self.is_funded:
            return 0
        whole = funding.whole_fen(self.filed_fen or 0, self.settled_fen)
        return max(whole - self.disbursed_fen, 0)

    @property
    def to_return_fen(self) -> int | None:
        """Return what of the surplus is still to be given back; None while unsettled."""
        return funding.to_return_fen(self.disbursed_fen, self.settled_fen, self.returned_fen)

    @property
    def paid_at_least_fen(self) -> int:
        """Return what is known to be paid: the sum, or where it is unknown, what was recorded."""
        return self.recorded_fen if self.paid_fen is None else self.paid_fen

    @property
    def owed_fen(self) -> int | None:
        """Return what a settled contractor still gets; None while unsettled or payments are unknown."""
        if self.settled_fen is None or self.paid_fen is None:
            return None
        return funding.payable_fen(self.at_hand_fen, self.settled_fen, self.paid_fen)

    @property
    def at_hand_fen(self) -> int:
        """Return what of the disbursed money has not gone back."""
        return funding.at_hand_fen(self.disbursed_fen, self.returned_fen, self.clawed_fen)

    @property
    def is_prefinanced(self) -> bool:
        """Tell whether works began before their money came; those of an emergency may."""
        return self.is_started and not self.disbursed_fen and not self.is_emergency

    def at(self, as_of: date) -> Line:
        """Return the line as it stood on a day: what came later is not there yet."""
        seen = replace(self, seen_on=as_of, facts=self.facts.at(as_of))
        return _cut_money(
            _cut_works(_cut_selection(_cut_closing(seen, as_of), as_of), as_of), as_of
        )


def later(day: date | None, as_of: date) -> bool:
    """Tell whether a known day lies after the as-of day."""
    return day is not None and day > as_of


def _cut_closing(line: Line, as_of: date) -> Line:
    if not later(line.closed_on, as_of):
        return line
    return replace(
        line, application_state=line.closed_from, closed_on=None, closed_from="",
        closing_code="", closing_reason="",
    )  # fmt: skip


def _cut_selection(line: Line, as_of: date) -> Line:
    if later(line.applied_on, as_of):
        taken_up = "town_review" if line.facts.emergency else ""
        line = replace(
            line, application_state=taken_up, applied_on=None, applied_fen=None, approved_on=None,
            approved_fen=None, returned_on=None, return_reason="",
        )  # fmt: skip
    if later(line.returned_on, as_of):
        state = "submitted" if line.application_state == "returned" else line.application_state
        line = replace(line, application_state=state, returned_on=None, return_reason="")
    if later(line.approved_on, as_of):
        line = replace(line, application_state="in_review", approved_on=None, approved_fen=None)
    return _sent_back(line)


def _sent_back(line: Line) -> Line:
    """Return a line under review as returned where a correction was waited for on the day."""
    waits = any(one.answered_on is None for one in line.facts.returns)
    is_under = line.application_state in ("submitted", "in_review")
    return replace(line, application_state="returned") if waits and is_under else line


def _standing(line: Line) -> Line:
    """Return a line under way as suspended where its works stood still on the day."""
    if line.works_state not in ("under_way", "suspended"):
        return line
    stands = any(one.resumed_on is None for one in line.facts.suspensions)
    return replace(line, works_state="suspended" if stands else "under_way")


def _cut_works(line: Line, as_of: date) -> Line:
    if later(line.stopped_on, as_of):
        line = replace(line, works_state=line.stopped_from, stopped_on=None, stopped_from="")
    if later(line.accepted_on, as_of):
        line = replace(line, works_state="finished", accepted_on=None)
    if later(line.in_use_on, as_of):
        line = replace(line, in_use_on=None)
    if later(line.finished_on, as_of):
        line = replace(line, works_state="under_way", finished_on=None, accepted_on=None)
    line = _standing(line)
    if later(line.started_on, as_of):
        line = replace(line, works_state="ordered", started_on=None)
    is_undated = line.works_state == "ordered" and line.ordered_on is None
    unfiled = later(line.filed_on, as_of) and not line.is_emergency
    if is_undated or later(line.ordered_on, as_of) or unfiled:
        line = replace(line, works_state="", works_pk=None, ordered_on=None, started_on=None)
    return line


def _cut_money(line: Line, as_of: date) -> Line:
    if later(line.ended_on, as_of):
        line = replace(line, filing_state="" if line.is_filed else AHEAD, ended_on=None)
    if line.filing_state == AHEAD and not line.is_emergency:
        line = replace(line, filing_state="")
    if later(line.settled_on, as_of):
        line = replace(line, settled_on=None, settled_fen=None, returned_fen=0)
    if later(line.disbursed_on, as_of):
        line = replace(line, disbursed_on=None, disbursed_fen=0, paid_fen=None)
    if later(line.filed_on, as_of) or later(line.approved_on, as_of):
        ahead = AHEAD if line.is_emergency and line.works_state else ""
        line = replace(
            line, is_filed=False, filing_state=ahead, filed_fen=None, filing_no="", filed_on=None,
            disbursed_on=None, disbursed_fen=0, paid_fen=None, settled_on=None, settled_fen=None,
            returned_fen=0, clawed_fen=0,
        )  # fmt: skip
    return line
