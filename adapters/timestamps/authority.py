"""A timestamp authority that is asked over HTTP (RFC 3161, 3.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from adapters.http import LONGEST, post
from adapters.timestamps.verified import UntrustedTimestamp, verify_timestamp
from hub.errors import Code, OperatorError, operator_error
from hub.model.moments import SECOND
from hub.ports import Clock
from hub.text.bilingual import Bilingual

_QUERY = "application/timestamp-query"
_ANSWERED = 200


@dataclass(frozen=True, slots=True)
class HttpTimestampAuthority:
    """A TimestampAuthority behind a URL. Thread-safe."""

    url: str
    trusted: Callable[[], Sequence[x509.Certificate]]
    """Reads the certificates that must stand above the authority's; raises OperatorError."""
    clock: Clock
    clock_skew: int
    """The most microseconds by which its clock may differ from the hub's."""

    def stamp(self, data: bytes) -> tuple[int, bytes]:
        """The authority's time, and its answer as it came, verified. Blocks.

        Raises OperatorError: HUB-945 without an answer, HUB-946 for one that does not hold, and those of `trusted`.
        """
        trusted = self.trusted()
        request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
        before = self.clock.now()
        response = self._asked(request.as_bytes())
        try:
            vouched = verify_timestamp(response, data, trusted, request.nonce)
        except UntrustedTimestamp as error:
            raise self._refusal(Code.TIMESTAMP_NOT_TRUSTED, error.reason) from error
        self._require_near(vouched.at, before)
        return vouched.at, response

    def _asked(self, query: bytes) -> bytes:
        try:
            answer = post(self.url, query, _QUERY)
        except OSError as error:
            reason = Bilingual.same(str(getattr(error, "reason", error)))
            raise self._refusal(Code.NO_TIMESTAMP, reason) from error
        if answer.status != _ANSWERED:
            raise self._refusal(Code.NO_TIMESTAMP, Bilingual.same(f"HTTP {answer.status}"))
        if len(answer.body) > LONGEST:
            reason = Bilingual(f"答复超过 {LONGEST} 字节", f"its answer has more than {LONGEST} bytes")
            raise self._refusal(Code.NO_TIMESTAMP, reason)
        return answer.body

    def _require_near(self, at: int, before: int) -> None:
        """Refuse a time that is not between request and answer, but for the difference that clocks may have."""
        after = self.clock.now()
        if before - self.clock_skew <= at <= after + self.clock_skew:
            return
        apart = abs(at - after) // SECOND
        reason = Bilingual(f"其时间与本机时钟相差 {apart} 秒", f"its time is {apart} s from the hub's clock")
        raise self._refusal(Code.TIMESTAMP_NOT_TRUSTED, reason)

    def _refusal(self, code: Code, reason: Bilingual) -> OperatorError:
        """The URL may hold a secret: its host is told."""
        return operator_error(code, authority=urlsplit(self.url).hostname or "", reason=reason)
