"""Home of the reference pages that are made from the code: commands, steps, figures, sheets, codes.

`python -m tools.scratch tools.reference` writes them into docs/reference; with `--check` it only
tells which page lags behind the code.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tools.sources import ROOT
from xiaowei.connectors.tabular.columns import load
from xiaowei.connectors.tabular.kinds import FOLDERS
from xiaowei.domain import (
    butlers,
    changes,
    delivery,
    envelopes,
    funding,
    identification,
    intake,
    messages,
    selection,
    voting,
)
from xiaowei.domain.flow import Arrow, Flow, Kind
from xiaowei.domain.roles import SHEET_BRINGERS
from xiaowei.domain.wording import known_keys, say

FOLDER = ROOT / "docs" / "reference"
MADE = "<!-- Made by `python -m tools.scratch tools.reference`; change the code, not this page. -->"
FLOWS: tuple[tuple[str, Flow], ...] = (
    ("Intake 受理", intake.RUN_FLOW),
    ("Intake 受理", intake.QUESTION_FLOW),
    ("Identification 研判", identification.SPOT_FLOW),
    ("Identification 研判", identification.CANDIDATE_FLOW),
    ("Selection 征集·申报·审核", selection.ROUND_FLOW),
    ("Selection 征集·申报·审核", voting.VOTE_FLOW),
    ("Selection 征集·申报·审核", selection.FLOW),
    ("Funding 备案·拨付", envelopes.ENVELOPE_FLOW),
    ("Funding 备案·拨付", funding.FLOW),
    ("Funding 备案·拨付", changes.CHANGE_FLOW),
    ("Delivery 实施", delivery.FLOW),
    ("Butlers 服务管家", butlers.POST_FLOW),
    ("Channel 三级沟通", messages.CHANNEL_FLOW),
    ("Channel 三级沟通", messages.WHISTLE_FLOW),
)
CODES = (
    ("role", "Roles 角色"),
    ("desk", "Desks of the channel 沟通各方"),
    ("state", "States 状态"),
    ("action", "Steps 动作"),
    ("kind", "Ticket kinds 诉求类型"),
    ("ticket_grade", "Ticket grades 工单时限等级"),
    ("place_kind", "Kinds of places 点位类别"),
    ("level", "Levels of regions 区划层级"),
    ("spot_kind", "Kinds of problem spots 问题点位种类"),
    ("verdict", "Verdicts 成效结论"),
    ("why_not", "Why a ticket does not count 为何不计"),
    ("place_how", "How a place was found 地点怎样认出"),
    ("step", "The nine steps of a project 项目九步"),
    ("clock", "Clocks of a policy 政策里的时限"),
    ("money", "Money words 资金口径"),
    ("reconciliation", "Reconciliation lines 对账行"),
    ("paper", "Papers an old sheet may lack 旧表可能没有的材料"),
    ("purchase", "Ways of purchase 采购方式"),
    ("measure", "Measures of the paragraph 段落可用的数字"),
    ("personal", "Kinds of personal data 个人信息种类"),
)


def pages() -> dict[str, str]:
    """Return every generated page by file name."""
    return {
        "cli.md": commands_page(),
        "flows.md": flows_page(),
        "figures.md": figures_page(),
        "sheets.md": sheets_page(),
        "codes.md": codes_page(),
    }


def commands_page() -> str:
    """Return the page on the command line, its help in both languages."""
    chinese, english = _leaves("zh"), _leaves("en")
    parts = [
        "# The command line 命令行",
        MADE,
        (
            "Text for people by default; `--json` prints exactly one JSON document on stdout and nothing "
            "else. Logs go to stderr. Dates are `YYYY-MM-DD`; amounts and quantities in JSON are decimal "
            "strings. `XIAOWEI_LANGUAGE=en` speaks English."
        ),
        _table(
            ("exit", "means"),
            (
                ("0", "done"),
                ("1", "a bug, or a setting that does not exist"),
                ("2", "wrong usage, or a missing extra"),
                (
                    "3",
                    "bad input; `import`: not a single row could be taken, the counts are printed",
                ),
                ("4", "refused by a rule, not allowed, or `check` found something broken"),
                ("5", "an outside source is down"),
            ),
        ),
    ]
    for (name, parser), (_, told) in zip(chinese, english, strict=True):
        parts += [
            f"## {name}",
            f"{parser.description}<br>{told.description}",
            f"```\n{_usage(name, parser)}\n```",
            _table(("argument", "中文", "English"), _arguments(parser, told)),
        ]
    return _page(parts)


def flows_page() -> str:
    """Return the page on the lifecycles, with everything that can be refused."""
    parts = [
        "# Steps, roles and guards 步骤、角色与条件",
        MADE,
        (
            "What is not in these tables is refused. **Books** always hold; **papers** may be missing where "
            'an older sheet is taken over, and are then noted as "not in the sheet". Taking over is open '
            f"to {_roles(SHEET_BRINGERS)}."
        ),
    ]
    for room, flows in groupby(FLOWS, key=lambda pair: pair[0]):
        parts.append(f"## {room}")
        for _, flow in flows:
            parts += [f"### {flow.name.capitalize()}", _table(ARROW, map(_arrow, flow.arrows))]
    parts += [
        "## Evaluation 成效",
        (
            "Evaluation has no lifecycle: whether the complaints stopped is judged anew on each day. "
            "`check` keeps the verdict of one day, and a verdict `stopped` resolves the problem spot."
        ),
        "## What a guard says when it does not hold",
        _table(("guard", "kind", "中文", "English"), _guards()),
    ]
    return _page(parts)


def figures_page() -> str:
    """Return the page on the briefing's figures and the rows that each opens."""
    from xiaowei.journey.figures import FIGURES, rows_behind
    from xiaowei.journey.survey import Survey

    nothing = SimpleNamespace(
        grounds=SimpleNamespace(tickets=[], proactive=[], none=[]),
        started=[], booked=[], completed=[], waiting=[], silences=[], places={}, measured={},
        working_days={}, building_days={}, as_of=date.min,
    )  # fmt: skip
    survey = cast("Survey", nothing)
    names = [*FIGURES, "quantity:road"]
    return _page(
        [
            "# Figures and their rows 数字与它的行",
            MADE,
            (
                "A figure is the total of exactly the rows it opens: `xiaowei briefing … --rows FIGURE`, "
                "or a click on the figure. The total of places, sites and townships is the number of rows, "
                "that of days is the mean of the last column, of "
                "a share or a mean likewise, any other is its sum. Unknown amounts are left "
                "empty and out of the sum. `quantity:` takes the code of any project type. "
                "Without `--year` the figures cover every programme-year up to the day that has started "
                "projects: in JSON `years` lists them, and `year` is null when there are several; the "
                "paragraph speaks in the words of the last of them, and each project is judged by the "
                "policy of its own district and year. `tickets_until` is the day of the "
                "district's newest ticket; where there is no rate, `silence_reason` says why: "
                "`no_sites`, `no_tickets`, `no_day_of_use` or `too_early`. `warnings` says what else a "
                "reader should know, such as a year without projects."
            ),
            _table(
                ("figure", "中文", "English", "columns"),
                (
                    (
                        f"`{name}`",
                        *_said(f"figure.{name.partition(':')[0]}"),
                        _codes(rows_behind(name, survey).columns),
                    )
                    for name in names
                ),
            ),
        ]
    )


