"""What encrypts and decrypts with a home's keys and certificates for encryption."""

from collections.abc import Mapping

from adapters.encryption import CIPHERS, Cipher, ConfidentialMessages
from adapters.files.watching import Watched
from adapters.trust import KeyRing, WatchedRegister
from hub.bootstrap.keys import own_keys, parties_folder, read_register, read_ring
from hub.catalogue import Catalogue
from hub.home.key_passwords import key_passwords
from hub.home.place import Home
from hub.operate.keys.inspection import doubts_of_encryption
from hub.ports import Clock


def agreed_ciphers(catalogue: Catalogue) -> Mapping[str, Cipher]:
    """The ciphers of the parties whose files name one."""
    return {name: CIPHERS[party.encryption] for name, party in catalogue.parties.items() if party.encryption}


def open_confidentiality(home: Home, clock: Clock, catalogue: Catalogue) -> ConfidentialMessages | None:
    """Encrypts with the newest certificates, decrypts with all keys, also those added meanwhile; None without a cipher.

    Raises OperatorError (HUB-814) where a message for a party could not be encrypted, or none of its decrypted.
    """
    if not (agreed := agreed_ciphers(catalogue)):
        return None
    ring, register = read_ring(home, "encryption"), read_register(home, "encryption")
    for result, found in doubts_of_encryption(ring, register, agreed, clock.now()):
        if result == "failure":
            raise found
    own, passwords = own_keys(home, "encryption"), key_passwords(home)
    watched: Watched[KeyRing] = Watched(own.watched(), lambda: own.read(passwords, may_be_empty=True))
    return ConfidentialMessages(agreed, watched, WatchedRegister(parties_folder(home, "encryption")), clock)
