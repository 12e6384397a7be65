"""Home of the tests of what may lie in a pack: data and notices, no code, no answer key."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from xiaowei.connectors.packs import shipped

PLACE = Path(str(files("xiaowei").joinpath("packs")))


def test_packs_hold_no_code():
    assert not [p.name for p in PLACE.rglob("*") if p.suffix in {".py", ".pyc"}]
    assert {p.name for p in PLACE.iterdir() if p.is_dir()} == set(shipped())


def test_the_notices_stand_beside_the_data():
    assert "MIT License" in (PLACE / "default/calendars/LICENSE.holiday-cn").read_text("utf-8")
    assert "LICENSE" in (PLACE / "beijing/LICENSE.china-division").read_text("utf-8")
    for pack in ("default/calendars", "beijing", "demo"):
        assert (PLACE / pack / "SOURCES.md").is_file()


def test_the_answer_key_is_not_shipped():
    assert not [p.name for p in PLACE.rglob("*truth*")]


def test_the_largest_file_stays_below_a_megabyte():
    assert max(p.stat().st_size for p in PLACE.rglob("*") if p.is_file()) < 1_000_000