def sheets_page() -> str:
    """Return the page on the headers that each kind of sheet may use."""
    parts = [
        "# Sheets and their columns 表与列",
        MADE,
        (
            "Columns may stand in any order. Brackets, blanks, units and full-width letters in a header do "
            "not matter; of two columns for one field the header named earlier here wins, and the other is "
            "kept as a remark. A sheet needs at least one of the fields in bold, and before it is taken in "
            "or merged, one of each group named below its heading; what is missing is said once for the "
            "sheet."
        ),
    ]
    for kind, folder in FOLDERS.items():
        columns = load(folder)
        rows = (
            (
                f"**`{field.name}`**" if field.name in columns.core else f"`{field.name}`",
                _said(f"sheet_column.{field.name}")[0],
                "、".join(field.aliases)
                + (" (one column per date 可带日期)" if field.dated else ""),
            )
            for field in columns.fields
        )
        needed = ("one of " + ", ".join(f"`{name}`" for name in some) for some in columns.needed)
        parts += [
            f"## {say(f'sheet_kind.{kind}')} `{kind}`",
            f"Needed: {'; '.join(needed)}.",
            _table(("field", "中文", "accepted headers 认得的表头"), rows),
        ]
    return _page(parts)


def codes_page() -> str:
    """Return the page on the stored codes and how they are said."""
    parts = [
        "# Stored codes 存储代码",
        MADE,
        (
            "What stands in the database and in JSON is the code; what people see are its words. Terms are "
            "explained in the [glossary](glossary.md)."
        ),
    ]
    for area, title in CODES:
        keys = sorted(key for key in known_keys() if key.startswith(f"{area}."))
        rows = ((f"`{key.removeprefix(f'{area}.')}`", *_said(key)) for key in keys)
        parts += [f"## {title}", _table(("code", "中文", "English"), rows)]
    return _page(parts)


