"""Letters hold links that open answers: encrypted, they go to nobody who only says to be the mail server."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from feedback import readiness
from feedback.demo.inbox import Inbox
from feedback.foundations import mail
from feedback.foundations.mail import NotAccepted, SmtpTransport
from tests.foundations.test_mail import LETTER


def certificate_for(folder: Path, host: str) -> Path:
    """A certificate that signs itself for an address, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.org")])
    now = datetime.now(UTC)  # whoever checks it looks at the machine's clock
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{host}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


class Encrypted(Controller):
    """A mail server that takes letters only after STARTTLS."""

    def __init__(self, inbox: Inbox, certificate: Path) -> None:
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self.tls.load_cert_chain(certificate)
        super().__init__(inbox, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        return SMTP(self.handler, tls_context=self.tls, require_starttls=True)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # the free one that was found
        super()._trigger_server()


@pytest.fixture(params=["127.0.0.1", "192.0.2.1"])
def certificate(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """For the server's own address, and for another."""
    return certificate_for(tmp_path, request.param)


@pytest.fixture
def taken(certificate: Path) -> Iterator[tuple[Inbox, int]]:
    """What the encrypted server took, and its port."""
    inbox = Inbox()
    mail.trusted.cache_clear()  # each test says anew which authorities there are
    server = Encrypted(inbox, certificate)
    server.start()
    yield inbox, server.port
    server.stop()
    mail.trusted.cache_clear()


@pytest.fixture
def post(app: Flask, taken: tuple[Inbox, int]) -> SmtpTransport:
    """The council's mail, told to encrypt."""
    told = {"mail_host": "127.0.0.1", "mail_port": taken[1], "mail_starttls": True}
    return SmtpTransport(app.config["SETTINGS"].model_copy(update=told), timeout=5)


def test_a_certificate_that_nobody_vouches_for_gets_no_letter(post: SmtpTransport, taken: tuple[Inbox, int]) -> None:
    with pytest.raises(NotAccepted, match="SSLCertVerificationError") as refusal:
        post.send(LETTER)
    assert not refusal.value.final
    assert taken[0].letters == []
    assert "certificate" in readiness._mail(post.settings).finding


def test_a_certificate_of_the_councils_own_authority_is_taken_for_its_server_alone(
    post: SmtpTransport, taken: tuple[Inbox, int], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    if certificate.name.startswith("127"):
        post.send(LETTER)
        assert [letter.to for letter in taken[0].letters] == [LETTER.to]
        assert readiness._mail(post.settings).well
    else:
        with pytest.raises(NotAccepted, match="SSLCertVerificationError"):
            post.send(LETTER)
        assert taken[0].letters == []


def test_without_the_setting_a_server_that_wants_encryption_is_tried_again(
    post: SmtpTransport, taken: tuple[Inbox, int]
) -> None:
    plain = replace(post, settings=post.settings.model_copy(update={"mail_starttls": False}))
    with pytest.raises(NotAccepted):
        plain.send(LETTER)
    assert taken[0].letters == []
