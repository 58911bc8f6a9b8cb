"""The customs platform's envelope around signer and verifier."""

from dataclasses import replace

from adapters.envelope.confidentiality import EnvelopedConfidentiality
from adapters.envelope.dxp import DxpEnvelope
from adapters.envelope.lanes import SealingLanes
from adapters.envelope.opening import OpeningVerifier
from adapters.envelope.platform import Platform
from adapters.envelope.sealing import SealingSigner
from hub.bootstrap.names import packaged
from hub.catalogue import Catalogue, Schema
from hub.home.settings import Settings
from hub.ports import Ports


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
    signer, inner = SealingSigner(ports.signer, envelope, platform, encrypted), ports.confidentiality
    return replace(
        ports,
        lanes=SealingLanes(lanes, make_envelope, platform, inner, encrypted) if lanes is not None else None,
        signer=signer,
        verifier=OpeningVerifier(ports.verifier, envelope, platform, ports.clock, inner),
        confidentiality=EnvelopedConfidentiality(inner, signer, platform) if inner is not None else None,
    )
