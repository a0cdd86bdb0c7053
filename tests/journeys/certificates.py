"""Certificates that are good for one name, or for none that anybody trusts; made anew each time."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificates:
    """A server's context that shows what it is told to: one certificate's authority is added to ``trusted``."""

    def __init__(self, folder: Path, name: str, trusted: Path) -> None:
        self._good, self._bad = folder / "good.pem", folder / "bad.pem"
        folder.mkdir(parents=True, exist_ok=True)
        _make(self._good, trusted, name)
        _make(self._bad, folder / "untrusted.pem", name)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.show(good=True)

    def show(self, *, good: bool) -> None:
        """What the server shows from the next connection on."""
        self.context.load_cert_chain(self._good if good else self._bad)


def _make(file: Path, trusted: Path, name: str) -> None:
    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Authority of {name}, {file.stem}")])
    server = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)

    def signed(subject: x509.Name, public: ec.EllipticCurvePublicKey, what: x509.ExtensionType) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(whose).public_key(public)
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        builder = builder.not_valid_after(now + timedelta(days=2)).add_extension(what, critical=True)
        return builder.sign(authority, hashes.SHA256())

    root = signed(whose, authority.public_key(), x509.BasicConstraints(ca=True, path_length=None))
    leaf = signed(server, key.public_key(), x509.SubjectAlternativeName([x509.DNSName(name)]))
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + leaf.public_bytes(pem) + root.public_bytes(pem))
    with trusted.open("ab") as known:
        known.write(root.public_bytes(pem))
