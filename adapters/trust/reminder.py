"""Log warnings about certificates that end soon."""

from collections.abc import Mapping, Sequence

from adapters.x509 import Registered, expiry_problem
from adapters.x509.validity import DAY
from hub.ports import Clock
from hub.text.bilingual import Bilingual
from hub.text.log import Log

log = Log()


class Reminder:
    """Logs the warnings at the first check and then once a day."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next = 0

    def look(self, known: Mapping[Bilingual, Sequence[Registered]]) -> None:
        """Log one line for each owner whose certificates end within 60 days (HUB-731) or have ended (HUB-732)."""
        now = self._clock.now()
        if now < self._next:
            return
        self._next = now + DAY
        for who, certificates in known.items():
            if (found := expiry_problem(who, certificates, now)) is not None:
                log.warning("certificate_to_renew", code=found.code, reason=str(found))
