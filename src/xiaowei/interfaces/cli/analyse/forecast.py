"""Home of `analyse forecast`: where, and of what, a month will bring complaints, and whether it did."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xiaowei.domain.errors import BadInput
from xiaowei.domain.wording import say
from xiaowei.interfaces.cli.analyse.columns import heads
from xiaowei.interfaces.cli.printing import Answer, language, table
from xiaowei.interfaces.cli.running import command, option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xiaowei.analysis.forecasting import Told
    from xiaowei.analysis.monthly import Monthly
    from xiaowei.analysis.scoring import Score
    from xiaowei.connectors.event_sheet.parse import EventSheet

_SHOWN = 30
METRES = 500.0


def register(methods: Any) -> None:
    """Add `forecast`."""
    method = command(methods, "forecast", run)
    option(method, "file", key="forecast_file", type=Path, metavar="EVENTS")
    option(method, "--time", key="forecast_time", required=True, metavar="COL")
    for name in ("place", "topic", "lat", "lon"):
        option(method, f"--{name}", key=f"forecast_{name}", metavar="COL")
    option(method, "--grid", key="forecast_grid", type=float, default=METRES, metavar="METRES")
    option(method, "--month", key="forecast_month", required=True, metavar="YYYY-MM")
    option(
        method, "--probability", key="forecast_probability", type=float, default=0.5, metavar="P"
    )
    option(method, "--share", key="forecast_share", type=float, default=0.05, metavar="SHARE")
    option(method, "--seasons", key="forecast_seasons", type=Path, metavar="FILE")


def run(args: argparse.Namespace) -> Answer:
    """Tell a month's leads, how such leads did in the months before, and how these did where it is known."""
    from xiaowei.analysis.forecasting import forecast
    from xiaowei.analysis.monthly import month_of, month_text
    from xiaowei.analysis.scoring import leads, score, together
    from xiaowei.connectors.event_sheet.seasons import seasons

    began = time.perf_counter()
    _require_sense(args)
    month = month_of(args.month)
    windows = seasons(args.seasons) if args.seasons else {}
    sheet, data, unlocated = _counted(args)
    *before, told = forecast(data, month, windows)
    scores = [score(data, one, args.share, args.probability) for one in before]
    named = leads(told, args.share, args.probability)
    held = month < data.first + data.counts.shape[1]
    tested = _shown(together(scores), len(scores)) if scores else {"months": 0}
    result: dict[str, Any] = {
        "month": args.month,
        "from": month_text(data.first),
        "until": month_text(told.known - 1),
        "read": sheet.read,
        "places": len(data.places),
        "topics": len(data.topics) if args.topic else 0,
        "units": len(told.unit),
        "probability": args.probability,
        "share": args.share,
        "leads": _leads(data, told, named.tolist(), held),
        "backtest": tested,
        "proven": tested["months"] > 0 and tested["hit"] >= tested["hit_last"],
        "reliability": _reliability(data, before),
    }
    if held:
        shown = _shown(score(data, told, args.share, args.probability), 1)
        result["score"] = shown | {"whole": month < data.end}
    result |= {"stray": data.stray, "unlocated": unlocated} | _refused(sheet)
    result["seconds"] = round(time.perf_counter() - began, 3)
    return Answer(result, _told(result))


def _require_sense(args: argparse.Namespace) -> None:
    """Refuse options that cannot be meant.

    :raises BadInput: `option_outside`, `forecast_nowhere`
    """
    for name, value, least, most in (
        ("--probability", args.probability, 0, 1),
        ("--share", args.share, 1e-6, 1),
        ("--grid", args.grid, 10, 1e6),
    ):
        if not least <= value <= most:
            raise BadInput("option_outside", option=name, value=value, least=least, most=most)
    if not args.place and not (args.lat and args.lon):
        raise BadInput("forecast_nowhere")


def _counted(args: argparse.Namespace) -> tuple[EventSheet, Monthly, int]:
    """Return the sheet, its monthly counts, and how many rows lie nowhere.

    :raises BadInput: `forecast_no_points`, `forecast_few_places`, and what the sheet's reader refuses
    """
    import numpy as np

    from xiaowei.analysis.gridding import cells, metres
    from xiaowei.analysis.monthly import monthly_of
    from xiaowei.interfaces.cli.analyse.sheets_of_events import read

    names = ("place", "topic", "lat", "lon")
    columns = {name: told for name in names if (told := getattr(args, name))}
    sheet = read(args.file, args.time, columns, frozenset({"topic", "lat", "lon"}))
    words, rows = sheet.words, np.arange(len(sheet.at))
    topics = words.get("topic") or [""] * len(rows)
    if not (args.lat and args.lon):
        return sheet, monthly_of(sheet.at, words["place"], topics), 0
    points = np.array([_point(*one) for one in zip(words["lat"], words["lon"], strict=True)])
    if not np.isfinite(points).any():
        raise BadInput("forecast_no_points")
    if args.place:
        return (
            sheet,
            monthly_of(sheet.at, words["place"], topics, metres(points[:, 0], points[:, 1])),
            0,
        )
    rows = rows[np.isfinite(points[:, 0])]
    places, middle = cells(points[rows, 0], points[rows, 1], args.grid)
    data = monthly_of(sheet.at[rows], places, [topics[row] for row in rows], middle)
    return sheet, data, len(points) - len(rows)


