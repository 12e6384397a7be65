"""Home of the bench: a person's township sheets side by side, their round, and the choices made.

Everything is read and merged anew each time it is asked for, so one change anywhere counts at once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from xiaowei.connectors.ledger_sheet.merged_book import title_of, write
from xiaowei.connectors.ledger_sheet.town_sheet import read
from xiaowei.domain.conflicts import Choice, Settled, settle
from xiaowei.domain.errors import BadInput, RuleBroken
from xiaowei.domain.rounds import round_key
from xiaowei.domain.town_sheets import TownSheet
from xiaowei.interfaces.clock import today
from xiaowei.interfaces.saying import masked
from xiaowei.interfaces.web.intake import tray
from xiaowei.interfaces.web.intake.tray import MERGING, Held
from xiaowei.journey.merging import known_here

LONGEST_REASON = 200


@dataclass
class Bench:
    """What lies on a person's bench, and what comes of merging it."""

    person_id: int
    round_name: str = ""
    sheets: dict[str, Held] = field(default_factory=dict)
    """By the name that findings call them."""
    unread: dict[str, BadInput] = field(default_factory=dict)
    read: list[TownSheet] = field(default_factory=list)
    settled: Settled | None = None

    @property
    def title(self) -> str:
        """Return what the summary is called."""
        return title_of(self.round_name)

    @property
    def is_ready(self) -> bool:
        """Tell whether it may be handed to the import: all read, nothing open, something good."""
        found = self.settled
        return bool(found and found.merged.good and not found.open and not self.unread)


def bench(person_id: int) -> Bench:
    """Return a person's bench with everything merged under the choices made so far."""
    notes = tray.notes_of(person_id)
    found = Bench(person_id, notes.get("round", ""), _named(tray.all_held(person_id, MERGING)))
    for name, one in found.sheets.items():
        try:
            found.read.append(read(one.path, name, one.mends))
        except BadInput as refusal:
            found.unread[name] = refusal
    if found.read:
        choices = {key: Choice(*told) for key, told in notes.get("choices", {}).items()}
        known = known_here(today(), round_key(found.round_name) or None)
        found.settled = settle(found.read, known, choices)
    return found


def lay(files: Iterable[UploadedFile[bytes]], person_id: int) -> None:
    """Lay sheets on the bench; one takes the place of the sheet that has its name alone."""
    before: dict[str, list[Held]] = {}
    for old in tray.all_held(person_id, MERGING):
        before.setdefault(old.name, []).append(old)
    for new in tray.put(files, person_id, MERGING):
        alike = before.get(new.name, [])
        if len(alike) == 1:
            tray.drop(alike[0])
            before.pop(new.name)


def put_in_place(token: str, file: UploadedFile[bytes], person_id: int) -> None:
    """Put a sheet in the place of another one, whatever it is called.

    :raises BadInput: `sheet_gone`
    """
    old = tray.held(token, person_id, MERGING)
    tray.put([file], person_id, MERGING)
    tray.drop(old)


def mend(token: str, person_id: int, row: str, header: str, value: str) -> None:
    """Mend a cell of a sheet.

    :raises BadInput: `sheet_gone`
    """
    one = tray.held(token, person_id, MERGING)
    one.mends.setdefault(row, {})[header] = value
    tray.save(one)


def name_round(person_id: int, name: str) -> None:
    """Say which round is being merged; blank says none."""
    tray.note(person_id, tray.notes_of(person_id) | {"round": round_key(name)})


def choose(person_id: int, keys: Collection[str], keep: str, reason: str) -> None:
    """Choose a side of some conflicts and say why; a blank side takes the choice back.

    :raises BadInput: `choice_without_reason`
    """
    notes = tray.notes_of(person_id)
    choices = {k: v for k, v in notes.get("choices", {}).items() if k not in keys}
    if keep:
        if not reason.strip():
            raise BadInput("choice_without_reason")
        choices |= {key: [keep, masked(reason.strip())[:LONGEST_REASON]] for key in keys}
    tray.note(person_id, notes | {"choices": choices})


def open_of(found: Bench, kind: str) -> list[str]:
    """Return the keys of the open conflicts of one kind."""
    opened = found.settled.open if found.settled else ()
    return [one.key for one in opened if one.finding.error.code == kind]


def clear(person_id: int) -> None:
    """Take everything off the bench."""
    for one in tray.all_held(person_id, MERGING):
        tray.drop(one)
    tray.note(person_id, {})


def summary(found: Bench, *, whole: bool) -> bytes:
    """Return the summary as a workbook; the `whole` has the rows to mend and the choices, too."""
    if found.settled is None:
        raise BadInput("no_file_given")
    decided = found.settled.decided if whole else ()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "summary.xlsx"
        round_name = round_key(found.round_name) or None
        write(path, found.settled.merged, round_name, masked, decided=decided, to_mend=whole)
        return path.read_bytes()


def hand_over(found: Bench) -> Held:
    """Lay the summary into the import's tray: from there it goes the way of every ledger.

    :raises RuleBroken: `merge_not_settled`
    """
    if not found.is_ready:
        raise RuleBroken("merge_not_settled")
    body = SimpleUploadedFile(f"{found.title}.xlsx", summary(found, whole=False))
    one = tray.put([body], found.person_id)[0]
    one.kind = "projects"
    tray.save(one)
    return one


def _named(sheets: Iterable[Held]) -> dict[str, Held]:
    """Call each sheet by its name, the second of that name (2)."""
    found: dict[str, Held] = {}
    digests: set[str] = set()
    for one in sheets:
        if one.digest in digests and not one.mends:
            tray.drop(one)
            continue
        digests.add(one.digest)
        name, times = one.name, 1
        while name in found:
            times += 1
            stem, dot, ending = one.name.rpartition(".")
            name = f"{stem or ending}({times}){dot}{ending if stem else ''}"
        found[name] = one
    return found
