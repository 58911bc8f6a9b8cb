"""A timestamp authority for tests: HTTP in this process, `openssl ts -reply` behind it, a CA made at run time."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from adapters.timestamps import HttpTimestampAuthority
from hub.bootstrap.clock import SystemClock
from hub.flow.stamping import Stamping
from hub.model.moments import SECOND
from hub.ports import Store, Timestamp

STAMPING: Final = (ExtendedKeyUsageOID.TIME_STAMPING,)
_TST_INFO: Final = "1.2.840.113549.1.9.16.1.4"
_GRANTED: Final = bytes.fromhex("3003020100")
_CONFIGURATION: Final = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = {digests}
accuracy = secs:1
clock_precision_digits = 3
ess_cert_id_alg = sha256
"""


@cache
def _key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True, kw_only=True)
class Authority:
    """An authority's certificate and its CA's; each field is a way to differ from a good one."""

    ca: str = "test timestamp root"
    issued_by: str = "test timestamp root"
    """The CA whose key signs; another than `ca` is somebody who only takes its name."""
    uses: tuple[ObjectIdentifier, ...] = STAMPING
    is_critical: bool = True
    since: timedelta = timedelta(days=-300)
    until: timedelta = timedelta(days=300)
    is_self_signed: bool = False

    def root(self) -> x509.Certificate:
        """The CA's certificate."""
        name, key = _name(self.ca), _key(self.ca)
        return (
            self._begun(name, name, key, timedelta(days=-900), timedelta(days=3000))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, SHA256())
        )

    def certificate(self) -> x509.Certificate:
        """The authority's certificate."""
        name, key = _name("test timestamp authority"), _key("authority")
        above = (name, key) if self.is_self_signed else (_name(self.ca), _key(self.issued_by))
        return (
            self._begun(name, above[0], key, self.since, self.until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage(list(self.uses)), critical=self.is_critical)
            .sign(above[1], SHA256())
        )

    def _begun(
        self,
        subject: x509.Name,
        issuer: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        since: timedelta,
        until: timedelta,
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        return builder.not_valid_before(now + since).not_valid_after(now + until)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def pem(certificate: x509.Certificate) -> bytes:
    """The certificate as a file has it."""
    return certificate.public_bytes(Encoding.PEM)


def openssl(*arguments: str | Path) -> None:
    """Run the program; raises CalledProcessError."""
    subprocess.run(["openssl", *map(str, arguments)], capture_output=True, check=True, timeout=300)


@dataclass
class Replier:
    """`openssl ts -reply` with one authority's key."""

    folder: Path
    authority: Authority = field(default_factory=Authority)
    digests: str = "sha256, sha512"

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        private = _key("authority").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "key.pem").write_bytes(private)
        (self.folder / "signer.pem").write_bytes(pem(self.authority.certificate()))
        (self.folder / "root.pem").write_bytes(pem(self.authority.root()))
        (self.folder / "serial").write_text("01\n")
        (self.folder / "tsa.cnf").write_text(_CONFIGURATION.format(folder=self.folder, digests=self.digests))

    @property
    def root(self) -> x509.Certificate:
        """The CA's certificate."""
        return x509.load_pem_x509_certificate((self.folder / "root.pem").read_bytes())

    def __call__(self, query: bytes) -> bytes:
        """The answer to this request."""
        asked, answer = self.folder / "query.tsq", self.folder / "answer.tsr"
        asked.write_bytes(query)
        how = ("-config", self.folder / "tsa.cnf", *self._signing(), "-queryfile", asked)
        openssl("ts", "-reply", *how, "-out", answer)
        return answer.read_bytes()

    def resigned(self, answer: bytes, change: Callable[[bytes], bytes] = bytes) -> bytes:
        """What another answer says, changed, and signed by this authority: also where `openssl ts` would refuse to."""
        given, token, said = (self.folder / name for name in ("given.tsr", "token.der", "said.der"))
        given.write_bytes(answer)
        openssl("ts", "-reply", "-in", given, "-token_out", "-out", token)
        openssl("cms", "-verify", "-noverify", "-inform", "DER", "-in", token, "-out", said)
        said.write_bytes(change(said.read_bytes()))
        how = ("-nodetach", "-binary", "-cades", "-nosmimecap", "-md", "sha256", "-econtent_type", _TST_INFO)
        openssl("cms", "-sign", *how, *self._signing(), "-in", said, "-outform", "DER", "-out", token)
        return _sequence(_GRANTED + token.read_bytes())

    def _signing(self) -> tuple[str | Path, ...]:
        return "-signer", self.folder / "signer.pem", "-inkey", self.folder / "key.pem"


def _sequence(content: bytes) -> bytes:
    """A sequence in DER, of 256 to 65,535 bytes."""
    return b"\x30\x82" + len(content).to_bytes(2) + content


class _Handler(BaseHTTPRequestHandler):
    answer: Callable[[BaseHTTPRequestHandler, bytes], None]

    def do_POST(self) -> None:
        self.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_: object) -> None:
        """A test prints nothing."""


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    """A server on a free port; its URL."""
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answering(make: Callable[[bytes], bytes], status: int = 200) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    """Answers a request with what `make` makes of it."""

    def answer(handler: BaseHTTPRequestHandler, query: bytes) -> None:
        body = make(query)
        handler.send_response(status)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def stamp(store: Store, replier: Replier) -> Timestamp:
    """Have the newest checkpoint of a store stamped."""
    with serving(answering(replier)) as url:
        authority = HttpTimestampAuthority(url, lambda: [replier.root], SystemClock(), 3600 * SECOND)
        made = Stamping(store.log, authority, SystemClock()).ask()
    assert made is not None
    return made
