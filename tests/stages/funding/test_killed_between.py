"""A clerk's machine dies between any two statements of a step: the books balance all the same."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests import walking
from tests.keeping import put_back
from tests.walking import APPROVED

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parents[3]
DYING = "tests.stages.funding.dying"


@pytest.fixture
def database(tmp_path):
    """Return the database in which others will die: a file, or this server's."""
    put_back(walking.kept("disburse"))
    if connection.vendor != "sqlite":
        return {"NAME": connection.settings_dict["NAME"], "CONN_MAX_AGE": 0}
    path = str(tmp_path / "killed.sqlite3")
    with sqlite3.connect(path) as copy:
        connection.connection.backup(copy)
    return {"NAME": path, "OPTIONS": settings.DATABASES["default"]["OPTIONS"]}


def test_a_kill_between_any_two_statements_leaves_the_books_balanced(database):
    command = [sys.executable, "-W", "ignore", "-m", DYING, json.dumps(database)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    deaths = [json.loads(line) for line in done.stdout.splitlines()]
    for death in deaths:
        assert death["sum"] == death["lines"] == death["trail"], death
        assert death["broken"] == [], death
        after = death["where"] in ("after the commit", "nowhere")
        assert death["killed"] == (death["where"] != "nowhere"), death
        assert (death["state"], death["sum"]) == (
            ("disbursed", APPROVED) if after else ("filed", 0)
        ), death
    places = [death["where"] for death in deaths]
    assert places[-2:] == ["before the commit", "after the commit"]
    print(f"{connection.vendor}: killed at {len(places)} places of a disbursement: {places}")
    assert len(places) >= 8
