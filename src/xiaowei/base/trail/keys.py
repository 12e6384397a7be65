"""Home of the keys of the home's secret: words encrypted, identities as keyed digests.

One key per purpose (HKDF-SHA256); whoever has the database without the secret can neither read what
was encrypted nor try out phone numbers or addresses against the digests.
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

_NONCE = 12


def encrypt(purpose: str, name: str, text: str) -> bytes:
    """Encrypt a text (AES-256-GCM), bound to the name of what it belongs to."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY, purpose).encrypt(
        nonce, text.encode(), name.encode()
    )


def decrypt(purpose: str, name: str, sealed: bytes) -> str | None:
    """Decrypt a text; None where this home's secret does not open it."""
    cipher = _cipher(settings.SECRET_KEY, purpose)
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode()).decode()
    except InvalidTag:
        return None


def keyed_digest(purpose: str, text: str) -> str:
    """Return the digest of a text under the purpose's key, as hex."""
    return hmac.digest(_key(settings.SECRET_KEY, purpose), text.encode(), "sha256").hex()


@lru_cache(maxsize=16)
def _key(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"xiaowei {purpose}".encode())
    return derive.derive(secret.encode())


@lru_cache(maxsize=4)
def _cipher(secret: str, purpose: str) -> AESGCM:
    return AESGCM(_key(secret, purpose))
