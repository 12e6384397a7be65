"""Home of reading a poll from the sections of a `.pb` file."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from xiaowei.connectors.pabulib.ballots import Said, read_ballots
from xiaowei.connectors.pabulib.fetch import Section
from xiaowei.connectors.pabulib.numbers import read_number
from xiaowei.connectors.pabulib.poll import KINDS, Option, Poll
from xiaowei.domain.errors import BadInput

_COUNTED = {"num_projects": "PROJECTS", "num_votes": "VOTES"}


def parse(found: Mapping[str, Section]) -> Poll:
    """Return the poll of a file's sections.

    What a file counts otherwise than its rows do is told as a warning; the rows count.

    :raises BadInput: `vote_meta_twice`, `vote_meta_missing`, `vote_meta_value`, `vote_column_missing`,
        `vote_project_blank`, `vote_project_twice`, `vote_cost_line`, and what `ballots.read_ballots` refuses
    """
    meta = _meta(found["META"])
    kind = meta.get("vote_type", "").lower()
    if kind not in KINDS:
        raise _unfit("vote_type", meta, " / ".join(KINDS))
    budget = read_number(meta.get("budget", ""))
    if budget is None or budget <= 0:
        raise _unfit("budget", meta, "30000.50")
    options = read_options(found["PROJECTS"])
    votes = found["VOTES"]
    ballots = read_ballots(_said(votes, meta, kind), [option.id for option in options])
    counted = [
        BadInput("vote_count_differs", name=name, value=meta[name], rows=len(found[section].rows))
        for name, section in _COUNTED.items()
        if meta.get(name, "") not in {"", str(len(found[section].rows))}
    ]
    return Poll(
        meta, kind, budget, options, ballots.begins, ballots.choices, ballots.points,
        votes.columns, votes.rows, (*counted, *ballots.warnings),
    )  # fmt: skip


def read_options(section: Section) -> tuple[Option, ...]:
    """Return the projects of a section.

    :raises BadInput: `vote_column_missing`, `vote_project_blank`, `vote_project_twice`, `vote_cost_line`
    """
    at = {name: section.columns.index(name) for name in _columns(section, "project_id", "cost")}
    options: dict[str, Option] = {}
    for line, row in zip(section.lines, section.rows, strict=True):
        told = dict(zip(section.columns, row, strict=False))
        name = told.get("project_id", "").strip()
        if not name:
            raise BadInput("vote_project_blank", row=line)
        if name in options:
            raise BadInput("vote_project_twice", row=line, value=name)
        shown = row[at["cost"]].strip() if len(row) > at["cost"] else ""
        options[name] = Option(name, cost_of(shown, line, name), told)
    return tuple(options.values())


def cost_of(shown: str, line: int, name: str) -> Decimal:
    """Read the cost of a project.

    :raises BadInput: `vote_cost_line`
    """
    cost = read_number(shown)
    if cost is None or cost <= 0:
        raise BadInput("vote_cost_line", row=line, name=name, value=shown)
    return cost


def _columns(section: Section, *names: str) -> tuple[str, ...]:
    for name in names:
        if name not in section.columns:
            raise BadInput("vote_column_missing", name=name, known=";".join(section.columns))
    return names


def _meta(section: Section) -> dict[str, str]:
    meta: dict[str, str] = {}
    for line, row in zip(section.lines, section.rows, strict=True):
        key, value = row[0].strip().lower(), (row[1].strip() if len(row) > 1 else "")
        if meta.setdefault(key, value) != value:
            raise BadInput("vote_meta_twice", row=line, name=key)
    return meta


def _unfit(name: str, meta: Mapping[str, str], wanted: str) -> BadInput:
    if not meta.get(name):
        return BadInput("vote_meta_missing", name=name, wanted=wanted)
    return BadInput("vote_meta_value", name=name, value=meta[name], wanted=wanted)


def _said(section: Section, meta: Mapping[str, str], kind: str) -> Said:
    _columns(section, "vote")
    if kind in {"cumulative", "scoring"}:
        _columns(section, "points")

    def column(name: str) -> list[str]:
        if name not in section.columns:
            return []
        at = section.columns.index(name)
        return [row[at].strip() if len(row) > at else "" for row in section.rows]

    return Said(
        kind, section.lines, column("voter_id"), column("vote"), column("points"),
        meta.get("default_score", ""),
    )  # fmt: skip
