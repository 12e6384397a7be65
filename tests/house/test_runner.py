"""Home of the rule on `make test`: it says what it ran on, and in CI nothing may be left out."""

import pytest

from tools import test as runner
from tools.test import Outcome


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "bring_what_is_missing", lambda: None)
    monkeypatch.setattr(runner, "on_sqlite", lambda: Outcome("SQLite", True))
    monkeypatch.setattr(runner, "on_postgresql", lambda: Outcome("PostgreSQL 15", True))
    monkeypatch.setattr(runner, "in_chromium", lambda: Outcome("Chromium", False, "not found"))


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_part_left_out_is_said_and_fails_in_ci(
    ci: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    assert runner.main() == code
    said = capsys.readouterr().out
    assert "SQLite ✓ PostgreSQL 15 ✓ Chromium –" in said
    assert "left out: Chromium: not found" in said


@pytest.mark.usefixtures("parts")
def test_a_failure_fails_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    monkeypatch.setattr(runner, "in_chromium", lambda: Outcome("Chromium", True))
    assert runner.main() == 0
    monkeypatch.setattr(runner, "on_sqlite", lambda: Outcome("SQLite", False))
    assert runner.main() == 1
