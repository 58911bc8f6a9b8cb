"""The parties that `hub simulate` plays."""

from collections.abc import Callable
from pathlib import Path

from hub.bootstrap.keys import own_keys
from hub.bootstrap.queues import queues_of
from hub.home.place import Home
from hub.simulate import KeyPair, load_script, simulate


def run_simulator(
    home: Home, script: Path, stop: Callable[[], bool], report: Callable[[dict[str, object]], None]
) -> None:
    """Play the parties of a script on this home's queues until `stop`."""
    play, sides = load_script(script), queues_of(home)
    queues = {party: sides.open_side_of(party, "party") for party in play.parties}
    keys = {p: KeyPair(home.simulate / p / "key.pem", home.simulate / p / "certificate.pem") for p in play.parties}
    try:
        simulate(play, queues, keys, lambda: own_keys(home).certificate_files(), stop, report)
    finally:
        for queue in queues.values():
            queue.close()
