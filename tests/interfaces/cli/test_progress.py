"""A bar on standard error: for long work, on a terminal, and gone in the end."""

from __future__ import annotations

import io

import pytest

from xiaowei.base.progress import EVERY, shown_by, tell_of
from xiaowei.interfaces.cli.printing import LONG_SECONDS, Bar


class Terminal(io.StringIO):
    """Somebody looks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("out", "seconds", "shows"),
    [(Terminal(), LONG_SECONDS, True), (Terminal(), 0.0, False), (io.StringIO(), 9.0, False)],
)
def test_only_long_work_on_a_terminal_is_shown(out, seconds, shows):
    times = iter([0.0])
    bar = Bar(out, lambda: next(times, seconds))
    with shown_by(bar):
        assert list(tell_of(range(3 * EVERY), 3 * EVERY)) == list(range(3 * EVERY))
    said = out.getvalue()
    assert ("200 / 600" in said) is shows
    assert said.endswith("\r\x1b[K") is shows


def test_without_somebody_to_show_it_nothing_is_told():
    assert list(tell_of("ab", 2)) == ["a", "b"]
