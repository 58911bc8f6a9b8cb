"""What a timestamp authority answers: `openssl ts` is believed, and whatever does not hold is refused by its code."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from timestamp_authority import STAMPING, Authority, Replier, answering, openssl, serving

from adapters.http import LONGEST
from adapters.timestamps import HttpTimestampAuthority, UntrustedTimestamp, verify_timestamp
from hub.bootstrap.clock import SystemClock
from hub.errors import Code, OperatorError
from hub.model.moments import SECOND

DATA = b"hub/audit\n3\n"
SKEW = 300 * SECOND
HOUR = 3600 * SECOND
OTHER_CA = Authority(ca="another root", issued_by="another root")


@dataclass(frozen=True)
class _Clock:
    """A clock that differs from the system's by so many microseconds."""

    ahead: int = 0

    def now(self) -> int:
        return SystemClock().now() + self.ahead


@pytest.fixture
def replier(tmp_path: Path) -> Replier:
    return Replier(tmp_path / "tsa")


def authority(url: str, *trusted: x509.Certificate, ahead: int = 0) -> HttpTimestampAuthority:
    return HttpTimestampAuthority(url, lambda: trusted, _Clock(ahead), SKEW)


def refusal(asked: HttpTimestampAuthority) -> tuple[str, str]:
    with pytest.raises(OperatorError) as refused:
        asked.stamp(DATA)
    return refused.value.code, str(refused.value.names["reason"])


def test_an_answer_that_holds_is_returned_as_it_came(replier: Replier, tmp_path: Path) -> None:
    """With its time; `openssl ts -verify` finds the same."""
    with serving(answering(replier)) as url:
        at, response = authority(url, replier.root).stamp(DATA)
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "response.tsr").write_bytes(response)

    openssl("ts", "-verify", "-data", tmp_path / "data", "-in", tmp_path / "response.tsr", "-CAfile", _root(replier))

    assert abs(at - SystemClock().now()) < SKEW
    assert verify_timestamp(response, DATA, [replier.root]).by == "CN=test timestamp authority"


def _root(replier: Replier) -> Path:
    return replier.folder / "root.pem"


def _resigned(other: Authority) -> Callable[[Replier, bytes], bytes]:
    def answer(replier: Replier, query: bytes) -> bytes:
        return Replier(replier.folder / "other", other).resigned(replier(query))

    return answer


def _issued(other: Authority) -> Callable[[Replier, bytes], bytes]:
    return lambda replier, query: Replier(replier.folder / "other", other)(query)


def _of_another_request(replier: Replier, _: bytes) -> bytes:
    """The hash is the right one, the nonce another's."""
    query = replier.folder / "another.tsq"
    openssl("ts", "-query", "-digest", sha256(DATA).hexdigest(), "-sha256", "-cert", "-out", query)
    return replier(query.read_bytes())


def _a_month_earlier(answer: bytes) -> bytes:
    """With another time than the authority's; that is in the part which it signed."""
    found = re.search(rb"\x18.(20\d{12})", answer, re.DOTALL)
    assert found is not None
    earlier = f"{datetime.now(UTC) - timedelta(days=30):%Y%m%d%H%M%S}".encode()
    return answer[: found.start(1)] + earlier + answer[found.end(1) :]


UNTRUSTED: dict[str, tuple[Callable[[Replier, bytes], bytes], str]] = {
    "time altered": (lambda made, query: _a_month_earlier(made(query)), "chain"),
    "other data": (lambda made, query: made(query.replace(sha256(DATA).digest(), bytes(32))), "other data"),
    "other nonce": (_of_another_request, "nonce"),
    "no nonce": (lambda made, query: made(_without_nonce(made, query)), "nonce"),
    "no certificate": (
        lambda made, query: made(query.removesuffix(b"\1\1\xff") + b"\1\1\0"),
        "certificate of its signer",
    ),
    "for code": (_resigned(Authority(uses=(ExtendedKeyUsageOID.CODE_SIGNING,))), "timestamps only"),
    "for code too": (_resigned(Authority(uses=(*STAMPING, ExtendedKeyUsageOID.CODE_SIGNING))), "timestamps only"),
    "not critical": (_resigned(Authority(is_critical=False)), "timestamps only"),
    "expired": (_issued(Authority(until=timedelta(days=-1))), "certificate has expired"),
    "not valid yet": (_issued(Authority(since=timedelta(days=1))), "not yet valid"),
    "self-signed": (_issued(Authority(is_self_signed=True)), "self-signed"),
    "another CA": (_issued(OTHER_CA), "unable to get local issuer"),
    "the CA's name only": (_issued(Authority(issued_by="another root")), "signature failure"),
    "truncated": (lambda made, query: made(query)[:-1], "cannot be read"),
    "something behind it": (lambda made, query: made(query) + b"\0", "cannot be read"),
    "empty": (lambda *_: b"", "cannot be read"),
    "a page": (lambda *_: b"<html>Welcome</html>", "cannot be read"),
    "the request": (lambda _, query: query, "cannot be read"),
    "refused": (lambda made, query: Replier(made.folder / "strict", digests="sha512")(query), "refused: 2"),
}


