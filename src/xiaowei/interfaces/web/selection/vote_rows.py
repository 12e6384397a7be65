"""Home of the plain rows of residents' votes: the list, a vote with its result, the cells of a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.selection import CLOSED
from xiaowei.domain.voting import DECIDED, MEASURED
from xiaowei.interfaces.web.shown import words, yuan
from xiaowei.stages.selection import polling


def list_rows(region: str) -> list[dict[str, Any]]:
    """Return the votes of a region in words."""
    return [
        row
        | {
            "town": name_of(row["town_code"]),
            "kind": words(row["kind"], "ballot"),
            "said": words(row["state"], "state"),
            "turnout": _turnout(row["count"] and row["count"]["cast"], row["invited"]),
        }
        for row in polling.votes_in(region)
    ]


def vote_page(found: Any) -> dict[str, Any]:
    """Return a vote with what its ballots came to; `count` is None until some were counted."""
    counts = polling.counts_of(found)
    count = next((one for one in counts if one.standing), None)
    results = polling.results_of(count) if count else []
    rows = [_result_row(found, count, one) for one in results]
    return {
        "vote": found,
        "town": name_of(found.town_code),
        "kind": words(found.kind, "ballot"),
        "method": words(found.rule.partition("_")[0], "vote_method"),
        "state": words(found.state, "state"),
        "options": list(found.options.select_related("application__candidate")),
        "decided": decided(found),
        "count": count,
        "earlier": [one for one in counts if not one.standing],
        "rows": rows,
        "funded": [row for row in rows if row["rank"]],
        "has_points": MEASURED[found.kind] == "points",
        **(_told(found, count, results) if count else {}),
    }


def decided(found: Any) -> str:
    """Return the number of a project of the vote that the district has decided on; blank if none."""
    rows = found.options.filter(application__state__in=DECIDED)
    return rows.values_list("application__candidate__number", flat=True).first() or ""


def result_cells(found: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the result as the headers and cells of a sheet."""
    page = vote_page(found)
    headers = [
        _("名次"), _("编号"), _("项目"), _("费用,元"), _("支持票"), _("得分"), _("出钱的票"),
        _("每票最多出,元"), _("结果"),
    ]  # fmt: skip
    cells = [
        [row["rank"], row["number"], row["name"], row["cost_fen"] / 100, row["supporters"],
         row["points"], row["payers"],
         None if row["paid_fen"] is None else row["paid_fen"] / 100, row["why"]]
        for row in page["rows"]
    ]  # fmt: skip
    return headers, cells


def _told(found: Any, count: Any, results: Sequence[Any]) -> dict[str, Any]:
    names = {one.option.application.candidate.number: one.option.name for one in results}
    valid = count.cast - count.invalid
    return {
        "valid": valid,
        "turnout": _turnout(count.cast, found.invited),
        "crowded": bool(found.invited and count.cast > found.invited),
        "left_fen": found.budget_fen - count.spent_fen,
        "share_fen": round(found.budget_fen / valid) + count.outcome["raised"] * 100,
        "raised_fen": count.outcome["raised"] * 100,
        "ties": [" = ".join(names[number] for number in tie) for tie in count.outcome["ties"]],
        "left_out": [(names[number], voters) for number, voters in count.outcome["left_out"]],
        "share_counts": found.rule.startswith("mes"),
    }


def _turnout(cast: int | None, invited: int | None) -> str:
    return f"{cast / invited:.1%}" if cast is not None and invited else ""


def _result_row(found: Any, count: Any, one: Any) -> dict[str, Any]:
    state = one.option.application.state
    return {
        "rank": one.rank,
        "place": one.option.place,
        "number": one.option.application.candidate.number,
        "name": one.option.name,
        "closed": words(state, "state") if state in CLOSED else "",
        "cost_fen": one.option.cost_fen,
        "supporters": one.supporters,
        "points": one.points,
        "payers": one.payers,
        "paid_fen": one.paid_at_most_fen,
        "why": _why(one, found.budget_fen - count.spent_fen),
    }


def _why(one: Any, left_fen: int) -> str:
    """Say why a project is funded, or is not."""
    if one.rank and one.payers:
        return _("%(n)s 张票支持,其中 %(payers)s 张出钱,每张最多出 %(yuan)s 元,合起来够了") % {
            "n": one.supporters, "payers": one.payers, "yuan": yuan(one.paid_at_most_fen),
        }  # fmt: skip
    if one.rank:
        return _("%(n)s 张票支持,钱还够") % {"n": one.supporters}
    reason = words(one.reason, "vote_reason")
    if one.reason != "too_little_left":
        return reason
    return _("%(reason)s:剩 %(left)s 元,要 %(cost)s 元") % {
        "reason": reason, "left": yuan(left_fen), "cost": yuan(one.option.cost_fen),
    }  # fmt: skip
