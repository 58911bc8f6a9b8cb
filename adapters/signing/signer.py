"""Sign as the hub, and let nothing out that does not verify."""

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from lxml import etree
from signxml.algorithms import SignatureConstructionMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner

from adapters.signing.keys import SigningKey
from adapters.signing.profile import C14N, DIGEST, DS, SIGNATURE
from adapters.signing.register import CertificateRegister, Registered, der
from adapters.signing.verifier import RegisteredVerifier, strict_parser
from hub.errors import CODES, HubError, Rejected, SignerUnavailable
from hub.ports import Clock

if TYPE_CHECKING:
    from lxml.etree import _Element

OURSELVES: Final = "hub"
XML_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(eq=False)
class SelfCheckFailed(HubError):
    """What we signed would not verify elsewhere: it must not leave the hub."""

    reason: str
    code: str = "HUB-503"

    def __str__(self) -> str:
        return f"{self.code} {CODES[self.code].en}: {self.reason}"


class FileSigner:
    """Signer with a key from a file; thread-safe, does not block."""

    def __init__(self, key: SigningKey, clock: Clock) -> None:
        self._key = key
        self._name = _serial(key)
        self._certificate = b64encode(der(key.certificate)).decode()
        self._clock = clock
        self._registered = Registered.of(key.certificate)
        self._verifier = RegisteredVerifier(CertificateRegister({OURSELVES: [key.certificate]}), clock)

    def sign(self, message: "_Element") -> bytes:
        """Return the message in UTF-8 with the signature as the root's last child, verified as it stands.

        `message` is a whole document's root, and is left as it is. Raises SelfCheckFailed (HUB-503) when the
        bytes do not verify or the root cannot be signed as a whole, SignerUnavailable (HUB-505) when our own
        certificate is not valid now.
        """
        if not self._registered.is_valid(self._clock.now()):
            raise SignerUnavailable(f"valid until {self._key.certificate.not_valid_after_utc:%Y-%m-%d}")
        _require_signable(message)
        body = etree.tostring(self._signed(message), encoding="UTF-8", xml_declaration=True)
        try:
            self._verifier.verify(etree.fromstring(body, strict_parser()), OURSELVES)
        except (Rejected, etree.XMLSyntaxError) as error:
            raise SelfCheckFailed(str(error)) from error
        return body

    def _signed(self, message: "_Element") -> "_Element":
        signer = XMLSigner(SignatureConstructionMethod.enveloped, self._key.method, DIGEST, C14N)
        try:
            return signer.sign(message, key=self._key.key, key_info=self._key_info())
        except (SignXMLException, ValueError, TypeError) as error:
            raise SelfCheckFailed(type(error).__name__) from error

    def _key_info(self) -> "_Element":
        """KeyName is the certificate's serial number in hex, as the customs world has it."""
        info = etree.Element(DS + "KeyInfo", nsmap={"ds": DS[1:-1]})
        etree.SubElement(info, DS + "KeyName").text = self._name
        data = etree.SubElement(info, DS + "X509Data")
        etree.SubElement(data, DS + "X509Certificate").text = self._certificate
        return info


def _serial(key: SigningKey) -> str:
    digits = f"{key.certificate.serial_number:x}"
    return digits.zfill(len(digits) + len(digits) % 2)


def _require_signable(message: "_Element") -> None:
    """Refuse what signxml would sign in part, or so that other stacks canonicalize it otherwise."""
    if any(name in {"Id", "ID"} or str(name).startswith(XML_ATTRIBUTE) for name in message.attrib):
        raise SelfCheckFailed("the root has an Id or an xml: attribute")
    if next(message.iter(SIGNATURE), None) is not None:
        raise SelfCheckFailed("there is a signature in it already")
