"""Home of the rules of selection: from the village's report to the district's approval (S2–S6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from xiaowei.domain.flow import Arrow, Flow, books, corrections, heavy, in_order, papers
from xiaowei.domain.roles import OFFICE, SHEET_BRINGERS, TOWN

Lines = Sequence[tuple[str, int]]
"""(source of money, amount in fen)"""
Items = Sequence[tuple[str, str]]
"""(what it is about: a field or paper, blank for the whole; what has to be mended)"""
DISTRICT = ("district_office",)
DEPARTMENT = ("department",)
REPORT_ROLES = ("village_secretary", "butler")
NEW = "new"
UNCALLED, CALLED = "uncalled", "called"
CLOSED = ("rejected", "withdrawn", "merged", "split")
"""Applications that go no further; what was asked for may come again as another one."""
TESTS = ("small_works", "small_money", "urgent", "daily_life")
"""What makes a small work: four tests, all answered for every project (article line 2)."""
EXCLUSIONS = (
    "private_benefit", "other_fund", "warranty_duty", "owners_repair_fund", "to_be_demolished",
    "site_disputed",
)  # fmt: skip
"""What the fund does not pay for (domain section 4)."""
ALIKE = ("town_code", "year", "type_code", "unit")
"""What candidates share that may become one."""
REJECTIONS = (
    "private_benefit", "other_fund", "over_cap", "planning_conflict", "site_disputed",
    "to_be_demolished", "no_demand", "not_feasible",
)  # fmt: skip
EMERGENCIES = ("danger_to_life", "water_cut", "power_cut", "gas_cut", "heating_cut")
"""What starts at once, papers following (Government Investment Regulation art. 13(3))."""
OPINIONS = ("agree", "agree_if", "disagree")
TAKEN_BACK = "not_needed"
"""What the district notes where it asks no longer."""
RETURNABLE = (
    "name", "type_code", "households_claimed", "root_cause", "reason", "maintainer", "sites",
    "estimate", "photos", "consultations", "funds", "eligibility",
)  # fmt: skip
"""What a return may speak of, item by item: the fields and papers of an application."""
SAID_IN = {
    "sites": ("places", "quantity", "sites", "planned"), "funds": ("funds", "applied_fen"),
    "maintainer": ("maintainer", "maintainer_trigger"),
}  # fmt: skip
"""Where a submission tells what a return may speak of, where that is not the one of its own name."""
CO_FUNDS = ("town", "village", "owner", "repair_fund", "society")
"""Whose money may stand beside the programme's (domain section 4, co-funding)."""
LINE_FAULTS = ("fund_line_not_negative", "fund_line_once", "fund_line_named")
SUBMISSION = (
    books(
        "amount_asked",
        "applied_after_collected",
        "place_in_town",
        "round_open",
        "within_round_limit",
        "fund_line_not_negative",
        "fund_line_once",
    )
    + papers(
        "fund_line_named",
        "amount_known", "within_cap", "within_estimate", "funds_add_up", "reason_given",
        "photo_before", "eligible", "funded_before_explained",
    )
    + heavy("consulted")
)  # fmt: skip

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

