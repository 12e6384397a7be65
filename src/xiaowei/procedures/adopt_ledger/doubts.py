"""Home of what a ledger leaves in doubt: odd words, steps without a day; taken, but said aloud.

One warning a kind of doubt, with its rows, not one a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from xiaowei.base.places.reading import kind_named
from xiaowei.base.policies.queries import policy_for
from xiaowei.domain.funding import is_source
from xiaowei.domain.money import wan
from xiaowei.domain.wording import Note
from xiaowei.procedures.adopt_ledger.facts import FILED, FINISHED, NOT_FILED, STARTED, Facts

SHOWN = 10
DAYS: dict[str, tuple[str, Callable[[Facts], date | None]]] = {
    "applied": ("submitted", lambda f: f.row.applied_on),
    "approved": ("approved", lambda f: f.row.approved_on),
    "filed": ("filed", lambda f: f.filed_on),
    "disbursed": ("disbursed", lambda f: f.row.disbursed_on),
    "started": ("under_way", lambda f: f.row.started_on),
    "finished": ("finished", lambda f: f.row.finished_on),
}
"""Step of the walk -> the state it leads to, and its day in the sheet."""


def odd_words(every: Sequence[Facts]) -> list[Note]:
    """Return a warning for each column that holds words nobody knows."""
    columns: dict[str, Callable[[Facts], tuple[str | None, bool]]] = {
        "status": lambda f: (f.row.status, _is_status(f.row.status or "")),
        "fund_source": lambda f: (f.row.fund_source, is_source(f.row.fund_source or "")),
        "place_kind": lambda f: (f.row.place_kind, _is_kind(f.row.place_kind or "")),
    }
    warnings = []
    for column, read in columns.items():
        odd = [(f.row.row, word) for f in every for word, known in [read(f)] if word and not known]
        if odd:
            values = _first(f"「{value}」" for value in dict.fromkeys(value for _, value in odd))
            rows = _first(row for row, _ in odd)
            warnings.append(Note(f"warning.odd_{column}", count=len(odd), values=values, rows=rows))
    return warnings


def not_accepted(every: Sequence[Facts]) -> list[Note]:
    """Return a warning for each row whose status goes further than its dates."""
    return [
        Note("warning.not_accepted", row=row.row, status=row.status)
        for row in (facts.row for facts in every)
        if row.status in FINISHED[1:] and row.accepted_on is None
    ]


def nothing_settled(every: Sequence[Facts]) -> list[Note]:
    """Return a warning where a settlement of 0 is read as none."""
    rows = [facts.row.row for facts in every if facts.row.settled_yuan == 0]
    return [Note("warning.nothing_settled", count=len(rows), rows=_first(rows))] if rows else []


def over_cap(every: Sequence[Facts]) -> list[Note]:
    """Return a warning where projects ask for more than one may: a wrong unit, or more than small works."""
    caps = {(f.district_code, f.year) for f in every}
    known = {key: policy_for(*key).cap_fen for key in caps}
    over = [f for f in every if (f.asked_fen or 0) > known[f.district_code, f.year]]
    cap = wan(max((known[f.district_code, f.year] for f in over), default=0))
    rows = _first(f.row.row for f in over)
    return [Note("warning.over_cap", count=len(over), rows=rows, cap=cap)] if over else []


def undated(taken: Iterable[tuple[Facts, str]]) -> list[Note]:
    """Return a warning for each state that projects reached without a day in the sheet."""
    rows: dict[str, list[int]] = {}
    for facts, step in taken:
        state, day = DAYS.get(step, ("", lambda _: None))
        if state and day(facts) is None:
            rows.setdefault(state, []).append(facts.row.row)
    return [
        Note("warning.undated", count=len(some), state=Note(f"state.{state}"), rows=_first(some))
        for state, some in rows.items()
    ]


def unvouched(waiting: Sequence[Facts]) -> list[Note]:
    """Return a warning where rows tell of the district's steps, and a township brought them."""
    rows = _first(facts.row.row for facts in waiting)
    return [Note("warning.unvouched", count=len(waiting), rows=rows)] if waiting else []


def _is_status(word: str) -> bool:
    return word.startswith((*NOT_FILED, *FILED, *STARTED, *FINISHED))


def _is_kind(word: str) -> bool:
    """Tell whether a word is a kind of place; a heading such as 村(社区) leaves it open."""
    return "(" in word or kind_named(word) is not None


def _first(values: Iterable[object]) -> tuple[object, ...]:
    """Return the first few, and … where there are more."""
    every = tuple(values)
    return every if len(every) <= SHOWN else (*every[:SHOWN], "…")
