"""Changes of a home's keys and certificates, and what they are judged by."""

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography import x509

from adapters.files.durable import locked
from adapters.trust import OwnKeys
from adapters.trust.cutover import require_possible
from adapters.trust.validity_limits import read_limits
from adapters.x509 import Registered, ValidityLimits, fingerprint, subject
from hub.bootstrap import keys
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.succession import own_succession, party_certificates
from hub.home.place import Home
from hub.model import Request, digest
from hub.model.canonical import canonical
from hub.operate.keys.change import HUB, KeyChange, change_of, changed
from hub.operate.keys.copies import bound, remove_leftovers
from hub.operate.keys.done import Done
from hub.operate.keys.own import OwnSuccession
from hub.text.bilingual import Bilingual


def request_of(home: Home, change: KeyChange, reason: str) -> Request:
    """What an operator asks for: the change, the home, and the keys as they are now.

    Raises OperatorError (HUB-705, HUB-752; HUB-750, HUB-751 for a certificate that would not be registered).
    """
    _require_time(change)
    named = {"certificate_subject": _judged(home, change)} if change.does == "import" else {}
    return Request(
        verb="keys",
        about=change.whose,
        reason=reason,
        arguments={**change.arguments(), **named, "home": home.settings.name},
        heads={change.whose: standing(home, change)},
    )


@contextmanager
def as_requested(home: Home, request: Request) -> Iterator[KeyChange]:
    """The change that was asked for, if it would still do the same; nobody else changes keys meanwhile.

    Raises Rejected (HUB-826) where its files or the keys have changed since, or in another home; OperatorError
    (HUB-752) where the time at which it was to take effect has passed, or (HUB-750, HUB-751) its certificate would not
    be registered any more.
    """
    change = change_of(request.about, request.arguments)
    _require_time(change)
    if request.arguments["home"] != (here := home.settings.name):
        raise changed(Bilingual(f"主目录（{here}）", f"the home ({here})"))
    with locked(home.keys):
        remove_leftovers(home.keys)
        if request.heads[change.whose] != standing(home, change):
            raise changed(Bilingual(f"“{change.whose}”的证书", f"the certificates of “{change.whose}”"))
        with bound(change, request.arguments, home.keys) as ready:
            if ready.does == "import":
                _judged(home, ready)
            yield ready


def make_change(home: Home, change: KeyChange, now: int) -> Done:
    """Change keys or certificates. Raises OperatorError as OwnSuccession and PartyCertificates do."""
    cutover = change.cutover.resolved(now) if change.cutover is not None else None
    if change.does == "import":
        assert change.certificate is not None
        theirs = party_certificates(home, change.purpose)
        named = change.although_named
        return theirs.admit(change.whose, change.certificate, now, cutover, although_named=named)
    if change.whose != HUB:
        assert cutover is not None
        return party_certificates(home, change.purpose).cut_over(change.whose, cutover, now, change.only)
    return _succeed(own_succession(home, now, change.purpose), change, home.settings.id, cutover)


def _judged(home: Home, change: KeyChange) -> str:
    """The subject of a certificate that may be registered. Raises OperatorError as `PartyCertificates.judge` does."""
    assert change.certificate is not None
    theirs, now = party_certificates(home, change.purpose), SystemClock().now()
    return subject(theirs.judge(change.whose, change.certificate, now, although_named=change.although_named)) or "—"


def _require_time(change: KeyChange) -> None:
    if change.cutover is not None:
        require_possible(change.cutover.resolved(now := SystemClock().now()), now)


def _succeed(ours: OwnSuccession, change: KeyChange, hub: str, cutover: int | None) -> Done:
    """A new key or certificate of ours; all but a bare key need a cutover."""
    if change.makes_key:
        assert change.kind is not None
        name = _name(change) or ours.subject(hub)
        if not change.self_signed:
            return ours.make(name, change.kind)
        assert change.days is not None and cutover is not None
        return ours.make_self_signed(name, change.kind, change.days, cutover)
    assert cutover is not None
    if change.key is not None:
        return ours.take_key(change.key, change.certificate, cutover)
    assert change.certificate is not None
    return ours.take_certificate(change.certificate, cutover)


def _name(change: KeyChange) -> x509.Name | None:
    return x509.Name.from_rfc4514_string(change.subject) if change.subject else None


def standing(home: Home, change: KeyChange) -> str:
    """The keys and certificates that a change is about, with their limits, as a hex SHA-256. No private key is opened.

    Raises OperatorError (HUB-705, HUB-707).
    """
    if change.whose == HUB:
        return digest(canonical(_ours(keys.own_keys(home, change.purpose))))
    known = keys.read_register(home, change.purpose).of(change.whose)
    return digest(canonical(sorted(_facts(one) for one in known)))


def _ours(own: OwnKeys) -> list[list[str]]:
    known = {fingerprint(one): one for one in own.certificates()}
    limits = read_limits(own.folder, known)
    certificates = [_facts(Registered.of(one, limits.get(name, ValidityLimits()))) for name, one in known.items()]
    return [*([place.name, str(place.key), str(place.device)] for place in own.places()), *certificates]


def _facts(one: Registered) -> list[str]:
    return [fingerprint(one.certificate), str(one.since), str(one.until)]
