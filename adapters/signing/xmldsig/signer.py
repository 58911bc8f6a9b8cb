"""Sign messages as the hub, and check every signature before the message leaves."""

from base64 import b64encode
from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner

from adapters.signing.xmldsig.deterministic import deterministic
from adapters.signing.xmldsig.form import C14N, DS, SIGNATURE, XML_ATTRIBUTE, template
from adapters.signing.xmldsig.profiles import Agreed, Pair, Profile, fitting, profile_for, usual
from adapters.signing.xmldsig.self_check import SelfCheck
from adapters.signing.xmldsig.sm2 import Sm2FormSigner
from adapters.signing.xmldsig.xades import XadesFormSigner
from adapters.signing.xmldsig.xades_form import XADES
from adapters.x509 import CertifiedKey, DeviceKey, KeyKind, Registered, SigningKey
from adapters.x509.validity import in_minutes
from hub.errors import Code, HubError, Rejected, SignerUnavailable
from hub.ports import Clock
from hub.text.bilingual import Bilingual

if TYPE_CHECKING:
    from lxml.etree import _Element

_Unpacked = tuple["_Element", "_Element", list["_Element"], list[object]]


class KeyPair(Protocol):
    """A private key of the hub with its certificate."""

    @property
    def known(self) -> Registered:
        """The certificate, with the period in which the key signs."""

    @property
    def key(self) -> SigningKey | DeviceKey: ...


class KeyRing(Protocol):
    """The hub's keys. Immutable."""

    @property
    def pairs(self) -> Sequence[KeyPair]: ...

    def at(self, now: int, kinds: Collection[KeyKind], party: str) -> KeyPair | None:
        """The newest pair of these kinds that may sign for a party at this time, in microseconds since 1970."""


class KeyRingSource(Protocol):
    """Source of the current keys. Thread-safe."""

    def now(self) -> KeyRing: ...


@dataclass(eq=False)
class SelfCheckFailed(HubError):
    """The hub's own signature would not verify elsewhere. The message must not leave the hub."""

    reason: str
    code: Code = Code.OWN_SIGNATURE_INVALID

    def __str__(self) -> str:
        return f"{self.code} {self.code.filled({}).en}: {self.reason}"


class KeySigner:
    """Signer with one key, whoever the message is for. As thread-safe as what makes its values."""

    def __init__(self, key: CertifiedKey, made_by: Any, clock: Clock, profile: Profile) -> None:
        """`made_by`: the private key, which makes the values of signatures."""
        self._key = key
        self._signer = _form_signer(key, profile, clock)
        self._made_by = made_by
        self._clock = clock
        self._registered = Registered.of(key.certificate)
        self._self_check = SelfCheck(key, profile)

    def sign(self, message: "_Element", receiver: str = "") -> bytes:  # noqa: ARG002 - one key signs for all
        """Return the message in UTF-8 with a verified signature as the root's last child.

        The same message gives the same bytes by RSA and ECDSA, never by SM2. `message` is the root of a whole document
        and is not changed. Raises SelfCheckFailed (HUB-503) when the bytes do not verify or when the root cannot be
        signed as a whole; SignerUnavailable (HUB-505) when the hub's certificate is not valid now.
        """
        if not self._registered.is_valid(self._clock.now()):
            day = f"{self._key.certificate.not_valid_after_utc:%Y-%m-%d}"
            raise SignerUnavailable(Bilingual(f"有效期至 {day}", f"valid until {day}"))
        _require_signable(message)
        body = etree.tostring(self._signed(message), encoding="UTF-8", xml_declaration=True)
        try:
            self._self_check.require_signed(body)
        except (Rejected, etree.XMLSyntaxError, ValueError) as error:
            raise SelfCheckFailed(str(error)) from error
        return body

    def _signed(self, message: "_Element") -> "_Element":
        try:
            return self._signer.sign(message, key=self._made_by)
        except (SignXMLException, ValueError, TypeError) as error:
            raise SelfCheckFailed(type(error).__name__) from error


class FileSigner(KeySigner):
    """Signer with one key from a file, whoever the message is for. Thread-safe, does not block."""

    def __init__(self, key: SigningKey, clock: Clock, profile: Profile | None = None) -> None:
        """Without a profile, the first for keys of this kind."""
        super().__init__(key, deterministic(key.key), clock, profile or profile_for(key.kind))


