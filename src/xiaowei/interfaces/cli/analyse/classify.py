"""Home of `analyse classify`: learn categories on one sheet, tell them on another, and score."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import column_of, headers_of, heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xiaowei.analysis.categorising import Category
    from xiaowei.connectors.tabular.rows import Table

_SHOWN = ("macro_f1", "accuracy", "sure", "accuracy_sure")


def register(methods: Any) -> None:
    """Add `classify`."""
    method = command(methods, "classify", run)
    option(method, "--train", key="classify_train", type=Path, required=True, metavar="FILE")
    option(method, "--test", key="classify_test", type=Path, required=True, metavar="FILE")
    option(method, "--text", key="classify_text", required=True, metavar="COL")
    option(method, "--label", key="classify_label", required=True, metavar="COL")
    option(method, "--out", key="analyse_out", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> Answer:
    """Learn on one sheet, write the other with what was told, and score where it has labels itself."""
    from xiaowei.analysis.categorising import Categoriser, macro_f1
    from xiaowei.connectors.tabular.reading import read_any

    began = time.perf_counter()
    train, test = (read_any(file, [args.text, args.label]) for file in (args.train, args.test))
    texts, labels = _texts(train, args.text), _texts(train, args.label)
    examples = [(text, label) for text, label in zip(texts, labels, strict=True) if label]
    if not examples:
        raise BadInput("too_few_categories", count=0, least=2)
    learning = time.perf_counter()
    categoriser = Categoriser([text for text, _ in examples], [label for _, label in examples])
    learnt = time.perf_counter()
    found = categoriser.categorise(_texts(test, args.text))
    real = _texts(test, args.label) if args.label in headers_of(test) else [""] * len(found)
    judged = [(one, label) for one, label in zip(found, real, strict=True) if label]
    sure = [(one, label) for one, label in judged if one.is_sure]
    output = args.out or args.test.with_name(f"{args.test.stem}.classified.csv")
    _write(output, test, found)
    names = [one.name for one, _ in judged], [label for _, label in judged]
    data = {
        "macro_f1": round(macro_f1(*names), 4) if judged else None,
        "accuracy": _accuracy(judged),
        "n_train": len(examples),
        "n_test": len(found),
        "predictions_file": str(output),
        "sure": round(sum(one.is_sure for one in found) / max(len(found), 1), 4),
        "accuracy_sure": _accuracy(sure),
        "fit_seconds": round(learnt - learning, 3),
        "seconds": round(time.perf_counter() - began, 3),
    }
    rows = [(name, "–" if data[name] is None else data[name]) for name in _SHOWN]
    told = say("told.classified", language(), **data)
    shown = [(say(f"column.{name}", language()), value) for name, value in rows]
    return Answer(data, told + "\n" + table(heads("kind", "share"), shown))


def _texts(sheet: Table, name: str) -> list[str]:
    from xiaowei.connectors.tabular.values import text

    column = column_of(sheet, name)
    return [text(row.cells[column]).strip() for row in sheet.rows]


def _accuracy(judged: Sequence[tuple[Category, str]]) -> float | None:
    right = sum(one.name == label for one, label in judged)
    return round(right / len(judged), 4) if judged else None


def _write(output: Path, sheet: Table, found: Sequence[Category]) -> None:
    from xiaowei.connectors.tabular.writing import write_table

    titles = heads("category", "chance", "likeliest")
    rows = (
        [*row.cells, one.name if one.is_sure else "", round(one.chance, 4), one.name]
        for row, one in zip(sheet.rows, found, strict=True)
    )
    write_table(output, [*sheet.headers, *titles], rows)
