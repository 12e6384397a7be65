"""Home of `analyse generate-portfolio`: a synthetic sheet of projects, its rules and its budget."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.money import yuan
from xiaowei.domain.portfolio import KINDS
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.printing import Answer, language
from xiaowei.interfaces.cli.running import command, option

MOST = 200_000


def register(methods: Any) -> None:
    """Add `generate-portfolio`."""
    method = command(methods, "generate-portfolio", run)
    option(method, "--projects", key="portfolio_projects", type=int, required=True, metavar="N")
    option(method, "--seed", key="portfolio_seed", type=int, default=1, metavar="S")
    option(method, "--kind", key="portfolio_kind", choices=KINDS, default=KINDS[0])
    option(method, "--out", key="portfolio_out", type=Path, required=True, metavar="DIR")


def run(args: argparse.Namespace) -> Answer:
    """Write projects.csv and rules.yaml."""
    from xiaowei.analysis.portfolio.generating import instance
    from xiaowei.connectors.portfolio_sheet.writing import rules_text, sheet_rows

    for name, value, least, most in (
        ("--projects", args.projects, 1, MOST),
        ("--seed", args.seed, 0, 2**32),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)
    if args.out.exists() and not args.out.is_dir():
        raise BadInput("no_such_folder", folder=args.out)
    made = instance(args.projects, args.seed, args.kind)
    args.out.mkdir(parents=True, exist_ok=True)
    sheet, rules = args.out / "projects.csv", args.out / "rules.yaml"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(sheet_rows(made.projects))
    rules.write_text(rules_text(made.rules), encoding="utf-8")
    data = {
        "projects": args.projects,
        "budget": yuan(made.budget_fen),
        "files": [str(sheet), str(rules)],
    }
    return Answer(data, say("told.portfolio_generated", language(), **data | {"folder": args.out}))
