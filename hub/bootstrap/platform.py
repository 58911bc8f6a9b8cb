"""The customs platform's envelope around signer and verifier."""

from dataclasses import replace

from adapters.envelope import DxpEnvelope, OpeningVerifier, Platform, SealingLanes, SealingSigner
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
    return replace(
        ports,
        lanes=SealingLanes(lanes, make_envelope, platform) if lanes is not None else None,
        signer=SealingSigner(ports.signer, envelope, platform),
        verifier=OpeningVerifier(ports.verifier, envelope, platform, ports.clock),
    )
