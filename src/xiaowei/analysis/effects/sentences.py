"""Home of the five sentences that explain a verdict to a leader.

What was seen; what would have come anyway; how likely by chance; what follows; and how much people
complained everywhere, because fewer calls may mean that people gave up.
"""

from __future__ import annotations

from xiaowei.analysis.effects.judging import Finding, Seen, Verdict
from xiaowei.analysis.effects.programme import Effect
from xiaowei.domain.wording import Note


def explain(
    finding: Finding, effect: Effect | None, volume: Note, weeks: int, alpha: float, seen: Seen
) -> tuple[Note, ...]:
    """Return the five sentences on a finding: of a site, or with its `effect` of several together.

    `volume` says how much was complained everywhere, `seen` what the counts rest on.
    """
    reason = Note(f"unproven.{finding.reason}", weeks=weeks) if finding.reason else None
    return (
        _seen(finding, seen, weeks),
        _anyway(finding, reason),
        _chance(finding, effect, alpha),
        Note(f"effect.verdict.{finding.verdict}", reason=reason, weeks=weeks, alpha=_share(alpha)),
        volume,
    )


def _seen(finding: Finding, seen: Seen, weeks: int) -> Note:
    """Return what was counted; a window that isn't over or isn't in the record is never told as whole."""
    facts = {"weeks": weeks, "sites": seen.sites, "over": seen.over, "full": seen.full}
    since = "effect.since" if seen.over == seen.sites else "effect.since_few"
    if not seen.over and seen.sites:
        since = "effect.since_none"
    short = "effect.short_few" if seen.full else "effect.short_none"
    is_peak = seen.sites > 1 and 2 * seen.most > finding.before > 0
    return Note(
        "effect.seen",
        before=finding.before,
        weeks=weeks,
        short="" if seen.full == seen.sites else Note(short, **facts),
        peak=Note("effect.peak", most=seen.most) if is_peak else "",
        since=Note(since, after=finding.after, **facts),
    )


def _anyway(finding: Finding, reason: Note | None) -> Note:
    """Return what would have come anyway: places chosen at their worst fall back, a rising matter rises."""
    if finding.expected is None:
        return Note("effect.anyway_unknown", reason=reason)
    key = "effect.anyway" if finding.expected <= finding.before else "effect.anyway_more"
    return Note(key, expected=round(finding.expected, 1), before=finding.before)


def volume(before: int, after: int) -> Note:
    """Return the sentence on all places together, before and after the works."""
    return Note("effect.volume", all_before=before, all_after=after)


def _chance(finding: Finding, effect: Effect | None, alpha: float) -> Note:
    if finding.p_value is None:
        return Note("effect.chance_unknown")
    chance = digits(finding.p_value)
    if finding.verdict is Verdict.WORSE and finding.p_more is not None:
        return Note("effect.chance_of_more", p_value=digits(finding.p_more))
    if effect is None:
        return Note("effect.chance_of_site", p_value=chance)
    low, high = effect.interval
    return Note(
        "effect.chance_of_all",
        change=Note("effect.less" if effect.reduction >= 0 else "effect.more"),
        share=_share(abs(effect.reduction)),
        low=Note("effect.no_bound") if low is None else _share(low),
        high=_share(high),
        sure=_share(1 - alpha),
        p_value=chance,
    )


def _share(share: float) -> str:
    return f"{100 * share:.3g} %"


def digits(chance: float) -> str:
    """Return a chance with three decimals."""
    return f"{chance:.3f}" if chance >= 0.001 else "< 0.001"
