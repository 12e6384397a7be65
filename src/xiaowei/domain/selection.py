"""Home of the rules of selection: from the village's report to the district's approval (S2–S6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from xiaowei.domain.flow import Arrow, Flow, books, corrections, in_order, papers
from xiaowei.domain.roles import SHEET_BRINGERS, VOUCHERS

Lines = Sequence[tuple[str, int]]
"""(source of money, amount in fen)"""
TOWN = ("town_clerk", "town_leader")
DISTRICT = ("district_office",)
REPORT_ROLES = ("village_secretary", "butler")
NEW = "new"
UNCALLED, CALLED = "uncalled", "called"
SUBMISSION = books(
    "amount_asked", "applied_after_collected", "place_in_town", "round_open"
) + papers(
    "amount_known", "within_cap", "funds_add_up", "reason_given", "photo_before", "consulted"
)

ROUND_FLOW = Flow(
    "round",
    tuple(
        Arrow(state, action, CALLED, roles, rule, books("round_named", "closes_after_opening"))
        for state in (UNCALLED, CALLED)
        for action, roles, rule in (
            ("open_round", DISTRICT, "article line 24: calls with open and close dates"),
            ("note_round", SHEET_BRINGERS, "an older sheet tells of a round"),
        )
    ),
)
"""A district calls for projects; it may move the days of a round that is called already."""

FLOW = Flow(
    "application",
    (
        Arrow(NEW, "report", "reported", REPORT_ROLES, "domain 2, S1→S2"),
        Arrow(NEW, "prepare", "town_review", TOWN, "domain 2, S1→S3"),
        Arrow("reported", "prepare", "town_review", TOWN, "domain 2, S2→S3"),
        Arrow(
            "town_review",
            "submit",
            "submitted",
            TOWN,
            "domain 2, S3→S4; article lines 23, 31",
            SUBMISSION,
        ),
        Arrow(
            "returned",
            "submit",
            "submitted",
            TOWN,
            "domain 2, X1→S4",
            SUBMISSION,
        ),
        Arrow("submitted", "begin_review", "in_review", DISTRICT, "domain 2, S4→S5"),
        Arrow(
            "submitted", "send_back", "returned", DISTRICT, "domain 2, S4→X1", books("reason_said")
        ),
        Arrow(
            "in_review", "send_back", "returned", DISTRICT, "domain 2, S5→X1", books("reason_said")
        ),
        Arrow(
            "in_review",
            "approve",
            "approved",
            DISTRICT,
            "domain 2, S5→S6; three questions",
            books(
                "approved_something",
                "approved_within_applied",
                "approved_after_applied",
            )
            + papers("approved_lines_add_up", "three_questions", "cut_explained"),
        ),
        *corrections(
            ("submitted", "in_review", "approved"),
            "approved_within_applied",
            "approved_after_applied",
        ),
        *corrections(
            ("approved",),
            "approved_within_applied",
            "approved_after_applied",
            action="correct_verdict",
            roles=VOUCHERS,
        ),
    ),
)


def is_open(opens_on: date | None, closes_on: date | None, on: date | None) -> bool:
    """Tell whether a round takes applications on a day; a day left open bounds nothing."""
    return in_order(opens_on, on) and in_order(on, closes_on)


def approved_lines(asked: Lines, approved_fen: int) -> Lines:
    """Return what is approved of each source where nobody says, in fen; empty where it cannot be told.

    Uncut, each line as asked; a single line carries the cut. Which of several is cut is not guessed.
    """
    told = ((asked[0][0], approved_fen),) if len(asked) == 1 else tuple(asked)
    return told if lines_hold(asked, told, approved_fen) else ()


def lines_hold(asked: Lines, approved: Lines, approved_fen: int) -> bool:
    """Tell whether what is approved of each source adds up, none above what was asked of it."""
    limits = dict(asked)
    within = all(0 <= amount <= limits.get(source, -1) for source, amount in approved)
    return within and sum(amount for _, amount in approved) == approved_fen


def amount_holds(
    applied_fen: int | None, fund_lines: Iterable[tuple[str, int]], cap_fen: int
) -> dict[str, bool]:
    """Weigh the amount asked for and where it comes from, in fen; an unknown one breaks no sum."""
    funds = sum(amount for _, amount in fund_lines)
    return {
        "amount_known": applied_fen is not None,
        "amount_asked": applied_fen is None or applied_fen > 0,
        "within_cap": (applied_fen or 0) <= cap_fen,
        "funds_add_up": applied_fen is None or funds == applied_fen,
    }


def approval_holds(
    *,
    applied_fen: int | None,
    applied_on: date | None,
    approved_fen: int,
    approved_on: date | None,
    asked_lines: Lines,
    lines: Lines,
    questions: tuple[str, str, str],
    cut_reason: str,
) -> dict[str, bool]:
    """Weigh an approval; amounts in fen. Return each guard of `approve` with whether it holds."""
    within = applied_fen is None or approved_fen <= applied_fen
    return {
        "approved_something": approved_fen > 0,
        "approved_within_applied": within,
        "approved_after_applied": in_order(applied_on, approved_on),
        "approved_lines_add_up": lines_hold(asked_lines, lines, approved_fen),
        "three_questions": all(answer.strip() for answer in questions),
        "cut_explained": approved_fen == applied_fen or bool(cut_reason.strip()),
    }
