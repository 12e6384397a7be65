"""Home of reading a workbook in a process of its own: a damaged one may take its reader down with it."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

from xiaowei.domain.errors import BadInput

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls begins (an OLE2 file)."""
SECONDS = 120
PROGRAM = "from xiaowei.connectors.tabular.workbook import serve; serve()"


def read_apart(data: bytes, name: str) -> Any:
    """Return the grids of a workbook; a reader that dies is a damaged file.

    :raises BadInput: sheet_damaged and whatever the reader refuses
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, name],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as trouble:
        reason = f"{type(trouble).__name__}"
        raise BadInput("sheet_damaged", file=name, reason=reason) from trouble
    answer = pickle.loads(done.stdout)  # noqa: S301 - written by our own program just now
    if isinstance(answer, tuple):
        code, facts = answer
        raise BadInput(code, **facts)
    return answer
