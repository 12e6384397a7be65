"""Home of `analyse vote`: what residents' votes fund, from a `.pb` file or from sheets."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen_as_said, yuan
from xiaowei.domain.voting import APPROVAL, CHOOSE_ONE, COMPLETIONS, RULES
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.analyse.vote_stated import notes_on, rule_of, stated_of
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, new_file, option

if TYPE_CHECKING:
    from xiaowei.analysis.voting.election import Election, Ints
    from xiaowei.analysis.voting.shares import Paid
    from xiaowei.analysis.voting.tally import Tally
    from xiaowei.connectors.pabulib.poll import Poll


def register(methods: Any) -> None:
    """Add `vote`."""
    method = command(methods, "vote", run)
    option(method, "file", key="vote_file", type=Path, metavar="FILE")
    option(method, "--rule", key="vote_rule", choices=RULES)
    option(method, "--completion", key="vote_completion", choices=COMPLETIONS)
    option(method, "--projects", key="vote_projects", type=Path, metavar="FILE")
    option(method, "--budget", key="vote_budget", metavar="AMOUNT")
    option(method, "--out", key="vote_out", type=new_file, metavar="FILE.pb")


def run(args: argparse.Namespace) -> Answer:
    """List the winners in order of funding, with who paid for them and who was left out."""
    from xiaowei.analysis.voting.election import election
    from xiaowei.analysis.voting.tally import TIE_BREAK, tally

    began = time.perf_counter()  # once the method is loaded
    poll = _poll(args)
    vote = election(
        [(option.id, option.cost) for option in poll.options], poll.budget, poll.begins,
        poll.choices, poll.points,
    )  # fmt: skip
    rule, completion = rule_of(poll, args.rule, args.completion)
    found = tally(vote, rule, completion)
    winners = [vote.projects[project] for project in found.winners]
    cost = vote.amount(sum(vote.costs[project] for project in found.winners))
    explained, names = _explained(poll, vote, found), _names(poll)
    data = {
        "rule": rule,
        "completion": completion,
        "winners": winners,
        "cost": f"{cost:f}",
        "budget": f"{poll.budget:f}",
        "tie_break": TIE_BREAK,
        "ties": [[vote.projects[project] for project in tie] for tie in found.ties],
        "ejr_violations": [
            {
                "project": vote.projects[one.project],
                "voters": one.voters,
                "cost": f"{vote.amount(vote.costs[one.project]):f}",
                "share": _yuan(one.voters * vote.budget / vote.voters / vote.scale),
            }
            for one in found.violations
        ],
        "explanation": explained,
        "not_selected": _not_selected(vote, found, names),
        "voters": vote.voters,
        **_shares(vote, found, rule),
        "stated": stated_of(poll, (rule, completion), winners),
        "warnings": [warning.text(language()) for warning in _warnings(poll, rule)],
        "seconds": round(time.perf_counter() - began, 3),
    }
    if args.out:
        from xiaowei.connectors.pabulib.write import write

        write(poll, winners, _rule_name(data), args.out)
        data["output_file"] = str(args.out)
    return Answer(data, _text(data, explained))


def _poll(args: argparse.Namespace) -> Poll:
    """Return the poll of a `.pb` file, or of a sheet of ballots beside one of projects.

    :raises BadInput: `vote_needs_both`
    """
    if args.projects is None and args.budget is None:
        from xiaowei.connectors.pabulib.fetch import fetch
        from xiaowei.connectors.pabulib.parse import parse

        return parse(fetch(args.file))
    if args.projects is None or args.budget is None:
        raise BadInput("vote_needs_both")
    from xiaowei.connectors.ballot_sheet.fetch import fetch as fetch_sheet
    from xiaowei.connectors.ballot_sheet.parse import parse as parse_sheets

    ballots, projects = fetch_sheet(args.file, args.projects)
    return parse_sheets(ballots, projects, yuan(fen_as_said(args.budget)))


def _explained(poll: Poll, vote: Election, found: Tally) -> list[dict[str, Any]]:
    """Return for each winner who supported it and what they paid."""
    names = _names(poll)
    paid = {one.project: one for one in found.paid}
    votes = vote.votes
    return [_told(vote, project, names, paid.get(project), votes) for project in found.winners]


def _told(
    vote: Election, project: int, names: dict[str, str], paid: Paid | None, votes: Ints
) -> dict[str, Any]:
    cost = vote.costs[project]
    return {
        "project": vote.projects[project],
        "name": names[vote.projects[project]],
        "cost": f"{vote.amount(cost):f}",
        "supporters": int(votes[project]),
        "payers": paid.payers if paid else 0,
        "paid_at_most": _yuan(paid.most / vote.scale) if paid else None,
        "share_of_cost": round(paid.most / cost, 6) if paid else None,
        "by": "shares" if paid else "greedy",
    }


def _names(poll: Poll) -> dict[str, str]:
    return {option.id: option.name for option in poll.options}


def _not_selected(vote: Election, found: Tally, names: dict[str, str]) -> list[dict[str, Any]]:
    """Return the projects that are not funded with their supporters, most of these first."""
    votes, funded = vote.votes, set(found.winners)
    left = [at for at in range(len(vote.projects)) if at not in funded]
    return [
        {
            "project": vote.projects[at],
            "name": names[vote.projects[at]],
            "cost": f"{vote.amount(vote.costs[at]):f}",
            "supporters": int(votes[at]),
        }
        for at in sorted(left, key=lambda at: (-int(votes[at]), at))
    ]


def _shares(vote: Election, found: Tally, rule: str) -> dict[str, str | None]:
    """Return each voter's share and by how much it was raised; None under a rule without shares."""
    if not rule.startswith("mes"):
        return {"share_per_voter": None, "raised_per_voter": None}
    share = _yuan(vote.budget / vote.voters / vote.scale + found.raised)
    return {"share_per_voter": share, "raised_per_voter": str(found.raised)}


