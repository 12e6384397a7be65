"""Home of why residents' votes fund a project or do not, with the numbers that anybody can check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.domain.money import FEN_PER_YUAN
from xiaowei.domain.voting import OUT_OF_REACH, SPENT_BEFORE, TOO_DEAR, lost_because, share_of_each
from xiaowei.interfaces.web.shown import words, yuan


def share_fen(found: Any, count: Any) -> Fraction | None:
    """Return what each valid ballot may spend, in fen; None under a rule without shares."""
    if not found.rule.startswith("mes"):
        return None
    return share_of_each(found.budget_fen, count.cast - count.invalid, count.outcome["raised"])


def why(found: Any, count: Any, one: Any, names: Mapping[str, str]) -> str:
    """Say why a project is funded, or is not."""
    if one.rank:
        return _funded(one)
    share, cost = share_fen(found, count), one.option.cost_fen
    code = lost_because(one.reason, one.supporters, cost, share)
    left = yuan(found.budget_fen - count.spent_fen)
    facts: dict[str, Any] = {
        "reason": words(code, "vote_reason"), "n": one.supporters, "cost": yuan(cost),
        "left": left, "sum": yuan(found.budget_fen),
    }  # fmt: skip
    if code == OUT_OF_REACH and share is not None:
        facts |= {"share": yuan(round(share)), "reach": _floored(one.supporters * share)}
        return (
            _(
                "%(reason)s:支持它的 %(n)s 张票每张一份约 %(share)s 元,"
                "合起来约 %(reach)s 元,不到它要的 %(cost)s 元"
            )
            % facts
        )
    if code == SPENT_BEFORE and share is not None:
        spent = count.outcome.get("spent", {}).get(one.option.application.candidate.number)
        return _spent_before(facts, spent, one.supporters * share, names)
    if code == TOO_DEAR:
        return _("%(reason)s:要 %(cost)s 元,这次一共 %(sum)s 元") % facts
    if one.supporters:
        return _("%(reason)s:最后剩 %(left)s 元,要 %(cost)s 元") % facts
    return str(facts["reason"])


def passed_over(rows: Sequence[Mapping[str, Any]], budget_fen: int) -> str:
    """Return the name of the affordable project of most votes if others are funded instead; else blank."""
    rows = [row for row in rows if row["cost_fen"] <= budget_fen]
    most = max((row["supporters"] for row in rows), default=0)
    funded = [row for row in rows if row["rank"]]
    if not funded or any(row["supporters"] == most for row in funded):
        return ""
    return str(next(row["name"] for row in rows if row["supporters"] == most))


def _funded(one: Any) -> str:
    if not one.payers:
        return _("%(n)s 张票支持,钱还够") % {"n": one.supporters}
    most = yuan(one.paid_at_most_fen)
    facts = {"n": one.supporters, "payers": one.payers, "yuan": most}
    return _("%(n)s 张票支持,其中 %(payers)s 张出钱,每张最多出 %(yuan)s 元,合起来够了") % facts


def _spent_before(
    facts: dict[str, Any], spent: Any, reach: Fraction, names: Mapping[str, str]
) -> str:
    if not spent:  # counted before it was kept where the shares went
        return _("%(reason)s,剩下的合起来不到它要的 %(cost)s 元") % facts
    each = _("「%(name)s」%(yuan)s 元")
    went = [each % {"name": names[number], "yuan": _rounded(fen)} for number, fen in spent["went"]]
    others = reach - spent["left"] - sum(fen for _number, fen in spent["went"]) > FEN_PER_YUAN
    more = {
        "reach": _floored(reach), "went": "、".join(went), "rest": _floored(spent["left"]),
        "others": _("等") if others else "",
    }  # fmt: skip
    return _(
        "%(reason)s:支持它的 %(n)s 张票合起来约 %(reach)s 元,先用在%(went)s%(others)s,"
        "剩下合起来约 %(rest)s 元,不到它要的 %(cost)s 元"
    ) % (facts | more)


def _floored(fen: Any) -> str:
    """Show fen as whole yuan, never more than there are."""
    return yuan(int(fen) // FEN_PER_YUAN * FEN_PER_YUAN)


def _rounded(fen: int) -> str:
    return yuan(round(Fraction(fen, FEN_PER_YUAN)) * FEN_PER_YUAN)
