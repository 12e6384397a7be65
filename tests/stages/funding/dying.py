"""Home of dying on purpose: `python -m` with a database kills a disbursement at each of its statements."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import django
from django.conf import settings

MOST = 60


def main(database: dict[str, Any]) -> int:
    """Kill one process after another, each a statement later; print what each left behind."""
    settings.DATABASES["default"].update(database)
    django.setup()
    from tests import walking  # noqa: F401  read once, before anybody forks

    for fatal in range(1, MOST):
        killed, ran_out = _die(lambda seen, fatal=fatal: seen == fatal, "")
        if ran_out:
            break
        _tell(f"statement {fatal}", killed)
    for where in ("before the commit", "after the commit"):
        killed, _ = _die(lambda seen: False, where)
        _tell(where, killed)
    return 0


def _die(is_fatal: Any, where: str) -> tuple[bool, bool]:
    """Return whether the process was killed, and whether it would have come to its commit."""
    child = os.fork()
    if child == 0:
        _disburse(is_fatal, where)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status), os.WIFEXITED(status) and os.WEXITSTATUS(status) == 7


def _disburse(is_fatal: Any, where: str) -> None:
    from django.db import connection

    from tests import walking

    seen, commit = 0, connection._commit

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if is_fatal(seen):
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    def finish() -> None:
        if not where:
            os._exit(7)
        if where == "after the commit":
            commit()
        os.kill(os.getpid(), signal.SIGKILL)

    connection.ensure_connection()
    connection._commit = finish
    with connection.execute_wrapper(watch):
        walking.take(walking.NUMBER, "disburse")
    os._exit(1)


def _tell(where: str, killed: bool) -> None:
    from django.db import connection
    from django.db.models import Sum

    from tests.walking import NUMBER
    from xiaowei.base.trail.counting import disorder
    from xiaowei.base.trail.queries import broken_links, story
    from xiaowei.stages.funding.models import Filing, LedgerLine

    filing = Filing.objects.get()
    moved = LedgerLine.objects.filter(kind="disbursed").aggregate(sum=Sum("amount_fen"))
    told = [e["facts"]["amount"] for e in story(NUMBER) if e["action"] == "funding.disburse"]
    left = {
        "where": where,
        "killed": killed,
        "state": filing.state,
        "sum": filing.disbursed_fen,
        "lines": moved["sum"] or 0,
        "trail": sum(told),
        "broken": broken_links() + disorder().miscounted,
    }
    connection.close()
    print(json.dumps(left), flush=True)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
