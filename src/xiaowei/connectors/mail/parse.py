"""Home of reading the address of an SMTP server."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from xiaowei.domain.errors import BadInput

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """An SMTP server: how it is spoken to, as whom, and from which address letters come."""

    scheme: str
    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def read_address(url: str) -> Server:
    """Read `smtp://user:password@host:port?from=address`; `smtp+starttls` and `smtps` encrypt.

    :raises BadInput: `bad_smtp_url`; the words of the address are not repeated
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadInput("bad_smtp_url") from None
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or "@" not in sender:
        raise BadInput("bad_smtp_url")
    return Server(
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