_SAID = books("reason_said")
_ASKING = (
    Arrow(NEW, "report", "reported", REPORT_ROLES, "domain 2, S1→S2"),
    Arrow(NEW, "prepare", "town_review", TOWN, "domain 2, S1→S3"),
    Arrow("reported", "prepare", "town_review", TOWN, "domain 2, S2→S3"),
    Arrow(
        "town_review", "submit", "submitted", TOWN, "domain 2, S3→S4; lines 23, 31", SUBMISSION
    ),
    Arrow(
        "returned", "submit", "submitted", TOWN, "domain 2, X1→S4: each item is mended or explained",
        SUBMISSION + papers("corrected_or_explained"),
    ),
)  # fmt: skip
_EMERGENCY = (
    Arrow(
        "town_review", "declare_emergency", "town_review", TOWN,
        "domain 2, emergency lane: starts at once, papers within 5 working days",
        books("emergency_listed", "reason_said", "emergency_open"),
    ),
    Arrow(
        "town_review", "confirm_emergency", "town_review", TOWN,
        "domain 2, emergency lane: the flag needs two persons",
        books("emergency_declared", "second_person"),
    ),
    *(
        Arrow(
            state, "judge_emergency", state, DISTRICT,
            "domain 2, emergency lane: later review, abuse watch",
            books("emergency_declared", "reason_said"),
        )
        for state in ("submitted", "in_review", "approved")
    ),
)  # fmt: skip
_REVIEW = (
    Arrow("submitted", "begin_review", "in_review", DISTRICT, "domain 2, S4→S5"),
    *(
        Arrow(
            state, "send_back", "returned", DISTRICT, "domain 2, S4/S5→X1: item by item, once",
            books("reason_said", "rounds_left"),
        )
        for state in ("submitted", "in_review")
    ),
    Arrow(
        "in_review", "approve", "approved", DISTRICT, "domain 2, S5→S6; three questions",
        books("approved_something", "approved_within_applied", "approved_after_applied")
        + papers("approved_lines_add_up", "three_questions", "cut_explained")
        + heavy("site_visited", "opinions_in"),
    ),
)  # fmt: skip
_HEARING = (
    Arrow(
        "in_review", "ask_opinion", "in_review", DISTRICT,
        "domain 2, S5: departments in parallel, each with its own clock",
        books("department_known", "opinion_not_asked"),
    ),
    Arrow(
        "in_review", "give_opinion", "in_review", DEPARTMENT, "domain 2, S5",
        books("opinion_asked", "opinion_listed", "opinion_open"),
    ),
    Arrow(
        "in_review", "note_opinion", "in_review", DISTRICT,
        "domain 2, S5: an opinion that came on paper, or a question that is taken back",
        books("opinion_asked", "opinion_noted", "opinion_open"),
    ),
    Arrow("in_review", "visit_site", "in_review", DISTRICT, "domain 2, S5: site visit", _SAID),
)  # fmt: skip
_GOING = ("town_review", "returned", "submitted", "in_review", "approved")
NOT_JOINED = (("in_review", "split"), ("returned", "merge"), ("returned", "be_merged"))
"""The district does not split for the township; what was sent back is mended before it is merged."""
_LEAVING = (
    *(
        Arrow(
            state, "reject", "rejected", DISTRICT, "domain 2, X2: reason code, owner told",
            books("rejection_listed", "reason_said", "not_begun"),
        )
        for state in ("submitted", "in_review")
    ),
    Arrow("reported", "withdraw", "withdrawn", (*TOWN, *REPORT_ROLES), "domain 2, X3", _SAID),
    *(
        Arrow(
            state, "withdraw", "withdrawn", TOWN,
            "domain 2, X3: before filing by the township alone",
            _SAID + books("not_filed", "not_begun"),
        )
        for state in _GOING
    ),
    *(
        Arrow(
            state, "be_ended", "withdrawn", DISTRICT,
            "domain 2, X3, X5: its filing ended before any money came", _SAID,
        )
        for state in _GOING
    ),
    *(
        Arrow(state, action, target, roles, rule, guards)
        for state, roles in (
            ("town_review", TOWN), ("returned", TOWN), ("submitted", TOWN), ("in_review", DISTRICT),
        )
        for action, target, rule, guards in (
            ("merge", "town_review", "domain 2, X6: tickets and the oldest clock start kept",
             books("joinable", "joined_within_cap")),
            ("be_merged", "merged", "domain 2, X6", books("joinable", "not_begun")),
            ("split", "split", "domain 2, X7: tickets and the oldest clock start kept",
             books("parts_named", "parts_add_up", "not_begun")),
        )
        if (state, action) not in NOT_JOINED
    ),
)  # fmt: skip
FLOW = Flow(
    "application",
    (
        *_ASKING,
        *_EMERGENCY,
        *_HEARING,
        *_REVIEW,
        *_LEAVING,
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
            roles=OFFICE,
        ),
    ),
)


def joined(items: Items) -> str:
    """Return the items of a return in one line: its reason, where nothing is said of the whole."""
    return ";".join(text for _, text in items)


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
    once = len(dict(approved)) == len(approved)
    return within and once and sum(amount for _, amount in approved) == approved_fen