def _warnings(poll: Poll, rule: str) -> list[BadInput]:
    """Return what the file was read with, and that a rule by points meets ballots without any."""
    without = rule.endswith("_points") and poll.kind in (APPROVAL, CHOOSE_ONE)
    return [*poll.warnings, *([BadInput("vote_without_points", rule=rule)] if without else [])]


def _rule_name(data: dict[str, Any]) -> str:
    rule, completion = data["rule"], data["completion"]
    return str(rule) if completion == "none" else f"{rule}/{completion}"


def _yuan(amount: float) -> str:
    return f"{amount:.4f}"


def _text(data: dict[str, Any], explained: list[dict[str, Any]]) -> str:
    words = language()
    lines = [*data["warnings"], *notes_on(data["stated"], _rule_name(data), data["winners"])]
    counts = {"winners": len(data["winners"]), "left_out": len(data["ejr_violations"])}
    by_shares = data["share_per_voter"] is not None
    lines.append(say("told.voted", words, **data | counts))
    if by_shares:
        lines.append(say("told.vote_shares", words, **data))
    paid = ("payers", "paid_at_most") if by_shares else ()
    if explained:
        lines.append(_table(("project", "cost", "supporters", *paid, "name"), explained))
    if data["not_selected"]:
        lines.append(say("told.vote_not_selected", words))
        lines.append(_table(("project", "cost", "supporters", "name"), data["not_selected"]))
    lines += [say("told.vote_left_out", words, **one) for one in data["ejr_violations"]]
    if data["ties"]:
        ties = "; ".join(" = ".join(tie) for tie in data["ties"])
        lines.append(say("told.vote_ties", words, ties=ties))
    return "\n".join(lines)


def _table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    shown = [[one[name] for name in columns] for one in rows]
    return table(heads(*(f"vote_{name}" for name in columns)), shown)
