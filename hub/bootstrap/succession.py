"""What an operator may do to a home's keys and to the parties' certificates."""

from adapters.x509 import Purpose
from hub.bootstrap.keys import own_keys, parties_folder
from hub.bootstrap.names import party_names
from hub.home.key_passwords import key_passwords
from hub.home.place import Home
from hub.operate.keys.own import OwnSuccession
from hub.operate.keys.parties import PartyCertificates


def own_succession(home: Home, now: int, purpose: Purpose = "signing") -> OwnSuccession:
    """What an operator may do to our own keys."""
    return OwnSuccession(own_keys(home, purpose), key_passwords(home), now, purpose)


def party_certificates(home: Home, purpose: Purpose = "signing") -> PartyCertificates:
    """What an operator may do to parties' certificates; our private keys are not opened."""
    ours = [*own_keys(home).certificates(), *own_keys(home, "encryption").certificates()]
    beside = parties_folder(home, "encryption" if purpose == "signing" else "signing")
    return PartyCertificates(parties_folder(home, purpose), ours, purpose, party_names(home), beside)
