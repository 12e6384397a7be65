"""Home of what a command prints: one JSON document, or plain text for people."""

from __future__ import annotations

import json
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, TextIO

LONG_SECONDS = 1.0
"""Work that takes longer shows how far it is."""
BAR_WIDTH = 30


@dataclass(frozen=True)
class Answer:
    """What a command found: `data` for scripts, `text` for people, and its exit code."""

    data: Any
    text: str
    exit_code: int = 0


def language() -> str:
    """Return `zh` or `en` by XIAOWEI_LANGUAGE: Chinese unless it says otherwise, English for any other."""
    asked = os.environ.get("XIAOWEI_LANGUAGE", "").strip().lower()
    return "zh" if not asked or asked.startswith("zh") else "en"


def put(answer: Answer, as_json: bool, out: TextIO | None = None) -> None:
    """Print an answer: exactly one JSON document, or its text."""
    stream = out or sys.stdout
    if as_json:
        # `dumps` is written in C; `dump` is not.
        stream.write(json.dumps(answer.data, ensure_ascii=False, default=str) + "\n")
    else:
        stream.write(answer.text.rstrip("\n") + "\n")


class Bar:
    """A bar on standard error for work that takes a while; silent where nobody looks."""

    def __init__(
        self,
        out: TextIO | None = None,
        clock: Callable[[], float] = monotonic,
        label: str = "",
    ) -> None:
        self.out, self.label = out or sys.stderr, label
        self.clock, self.begun, self.drawn = clock, clock(), False

    def __call__(self, done: int, total: int) -> None:
        """Draw how far the work is; wipe the bar when it is through."""
        if not self.out.isatty() or self.clock() - self.begun < LONG_SECONDS:
            return
        if done < total:
            full = BAR_WIDTH * done // total
            bar = "█" * full + "░" * (BAR_WIDTH - full)
            self.out.write(f"\r\x1b[K{bar} {done:,} / {total:,} {self.label}")
            self.drawn = True
        elif self.drawn:
            self.out.write("\r\x1b[K")
        self.out.flush()


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a plain table; wide characters count two columns."""
    cells = [[_text(cell) for cell in row] for row in rows]
    widths = [
        max([_width(header), *(_width(row[i]) for row in cells)])
        for i, header in enumerate(headers)
    ]
    lines = [_line(headers, widths), _line(["-" * width for width in widths], widths)]
    return "\n".join([*lines, *(_line(row, widths) for row in cells)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(c + " " * (w - _width(c)) for c, w in zip(cells, widths, strict=True)).rstrip()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
