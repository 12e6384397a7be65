"""Home of reading policies: a district's file says only what differs from the rules for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from math import isclose

from xiaowei.connectors.packs.fetch import PackFile
from xiaowei.connectors.packs.sections import Section, read, worth_of
from xiaowei.connectors.packs.wordings import parse_paragraph
from xiaowei.domain.catalogue import Catalogue
from xiaowei.domain.policy import CLOCKS, ManagedRule, Policy, PolicyBook, PurchaseStep, RateRule

EVERYWHERE = ""


def parse_policies(
    default: PackFile, packs: Iterable[Iterable[PackFile]], catalogue: Catalogue
) -> PolicyBook:
    """Return the book of policies: `default` for all, and one per district and span of years.

    Within a pack no two may share a year; a later pack takes over from those before it.

    :raises BadInput: `pack_wrong`
    """
    found: list[Policy] = []
    for files in packs:
        below, found = found, []
        for section, policy in (_policy(read(file, read(default)), catalogue) for file in files):
            for other in found:
                _apart(section, policy, other)
            below = [left for other in below for left in _taken_over(section, policy, other)]
            found.append(policy)
        found = below + found
    return PolicyBook(_policy(read(default), catalogue)[1], found)


def _taken_over(section: Section, policy: Policy, other: Policy) -> Iterator[Policy]:
    """Yield what is left of an earlier pack's policy: nothing from the same day on, else the years before."""
    if policy.district == other.district and policy.valid_from == other.valid_from:
        return
    if policy.valid_from.year > other.valid_from.year and _first_shared(policy, other):
        other = replace(other, valid_to=date(policy.valid_from.year - 1, 12, 31))
    _apart(section, policy, other)
    yield other


def _apart(section: Section, policy: Policy, other: Policy) -> None:
    if shared := _first_shared(policy, other):
        raise section.refuse("valid_from", "overlap", value=shared)


def _first_shared(policy: Policy, other: Policy) -> int:
    """Return the first year that two policies of one district both rule; 0 where there is none."""
    ends = [p.valid_to.year for p in (policy, other) if p.valid_to is not None]
    start = max(policy.valid_from.year, other.valid_from.year)
    return start if policy.district == other.district and start <= min(ends, default=start) else 0


def _policy(top: Section, catalogue: Catalogue) -> tuple[Section, Policy]:
    valid_from, valid_to = top.day("valid_from"), top.maybe_day("valid_to")
    if valid_to is not None and valid_to < valid_from:
        raise top.refuse("valid_to", "days_backwards")
    policy = Policy(
        district=top.region("district") if top.has("district") else EVERYWHERE,
        year=valid_from.year,
        version=top.text("version"),
        valid_from=valid_from,
        valid_to=valid_to,
        programme_name=top.text("programme_name"),
        number_prefix=top.text("number_prefix"),
        cap_fen=top.wan("cap_wan"),
        tiny_cap_fen=top.wan("tiny_cap_wan"),
        fast_days=top.whole("fast_days"),
        repeat_min=top.whole("repeat_min"),
        repeat_months=top.whole("repeat_months"),
        silence_min_days=top.whole("silence_min_days"),
        price_deviation=top.share("price_deviation"),
        mean_cap_fen=top.maybe_wan("mean_cap_wan"),
        other_fees_share=top.share("other_fees_share"),
        hold_disbursement=top.flag("hold_disbursement"),
        proactive=top.flag("proactive"),
        opinion_silence_agrees=top.flag("opinion_silence_agrees"),
        return_rounds=top.whole("return_rounds"),
        four_eyes=top.flag("four_eyes"),
        departments=_texts(top.section("departments")),
        split_days=top.whole("split_days"),
        refund_years=top.whole("refund_years"),
        idle_days=top.whole("idle_days"),
        contractor_share=top.share("contractor_share"),
        burst_min_callers=top.whole("burst_min_callers"),
        clocks=_clocks(top.section("clocks")),
        ticket_hours=_wholes(top.section("ticket_hours")),
        check_days=top.wholes("check_days"),
        instalments=top.shares("instalments"),
        purchase=tuple(_purchase(row) for row in top.sections("purchase")),
        rates=_rates(top.section("rates")),
        managed=_managed(top.section("managed")),
        paragraph=parse_paragraph(top.section("paragraph"), catalogue),
        notice_days=top.whole("notice_days"),
        unused_years=top.whole("unused_years"),
        audit_from_fen=top.wan("audit_from_wan"),
        supplement_share=top.share("supplement_share"),
        filing_number=top.template("filing_number", "number", "prefix", "year", "n"),
        warranty_months=_wholes(top.section("warranty_months")),
        clock_stops=top.texts("clock_stops"),
        voices_per_day=top.some("voices_per_day"),
        households_per_answer=top.some("households_per_answer"),
        public_questions=top.flag("public_questions"),
        alarm_interval_days=top.whole("alarm_interval_days"),
        worth=worth_of(top.section("worth")),
    )
    if len(policy.instalments) != 4 or not isclose(sum(policy.instalments), 1):
        raise top.refuse("instalments", "instalments_uneven", value=list(policy.instalments))
    top.done()
    return top, policy


def _clocks(section: Section) -> dict[str, int]:
    """Return the working days of each step; none may be missing, for something waits for each."""
    told = {name: section.whole(name) for name in CLOCKS}
    section.done()
    return told


def _wholes(section: Section) -> dict[str, int]:
    return {key: section.whole(key) for key in section.names()}


def _texts(section: Section) -> dict[str, str]:
    return {key: section.text(key) for key in section.names()}


def _purchase(section: Section) -> PurchaseStep:
    step = PurchaseStep(section.text("method"), section.maybe_wan("up_to_wan"))
    section.done()
    return step


def _rates(section: Section) -> RateRule:
    rule = RateRule(section.whole("contacted"), section.whole("solved"), section.whole("satisfied"))
    section.done()
    return rule


def _managed(section: Section) -> ManagedRule:
    rule = ManagedRule(
        section.share("top_share"),
        section.whole("monthly_tickets"),
        section.whole("leave_months"),
        section.share("leave_solved"),
    )
    section.done()
    return rule