def line_faults(lines: Lines) -> dict[str, int]:
    """Return what is wrong with fund lines: the guard's code with the first line at fault, from 1 on."""
    found: dict[str, int] = {}
    named: set[str] = set()
    for row, (source, amount) in enumerate(lines, 1):
        faults = {
            "fund_line_not_negative": amount < 0,
            "fund_line_once": source in named,
            "fund_line_named": not source.strip(),
        }
        found = {code: row for code, is_wrong in faults.items() if is_wrong} | found
        named.add(source)
    return {code: found[code] for code in LINE_FAULTS if code in found}


def amount_holds(
    applied_fen: int | None, fund_lines: Lines, cap_fen: int, estimate_fen: int | None = None
) -> dict[str, bool]:
    """Weigh the amount asked for and where it comes from, in fen; an unknown one breaks no sum."""
    funds = sum(amount for _, amount in fund_lines)
    faults = line_faults(fund_lines)
    return {
        **{code: code not in faults for code in LINE_FAULTS},
        "amount_known": applied_fen is not None,
        "amount_asked": applied_fen is None or applied_fen > 0,
        "within_cap": (applied_fen or 0) <= cap_fen,
        "within_estimate": (applied_fen or 0) <= (estimate_fen or applied_fen or 0),
        "funds_add_up": applied_fen is None or funds == applied_fen,
    }


def is_eligible(ticked: Collection[str]) -> bool:
    """Tell whether all four tests are passed and nothing excludes the project."""
    return set(TESTS) <= set(ticked) and set(EXCLUSIONS).isdisjoint(ticked)


def within_limit(
    most_projects: int | None, most_fen: int | None, projects: int, asked_fen: int
) -> bool:
    """Tell whether a township stays within its limits of a round; amounts in fen, None bounds nothing."""
    return (most_projects is None or projects <= most_projects) and (
        most_fen is None or asked_fen <= most_fen
    )


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
    cuts: Sequence[tuple[str, int, str]] = (),
) -> dict[str, bool]:
    """Weigh an approval; amounts in fen. Return each guard of `approve` with whether it holds.

    A cut is explained in one sentence, or line by line: (item, fen taken off, why), adding up to it.
    """
    within = applied_fen is None or approved_fen <= applied_fen
    taken_off = sum(amount for _, amount, _ in cuts)
    by_line = taken_off == (applied_fen or 0) - approved_fen and all(why for *_, why in cuts)
    explained = by_line if cuts else bool(cut_reason.strip())
    return {
        "approved_something": approved_fen > 0,
        "approved_within_applied": within,
        "approved_after_applied": in_order(applied_on, approved_on),
        "approved_lines_add_up": lines_hold(asked_lines, lines, approved_fen),
        "three_questions": all(answer.strip() for answer in questions),
        "cut_explained": approved_fen == applied_fen or explained,
    }


def opinions_in(
    asked: Iterable[tuple[str, date]], on: date | None, *, silence_agrees: bool
) -> bool:
    """Tell whether every department asked has answered: (answer or blank, due day) each.

    Silence past the due day agrees only where the policy says so; a "disagree" is an answer too.
    """
    return all(
        answer or (silence_agrees and on is not None and due_on < on) for answer, due_on in asked
    )


def differences(before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str, str]]:
    """Return (field, old, new) of what a resubmission says otherwise than the submission before."""
    names = [*before, *(name for name in after if name not in before)]
    return [
        (name, _text(before.get(name)), _text(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def untouched(
    items: Items, before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[str, ...]:
    """Return what a return speaks of and is sent again as it was; `whole` where it names no item.

    What the submission before does not tell is given the benefit of the doubt.
    """
    whole = tuple(name for name in before if name != "unchanged")
    asked = dict.fromkeys(field or "whole" for field, _ in items) or {"whole": None}
    return tuple(
        field
        for field in asked
        if all(
            name in before and before[name] == after.get(name)
            for name in (whole if field == "whole" else SAID_IN.get(field, (field,)))
        )
    )


def _text(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_text(one) for one in value)
    return "" if value is None else str(value)
