"""Serving over TLS: one's own certificate is enough; what can't be served is refused before it starts."""

from __future__ import annotations

import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import homes
from tests.browser.serving import free_port

PATIENCE = 60


def pair(folder: Path, name: str, password: str = "") -> tuple[Path, Path]:
    """Make a certificate for 127.0.0.1 that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    began = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(named).issuer_name(named)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(began - timedelta(days=1)).not_valid_after(began + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    hidden = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    form = serialization.PrivateFormat.PKCS8
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, hidden))
    return cert_file, key_file


def test_what_cannot_be_served_is_refused_with_what_to_do(tmp_path, xiaowei):
    cert, key = pair(tmp_path, "ours")
    _, other = pair(tmp_path, "other")
    locked_cert, locked = pair(tmp_path, "locked", "a passphrase")
    for given, said in (
        ((cert, tmp_path / "none.key"), "none.key"),
        ((cert, other), "一对"),
        ((key, cert), "一对"),
        ((locked_cert, locked), "口令"),
    ):
        ran = xiaowei("serve", "--tls", *given)
        assert ran.code == 3
        assert said in ran.logged


@pytest.mark.long
@pytest.mark.database
def test_pages_come_over_https_and_forms_go(tmp_path):
    cert, key = pair(tmp_path, "ours")
    port = free_port()
    where = f"https://127.0.0.1:{port}"
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}),
        urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=cert)),
        urllib.request.HTTPCookieProcessor(jar := CookieJar()),
    )
    with homes.home() as home:
        served = ("serve", "--port", port, "--workers", 1, "--tls", cert, key)
        server = homes.command(home, *served)
        try:
            page = patiently(opener, f"{where}/sign-in/", server)
            assert "登录" in page
            cookies = {one.name: one for one in jar}
            assert cookies["csrftoken"].secure
            token = cookies["csrftoken"].value
            form = {"username": "x", "password": "y", "csrfmiddlewaretoken": token}
            sent = urllib.request.Request(
                f"{where}/sign-in/", urllib.parse.urlencode(form).encode(), {"Origin": where}
            )
            with opener.open(sent, timeout=PATIENCE) as answer:
                assert "请输入" in answer.read().decode()
        finally:
            server.terminate()
            server.communicate(timeout=PATIENCE)


def patiently(opener: urllib.request.OpenerDirector, address: str, server) -> str:
    """Open a page as soon as the server listens."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, server.communicate()
        try:
            with opener.open(address, timeout=PATIENCE) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{address} did not answer")
