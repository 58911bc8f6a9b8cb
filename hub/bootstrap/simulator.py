"""The parties that `hub simulate` plays."""

from collections.abc import Callable
from pathlib import Path

from adapters.trust.key_folder import CERTIFICATE_FILE, KEY_FILE
from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.keys import own_keys
from hub.bootstrap.queues import queues_of
from hub.catalogue import Party
from hub.home.place import Home
from hub.simulate import EncryptionFiles, KeyPair, load_script, simulate
from hub.simulate.profiles import USUAL


def run_simulator(
    home: Home, script: Path, stop: Callable[[], bool], report: Callable[[dict[str, object]], None]
) -> None:
    """Play the parties of a script on this home's queues until `stop`, signing and encrypting as their files say."""
    play, sides = load_script(script), queues_of(home)
    queues = {party: sides.open_side_of(party, "party") for party in play.parties}
    agreed = read_catalogue(home).parties
    keys = {party: _key_pair(home, party, agreed.get(party)) for party in play.parties}
    try:
        simulate(play, queues, keys, lambda: own_keys(home).certificate_files(), stop, report)
    finally:
        for queue in queues.values():
            queue.close()


def _key_pair(home: Home, party: str, agreed: Party | None) -> KeyPair:
    folder = home.simulate / party
    named = agreed.signatures if agreed is not None else ()
    cipher = agreed.encryption if agreed is not None else ""
    return KeyPair(
        folder / KEY_FILE,
        folder / CERTIFICATE_FILE,
        named or USUAL,
        _encryption(home, party, cipher) if cipher else None,
    )


def _encryption(home: Home, party: str, cipher: str) -> EncryptionFiles:
    folder = home.simulated_encryption(party)
    return EncryptionFiles(
        cipher, folder / KEY_FILE, folder / CERTIFICATE_FILE, lambda: own_keys(home, "encryption").certificate_files()
    )
