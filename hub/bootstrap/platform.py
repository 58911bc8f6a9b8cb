"""The customs platform's envelope around signer and verifier."""

from collections.abc import Iterable
from dataclasses import replace

from adapters.envelope import (
    DxpEnvelope,
    EnvelopedConfidentiality,
    OpeningVerifier,
    Platform,
    SealingLanes,
    SealingSigner,
)
from hub.bootstrap.names import packaged
from hub.catalogue import Catalogue, Schema
from hub.errors import Code, operator_error
from hub.home.settings import Settings
from hub.ports import Lanes, Ports
from hub.text.bilingual import Bilingual


def on_platform(settings: Settings, catalogue: Catalogue, ports: Ports) -> Ports:
    """The ports with the customs platform's envelope around signer and verifier, where a party is on it.

    Raises OperatorError (HUB-712) where the hub has no id there.
    """
    if not (parties := catalogue.on_platform):
        return ports
    meanings = catalogue.lists["dxp-response"].from_wire

    def make_envelope() -> DxpEnvelope:
        return DxpEnvelope(Schema(packaged("xsd") / "dxp.xsd"), meanings)

    envelope, lanes = make_envelope(), ports.lanes
    own = settings.id_on_platform(parties)
    platform = Platform(hub=settings.id, own=own, parties=parties, is_kept=catalogue.is_kept)
    encrypted = [name for name in parties if catalogue.parties[name].encryption]
    _require_keys_in_files(ports.lanes, encrypted, catalogue)
    signer = SealingSigner(ports.signer, envelope, platform, encrypted)
    inner = ports.confidentiality
    return replace(
        ports,
        lanes=SealingLanes(lanes, make_envelope, platform, encrypted) if lanes is not None else None,
        signer=signer,
        verifier=OpeningVerifier(ports.verifier, envelope, platform, ports.clock, inner),
        confidentiality=EnvelopedConfidentiality(inner, signer, platform) if inner is not None else None,
    )


def _require_keys_in_files(lanes: Lanes | None, encrypted: Iterable[str], catalogue: Catalogue) -> None:
    """Refuse encryption inside envelopes that a device would sign: the envelope is signed after the encryption.

    Raises OperatorError (HUB-814).
    """
    for party in encrypted:
        if lanes is not None and lanes.lane_of(party):
            cipher = catalogue.parties[party].encryption
            why = Bilingual("签信封的密钥在设备上", "the key that signs the envelopes is on a device")
            raise operator_error(Code.NO_DECRYPTION_KEY, party=party, cipher=cipher, reason=why)