def _without_nonce(replier: Replier, _: bytes) -> bytes:
    query = replier.folder / "bare.tsq"
    openssl("ts", "-query", "-digest", sha256(DATA).hexdigest(), "-sha256", "-cert", "-no_nonce", "-out", query)
    return query.read_bytes()


@pytest.mark.parametrize("name", UNTRUSTED)
def test_an_answer_that_does_not_hold_is_refused(replier: Replier, name: str) -> None:
    answer, reason = UNTRUSTED[name]
    with serving(answering(lambda query: answer(replier, query))) as url:
        code, told = refusal(authority(url, replier.root))

    assert (code, reason in told) == (Code.TIMESTAMP_NOT_TRUSTED, True), told


@pytest.mark.parametrize("ahead", [-HOUR, HOUR])
def test_a_time_that_is_far_from_the_hubs_clock_is_refused(replier: Replier, ahead: int) -> None:
    with serving(answering(replier)) as url:
        code, told = refusal(authority(url, replier.root, ahead=ahead))

    assert (code, "from the hub's clock" in told) == (Code.TIMESTAMP_NOT_TRUSTED, True)


def _redirected(to: str) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def answer(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(307)
        handler.send_header("Location", to)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def test_a_redirect_is_not_followed(replier: Replier) -> None:
    """Not even to an authority that would answer well."""
    with serving(answering(replier)) as good, serving(_redirected(good)) as url:
        assert refusal(authority(url, replier.root)) == (Code.NO_TIMESTAMP, "HTTP 307")


def test_an_answer_without_end_is_read_no_further_than_it_may_be_long(replier: Replier) -> None:
    done = threading.Event()

    def flood(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not done.is_set():
                handler.wfile.write(bytes(LONGEST))
        except OSError:  # the hub has hung up
            done.set()

    with serving(flood) as url:
        code, told = refusal(authority(url, replier.root))
        assert done.wait(60)

    assert (code, str(LONGEST) in told) == (Code.NO_TIMESTAMP, True)


def test_an_authority_that_is_away_or_fails_is_told(replier: Replier) -> None:
    """With its host; the rest of the URL may be a secret."""
    away = authority("http://127.0.0.1:1/secret", replier.root)
    with serving(answering(replier, status=503)) as url:
        assert refusal(authority(url, replier.root)) == (Code.NO_TIMESTAMP, "HTTP 503")
    with pytest.raises(OperatorError) as refused:
        away.stamp(DATA)
    assert (refused.value.code, refused.value.names["authority"]) == (Code.NO_TIMESTAMP, "127.0.0.1")
    assert "secret" not in str(refused.value.wording)


@pytest.mark.parametrize("name", ["TIMEOUT_S", "DEADLINE_S"])
def test_an_authority_that_is_too_slow_is_told(replier: Replier, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """It is silent, or sends byte after byte without an end."""
    monkeypatch.setattr(f"adapters.http.asking.{name}", 0.05)
    done = threading.Event()

    def drip(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()
        while name == "DEADLINE_S" and not done.wait(0.01):
            handler.wfile.write(b"0")
        done.wait(60)

    with serving(drip) as url:
        code, _ = refusal(authority(url, replier.root))
        done.set()
    assert code == Code.NO_TIMESTAMP


def test_what_is_not_http_is_no_answer(replier: Replier) -> None:
    def greet(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.wfile.write(b"RFB 003.008\n")

    with serving(greet) as url:
        assert refusal(authority(url, replier.root))[0] == Code.NO_TIMESTAMP


def test_a_changed_answer_never_says_something_else(replier: Replier) -> None:
    """Whichever byte is changed; and none makes the library fail in a way of its own."""
    with serving(answering(replier)) as url:
        _, response = authority(url, replier.root).stamp(DATA)
    good = verify_timestamp(response, DATA, [replier.root])
    for at in range(0, len(response), 3):
        changed = response[:at] + bytes([response[at] ^ 0x10]) + response[at + 1 :]
        try:
            assert verify_timestamp(changed, DATA, [replier.root]) == good
        except UntrustedTimestamp as error:
            assert error.reason.zh != error.reason.en


def test_a_good_answer_holds_after_its_certificate_has_expired(replier: Replier) -> None:
    """The certificates must be valid at the timestamp's time; one of a month ago is no new one, of course."""
    past = Replier(replier.folder / "past", Authority(until=timedelta(days=-1)))
    response = past.resigned(replier(_without_nonce(replier, b"")), _a_month_earlier)
    assert verify_timestamp(response, DATA, [past.root])
    with pytest.raises(UntrustedTimestamp, match="expired"):
        verify_timestamp(past.resigned(replier(_without_nonce(replier, b""))), DATA, [past.root])
