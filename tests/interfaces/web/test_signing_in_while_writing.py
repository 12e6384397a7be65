"""Signing in while somebody else writes: it waits for the writer once, and opens; reading never waits."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import homes

A_WHILE = 1.5
SIGN_IN = """
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"})
print(*(client.get(page).status_code for page in ("/sign-in/", "/")), flush=True)
answer = client.post("/sign-in/", {"username": "clerk", "password": "long enough"})
print(answer.status_code, answer.headers.get("Location"), flush=True)
"""
WRITING = ("INSERT", "UPDATE", "DELETE")


@pytest.mark.django_db(transaction=True)
def test_signing_in_asks_for_the_writer_once_and_its_session_once(as_):
    client = as_()
    with CaptureQueriesContext(connection) as seen:
        answer = client.post("/sign-in/", {"username": "clerk", "password": "secret"})
    assert answer["Location"] == "/desk/"
    words = [query["sql"].split()[0] for query in seen]
    assert words.count("BEGIN") == words.count("COMMIT") == 2
    writes = [place for place, word in enumerate(words) if word in WRITING]
    assert writes, "the session at least"
    alone = [n for n in writes if words[:n].count("BEGIN") == words[:n].count("COMMIT")]
    assert alone == []


@pytest.mark.long
@pytest.mark.database
@pytest.mark.skipif(connection.vendor != "sqlite", reason="the one writer is SQLite's")
def test_it_waits_for_a_long_write_and_opens_while_pages_are_read():
    with homes.home() as environment:
        appoint = ("appoint", "clerk", "--role", "district_office", "--region", "110112")
        homes.command(environment, *appoint, stdin=subprocess.PIPE).communicate("long enough\n")
        file = f"{environment['XIAOWEI_HOME']}/xiaowei.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            line, pipe = [sys.executable, "-c", SIGN_IN], subprocess.PIPE
            with subprocess.Popen(line, env=environment, stdout=pipe, text=True) as clerk:
                assert clerk.stdout is not None
                assert clerk.stdout.readline() == "200 200\n"
                time.sleep(A_WHILE)
                assert clerk.poll() is None
                other.execute("ROLLBACK")
                assert clerk.stdout.readline() == "302 /desk/\n"
