"""Home of the plain rows of residents' votes: the list, a vote with its result, the cells of a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaowei.base.regions.queries import name_of
from xiaowei.domain.money import FEN_PER_YUAN
from xiaowei.domain.selection import CLOSED
from xiaowei.domain.voting import DECIDED, MEASURED
from xiaowei.interfaces.web.selection.vote_why import passed_over, share_fen, why
from xiaowei.interfaces.web.shown import full_day, words
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
    names = {one.option.application.candidate.number: one.option.name for one in results}
    rows = [_result_row(found, count, one, names) for one in results]
    return {
        "vote": found,
        "town": name_of(found.town_code),
        "kind": words(found.kind, "ballot"),
        "method": words(found.rule.partition("_")[0], "vote_method"),
        "state": words(found.state, "state"),
        "ended": ended(found),
        "options": list(found.options.select_related("application__candidate")),
        "decided": decided(found),
        "count": count,
        "earlier": [one for one in counts if not one.standing],
        "rows": rows,
        "funded": [row for row in rows if row["rank"]],
        "has_points": MEASURED[found.kind] == "points",
        **(_told(found, count, names) if count else {}),
        **(_shares(found, count, rows) if count else {}),
    }


def ended(found: Any) -> str:
    """Return that a vote was called off, when and why; blank where it was not."""
    day = polling.ended_on(found)
    if day is None:
        return ""
    told = {"day": full_day(day), "why": found.ended_because}
    return _("已取消(%(day)s):%(why)s") % told


def decided(found: Any) -> str:
    """Return the number of a project of the vote that the district has decided on; blank if none."""
    rows = found.options.filter(application__state__in=DECIDED)
    return rows.values_list("application__candidate__number", flat=True).first() or ""


def result_cells(found: Any) -> tuple[list[str], list[list[Any]]]:
    """Return the result as the headers and cells of a sheet."""
    page = vote_page(found)
    headers = [
        _("名次"), _("编号"), _("项目"), _("费用,元"), _("支持票"), _("得分"), _("出钱的票"),
        _("每票最多出,元"), _("结果"), _("状态"),
    ]  # fmt: skip
    cells = [
        [row["rank"], row["number"], row["name"], row["cost_fen"] / 100, row["supporters"],
         row["points"], row["payers"],
         None if row["paid_fen"] is None else row["paid_fen"] / 100, row["why"],
         page["ended"] or page["state"]]
        for row in page["rows"]
    ]  # fmt: skip
    return headers, cells


def _told(found: Any, count: Any, names: Mapping[str, str]) -> dict[str, Any]:
    valid = count.cast - count.invalid
    return {
        "valid": valid,
        "turnout": _turnout(count.cast, found.invited),
        "crowded": bool(found.invited and count.cast > found.invited),
        "left_fen": found.budget_fen - count.spent_fen,
        "even_fen": round(found.budget_fen / valid),
        "ties": [" = ".join(names[number] for number in tie) for tie in count.outcome["ties"]],
        "left_out": [(names[number], voters) for number, voters in count.outcome["left_out"]],
    }


def _shares(found: Any, count: Any, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the shares were and how far they were raised; nothing under a rule without any."""
    share = share_fen(found, count)
    if share is None:
        return {}
    raised = count.outcome["raised"] * FEN_PER_YUAN
    return {
        "share_fen": round(share),
        "raised_fen": raised,
        "wanting": any(row["supporters"] and not row["rank"] for row in rows),
        "passed_over": passed_over(rows, found.budget_fen),
    }


def _turnout(cast: int | None, invited: int | None) -> str:
    return f"{cast / invited:.1%}" if cast is not None and invited else ""


def _result_row(found: Any, count: Any, one: Any, names: Mapping[str, str]) -> dict[str, Any]:
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
        "why": why(found, count, one, names),
    }
