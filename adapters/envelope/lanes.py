"""Lanes whose signers also put the platform's envelope around what they sign."""

from collections.abc import Callable, Collection, Sequence

from adapters.envelope.confidentiality import EnvelopedConfidentiality
from adapters.envelope.dxp import DxpEnvelope
from adapters.envelope.platform import Platform
from adapters.envelope.sealing import SealingSigner
from hub.errors import Deferred
from hub.ports import Confidentiality, Encrypted, Lanes, LaneSigner


class SealingLaneSigner(SealingSigner):
    """Signs and seals in one lane. For some parties a message is encrypted between its signature and the envelope's."""

    def __init__(
        self,
        signer: LaneSigner,
        envelope: DxpEnvelope,
        platform: Platform,
        inner: Confidentiality | None,
        encrypted: Collection[str],
    ) -> None:
        super().__init__(signer, envelope, platform, encrypted)
        self._lane_signer = signer
        self._confidentiality = EnvelopedConfidentiality(inner, self, platform) if inner is not None else None

    def seal_signed(self, signed: bytes, receiver: str) -> Encrypted | None:
        """The envelope around the encrypted message, signed by this lane's key too."""
        if self._confidentiality is None or receiver not in self._encrypted:
            return self._lane_signer.seal_signed(signed, receiver)
        return self._confidentiality.encrypt(signed, receiver)

    def look(self) -> None:
        self._lane_signer.look()

    def close(self) -> None:
        self._lane_signer.close()


class SealingLanes:
    """Lanes whose signers also seal messages to the platform. Each has an envelope of its own."""

    def __init__(
        self,
        lanes: Lanes,
        make_envelope: Callable[[], DxpEnvelope],
        platform: Platform,
        inner: Confidentiality | None = None,
        encrypted: Collection[str] = (),
    ) -> None:
        """`encrypted`: the parties for which `inner` encrypts a message before the envelope is put around it."""
        self._lanes = lanes
        self._encrypted = encrypted
        self._inner = inner
        self._make_envelope = make_envelope
        self._platform = platform

    def lane_of(self, party: str) -> str | None:
        return self._lanes.lane_of(party)

    def open(self, lane: str) -> LaneSigner:
        """A new signer by the key of this lane, with the envelope around it."""
        bare = self._lanes.open(lane)
        return SealingLaneSigner(bare, self._make_envelope(), self._platform, self._inner, self._encrypted)

    def may_try(self, lane: str) -> bool:
        return self._lanes.may_try(lane)

    def tell(self, lane: str, why: Deferred | None, ago_s: float = 0.0) -> None:
        self._lanes.tell(lane, why, ago_s)

    def away(self) -> Sequence[str]:
        return self._lanes.away()
