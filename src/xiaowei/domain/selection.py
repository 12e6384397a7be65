"""Home of the rules of selection: from the village's report to the district's approval (S2–S6)."""

from __future__ import annotations

from datetime import date

from xiaowei.domain.flow import Arrow, Flow, books, in_order, papers

TOWN = ("town_clerk", "town_leader")
DISTRICT = ("district_office",)
NEW = "new"

FLOW = Flow(
    "application",
    (
        Arrow(NEW, "report", "reported", ("village_secretary", "butler"), "domain 2, S1→S2"),
        Arrow(NEW, "prepare", "town_review", TOWN, "domain 2, S1→S3"),
        Arrow("reported", "prepare", "town_review", TOWN, "domain 2, S2→S3"),
        Arrow(
            "town_review",
            "submit",
            "submitted",
            TOWN,
            "domain 2, S3→S4; article lines 23, 31",
            books("amount_asked", "applied_after_collected", "place_in_town")
            + papers("within_cap", "reason_given", "photo_before", "consulted"),
        ),
        Arrow(
            "returned",
            "submit",
            "submitted",
            TOWN,
            "domain 2, X1→S4",
            books("amount_asked", "applied_after_collected", "place_in_town")
            + papers("within_cap", "reason_given", "photo_before", "consulted"),
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
            books("approved_something", "approved_within_applied", "approved_after_applied")
            + papers("three_questions", "cut_explained"),
        ),
    ),
)


def approval_holds(
    *,
    applied_fen: int | None,
    applied_on: date | None,
    approved_fen: int,
    approved_on: date | None,
    questions: tuple[str, str, str],
    cut_reason: str,
) -> dict[str, bool]:
    """Weigh an approval; amounts in fen. Return each guard of `approve` with whether it holds."""
    within = applied_fen is None or approved_fen <= applied_fen
    return {
        "approved_something": approved_fen > 0,
        "approved_within_applied": within,
        "approved_after_applied": in_order(applied_on, approved_on),
        "three_questions": all(answer.strip() for answer in questions),
        "cut_explained": approved_fen == applied_fen or bool(cut_reason.strip()),
    }
