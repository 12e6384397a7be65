"""Home of sealing: raw words encrypted, callers and contents as keyed digests.

The keys are derived from the home's secret (HKDF-SHA256, one per purpose); whoever has the database
without the secret can neither read raw words nor try out phone numbers against the digests.
"""

from __future__ import annotations

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from xiaowei.domain.errors import RuleBroken

_NONCE = 12


def seal(number: str, raw: str) -> bytes:
    """Encrypt the raw words of a ticket (AES-256-GCM, bound to its number)."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, raw.encode(), number.encode())


def unseal(number: str, sealed: bytes) -> str:
    """Decrypt the raw words of a ticket.

    :raises RuleBroken: `raw_unreadable`
    """
    try:
        return (
            _cipher(settings.SECRET_KEY)
            .decrypt(sealed[:_NONCE], sealed[_NONCE:], number.encode())
            .decode()
        )
    except InvalidTag:
        raise RuleBroken("raw_unreadable", number=number) from None


def opens(number: str, sealed: bytes) -> bool:
    """Tell whether this home's secret opens what was sealed."""
    try:
        unseal(number, sealed)
    except RuleBroken:
        return False
    return True


def caller_hash(identity: str | None) -> str:
    """Return the keyed digest of what identifies a caller, blank where nobody is named."""
    return _digest("caller", identity) if identity else ""


def content_digest(content: str) -> str:
    """Return the keyed digest of everything a row says."""
    return _digest("content", content)


def stand_in(number: str) -> str:
    """Return what stands for a number that is somebody's own: the same in this home every time."""
    return f"P-{_digest('number', number)[:16]}"


def _digest(purpose: str, text: str) -> str:
    return hmac.digest(_key(settings.SECRET_KEY, purpose), text.encode(), "sha256").hex()


@lru_cache(maxsize=8)
def _key(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"xiaowei {purpose}".encode())
    return derive.derive(secret.encode())


@lru_cache(maxsize=2)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_key(secret, "sealed text"))
