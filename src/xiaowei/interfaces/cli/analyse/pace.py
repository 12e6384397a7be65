"""Home of `analyse pace`: when open cases will be over, where days go, what more people would change."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import as_any_date, command, option

if TYPE_CHECKING:
    from datetime import date

    from xiaowei.analysis.ending import Endings
    from xiaowei.analysis.eventlog import EventLog
    from xiaowei.analysis.finishing import Forecast
    from xiaowei.connectors.event_sheet.parse import EventSheet

_SHOWN, _ARROWS_SHOWN = 30, 10
_SECOND = 1 / 86_400


def register(methods: Any) -> None:
    """Add `pace`."""
    method = command(methods, "pace", run)
    option(method, "file", key="pace_file", type=Path, metavar="EVENTLOG")
    for name in ("case", "activity", "time"):
        option(method, f"--{name}", key=f"pace_{name}", required=True, metavar="COL")
    option(method, "--on", key="pace_on", type=as_any_date, metavar="DAY")
    repeated: dict[str, Any] = {"action": "append", "default": []}
    option(method, "--finished", key="pace_finished", metavar="STEP", **repeated)
    option(method, "--by", key="pace_by", metavar="COL", **repeated)
    option(method, "--resource", key="pace_resource", metavar="COL")
    option(method, "--people", key="pace_people", metavar="STEP=N", **repeated)
    option(method, "--what-if", key="pace_what_if", metavar="STEP=+N", **repeated)


def run(args: argparse.Namespace) -> Answer:
    """Tell when each open case will be over, where days go, and what other staffing had changed."""
    from xiaowei.analysis.covering import cover
    from xiaowei.analysis.finishing import forecast

    began = time.perf_counter()
    sheet, whole = _log(args)
    day = _day(args.on, whole)
    log = whole.until(day)
    found, ends = forecast(log, day, args.finished)
    checked = cover(log, ends, day, args.finished)
    data: dict[str, Any] = {
        "on": _date(day),
        "read": sheet.read,
        "cases": len(log.cases),
        "over": int(ends.over.sum()),
        "resting": _resting(log, ends, day),
        "open": _open(log, ends, found, day),
        "cover": {
            "dates": checked.dates, "forecasts": checked.forecasts,
            "p50": _rounded(checked.p50), "p90": _rounded(checked.p90),
        },
        "arrows": _arrows(log),
        "what_if": _what_if(args, log, ends),
        "later_events": len(whole.at) - len(log.at),
    }  # fmt: skip
    if data["later_events"]:
        data["score"] = _score(whole, day, found, data["open"], args.finished)
    data |= _refused(sheet) | {"seconds": round(time.perf_counter() - began, 3)}
    return Answer(data, _told(data))


def _log(args: argparse.Namespace) -> tuple[EventSheet, EventLog]:
    from xiaowei.analysis.eventlog import log_of
    from xiaowei.interfaces.cli.analyse.sheets_of_events import read

    optional = {f"by{at}": name for at, name in enumerate(args.by)}
    if args.resource:
        optional["resource"] = args.resource
    needed = {"case": args.case, "activity": args.activity}
    sheet = read(args.file, args.time, needed | optional, frozenset(optional))
    words = sheet.words
    traits = [words[name] for name in optional if name != "resource"]
    people = words.get("resource", ())
    return sheet, log_of(words["case"], words["activity"], sheet.at, traits, people)


def _day(on: date | None, log: EventLog) -> float:
    """Return the last second of the day asked for, or the last moment of the log."""
    from datetime import date

    if on is None:
        return float(log.at.max())
    return (on - date(1970, 1, 1)).days + 1 - _SECOND


def _open(log: EventLog, ends: Endings, found: Forecast, day: float) -> list[dict[str, Any]]:
    """Return the open cases, the one that will be over last first."""
    rows = [
        {
            "case": log.cases[case],
            "step": log.steps[step],
            "opened_on": _date(day - opened),
            "open_days": round(float(opened), 2),
            "waited_days": round(float(waited), 2),
            "p50_on": _date(day + p50),
            "p90_on": _date(day + p90),
            "p50_days": round(float(p50), 2),
            "p90_days": round(float(p90), 2),
            "over_chance": round(float(ends.quiet[case]), 3),
        }
        for case, step, opened, waited, (p50, p90) in zip(
            found.case, found.step, found.opened, found.waited, found.days.tolist(), strict=True
        )
    ]
    return sorted(rows, key=lambda one: (-one["p90_days"], one["case"]))


def _resting(log: EventLog, ends: Endings, day: float) -> list[dict[str, Any]]:
    """Return the cases that most likely went quiet for good before the step that ends them."""
    import numpy as np

    last = np.flatnonzero(log.last)
    return [
        {
            "case": log.cases[case],
            "step": log.steps[log.step[last[case]]],
            "waited_days": round(day - float(log.at[last[case]]), 2),
        }
        for case in np.flatnonzero(ends.resting)
    ]


def _arrows(log: EventLog) -> list[dict[str, Any]]:
    from xiaowei.analysis.waiting import arrows

    found = arrows(log)
    parts = (found.source, found.target, found.times, found.p50, found.p90, found.total)
    columns = (*(part.tolist() for part in parts), found.share.tolist())
    return [
        {
            "from": log.steps[source], "to": log.steps[target], "times": times,
            "p50_days": round(p50, 3), "p90_days": round(p90, 3),
            "total_days": round(total, 2), "share": round(share, 4),
        }
        for source, target, times, p50, p90, total, share in zip(*columns, strict=True)
    ]  # fmt: skip


def _what_if(args: argparse.Namespace, log: EventLog, ends: Endings) -> list[dict[str, Any]]:
    """Return how finished cases would have gone with other numbers of people.

    :raises BadInput: `step_number`, `no_such_step`, `staff_unknown`, `staff_outside`
    """
    from xiaowei.analysis.staffing import people_at, what_if

    told = dict(_step_number(one, log) for one in args.people)
    rows = []
    for one in args.what_if:
        step, more = _step_number(one, log)
        people = told.get(step) or people_at(log, step)
        if not people:
            raise BadInput("staff_unknown", step=log.steps[step])
        found = what_if(log, ends.over_at, step, people, more)
        rows.append(
            {
                "step": log.steps[step], "people": people, "then": people + more,
                "visits": found.visits, "passed": found.passed,
                "p50_days": round(found.before[0], 2), "p90_days": round(found.before[1], 2),
                "p50_days_then": round(found.after[0], 2),
                "p90_days_then": round(found.after[1], 2),
                "queued_days": round(found.waited[0], 3),
                "queued_days_then": round(found.waited[1], 3),
            }
        )  # fmt: skip
    return rows


def _step_number(told: str, log: EventLog) -> tuple[int, int]:
    """Read `STEP=NUMBER`.

    :raises BadInput: `step_number`, `no_such_step`
    """
    name, _, number = (part.strip() for part in told.rpartition("="))
    try:
        count = int(number)
    except ValueError:
        raise BadInput("step_number", value=told) from None
    if name not in log.steps:
        raise BadInput("no_such_step", name=name, known="、".join(log.steps[:40]))
    return log.steps.index(name), count


def _score(
    whole: EventLog, day: float, found: Forecast, told: list[dict[str, Any]], finishes: list[str]
) -> dict[str, Any]:
    """Return how many forecasts later events prove true; tell of each when its case was over."""
    from xiaowei.analysis.covering import judged
    from xiaowei.analysis.ending import endings

    now = float(whole.at.max())
    ends = endings(whole, now, finishes)
    which = whole.known_cases(day)[found.case]
    went_on = (ends.over_at[which] > day) & ~ends.resting[which]
    true = judged(found.days[went_on], ends.over_at[which[went_on]] - day, now - day)
    over = {whole.cases[case]: float(ends.over_at[case]) for case in which[ends.over[which]]}
    for one in told:
        one["finished_on"] = _date(over[one["case"]]) if one["case"] in over else None
    p50, p90 = true.mean(axis=0).tolist() if len(true) else (None, None)
    return {"forecasts": len(true), "p50": _rounded(p50), "p90": _rounded(p90)}


def _told(data: dict[str, Any]) -> str:
    from xiaowei.interfaces.cli.analyse.sheets_of_events import refused_line

    counts = {"open": len(data["open"]), "resting": len(data["resting"])}
    lines = [say("told.pace", language(), **data | counts)]
    key = "told.pace_cover" if data["cover"]["forecasts"] else "told.pace_uncovered"
    lines.append(say(key, language(), **data["cover"]))
    if data.get("score", {}).get("forecasts"):
        lines.append(say("told.pace_score", language(), **data["score"]))
    for one in data["what_if"]:
        now = {"p50": one["p50_days"], "p90": one["p90_days"]}
        then = {"p50_then": one["p50_days_then"], "p90_then": one["p90_days_then"]}
        lines.append(say("told.pace_what_if", language(), **one | now | then))
        if one["passed"]:
            lines.append(say("told.pace_passed", language(), **one))
    lines += refused_line(data)
    parts = ["\n".join(lines)]
    columns = ("case", "step", "open_days", "waited_days", "p50_on", "p90_on")
    if rows := [[one[name] for name in columns] for one in data["open"][:_SHOWN]]:
        parts.append(table(heads(*columns), rows))
    titles = heads("source", "target", "times", "p50_days", "p90_days", "days_share")
    ways = [
        (w["from"], w["to"], w["times"], w["p50_days"], w["p90_days"], f"{w['share']:.0%}")
        for w in data["arrows"][:_ARROWS_SHOWN]
    ]
    return "\n\n".join([*parts, table(titles, ways)] if ways else parts)


def _refused(sheet: EventSheet) -> dict[str, Any]:
    from xiaowei.interfaces.cli.analyse.sheets_of_events import refused

    return refused(sheet)


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _date(day: float) -> str:
    from xiaowei.analysis.eventlog import as_text

    return as_text(day)