def _point(lat: str, lon: str) -> tuple[float, float]:
    """Return the degrees of a row, or nan where it tells none that can be."""
    try:
        found = float(lat), float(lon)
    except ValueError:
        return (float("nan"), float("nan"))
    inside = abs(found[0]) <= 90 and abs(found[1]) <= 180
    return found if inside else (float("nan"), float("nan"))


def _leads(data: Monthly, told: Told, named: list[int], held: bool) -> list[dict[str, Any]]:
    """Return the leads, the likeliest first, each with what it rests on."""
    import numpy as np

    from xiaowei.analysis.forecasting import counts_of
    from xiaowei.analysis.negbinomial import quantile
    from xiaowei.analysis.reasons import reasons

    some = np.array(named, np.int64)
    shape, mean, chance = told.shape[some], told.mean[some], told.chance[some]
    low, below, above, high = (quantile(q, shape, mean) for q in (0.05, 0.25, 0.75, 0.95))
    happened = counts_of(data, told)[some].astype(int).tolist() if held else []
    rests_on = reasons(data, told, some)
    return [
        {
            "place": data.places[data.place[told.unit[unit]]],
            "topic": data.topics[data.topic[told.unit[unit]]] or None,
            "probability": round(float(chance[at]), 4),
            "expected": round(float(mean[at]), 3),
            "interval_50": [int(below[at]), int(above[at])],
            "interval_90": [int(low[at]), int(high[at])],
            "reasons": [one.text(language()) for one in rests_on[at]],
        }
        | ({"happened": happened[at]} if held else {})
        for at, unit in enumerate(named)
    ]


def _shown(score: Score, months: int) -> dict[str, Any]:
    """Return a score with the ratios that may be promised."""
    from dataclasses import asdict

    return {
        "months": months,
        **{name: round(value, 5) for name, value in asdict(score).items()},
        "units": round(score.units),
        "leads": round(score.leads),
        "followed": round(score.followed),
        "hit_ratio_last": _ratio(score.hit, score.hit_last),
        "hit_ratio_mean": _ratio(score.hit, score.hit_mean),
        "loss_50_ratio_last": _ratio(score.loss_50, score.loss_50_last),
        "loss_90_ratio_last": _ratio(score.loss_90, score.loss_90_last),
        "loss_90_ratio_mean": _ratio(score.loss_90, score.loss_90_mean),
    }


def _ratio(ours: float, theirs: float) -> float | None:
    return round(ours / theirs, 3) if theirs > 0 else None


def _reliability(data: Monthly, before: list[Told]) -> list[dict[str, Any]]:
    """Return how often units of like probability had a complaint in the months before."""
    import numpy as np

    from xiaowei.analysis.forecasting import counts_of
    from xiaowei.analysis.scoring import reliability

    if not before:
        return []
    chance = np.concatenate([one.chance for one in before])
    some = np.concatenate([counts_of(data, one) > 0 for one in before])
    return [
        {
            "from": one.low, "to": one.high, "units": one.units,
            "told": round(one.told, 4), "happened": round(one.happened, 4),
        }
        for one in reliability(chance, some)
    ]  # fmt: skip


def _refused(sheet: EventSheet) -> dict[str, Any]:
    from xiaowei.interfaces.cli.analyse.sheets_of_events import refused

    return refused(sheet)


def _told(result: dict[str, Any]) -> str:
    lines = list(_lines(result))
    columns = ["place", "topic", "probability", "expected", "interval_90", "reasons"]
    columns += ["happened"] if "score" in result else []
    rows = [[_cell(one[name]) for name in columns] for one in result["leads"][:_SHOWN]]
    return "\n".join(lines) + ("\n\n" + table(heads(*columns), rows) if rows else "")


def _lines(result: dict[str, Any]) -> Iterator[str]:
    from xiaowei.interfaces.cli.analyse.sheets_of_events import refused_line

    spoken, leads = language(), len(result["leads"])
    tested = result["backtest"]
    if tested["months"] and not result["proven"]:
        yield say("told.forecast_unproven", spoken, **tested | {"share": result["share"]})
    yield say("told.forecast", spoken, **result | {"leads": leads, "begin": result["from"]})
    if not leads:
        yield say("told.forecast_none", spoken)
    if tested["months"]:
        ratios = {
            "ratio_last": tested["hit_ratio_last"], "ratio_mean": tested["hit_ratio_mean"],
            "loss_last": tested["loss_90_ratio_last"], "share": result["share"],
        }  # fmt: skip
        yield say("told.forecast_tested", spoken, **tested | ratios)
    else:
        yield say("told.forecast_untested", spoken)
    if "score" in result:
        facts = {"month": result["month"], "share": result["share"]}
        yield say("told.forecast_score", spoken, **result["score"] | facts)
        if not result["score"]["whole"]:
            yield say("told.forecast_unfinished", spoken, month=result["month"])
    if result["unlocated"]:
        yield say("told.forecast_unlocated", spoken, count=result["unlocated"])
    if result["stray"]:
        yield say("told.forecast_stray", spoken, count=result["stray"], begin=result["from"])
    yield from refused_line(result)


def _cell(told: Any) -> Any:
    if isinstance(told, list):
        between = "–" if told and isinstance(told[0], int) else "; "
        return between.join(map(str, told))
    return told
