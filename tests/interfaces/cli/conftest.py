"""Home of the commands' fixture: run one in this process, on this test's database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, what it printed, what it logged."""

    code: int
    printed: str
    logged: str

    @property
    def data(self) -> Any:
        """Return the one JSON document that was printed."""
        return json.loads(self.printed)


@pytest.fixture
def xiaowei(capsys):
    """Return a function that runs `xiaowei WORDS…`."""
    from xiaowei.interfaces.cli.main import main

    def run(*words: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def asked(xiaowei):
    """Return a function that runs a command with `--json` and reads its document."""

    def ask(*words: object) -> Any:
        ran = xiaowei(*words, "--json")
        assert ran.code == 0, ran.logged
        assert ran.printed.count("\n") == 1
        return ran.data

    return ask
