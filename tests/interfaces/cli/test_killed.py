"""Kill -9 in the middle of an import, then again: the same end state as one clean run."""

from __future__ import annotations

import json
import time

import pytest

from tests import gold, homes

pytestmark = [pytest.mark.database, pytest.mark.long]
SHEET = tuple(row for row in gold.cells("projects") if row["project_no"][-1] == "3")[:14]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    import csv

    path = tmp_path_factory.mktemp("sheets") / "projects.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(SHEET[0]))
        writer.writeheader()
        writer.writerows(SHEET)
    return path


def end(environment):
    asked = ("briefing", "--district", gold.DISTRICT, "--as-of", gold.DAY, "--json")
    code, printed, logged = homes.run(environment, *asked)
    assert code == 0, logged
    return json.loads(printed), homes.rows_of(environment)


def held(environment):
    """Return how many rows a home holds, without the person at the command line."""
    rows = homes.rows_of(environment)
    return {name: rows[name] for name in rows if name not in ("person", "appointment")}


def test_an_import_that_was_killed_is_as_if_it_never_began(sheet):
    with homes.home() as clean:
        began = time.monotonic()
        code, printed, logged = homes.run(clean, "import", "projects", sheet, "--json")
        taken = time.monotonic() - began
        assert code == 0, logged
        assert json.loads(printed)["new"] == len(SHEET)
        whole, wanted = held(clean), end(clean)
    with homes.home() as home:
        left, in_time = [held(home)], 0
        before = left[0]
        for share in (0.3, 0.5, 0.7):
            process = homes.command(home, "import", "projects", sheet)
            time.sleep(taken * share)
            process.kill()
            process.communicate()
            left.append(held(home))
            assert left[-1] in (before, whole)
            if left[-1] != before:  # it ended before it was killed: a further run would be a second
                break
            in_time += process.returncode < 0
        assert in_time >= 1
        code, printed, logged = homes.run(home, "import", "projects", sheet, "--json")
        assert code == 0, logged
        found = json.loads(printed)
        assert (found["read"], found["rejected"]) == (len(SHEET), 0)
        assert found["new"] == (len(SHEET) if left[-1] == before else 0)
        figures, rows = end(home)
        assert figures == wanted[0]
        if found[
            "new"
        ]:  # else the last run had ended before it was killed, and this one is a second
            assert rows == wanted[1]
        assert json.loads(homes.run(home, "check", "--json")[1])["ok"]
