"""How each simulated party speaks with the hub: its place on the platform, and its keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hub.errors import Code, operator_error
from hub.simulate.encryption import Encryption
from hub.simulate.script import OF_ENCRYPTION, PlatformIds, Script
from hub.simulate.seals import KeyPair, Seal
from hub.simulate.signatures import Check
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One party's side of the agreement with the hub."""

    party: str
    place: PlatformIds | None
    """Its ids on the customs platform; None when it is not on it."""
    seal: Seal
    check: Check
    """Verifies what the hub signed."""
    encryption: Encryption | None
    """None where messages travel as they are signed."""


def sides_of(
    script: Script, keys: Mapping[str, KeyPair], hub_certificates: Callable[[], Sequence[Path]]
) -> dict[str, Side]:
    """The sides of all parties with keys.

    Raises OperatorError: HUB-702 for a party of the script without keys, and where it forges an encryption that was not
    agreed; HUB-707 for keys that cannot be used; HUB-790 for SM2 without `openssl`.
    """
    for party in sorted(_encrypting(script)):
        if party not in keys or keys[party].encryption is None:
            why = Bilingual(f"与 {party} 没有约定加密", f"no encryption was agreed with {party}")
            raise operator_error(Code.BAD_CONFIGURATION, reason=why)
    return {party: _side(party, script.places.get(party), pair, hub_certificates) for party, pair in keys.items()}


def _encrypting(script: Script) -> set[str]:
    """The parties whose encryption the script forges."""
    actions = ((rule.party, action) for rule in script.rules for action in rule.do)
    return {action.party or party for party, action in actions if action.forge in OF_ENCRYPTION}


def _side(party: str, place: PlatformIds | None, pair: KeyPair, hub_certificates: Callable[[], Sequence[Path]]) -> Side:
    return Side(
        party=party,
        place=place,
        seal=Seal(pair),
        check=Check(hub_certificates, pair.profiles),
        encryption=Encryption(pair.encryption) if pair.encryption else None,
    )
