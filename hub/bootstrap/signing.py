"""What signs and verifies with a home's keys and certificates."""

from collections.abc import Mapping, Sequence

from lxml.etree import _Element

from adapters.files.watching import Watched
from adapters.signing import USUAL, Agreed, Profile, RegisteredVerifier, RingSigner, named
from adapters.trust import CertificateRegister, KeyRing, Reminder, WatchedRegister
from adapters.x509 import KeyKind
from hub.bootstrap.keys import own_keys, read_register
from hub.catalogue import Catalogue
from hub.home.key_passwords import key_passwords
from hub.home.place import Home
from hub.model.moments import SECOND
from hub.operate.keys.inspection import US
from hub.ports import Clock
from hub.text.bilingual import Bilingual


def named_profiles(catalogue: Catalogue) -> Mapping[str, Sequence[Profile]]:
    """The signature profiles of the parties whose files name them."""
    parties = catalogue.parties.items()
    return {
        name: [profile for word in party.signatures for profile in named(word)]
        for name, party in parties
        if party.signatures
    }


def key_kinds(catalogue: Catalogue) -> Mapping[str, KeyKind]:
    """The kind of key that the first profile in a party's file asks for, where it names any; ECDSA where that fits."""
    return {party: _kind(profiles) for party, profiles in named_profiles(catalogue).items()}


def _kind(profiles: Sequence[Profile]) -> KeyKind:
    kinds = [profile.kind for profile in profiles if profile.name == profiles[0].name]
    return "ecdsa" if "ecdsa" in kinds else kinds[0]


def agreed_profiles(catalogue: Catalogue | None) -> Agreed:
    """The signature profiles that the parties' files name; the usual ones for the others."""
    told = named_profiles(catalogue) if catalogue is not None else {}
    return lambda party: told.get(party, USUAL)


def open_signer(home: Home, clock: Clock, agreed: Agreed, *, remind: bool = False) -> RingSigner:
    """Signs with the newest of our keys whose time has come; those that are added meanwhile are noticed."""
    own, passwords, reminder = own_keys(home), key_passwords(home), Reminder(clock)

    def look(ring: KeyRing) -> None:
        if remind:
            reminder.look({US: [pair.known for pair in ring.pairs]})

    ring: Watched[KeyRing] = Watched(own.watched(), lambda: own.read(passwords), look)
    return RingSigner(ring, clock, agreed)


def open_register(home: Home, clock: Clock, *, remind: bool = False) -> WatchedRegister:
    """The parties' certificates; those that are added meanwhile are noticed."""
    reminder = Reminder(clock)

    def look(register: CertificateRegister) -> None:
        if remind:
            reminder.look({Bilingual.same(party): register.of(party) for party in register.parties()})

    return WatchedRegister(home.parties, look)


class VerifierAtNeed:
    """Verifies by the home's register, which is read only when there is something to verify."""

    def __init__(self, home: Home, clock: Clock, agreed: Agreed) -> None:
        self._home = home
        self._clock = clock
        self._agreed = agreed

    def verify(self, message: _Element, party: str, at: int | None = None) -> _Element:
        """As the Verifier of a running hub; raises OperatorError (HUB-705, HUB-707) too."""
        skew = self._home.settings.clock_skew_s * SECOND
        return RegisteredVerifier(read_register(self._home), self._clock, skew, self._agreed).verify(message, party, at)

    def unwrap(self, message: _Element) -> _Element:
        """The message itself: it has no envelope."""
        return message
