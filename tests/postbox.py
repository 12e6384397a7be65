"""Home of a small real SMTP server on loopback: it takes letters, refuses or falls silent when told."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


class Postbox(socketserver.ThreadingTCPServer):
    """Keeps every letter that was handed over; `refused` holds addresses that it does not take."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()

    @property
    def url(self) -> str:
        """Return the address for XIAOWEI_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=xiaowei@example.invalid"


class _Talk(socketserver.StreamRequestHandler):
    server: Postbox

    def handle(self) -> None:
        self._say("220 postbox")
        while line := self.rfile.readline():
            word = line.decode().strip()
            if word.upper() == "QUIT":
                self._say("221 bye")
                return
            if word.upper() == "DATA":
                self._say("354 go on")
                self._take()
            elif word.upper().startswith("RCPT") and any(a in word for a in self.server.refused):
                self._say("550 no such box")
            else:
                self._say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.letters.append(letter)
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def postbox() -> Iterator[Postbox]:
    """Run a server while the block lasts."""
    server = Postbox()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
