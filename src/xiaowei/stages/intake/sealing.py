"""Home of sealing tickets: raw words encrypted, callers and contents as keyed digests."""

from __future__ import annotations

from xiaowei.base.trail.keys import decrypt, encrypt, keyed_digest
from xiaowei.domain.errors import RuleBroken

RAW = "sealed text"


def seal(number: str, raw: str) -> bytes:
    """Encrypt the raw words of a ticket, bound to its number."""
    return encrypt(RAW, number, raw)


def unseal(number: str, sealed: bytes) -> str:
    """Decrypt the raw words of a ticket.

    :raises RuleBroken: `raw_unreadable`
    """
    raw = decrypt(RAW, number, bytes(sealed))
    if raw is None:
        raise RuleBroken("raw_unreadable", number=number)
    return raw


def opens(number: str, sealed: bytes) -> bool:
    """Tell whether this home's secret opens what was sealed."""
    return decrypt(RAW, number, bytes(sealed)) is not None


def caller_hash(identity: str | None) -> str:
    """Return the keyed digest of what identifies a caller, blank where nobody is named."""
    return keyed_digest("caller", identity) if identity else ""


def content_digest(content: str) -> str:
    """Return the keyed digest of everything a row says."""
    return keyed_digest("content", content)


def stand_in(number: str) -> str:
    """Return what stands for a number that is somebody's own: the same in this home every time."""
    return f"P-{keyed_digest('number', number)[:16]}"
