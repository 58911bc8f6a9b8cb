"""What encrypts and decrypts with a home's keys and certificates for encryption."""

from collections.abc import Mapping

from adapters.encryption.ciphers import CIPHERS, Cipher
from adapters.encryption.confidential import LARGEST, ConfidentialMessages
from adapters.files.watching import Watched
from adapters.trust import KeyRing, WatchedRegister
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.keys import own_keys, parties_folder, read_register, read_ring
from hub.catalogue import Catalogue
from hub.home.key_passwords import key_passwords
from hub.home.place import Home
from hub.operate.keys.development_encryption import make_development_encryption
from hub.operate.keys.inspection import doubts_of_encryption
from hub.ports import Clock, Encrypted
from hub.text.log import Log

log = Log()


def agreed_ciphers(catalogue: Catalogue) -> Mapping[str, Cipher]:
    """The ciphers of the parties whose files name one."""
    return {name: CIPHERS[party.encryption] for name, party in catalogue.parties.items() if party.encryption}


def make_encryption_keys(home: Home, catalogue: Catalogue) -> list[str]:
    """Make the development keys that the agreed ciphers need and a home lacks. Returns what was made."""
    kinds = {party: cipher.kind for party, cipher in agreed_ciphers(catalogue).items()}
    made = make_development_encryption(own_keys(home, "encryption"), home, kinds, SystemClock().now())
    return [str(path.relative_to(home.path)) for path in made]


def open_confidentiality(
    home: Home, clock: Clock, catalogue: Catalogue, *, remind: bool = False
) -> ConfidentialMessages | None:
    """Encrypts with the newest certificates, decrypts with all keys, also those added meanwhile; None without a cipher.

    Raises OperatorError (HUB-814) where a party has no certificate at all, or nothing of it can be decrypted. Where its
    certificates have ended, or begin later, only messages to it wait; `remind` logs that.
    """
    if not (agreed := agreed_ciphers(catalogue)):
        return None
    ring, register = read_ring(home, "encryption"), read_register(home, "encryption")
    for result, found in doubts_of_encryption(ring, register, agreed, clock.now()):
        if result == "failure":
            raise found
        if remind:
            log.warning("encryption_in_doubt", reason=str(found))
    own, passwords = own_keys(home, "encryption"), key_passwords(home)
    watched: Watched[KeyRing] = Watched(own.watched(), lambda: own.read(passwords, may_be_empty=True))
    return ConfidentialMessages(agreed, watched, WatchedRegister(parties_folder(home, "encryption")), clock)


class DecryptsAtNeed:
    """A Confidentiality that decrypts by the home's keys, which are read at need, and encrypts nothing.

    It is for looking at what would be done: nothing is sent.
    """

    def __init__(self, home: Home, clock: Clock, catalogue: Catalogue) -> None:
        self._home = home
        self._clock = clock
        self._catalogue = catalogue

    def encrypt(self, signed: bytes, receiver: str) -> Encrypted | None:  # noqa: ARG002  # nothing goes out
        return None

    def largest(self, receiver: str) -> int | None:
        """As of a running hub."""
        return LARGEST if self._is_agreed(receiver) else None

    def decrypt(self, body: bytes, sender: str, *, is_kept: bool = False) -> bytes | None:
        """As of a running hub; raises OperatorError too, where the home's keys cannot be read."""
        opened = open_confidentiality(self._home, self._clock, self._catalogue) if self._is_agreed(sender) else None
        return None if opened is None else opened.decrypt(body, sender, is_kept=is_kept)

    def _is_agreed(self, party: str) -> bool:
        return party in agreed_ciphers(self._catalogue)
