"""Home of `analyse choose`: which projects under a budget, how good that is, and why not the others."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import fen_as_said, yuan
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

if TYPE_CHECKING:
    from xiaowei.analysis.portfolio.choosing import Choice
    from xiaowei.domain.portfolio import PortfolioRules, Project

MOST_SECONDS = 86_400
_SHOWN = 30
_LONGEST = 10**15


def register(methods: Any) -> None:
    """Add `choose`."""
    method = command(methods, "choose", run)
    option(method, "file", key="choose_file", type=Path, metavar="FILE")
    option(method, "--budget", key="choose_budget", required=True, metavar="N")
    option(method, "--rules", key="choose_rules", type=Path, metavar="FILE.yaml")
    option(method, "--gap", key="choose_gap", type=float, metavar="G")
    option(method, "--time-limit", key="choose_limit", type=float, default=60.0, metavar="S")
    option(
        method, "--what-if", key="choose_what_if", action="append", default=[], metavar="N"
    )  # fmt: skip


def run(args: argparse.Namespace) -> Answer:
    """Choose the projects worth most that keep every rule."""
    _require_sense(args)
    budget, *others = (_budget(name, said) for name, said in _budgets(args))
    began = time.perf_counter()
    rules, projects = _read(args)
    from xiaowei.analysis.portfolio.choosing import choose, what_if

    limits: dict[str, Any] = {"gap": args.gap, "seconds": args.time_limit}
    choice = choose(projects, budget, rules, **limits)
    other = what_if(projects, others, rules, **limits)
    data = _data(choice) | {"seconds": round(time.perf_counter() - began, 3)}
    if args.what_if:
        data["what_if"] = [_other(amount, one, choice) for amount, one in other]
    return Answer(data, _text(choice, projects, data))


def _budgets(args: argparse.Namespace) -> list[tuple[str, str]]:
    return [("--budget", args.budget), *(("--what-if", said) for said in args.what_if)]


def _budget(option_name: str, said: str) -> int:
    """Read a budget.

    :raises BadInput: `bad_amount`, `below_fen`, `option_outside`
    """
    amount = fen_as_said(said)
    if amount < 0:
        raise BadInput("option_outside", option=option_name, value=said, least=0, most=_LONGEST)
    return amount


def _require_sense(args: argparse.Namespace) -> None:
    """Refuse options that cannot be meant.

    :raises BadInput: `option_outside`
    """
    for name, value, least, most in (
        ("--gap", 0 if args.gap is None else args.gap, 0, 1),
        ("--time-limit", args.time_limit, 0.001, MOST_SECONDS),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)


def _read(args: argparse.Namespace) -> tuple[PortfolioRules, tuple[Project, ...]]:
    from xiaowei.connectors.portfolio_sheet.fetch import fetch, fetch_rules
    from xiaowei.connectors.portfolio_sheet.parse import parse
    from xiaowei.connectors.portfolio_sheet.rules import parse_rules
    from xiaowei.domain.portfolio import PortfolioRules

    rules = parse_rules(fetch_rules(args.rules)) if args.rules else PortfolioRules()
    return rules, parse(fetch(args.file), rules.weights)


def _data(choice: Choice) -> dict[str, Any]:
    from xiaowei.analysis.portfolio.wording import asked, told

    words = language()
    return {
        "chosen": list(choice.chosen),
        "value": float(choice.value),
        "cost": yuan(choice.cost_fen),
        "bound": choice.bound,
        "gap": choice.gap,
        "refused": [
            {"id": one.id, "reason": one.reason.text(words)} for one in choice.refused
        ],
        "clashes": [
            {"rules": [rule.text(words) for rule in one.rules], "text": one.text.text(words)}
            for one in choice.clashes
        ],
        "objective": choice.objective,
        "found": choice.found,
        "parts": {name: float(part) for name, part in choice.parts.items()},
        "phases": choice.phase_of,
        "missed": [
            {"rule": asked(row, least=True).text(words), "missing": told(by, row.measure),
             "price": float((row.price or 0) * by)}
            for row, by in choice.missed
        ],
        "prices": [
            {"rule": asked(row, least=price < 0).text(words), "price": round(price, 9)}
            for row, price in choice.prices
        ],
        "method": choice.method,
        "digest": choice.digest,
    }  # fmt: skip


def _other(amount: int, one: Choice, choice: Choice) -> dict[str, Any]:
    return {
        "budget": yuan(amount),
        "value": float(one.value),
        "cost": yuan(one.cost_fen),
        "bound": one.bound,
        "gained": float(one.value - choice.value),
        "chosen": list(one.chosen),
        "added": sorted(set(one.chosen) - set(choice.chosen)),
        "dropped": sorted(set(choice.chosen) - set(one.chosen)),
    }


def _text(choice: Choice, projects: Sequence[Project], data: dict[str, Any]) -> str:
    words = language()
    if choice.clashes:
        told = [say("told.choice_clashes", words)]
        return "\n".join([*told, *(f"- {one['text']}" for one in data["clashes"])])
    if not choice.found:
        return say("told.choice_not_found", words)
    from xiaowei.analysis.portfolio.wording import plain

    facts = {
        "read": len(projects), "chosen": len(choice.chosen), "cost": data["cost"],
        "value": plain(choice.value), "bound": plain(choice.bound or 0),
        "gap": f"{100 * (choice.gap or 0):.4f} %",
    }  # fmt: skip
    lines = [say("told.chosen", words, **facts)]
    lines += [f"- {one['rule']}: {one['missing']}" for one in data["missed"]]
    lines += [_what_if_line(one) for one in data.get("what_if", ())]
    by_id = {one.id: one for one in projects}
    chosen = [
        (name, by_id[name].township, yuan(by_id[name].cost_fen), plain(by_id[name].value),
         choice.phase_of.get(name, ""))
        for name in choice.chosen[:_SHOWN]
    ]  # fmt: skip
    lines.append(table(heads("id", "township", "cost", "value", "phase"), chosen))
    refused = [(one["id"], one["reason"]) for one in data["refused"][:_SHOWN]]
    if refused:
        lines += ["", table(heads("id", "reason"), refused)]
    return "\n".join(lines)


def _what_if_line(one: dict[str, Any]) -> str:
    facts = one | {"chosen": len(one["chosen"]), "gained": f"{Decimal(str(one['gained'])):+f}"}
    return say("told.what_if", language(), **facts)
