"""Home of writing letters into a file, one JSON document a line, safe on disk before it counts."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path

from xiaowei.domain.errors import SourceDown
from xiaowei.domain.messages import Letter


class FileChannel:
    """Appends letters to a file that only its owner may read."""

    name = "file"
    needs_address = False

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, letter: Letter) -> None:
        """Append one letter.

        :raises SourceDown: `file_not_writable`
        """
        line = json.dumps(asdict(letter), ensure_ascii=False) + "\n"
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with os.fdopen(handle, "ab") as out:
                out.write(line.encode())
                out.flush()
                os.fsync(out.fileno())
        except OSError as down:
            raise SourceDown("file_not_writable", file=self.path.name) from down