ARROW = ("from", "step", "to", "who", "books", "papers", "rule")


def _arrow(arrow: Arrow) -> tuple[str, ...]:
    kinds = {kind: [g.code for g in arrow.guards if g.kind is kind] for kind in Kind}
    return (
        _worded("state", arrow.source),
        _worded("action", arrow.action),
        _worded("state", arrow.target),
        _roles(arrow.roles),
        _codes(kinds[Kind.BOOKS]),
        _codes(kinds[Kind.PAPERS]),
        arrow.rule,
    )


def _guards() -> Iterator[tuple[str, ...]]:
    found = {(g.code, g.kind.value) for _, flow in FLOWS for a in flow.arrows for g in a.guards}
    for code, kind in sorted(found):
        yield (f"`{code}`", kind, *_said(f"error.{code}"))


def _leaves(language: str) -> list[tuple[str, argparse.ArgumentParser]]:
    """Return every command with its parser, the help in one language."""
    from xiaowei.interfaces.cli import main

    before = os.environ.get("XIAOWEI_LANGUAGE")
    os.environ["XIAOWEI_LANGUAGE"] = language
    try:
        return list(_below("xiaowei", main._parser()))
    finally:
        os.environ.pop("XIAOWEI_LANGUAGE")
        os.environ.update({} if before is None else {"XIAOWEI_LANGUAGE": before})


def _below(
    name: str, parser: argparse.ArgumentParser
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for action in inner:
        for word, below in action.choices.items():
            yield from _below(f"{name} {word}", below)
    if not inner:
        yield name, parser


def _usage(name: str, parser: argparse.ArgumentParser) -> str:
    actions = [a for a in parser._actions if a.dest != "help"]
    named = [
        _bracketed(a, f"{a.option_strings[0]}{_value(a)}") for a in actions if a.option_strings
    ]
    placed = [_bracketed(a, _value(a).strip()) for a in actions if not a.option_strings]
    return " ".join([name, *placed, *named])


def _bracketed(action: argparse.Action, text: str) -> str:
    return text if action.required and action.nargs != "?" else f"[{text}]"


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, tuple):
        return " " + " ".join(action.metavar)
    if action.choices and action.metavar is None:
        return " " + "|".join(map(str, action.choices))
    return f" {action.metavar or action.dest.upper()}"


def _arguments(
    parser: argparse.ArgumentParser, told: argparse.ArgumentParser
) -> Iterator[tuple[str, ...]]:
    for one, other in zip(parser._actions, told._actions, strict=True):
        if one.dest == "help":
            continue
        shown = (
            f"{one.option_strings[0]}{_value(one)}" if one.option_strings else _value(one).strip()
        )
        yield f"`{shown}`".replace("|", "\\|"), one.help or "", other.help or ""


def _said(key: str) -> tuple[str, str]:
    """Return the words of a key in both languages, empty where it has none."""
    if key not in known_keys():
        return "", ""
    return say(key, "zh"), say(key, "en")


def _worded(area: str, code: str) -> str:
    return f"`{code}` {_said(f'{area}.{code}')[0]}".strip()


def _roles(roles: Iterable[str]) -> str:
    return "、".join(say(f"role.{role}") for role in roles)


def _codes(codes: Iterable[str]) -> str:
    return " ".join(f"`{code}`" for code in codes)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _page(parts: Iterable[str]) -> str:
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or tell which lag behind."""
    import django

    django.setup()
    act: Callable[[Path, str], Any] = _lags if "--check" in arguments else _write
    late = [name for name, text in pages().items() if act(FOLDER / name, text)]
    for name in late:
        print(
            f"docs/reference/{name} lags behind the code: python -m tools.scratch tools.reference"
        )
    return int(bool(late))


def _lags(path: Path, text: str) -> bool:
    return not path.exists() or path.read_text(encoding="utf-8") != text


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
