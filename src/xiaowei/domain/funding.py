"""Home of the rules of money: filing, disbursement, payment, settlement, return (S7, S8, S13).

One meaning each: filed 备案 approved amount frozen · disbursed 拨付 district finance → township, in full
· paid 支付 township → contractor · settled 结算 · returned 收回. Amounts are integers of fen.
"""

from __future__ import annotations

import re

from xiaowei.domain.flow import Arrow, Flow, books, corrections, papers
from xiaowei.domain.roles import OFFICE

FINANCE = ("finance",)
TOWN = ("town_clerk", "town_leader")
UNFILED = "unfiled"
CONDITIONS = ("start", "progress", "acceptance", "settlement")
"""What a payment may wait for, in the order it is met."""
SOURCES = (
    "中央", "国家", "省", "市", "区", "县", "乡", "镇", "街道", "村", "社区", "集体", "财政", "自筹", "物业",
    "产权", "维修资金", "社会", "企业", "居民", "其他",
)  # fmt: skip
"""What a source of money is named by."""
LAST_PAY = books(
    "amount_positive", "paid_within_settled", "paid_within_disbursed", "paid_after_disbursed"
) + papers("condition_met")
GIVE_BACK = books("amount_positive", "returned_within_surplus", "returned_after_settled")
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
            "file",
            "filed",
            ("district_office",),
            "domain 2, S6→S7; article line 25",
            books("application_approved", "filed_after_approved")
            + papers("root_cause_named", "maintainer_named"),
        ),
        Arrow(
            "filed",
            "disburse",
            "disbursed",
            FINANCE,
            "domain 2, S7→S8: amount = approved",
            books("amount_positive", "disbursed_within_approved", "disbursed_after_filed")
            + papers("disbursed_in_full"),
        ),
        Arrow(
            "disbursed",
            "pay",
            "disbursed",
            TOWN,
            "domain 4, instalments on conditions",
            books("amount_positive", "paid_within_disbursed", "paid_after_disbursed")
            + papers("condition_met"),
        ),
        Arrow("settled", "pay", "settled", TOWN, "domain 4, the rest after settlement", LAST_PAY),
        Arrow(
            "given_back", "pay", "given_back", TOWN, "domain 4, the rest after settlement", LAST_PAY
        ),
        Arrow(
            "disbursed",
            "settle",
            "settled",
            (*FINANCE, *TOWN),
            "domain 2, S12→S13: settled ≤ approved",
            books(
                "amount_positive",
                "settled_within_approved",
                "settled_covers_paid",
                "works_accepted",
                "settled_after_disbursed",
            ),
        ),
        Arrow(
            "settled",
            "give_back",
            "given_back",
            FINANCE,
            "domain 4: surplus goes back",
            GIVE_BACK,
        ),
        Arrow(
            "given_back",
            "give_back",
            "given_back",
            FINANCE,
            "domain 4: surplus goes back, in parts",
            GIVE_BACK,
        ),
        *corrections(
            ("filed", "disbursed", "settled", "given_back"),
            "amount_positive",
            *SUMS,
            "filed_after_approved",
            "disbursed_after_filed",
            roles=OFFICE,
        ),
    ),
)


def is_source(words: str) -> bool:
    """Tell whether words name a source of money, or several."""
    parts = [part for part in re.split(r"[+、,,;;和及/\s]+", words) if part]
    return bool(parts) and all(any(known in part for known in SOURCES) for part in parts)


def surplus_fen(disbursed_fen: int, settled_fen: int | None) -> int | None:
    """Return the surplus 结余 of a settled project, given back or not, in fen; None while unsettled."""
    return None if settled_fen is None else disbursed_fen - settled_fen


def to_return_fen(disbursed_fen: int, settled_fen: int | None, returned_fen: int) -> int | None:
    """Return what of the surplus is still to be given back, in fen; None while unsettled."""
    surplus = surplus_fen(disbursed_fen, settled_fen)
    return None if surplus is None else max(surplus - returned_fen, 0)


def payable_fen(disbursed_fen: int, settled_fen: int | None, paid_fen: int | None) -> int:
    """Return what may still be paid to the contractor, in fen; unknown payments count as none."""
    limit = disbursed_fen if settled_fen is None else min(disbursed_fen, settled_fen)
    return max(limit - (paid_fen or 0), 0)


def balance_fen(disbursed_fen: int, paid_fen: int | None, returned_fen: int) -> int | None:
    """Return what of the disbursed money lies with the township; None where payments are unknown."""
    return None if paid_fen is None else disbursed_fen - paid_fen - returned_fen


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
        (returned_fen, max(surplus, 0)),
    )
    named = zip(SUMS, sums, strict=True)
    return next(((code, *sum_) for code, sum_ in named if sum_[0] > sum_[1]), None)
