"""Home of the rules of money: filing, disbursement, payment, settlement, return (S7, S8, S13).

One meaning each: filed 备案 approved amount frozen · disbursed 拨付 district finance → township, in full
· paid 支付 township → contractor · settled 结算 · returned 收回, the surplus or, clawed back, what an
ended project has not paid. Amounts are integers of fen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from xiaowei.domain.envelopes import DRAWING
from xiaowei.domain.flow import Arrow, Flow, books, corrections, heavy, in_order, papers
from xiaowei.domain.roles import OFFICE, TOWN

FINANCE = ("finance",)
DISTRICT = ("district_office",)
UNFILED = "unfiled"
AHEAD = "ahead"
"""Begun in the emergency lane, before the papers; counts as filed nowhere."""
ENDED = ("withdrawn", "terminated")
STATES = (AHEAD, "filed", "disbursed", "settled", "given_back", *ENDED)
SOURCES = (
    "中央", "国家", "省", "市", "区", "县", "乡", "镇", "街道", "村", "社区", "集体", "财政", "自筹", "物业",
    "产权", "维修资金", "社会", "企业", "居民", "其他",
)  # fmt: skip
"""What a source of money is named by."""
TERMINATION_REASONS = (
    "demolition", "dispute", "funded_elsewhere", "no_demand", "idle", "not_feasible",
    "contractor_failed", "papers_refused", "other",
)  # fmt: skip
"""Why a project may be ended; words of its own stand beside the code."""
CHANGED, CORRECTED, NOTED, REFUNDED = "change", "correction", "noted", "refund"
"""What a line's note says it comes of: a change of the filing, a later sheet, payments of before told
only then, an overpayment that the contractor returned."""
FILING = (
    books("application_approved", "filed_after_approved", "filing_no_free")
    + papers("root_cause_named", "maintainer_named", "source_split")
    + heavy("second_person")
)
DISBURSEMENT = books(
    "amount_positive",
    "disbursed_within_approved",
    "disbursed_within_settled",
    "disbursed_after_filed",
    "change_decided",
    "fits_every_day",
)
HELD = papers("disbursed_in_full", "disbursed_within_plan", "notice_over")
PAY = books(
    "amount_positive",
    "paid_within_settled",
    "paid_within_disbursed",
    "paid_after_disbursed",
    "paid_after_condition",
    "paid_after_noted",
    "fits_every_day",
) + papers("condition_met", "paid_within_condition")
NOTE_PAID = books(
    "payments_unknown", "paid_not_negative", "noted_covers_recorded", "paid_within_disbursed",
    "paid_within_settled", "paid_after_disbursed", "fits_every_day",
)  # fmt: skip
REFUND = books(
    "amount_positive", "payments_known", "refunded_within_paid", "refunded_after_paid",
    "refund_explained",
)  # fmt: skip
GIVE_BACK = books(
    "amount_positive", "returned_within_surplus", "returned_after_settled", "fits_every_day"
)
CLAW_BACK = books(
    "amount_positive", "payments_known", "clawed_within_balance", "clawed_after_ended",
    "ending_explained", "fits_every_day",
)  # fmt: skip
TERMINATION = books(
    "reason_in_list", "ending_explained", "not_accepted", "ended_after_filed", "ended_after_moved"
)
SUMS = (
    "disbursed_within_approved",
    "paid_within_disbursed",
    "settled_within_approved",
    "paid_within_settled",
    "returned_within_surplus",
)

FLOW = Flow(
    "filing",
    (
        Arrow(
            UNFILED,
            "file_ahead",
            AHEAD,
            (*TOWN, *DISTRICT),
            "domain 2: emergency lane, papers follow",
            books("emergency_confirmed"),
        ),
        *(
            Arrow(
                state,
                "file",
                "filed",
                DISTRICT,
                "domain 2, S6→S7; article lines 25, 55",
                FILING + books(*DRAWING),
            )
            for state in (UNFILED, AHEAD)
        ),
        *(
            Arrow(
                state,
                "charge",
                state,
                DISTRICT,
                "domain 4: an envelope allotted after the filing carries it too",
                books("not_charged_yet", *DRAWING, "approvals_keep_room") + papers("source_split"),
            )
            for state in ("filed", "disbursed", "settled", "given_back")
        ),
        *(
            Arrow(
                state,
                "disburse",
                target,
                FINANCE,
                "domain 2, S7→S8: amount = approved, once settled the settled one",
                DISBURSEMENT + HELD,
            )
            for state, target in (
                ("filed", "disbursed"),
                ("disbursed", "disbursed"),
                ("settled", "settled"),
            )
        ),
        *(
            Arrow(state, "pay", state, TOWN, "domain 4, instalments on conditions", PAY)
            for state in ("disbursed", "settled", "given_back")
        ),
        *(
            Arrow(
                state,
                "note_paid",
                state,
                TOWN,
                "domain 4: unknown is never 0; what was paid before is told from the vouchers",
                NOTE_PAID,
            )
            for state in ("disbursed", "settled", "given_back", "terminated")
        ),
        *(
            Arrow(
                state,
                "refund",
                state,
                TOWN,
                "domain 4: settled ≥ paid; an overpayment comes back as a red line",
                REFUND,
            )
            for state in ("disbursed", "terminated")
        ),
        Arrow(
            "disbursed",
            "settle",
            "settled",
            (*FINANCE, *TOWN),
            "domain 2, S12→S13: settled ≤ approved, audited",
            books(
                "amount_positive",
                "settled_within_approved",
                "settled_covers_paid",
                "works_accepted",
                "settled_after_disbursed",
                "settled_after_refund",
                "change_decided",
            )
            + papers("settlement_audited", "settled_after_accepted"),
        ),
        *(
            Arrow(
                state,
                "give_back",
                "given_back",
                FINANCE,
                "domain 4: surplus goes back, whole or in parts",
                GIVE_BACK,
            )
            for state in ("settled", "given_back")
        ),
        Arrow(
            "filed",
            "withdraw_filing",
            "withdrawn",
            DISTRICT,
            "domain 2, X3: after filing with the district's consent, before disbursement",
            books(
                "ending_explained",
                "nothing_disbursed",
                "works_not_begun",
                "ended_after_filed",
                "ended_after_moved",
            ),
        ),
        *(
            Arrow(
                state,
                "terminate",
                "terminated",
                DISTRICT,
                "domain 2, S8…S12→X5; Government Investment Regulation art. 34",
                TERMINATION,
            )
            for state in (AHEAD, "filed", "disbursed")
        ),
        Arrow(
            "terminated",
            "claw_back",
            "terminated",
            FINANCE,
            "domain 2, X5: take the money back; a red line, never a deletion",
            CLAW_BACK,
        ),
        *corrections(
            ("filed", "disbursed", "settled", "given_back"),
            "amount_positive",
            *SUMS,
            "filed_after_approved",
            "disbursed_after_filed",
            *DRAWING,
            roles=OFFICE,
        ),
    ),
)


def is_source(words: str) -> bool:
    """Tell whether words name a source of money, or several."""
    parts = [part for part in re.split(r"[+、,,;;和及/\s]+", words) if part]
    return bool(parts) and all(any(known in part for known in SOURCES) for part in parts)


def whole_fen(approved_fen: int, settled_fen: int | None) -> int:
    """Return what a filing is disbursed up to, in fen: what was filed, once settled the settled sum."""
    return approved_fen if settled_fen is None else settled_fen


def surplus_fen(disbursed_fen: int, settled_fen: int | None) -> int | None:
    """Return the surplus 结余 of a settled project, given back or not, in fen; None while unsettled.

    Where money is held back, less may be disbursed than was settled: that is no surplus.
    """
    return None if settled_fen is None else max(disbursed_fen - settled_fen, 0)


def to_return_fen(disbursed_fen: int, settled_fen: int | None, returned_fen: int) -> int | None:
    """Return what of the surplus is still to be given back, in fen; None while unsettled."""
    surplus = surplus_fen(disbursed_fen, settled_fen)
    return None if surplus is None else max(surplus - returned_fen, 0)


def at_hand_fen(disbursed_fen: int, returned_fen: int, clawed_fen: int) -> int:
    """Return what of the disbursed money has not gone back, in fen: payments are made of it."""
    return disbursed_fen - returned_fen - clawed_fen


def payable_fen(
    disbursed_fen: int,
    settled_fen: int | None,
    paid_fen: int | None,
    allowed_fen: int | None = None,
) -> int:
    """Return what may still be paid to the contractor, in fen, `allowed_fen` being what the conditions
    allow in all (None: no matter); unknown payments count as none.
    """
    limit = disbursed_fen if allowed_fen is None else min(disbursed_fen, allowed_fen)
    limit = limit if settled_fen is None else min(limit, settled_fen)
    return max(limit - (paid_fen or 0), 0)


def balance_fen(disbursed_fen: int, paid_fen: int | None, returned_fen: int) -> int | None:
    """Return what of the disbursed money lies with the township; None where payments are unknown.

    `returned_fen` is all that went back: surplus given back and money clawed back.
    """
    return None if paid_fen is None else disbursed_fen - paid_fen - returned_fen


def clawable_fen(
    disbursed_fen: int,
    settled_fen: int | None,
    paid_fen: int | None,
    returned_fen: int,
    clawed_fen: int = 0,
) -> int | None:
    """Return what may still be clawed back of an ended project, in fen; None if payments are unknown.

    What is unpaid lies with the township; a surplus goes back by `give_back`, not here.
    """
    balance = balance_fen(disbursed_fen, paid_fen, returned_fen)
    if balance is None:
        return None
    surplus = to_return_fen(disbursed_fen, settled_fen, returned_fen) or 0
    return max(balance - surplus, 0) - clawed_fen


def kept_fen(state: str, approved_fen: int, disbursed_fen: int) -> int:
    """Return what a filing holds of its envelopes, in fen: once ended, no more than was disbursed."""
    return disbursed_fen if state in ENDED else approved_fen


def remainder_fen(total_fen: int, parts: Iterable[int]) -> int:
    """Return what a total has beyond its parts, in fen: printed as a line of its own, never hidden."""
    return total_fen - sum(parts)


def lapse_on(year: int, unused_years: int) -> date:
    """Return the last day on which a year's money may be used; after it, it goes back 结余.

    What is not used by the end of the next year is unused two years running (Budget Law art. 42, its
    Rules art. 50).
    """
    return date(year + unused_years - 1, 12, 31)


def ending_holds(
    code: str, reason: str, released: tuple[str, ...], filed_on: date | None, on: date
) -> dict[str, bool]:
    """Weigh a termination: a reason from the list and in words, works not accepted, days in order."""
    return {
        "reason_in_list": code in TERMINATION_REASONS,
        "ending_explained": bool(reason.strip()),
        "not_accepted": "acceptance" not in released,
        "ended_after_filed": in_order(filed_on, on),
    }


def broken_sum(
    approved_fen: int,
    disbursed_fen: int,
    paid_fen: int | None,
    settled_fen: int | None,
    returned_fen: int,
) -> tuple[str, int, int] | None:
    """Return (code, amount, limit) of the first sum that breaks the books, in fen; None if all hold.

    The database holds the same limits as constraints.
    """
    surplus = surplus_fen(disbursed_fen, settled_fen) or 0
    sums = (
        (disbursed_fen, approved_fen),
        (paid_fen or 0, disbursed_fen),
        (settled_fen or 0, approved_fen),
        (paid_fen or 0, disbursed_fen if settled_fen is None else settled_fen),
        (returned_fen, surplus),
    )
    named = zip(SUMS, sums, strict=True)
    return next(((code, *sum_) for code, sum_ in named if sum_[0] > sum_[1]), None)
