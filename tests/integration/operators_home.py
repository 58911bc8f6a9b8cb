"""What operators with cards type in a home of their own, for tests."""

import json
from collections.abc import Sequence
from pathlib import Path

from cards import Holder, jws
from own_home import OwnHome
from verbs import hub, hub_json

AGREED = ("--reason", "asked the bank too")
"""How the second operator approves."""


def by_card(home: Path, folder: Path, card: Holder, *words: str) -> tuple[str, ...]:
    """The words of a verb with a challenge that this card has signed."""
    folder.mkdir(exist_ok=True)
    number = len(list(folder.iterdir()))
    challenge, signature = folder / f"{number}.json", folder / f"{number}.jws"
    told = hub_json(home, *words, "--challenge", str(challenge))
    signature.write_text(jws(challenge.read_bytes(), card, portal=told["portal"]), "ascii")
    return (*words, "--challenge", str(challenge), "--signature", str(signature))


def refusal(home: Path, words: Sequence[str]) -> str:
    """The code with which a verb is refused."""
    done = hub(home, *words)
    assert done.returncode == 1, done
    return done.stderr.decode().removeprefix("hub: ")[:7]


def listed(own: OwnHome, language: str = "en") -> str:
    """What `hub approve` shows of the acts that wait."""
    shown = hub(own.path, "approve", seen={"HUB_LANG": language, "COLUMNS": "500"})
    return shown.stdout.decode()


def challenged(file: str) -> dict[str, object]:
    """What a challenge says."""
    said: dict[str, object] = json.loads(Path(file).read_bytes())
    return said
