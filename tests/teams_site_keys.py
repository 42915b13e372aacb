"""The local Teams' keys: signs what it sends to the bot, and says who may call it."""

from __future__ import annotations

import atexit
import base64
import functools
import ipaddress
import ssl
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

ISSUER = "https://api.botframework.com"


@functools.cache
def rsa_key(name: str) -> RSAPrivateKey:
    """A key with that name; the same for the whole test run, as making one takes a while."""
    del name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class KeyRing:
    """The keys that Teams signs with."""

    def __init__(self) -> None:
        self.published: dict[str, list[str]] = {}  # kid -> channels it is good for
        self.current = ""
        self.odd: list[Any] = []  # published as well: whatever else may stand in the list
        self.use("key-1")

    def use(self, kid: str, *, endorsements: tuple[str, ...] = ("msteams", "webchat")) -> None:
        """Publish a key, and sign with it from now on."""
        self.published[kid] = list(endorsements)
        self.current = kid

    def forget(self, kid: str) -> None:
        """Do not publish a key any more."""
        self.published.pop(kid, None)

    def as_json(self) -> dict[str, Any]:
        """The key set (JWKS) as the login endpoint of the Bot Framework publishes it."""
        return {"keys": [*self.odd, *(_jwk(*entry) for entry in self.published.items())]}

    def sign(
        self,
        *,
        audience: str,
        service_url: str,
        expires_in: float = 3600,
        issuer: str = ISSUER,
        kid: str = "",
        algorithm: str = "RS256",
        key: RSAPrivateKey | str | None = None,
        **claims: Any,
    ) -> str:
        """A token as Teams sends it; `kid` names the key, `key` signs with another one instead.

        A claim that is None is left out.
        """
        kid, now = kid or self.current, time.time()
        told = {
            "serviceurl": service_url,
            "nbf": int(now - 300),
            "exp": int(now + expires_in),
            "iss": issuer,
            "aud": audience,
            **claims,
        }
        body = {name: value for name, value in told.items() if value is not None}
        return jwt.encode(
            body, rsa_key(kid) if key is None else key, algorithm, headers={"kid": kid}
        )


def _jwk(kid: str, channels: list[str]) -> dict[str, Any]:
    numbers = rsa_key(kid).public_key().public_numbers()

    def text(number: int) -> str:
        data = number.to_bytes((number.bit_length() + 7) // 8, "big")
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    named = {"kty": "RSA", "use": "sig", "kid": kid, "x5t": kid}
    shape = {"n": text(numbers.n), "e": text(numbers.e)}
    return named | shape | ({"endorsements": channels} if channels else {})


@functools.cache
def certificate() -> tuple[ssl.SSLContext, Path]:
    """TLS for 127.0.0.1, and the file of certificates that a client has to trust."""
    folder = tempfile.TemporaryDirectory(prefix="coach-teams-")
    atexit.register(folder.cleanup)  # it stays for as long as the tests run
    key = ec.generate_private_key(ec.SECP256R1())
    made = self_signed("127.0.0.1", key)
    file = Path(folder.name) / "tls.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file


def self_signed(
    name: str,
    key: ec.EllipticCurvePrivateKey | RSAPrivateKey,
    *,
    good_for: timedelta = timedelta(days=1),
) -> x509.Certificate:
    """A certificate for `name` that vouches for itself, good since yesterday."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + good_for)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    )
    if name[0].isdigit():
        address = x509.IPAddress(ipaddress.ip_address(name))
        built = built.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return built.sign(key, hashes.SHA256())
