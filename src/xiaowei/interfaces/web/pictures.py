"""Home of the three gauges' pictures and the other drawings: plain coordinates for SVG templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 352.0
FLOOR = 62.0
BINS = 20
WIDEST_MONTH = 110.0


@dataclass(frozen=True)
class Box:
    """A rectangle with the class that colours it."""

    x: str
    y: str
    width: str
    height: str
    css: str = ""


def histogram(values: Sequence[float], mean: float, cap: float) -> dict[str, Any]:
    """Draw how often amounts occur below the cap; values, mean and cap in the same unit."""
    top = max([cap, *values]) if values else cap
    step = WIDTH / BINS
    counts = Counter(min(int(value / top * BINS), BINS - 1) for value in values)
    most = max(counts.values(), default=1)
    return {
        "bars": [
            Box(_n(i * step + 1), _n(FLOOR - n * 47 / most), _n(step - 2), _n(n * 47 / most))
            for i, n in sorted(counts.items())
        ],
        "mean_x": _n(mean / top * WIDTH),
        "cap_x": _n(cap / top * WIDTH),
        "highest": max(values, default=0),
    }


def dots(values: Sequence[int], mean: float) -> dict[str, Any]:
    """Draw one dot per project over its number of working days."""
    low, high = min(values), max(values)
    span = max(high - low, 1)
    per_column = Counter(values)
    step = min(11.0, (FLOOR - 14) / max(max(per_column.values()) - 1, 1))
    return {
        "dots": [
            (_n(12 + (day - low) / span * (WIDTH - 24)), _n(56 - i * step))
            for day, n in sorted(per_column.items())
            for i in range(n)
        ],
        "radius": _n(min(4.4, step / 2 + 0.6)),
        "mean_x": _n(12 + (mean - low) / span * (WIDTH - 24)),
        "low": low,
        "high": high,
    }


def parts(*counts: int) -> list[Box]:
    """Draw counts as one bar in parts, 2 apart; the first full, the second pale, the rest hatched."""
    total, x, boxes = max(sum(counts), 1), 0.0, []
    for count, css in zip(counts, ("full", "bar", "none"), strict=False):
        size = count / total * WIDTH
        if count:
            boxes.append(Box(_n(x), "30", _n(max(size - 2, 1)), "26", css))
        x += size
    return boxes


def stack(days: Sequence[tuple[int, float]], longest: float, width: float = 340.0) -> list[Box]:
    """Draw stage days one after the other; each pair is (step 1–9, days)."""
    x, boxes = 0.0, []
    for step, length in days:
        size = length / longest * width if longest else 0
        boxes.append(Box(_n(x), "0", _n(max(size - 1, 0.5)), "12", f"st{step}"))
        x += size
    return boxes


def shares(counts: Mapping[str, int]) -> list[Box]:
    """Draw counts that add up to a whole as one line of 1000 units."""
    total, x, boxes = max(sum(counts.values()), 1), 0.0, []
    for name, n in counts.items():
        size = n / total * 1000
        if n:
            boxes.append(Box(_n(x), "0", _n(max(size - 3, 2)), "10", f"c-{name}"))
        x += size
    return boxes


def strip(
    months: Sequence[Mapping[str, Any]],
    works: tuple[float, float] | None = None,
    trend: Sequence[int | None] = (),
) -> dict[str, Any]:
    """Draw tickets per month, those before, during and after the works one above the other.

    A month has `label`, `tickets`, `shown`, `parts` (tickets by phase before|works|after) and
    `unknown`. `works` is where the works begin and end, a month being 1 wide; `trend` counts what
    else was heard, drawn on a scale of its own, None where nothing is known.
    """
    width, left, floor = 880.0, 34.0, 168.0
    step = min((width - left) / max(len(months), 1), WIDEST_MONTH)
    most = max([m["tickets"] for m in months] + [1])
    bars = []
    for i, month in enumerate(months):
        tall = month["tickets"] / most * 112
        bars.append(
            {
                "label": month["label"],
                "shown": "" if month["unknown"] else month["shown"],
                "x": _n(left + i * step + step * 0.22),
                "width": _n(step * 0.56),
                "middle": _n(left + i * step + step / 2),
                "text_y": _n(max(floor - tall - 6, 40)),
                "parts": _stacked(month["parts"], tall / max(month["tickets"], 1), floor),
            }
        )
    blank = [i for i, month in enumerate(months) if month["unknown"]]
    return {
        "bars": bars,
        "works": _band(works, step, left),
        "blanks": [{"x": _n(left + i * step), "width": _n(step)} for i in blank],
        "trend": _lines(trend, step, left, floor),
        "phases": _phases(works, len(months), step, left),
        "height": 208.0,
    }


def _lines(trend: Sequence[int | None], step: float, left: float, floor: float) -> list[str]:
    """Draw the known stretches of a trend, each as one line."""
    most = max([n for n in trend if n is not None] + [1])
    found: list[list[str]] = [[]]
    for i, count in enumerate(trend):
        if count is None:
            found.append([])
        else:
            found[-1].append(f"{_n(left + (i + 0.5) * step)},{_n(floor - count / most * 96)}")
    return [" ".join(points) for points in found if len(points) > 1]


def _phases(
    works: tuple[float, float] | None, months: int, step: float, left: float
) -> dict[str, str]:
    """Return where the words before, works and after stand, the middle of each stretch."""
    if works is None:
        return {}
    edges = {"before": (0.0, works[0]), "works": works, "after": (works[1], float(months))}
    return {
        phase: _n(left + (first + last) / 2 * step)
        for phase, (first, last) in edges.items()
        if last - first > 0.4 or phase == "works"
    }


def _stacked(parts: Mapping[str, int], unit: float, floor: float) -> list[dict[str, str]]:
    found = []
    for phase in ("before", "works", "after"):
        tall = parts.get(phase, 0) * unit
        floor -= tall
        if tall:
            found.append({"phase": phase, "y": _n(floor), "height": _n(tall)})
    return found


def _band(works: tuple[float, float] | None, step: float, left: float) -> dict[str, str] | None:
    if works is None:
        return None
    return {"x": _n(left + works[0] * step), "width": _n(max((works[1] - works[0]) * step, 2))}


def _n(value: float) -> str:
    return f"{value:.1f}"
