"""Home of the rules of changing a filing: the township asks, the district agrees or refuses."""

from __future__ import annotations

from collections.abc import Mapping

from xiaowei.domain.envelopes import DRAWING
from xiaowei.domain.flow import Arrow, Flow, books
from xiaowei.domain.roles import TOWN

DISTRICT = ("district_office",)
CHANGES = ("amount", "site", "content")
"""What of a filing may be asked to change."""
CHANGEABLE = ("filed", "disbursed")
"""States in which a filing may be changed."""
UNASKED, ASKED = "unasked", "asked"
CHANGE_FLOW = Flow(
    "change",
    (
        Arrow(
            UNASKED,
            "ask_change",
            ASKED,
            TOWN,
            "Government Investment Regulation art. 21: what was approved binds",
            books(
                "change_known",
                "filing_open",
                "no_change_waits",
                "change_explained",
                "change_differs",
                "change_within_approved",
                "change_covers_disbursed",
                "asked_after_filed",
            ),
        ),
        Arrow(
            ASKED,
            "agree_change",
            "agreed",
            DISTRICT,
            "Government Investment Regulation arts. 21, 23: never above the approved figure",
            books(
                "filing_open",
                "change_within_approved",
                "change_covers_disbursed",
                "decided_after_asked",
                *DRAWING,
                "approvals_keep_room",
                "fits_every_day",
            ),
        ),
        Arrow(
            ASKED,
            "refuse_change",
            "refused",
            DISTRICT,
            "Government Investment Regulation art. 21",
            books("change_explained", "decided_after_asked"),
        ),
    ),
)
"""A change after filing: the township asks, the district agrees or refuses; one at a time."""


def is_supplement_large(contract_fen: int, extra_fen: int, share: float) -> bool:
    """Tell whether extra contract value exceeds its share (Government Procurement Law art. 49: 10 %)."""
    return extra_fen > contract_fen * share


def change_holds(
    what: str, after: Mapping[str, object], approved_fen: int, disbursed_fen: int
) -> dict[str, bool]:
    """Weigh a change against what the verdict approved and what is disbursed already, in fen.

    Where these leave no other amount, see `amount_may_change`.
    """
    amount = after.get("approved_fen")
    is_amount = what == "amount"
    known = isinstance(amount, int) and amount > 0
    return {
        "change_known": what in CHANGES and (known or not is_amount),
        "change_within_approved": not isinstance(amount, int) or amount <= approved_fen,
        "change_covers_disbursed": not isinstance(amount, int) or amount >= disbursed_fen,
    }


def amount_may_change(filed_fen: int, approved_fen: int, disbursed_fen: int) -> bool:
    """Tell whether any amount but the filed one lies between what is disbursed and approved, in fen."""
    least = max(disbursed_fen, 1)
    return least < approved_fen or (least == approved_fen != filed_fen)
