"""Home of the rules of money: filing, disbursement, payment, settlement, return (S7, S8, S13).

One meaning each: filed 备案 approved amount frozen · disbursed 拨付 district finance → township, in full
· paid 支付 township → contractor · settled 结算 · returned 收回. Amounts are integers of fen.
"""

from __future__ import annotations

from xiaowei.domain.flow import Arrow, Flow, books, papers

FINANCE = ("finance",)
TOWN = ("town_clerk", "town_leader")
UNFILED = "unfiled"

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
            books("amount_positive", "paid_within_disbursed") + papers("condition_met"),
        ),
        Arrow(
            "disbursed",
            "settle",
            "settled",
            (*FINANCE, *TOWN),
            "domain 2, S12→S13: settled ≤ approved",
            books("amount_positive", "settled_within_approved", "works_accepted"),
        ),
        Arrow(
            "settled",
            "give_back",
            "given_back",
            FINANCE,
            "domain 4: surplus goes back",
            books("amount_positive", "returned_within_surplus"),
        ),
    ),
)


def surplus_fen(disbursed_fen: int, settled_fen: int | None, returned_fen: int) -> int | None:
    """Return what a settled project still has to give back, in fen; None while unsettled."""
    return None if settled_fen is None else disbursed_fen - settled_fen - returned_fen


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
    sums = (
        ("disbursed_within_approved", disbursed_fen, approved_fen),
        ("paid_within_disbursed", paid_fen or 0, disbursed_fen),
        ("settled_within_approved", settled_fen or 0, approved_fen),
        ("returned_within_surplus", returned_fen, disbursed_fen),
    )
    return next((found for found in sums if found[1] > found[2]), None)
