"""Home of `analyse effect`: did it work at these places, beside all others of a sheet of complaints."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import Note, say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import as_any_date, command, option

if TYPE_CHECKING:
    from xiaowei.analysis.effects.judging import Finding, Outcome
    from xiaowei.analysis.effects.record import Record

MOST_WEEKS = 520
LEAST_ALPHA, MOST_ALPHA = 0.001, 0.5
_SHOWN = 30
_DIGITS = 6
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class _Sheet:
    """The complaints that tell time and place: their record and the number of each place by its key;
    how many rows were read, and of how many why not, the `first` in words.
    """

    record: Record
    index: dict[str, int]
    read: int
    untold: int
    first: str
    example: str


def register(methods: Any) -> None:
    """Add `effect`."""
    method = command(methods, "effect", run)
    option(method, "file", key="analyse_file", type=Path, metavar="EVENTS")
    option(method, "--time", key="effect_time", required=True, metavar="COL")
    option(method, "--place", key="effect_place", required=True, metavar="COL")
    option(method, "--treated", key="effect_treated", type=Path, required=True, metavar="FILE")
    option(method, "--on", key="effect_on", type=as_any_date, required=True, metavar="DAY")
    option(method, "--weeks", key="effect_weeks", type=int, required=True, metavar="N")
    option(method, "--alpha", key="effect_alpha", type=float, default=0.05, metavar="A")


def run(args: argparse.Namespace) -> Answer:
    """Judge each treated place, and all together, beside the places where nothing was done."""
    from xiaowei.analysis.effects.judging import judge

    _require_sense(args)
    began = time.perf_counter()
    listed, twice = _treated(args.treated, args.place)
    sheet = _events(args.file, args.time, args.place)
    places = [sheet.index.get(key) for key in listed]
    if not any(place is not None for place in places):
        raise BadInput(
            "effect_sites_unknown", file=args.treated.name, count=len(listed), place=args.place,
            value=next(iter(listed.values())), known=sheet.example,
        )  # fmt: skip
    outcome = judge(sheet.record, places, _day(args.on), args.weeks, args.alpha)
    warnings = [Note("warning.effect_twice", value=name) for name in twice]
    names = list(listed.values())
    for name, place in zip(names, places, strict=True):
        if place is None:
            warnings.append(Note("warning.effect_unseen", value=name))
    if sheet.untold:
        warnings.append(Note("warning.effect_untold", count=sheet.untold, first=sheet.first))
    told = [note.text(language()) for note in warnings]
    data = _data(outcome, names) | {
        "read": sheet.read,
        "untold": sheet.untold,
        "warnings": told,
        "seconds": round(time.perf_counter() - began, 3),
    }
    return Answer(data, "\n".join([*told, *_text(outcome, names, args)]))


def _require_sense(args: argparse.Namespace) -> None:
    """Refuse options that cannot be meant.

    :raises BadInput: `option_outside`
    """
    for name, value, least, most in (
        ("--weeks", args.weeks, 1, MOST_WEEKS),
        ("--alpha", args.alpha, LEAST_ALPHA, MOST_ALPHA),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)


def _treated(file: Path, place: str) -> tuple[dict[str, str], list[str]]:
    """Return the places listed, by their keys, and those listed again; a first line may be the header.

    :raises BadInput: `no_such_file`, `effect_no_sites`, and what `tabular.textfile.decode` refuses
    """
    from xiaowei.connectors.tabular.textfile import decode

    if not file.is_file():
        raise BadInput("no_such_file", file=file)
    lines = [_bare(line) for line in decode(file.read_bytes(), file.name).splitlines()]
    names = [line for line in lines if line]
    if names and _key(names[0]) == _key(place):
        names = names[1:]
    listed: dict[str, str] = {}
    twice = [name for name in names if listed.setdefault(_key(name), name) != name]
    counts = Counter(names)
    if not listed:
        raise BadInput("effect_no_sites", file=file.name, place=place)
    return listed, [*twice, *(name for name, count in counts.items() if count > 1)]


def _bare(line: str) -> str:
    """Return a line without what surrounds a name: blanks, marks of quotation, the commas of empty cells."""
    line = line.strip().rstrip(",;\t").strip()
    if len(line) > 1 and line[0] == line[-1] == '"':
        return line[1:-1].replace('""', '"').strip()
    return line


def _key(name: str) -> str:
    """Return what equal names share: one width, small letters, no blanks, 20 for 20.0."""
    from xiaowei.analysis.text import fold

    folded = fold(name)
    return folded[:-2] if folded.endswith(".0") and folded[:-2].isdigit() else folded


def _events(file: Path, time_column: str, place_column: str) -> _Sheet:
    """Return the complaints of a sheet.

    :raises BadInput: what `sheets_of_events.read` refuses
    """
    import numpy as np

    from xiaowei.analysis.effects.record import record_of
    from xiaowei.interfaces.cli.analyse.sheets_of_events import read
    from xiaowei.interfaces.saying import said

    sheet = read(file, time_column, {"place": place_column})
    names = sheet.words["place"]
    keys = {name: _key(name) for name in set(names)}
    days = (sheet.at.astype("datetime64[D]").astype(np.int64) + _EPOCH).tolist()
    record, index = record_of(days, [keys[name] for name in names])
    first = said(sheet.refused[0], language()) if sheet.refused else ""
    return _Sheet(record, index, sheet.read, len(sheet.refused), first, names[0])


def _day(day: date) -> int:
    return day.toordinal()


def _data(outcome: Outcome, names: list[str]) -> dict[str, Any]:
    from xiaowei.analysis.effects.judging import METHOD

    found = outcome.effect
    interval = [_rounded(end) for end in found.interval] if found else None
    return {
        "sites": [
            {"id": name, **_finding(one)} for name, one in zip(names, outcome.sites, strict=True)
        ],
        "programme": {
            "reduction": _rounded(found.reduction) if found else None,
            "interval": interval,
            **_finding(outcome.whole),
            "placebo_dates": found.placebo.dates if found else 0,
        },
        "volume": {"before": outcome.all_before, "after": outcome.all_after},
        "untreated": outcome.untreated,
        "method": METHOD,
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "verdict": str(one.verdict),
        "p_value": _rounded(one.p_value),
        "before": one.before,
        "after": one.after,
        "expected": _rounded(one.expected),
        "reason": str(one.reason) if one.reason else None,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, _DIGITS)


def _text(outcome: Outcome, names: list[str], args: argparse.Namespace) -> list[str]:
    from xiaowei.analysis.effects.judging import Verdict
    from xiaowei.analysis.effects.sentences import explain, volume

    counts = Counter(str(one.verdict) for one in outcome.sites)
    summary = say(
        "told.effect", language(), sites=len(names), untreated=outcome.untreated,
        false=f"{100 * args.alpha:g}", **{str(one): counts[str(one)] for one in Verdict},
    )  # fmt: skip
    rows = [_row(name, one, args.weeks) for name, one in zip(names, outcome.sites, strict=True)][
        :_SHOWN
    ]
    rows.append(_row(say("told.effect_all", language()), outcome.whole, args.weeks))
    titles = heads(
        "place", "effect_verdict", "p_value", "effect_before", "effect_after", "effect_expected",
        "effect_reason",
    )  # fmt: skip
    heard = volume(outcome.all_before, outcome.all_after)
    said = explain(outcome.whole, outcome.effect, heard, args.weeks, args.alpha, outcome.seen)
    return [summary, table(titles, rows), "", *(note.text(language()) for note in said)]


def _row(name: str, one: Finding, weeks: int) -> list[Any]:
    return [
        name,
        say(f"proof.{one.verdict}", language()),
        "" if one.p_value is None else f"{one.p_value:.3f}",
        one.before,
        one.after,
        "" if one.expected is None else f"{one.expected:.1f}",
        say(f"unproven.{one.reason}", language(), weeks=weeks) if one.reason else "",
    ]
