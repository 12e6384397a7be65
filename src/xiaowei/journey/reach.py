"""Home of reach: what of the projects somebody may read, by the programme's table of roles.

The public part stays public: names, amounts and days of every project. Books are read of one's own
area; ticket numbers and counts below five of what is in one's own hands.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from xiaowei.base.accounts.actors import Actor
from xiaowei.domain.errors import BadInput
from xiaowei.domain.regions import within
from xiaowei.domain.roles import CONTRACTOR, MONEY_READERS, PROJECT_READERS, TICKET_READERS
from xiaowei.domain.wording import Note
from xiaowei.journey.desk import in_hands
from xiaowei.journey.figures import Row, Rows
from xiaowei.journey.line import Line
from xiaowei.journey.register import line as line_of
from xiaowei.journey.register import lines_of
from xiaowei.stages.selection.hearing import asked_of

TICKETS = "tickets"
COUNTS = ("complaints_before", "complaints_after")
FEW, FEWEST_TOLD = "few", 5
"""A count from 1 to 4 tells too much about somebody: it is told as few."""


def books_read(by: Actor, district: str) -> tuple[str, ...]:
    """Return the regions in a district whose books somebody may read; the district where all of it.

    :raises NotAllowed: `not_permitted`
    """
    if by.holds(MONEY_READERS, district):
        return (district,)
    held = {one.region_code for one in by.held if one.role in MONEY_READERS}
    own = tuple(sorted(code for code in held if code and within(code, district)))
    if not own:
        raise by.refusal(MONEY_READERS, district, "read_books")
    return own


def reads_project(by: Actor, line: Line) -> bool:
    """Tell whether somebody reads the inner face of a project: it is in their area or place, or their
    department was asked about it.
    """
    return in_hands(by, PROJECT_READERS, line) or asked_of(by, line.number, line.town_code)


def builds(by: Actor, line: Line) -> bool:
    """Tell whether the project's works were ordered from the firm that somebody stands for."""
    return in_hands(by, CONTRACTOR, line)


def reads_tickets(by: Actor, line: Line) -> bool:
    """Tell whether somebody reads the tickets behind a project."""
    return in_hands(by, TICKET_READERS, line)


def told_to(by: Actor, rows: Rows) -> Rows:
    """Return the rows behind a figure as somebody may read them.

    Tickets are named, and small counts told, on the rows of one's own area only.
    """
    if not rows.lines:
        return rows
    told = [_row(by, rows, row, line) for row, line in zip(rows.rows, rows.lines, strict=True)]
    found = replace(rows, rows=told)
    if TICKETS not in rows.columns or any(reads_tickets(by, line) for line in rows.lines):
        return found
    place = rows.columns.index(TICKETS)
    columns = (*rows.columns[:place], *rows.columns[place + 1 :])
    return replace(found, columns=columns, rows=[(*r[:place], *r[place + 1 :]) for r in told])


def _row(by: Actor, rows: Rows, row: Row, line: Line) -> Row:
    cells = dict(zip(rows.columns, row, strict=True))
    if TICKETS in cells and not reads_tickets(by, line):
        cells[TICKETS] = ""
    if not reads_project(by, line):
        small = {code for code in COUNTS if is_few(cells.get(code, 0))}
        cells |= dict.fromkeys(small, FEW)
    return tuple(cells.values())


def is_few(count: int) -> bool:
    """Tell whether a count is too small to be told to everybody."""
    return 0 < count < FEWEST_TOLD


def known_to_all(keys: Collection[int], as_of: date) -> frozenset[str]:
    """Return the numbers of those projects, by key, that everybody may know of."""
    return frozenset(line.number for line in lines_of(keys, as_of) if line.is_public)


def public_line(number: str, as_of: date) -> Line:
    """Return a project that everybody may know of on a day.

    :raises BadInput: `not_found`
    """
    line = line_of(number, as_of)
    if line is None or not line.is_public:
        raise BadInput("not_found", what=Note("thing.project"), number=number)
    return line
