"""Home of fetching a `.pb` file: its three sections as rows of texts, each with the number of its line."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

from xiaowei.connectors.tabular.textfile import decode
from xiaowei.domain.errors import BadInput

SECTIONS = ("META", "PROJECTS", "VOTES")
_LONGEST = 50
"""A text in quotation marks goes over so many lines at most; else its mark is part of the text."""


@dataclass(slots=True)
class Section:
    """A section: the names of its columns, and its rows."""

    columns: tuple[str, ...] = ()
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, row: list[str]) -> None:
        """Take a row; the first one names the columns."""
        if not self.columns:
            self.columns = tuple(name.strip().lower() for name in row)
        else:
            self.rows.append(row)
            self.lines.append(line)


def fetch(file: Path) -> dict[str, Section]:
    """Return the sections of a file.

    :raises BadInput: `no_such_file`, `vote_section`, and what `tabular.textfile.decode` refuses
    """
    if not file.is_file():
        raise BadInput("no_such_file", file=file)
    return sections(decode(file.read_bytes(), file.name), file.name)


def sections(text: str, name: str) -> dict[str, Section]:
    """Return the sections of a text.

    :raises BadInput: `vote_section`, `vote_before_sections`
    """
    found: dict[str, Section] = {}
    section: Section | None = None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip("; \t\ufeff\0"):
            continue
        head = line.strip("; \t\ufeff").upper()
        if head in SECTIONS:
            if head in found:
                raise BadInput("vote_section", file=name, section=head)
            section = found[head] = Section()
            continue
        if section is None:
            raise BadInput("vote_before_sections", file=name, line=number, value=line[:40])
        row = line.split(";")
        if '"' in line:
            row, at = _quoted(lines, at - 1, len(section.columns))
        section.add(number, row)
    missing = [one for one in SECTIONS if one not in found or not found[one].columns]
    if missing:
        raise BadInput("vote_section", file=name, section=missing[0])
    return found


def _quoted(lines: list[str], at: int, width: int) -> tuple[list[str], int]:
    """Return the row that begins at a line with quotation marks, and the line after it.

    Marks that are not those of a csv are part of the text.
    """
    for end in range(at + 1, min(at + _LONGEST, len(lines)) + 1):
        if end > at + 1 and lines[end - 1].strip().upper() in SECTIONS:
            break
        try:
            row = next(csv.reader(["\n".join(lines[at:end])], delimiter=";", strict=True))
        except csv.Error as trouble:
            if "end of data" in str(trouble):
                continue
            break
        if end == at + 1 or len(row) == width:
            return row, end
        break
    return lines[at].split(";"), at + 1
