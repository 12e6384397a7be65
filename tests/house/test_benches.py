"""The page of what was measured says what the record of the benches holds, and leaves no miss out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.table import page

ROOT = Path(__file__).parents[2]


def test_the_page_says_what_was_recorded() -> None:
    record: dict[str, Any] = json.loads((ROOT / "bench/record.json").read_text("utf-8"))
    shown = (ROOT / "docs/reference/benches.md").read_text("utf-8")
    assert shown == page(record)
    every = {path.stem for path in (ROOT / "bench").glob("bench_*.py")}
    assert set(record) <= every
    missed = sum(
        not one["kept"] for run in record.values() for one in run["results"] if "kept" in one
    )
    assert shown.count("**missed**") == missed