class RingSigner:
    """Signer with the newest of the hub's keys that may sign now, and that fits a profile of the receiver.

    Thread-safe, does not block. Keys may be added meanwhile. The clock alone decides which key signs. Therefore a
    cutover happens at the same microsecond in all workers.
    """

    def __init__(self, ring: KeyRingSource, clock: Clock, agreed: Agreed = usual) -> None:
        """`agreed`: the profiles by which each party may be signed to."""
        self._ring = ring
        self._clock = clock
        self._agreed = agreed
        self._ready: dict[Profile, tuple[KeyPair, FileSigner]] = {}

    def look(self) -> None:
        """Check the files for changes when the check is due."""
        self._ring.now()

    def sign(self, message: "_Element", receiver: str) -> bytes:
        """As FileSigner.sign.

        Raises SignerUnavailable (HUB-505) when none of the hub's keys may sign now, or when the one that may is on a
        device.
        """
        pair, profile = self.chosen(receiver)
        if isinstance(pair.key, DeviceKey):
            raise SignerUnavailable(
                Bilingual(f"密钥 {pair.key.place} 在设备上", f"key {pair.key.place} is on a device")
            )
        ready = self._ready.get(profile)
        if ready is None or ready[0] is not pair:
            self._ready[profile] = ready = (pair, FileSigner(pair.key, self._clock, profile))
        return ready[1].sign(message)

    def on_device(self, place: str) -> DeviceKey | None:
        """The key on the device that this folder registers; None if there is none any more."""
        keys = (pair.key for pair in self._ring.now().pairs)
        return next((key for key in keys if isinstance(key, DeviceKey) and key.place == place), None)

    def chosen(self, receiver: str) -> tuple[KeyPair, Profile]:
        """The key that signs for a party now, and how. Raises SignerUnavailable (HUB-505) when none may."""
        agreed = self._agreed(receiver)
        pair = (ring := self._ring.now()).at(self._clock.now(), {profile.kind for profile in agreed}, receiver)
        profile = fitting(agreed, pair.key.kind) if pair is not None else None
        if pair is None or profile is None:
            raise SignerUnavailable("; ".join(map(_period, ring.pairs)) or Bilingual("没有密钥", "no key"))
        return pair, profile


def _period(pair: KeyPair) -> str:
    return f"{in_minutes(pair.known.since)} – {in_minutes(pair.known.until)}"


def _form_signer(key: CertifiedKey, profile: Profile, clock: Clock) -> "_FormSigner | Sm2FormSigner | XadesFormSigner":
    if profile.form == "xades-b":
        return XadesFormSigner(key, profile.writes, clock)
    return Sm2FormSigner(key, profile.writes) if profile.kind == "sm2" else _FormSigner(key, profile.writes)


class _FormSigner(XMLSigner):
    """Fills in a signature template: its form is always the same.

    The signature always covers the whole root. The object keeps no state of a call.
    """

    def __init__(self, key: CertifiedKey, pair: Pair) -> None:
        super().__init__(SignatureConstructionMethod.enveloped, pair.method, pair.digest, C14N)
        self._pair = pair
        self._form = template(key, pair)
        self.signature_annotators = []  # KeyInfo is in the form

    def check_deprecated_methods(self) -> None:
        """The party's profile decides."""

    def _unpack(self, data: "_Element", _: object) -> "_Unpacked":
        """Return the signature, the copy of the message that contains it, and the signed content: the original."""
        signature, root = deepcopy(self._form), deepcopy(data)
        root.append(signature)
        return signature, root, [data], []

    def _build_sig(  # type: ignore[override]  # signxml names all but the first
        self, sig_root: "_Element", *, c14n_inputs: list["_Element"], **_: object
    ) -> tuple["_Element", "_Element"]:
        """Put the digest in, and return SignedInfo and SignatureValue."""
        signed_info, value = sig_root[0], sig_root[1]
        signed_info[-1][-1].text = b64encode(self._pair.digest_of(self._c14n(c14n_inputs, C14N))).decode()
        return signed_info, value


def _require_signable(message: "_Element") -> None:
    """Refuse a root that could be taken for partly signed, or that other XML stacks would read differently."""
    if any(name in {"Id", "ID"} or str(name).startswith(XML_ATTRIBUTE) for name in message.attrib):
        raise SelfCheckFailed("the root has an Id or an xml: attribute")
    if not {DS[1:-1], XADES[1:-1]}.isdisjoint(message.nsmap.values()):
        raise SelfCheckFailed("the root declares the namespace of signatures")
    if next(message.iter(SIGNATURE), None) is not None:
        raise SelfCheckFailed("there is a signature in it already")
