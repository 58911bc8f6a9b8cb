"""Encrypted messages in another form than agreed, or for another key: all are refused alike (HUB-811)."""

from base64 import b64encode
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from encryption_cases import DS, PARTY, XENC, XENC11, Sealed

from adapters.x509 import SigningKey, der


def named(key: SigningKey) -> str:
    text = b64encode(der(key.certificate)).decode()
    return f"<d:KeyInfo><d:X509Data><d:X509Certificate>{text}</d:X509Certificate></d:X509Data></d:KeyInfo>"


_ANY_VALUE = "<e:CipherData><e:CipherValue>AAAA</e:CipherValue></e:CipherData>"
STRANGER = f"<e:EncryptedKey>{Sealed().transport}{_ANY_VALUE}</e:EncryptedKey>"
REFERENCE = '<e:CipherData><e:CipherReference URI="http://127.0.0.1:9/x"/></e:CipherData>'
OAEP_2001 = (
    f'<e:EncryptionMethod Algorithm="{XENC}rsa-oaep-mgf1p"><d:DigestMethod Algorithm="{DS}sha1"/></e:EncryptionMethod>'
)
OAEP_SHA1_MASK = (
    f'<e:EncryptionMethod Algorithm="{XENC11}rsa-oaep"><d:DigestMethod Algorithm="{XENC}sha256"/>'
    f'<f:MGF Algorithm="{XENC11}mgf1sha1"/></e:EncryptionMethod>'
)


def hostile(keys: Callable[[str], SigningKey]) -> dict[str, Sealed]:
    """By what is wrong with it. `keys`: the hub's and the party's, by name."""
    return {
        # keys
        "for somebody else": Sealed(to=PARTY),
        "two keys": Sealed(beside_key=STRANGER),
        "a key behind a reference": Sealed(beside_key='<d:RetrievalMethod URI="http://127.0.0.1:9/k"/>'),
        "a reference beside the hint": Sealed(hint='<d:KeyInfo><d:RetrievalMethod URI="#k"/></d:KeyInfo>'),
        "a key in a key": Sealed(hint=f"<d:KeyInfo>{STRANGER}</d:KeyInfo>"),
        "a certificate of somebody else": Sealed(hint=named(keys(PARTY))),
        "a certificate that is none": Sealed(
            hint="<d:KeyInfo><d:X509Data><d:X509Certificate>é</d:X509Certificate></d:X509Data></d:KeyInfo>"
        ),
        "a public key in place of a certificate": Sealed(hint="<d:KeyInfo><d:KeyValue/></d:KeyInfo>"),
        "a short key": Sealed(key=b"k" * 16),
        "an empty key": Sealed(key_value=b""),
        "a key that is longer than the modulus": Sealed(key_value=b"\xff" * 300),
        "a key of zeros": Sealed(key_value=bytes(256)),
        "a key in the clear": Sealed(key=b"k" * 32, key_value=b"k" * 32),
        "what the key was carried for": Sealed(after_key="<e:CarriedKeyName>k</e:CarriedKeyName>"),
        "a list of references": Sealed(after_key='<e:ReferenceList><e:DataReference URI="#e"/></e:ReferenceList>'),
        # weaker algorithms
        "PKCS#1 v1.5": Sealed(padding=PKCS1v15(), transport=f'<e:EncryptionMethod Algorithm="{XENC}rsa-1_5"/>'),
        "PKCS#1 v1.5 under the agreed name": Sealed(padding=PKCS1v15()),
        "OAEP with SHA-1": Sealed(padding=OAEP(MGF1(SHA1()), SHA1(), None), transport=OAEP_2001),
        "OAEP with SHA-1 under the agreed name": Sealed(padding=OAEP(MGF1(SHA1()), SHA1(), None)),
        "a mask by SHA-1": Sealed(padding=OAEP(MGF1(SHA1()), SHA256(), None), transport=OAEP_SHA1_MASK),
        "a label": Sealed(padding=OAEP(MGF1(SHA256()), SHA256(), b"label")),
        "parameters of OAEP": Sealed(
            transport=Sealed().transport.replace("<d:DigestMethod", "<e:OAEPparams>AAAA</e:OAEPparams><d:DigestMethod")
        ),
        "AES-CBC": Sealed(value=bytes(64), method=f'<e:EncryptionMethod Algorithm="{XENC}aes256-cbc"/>'),
        "AES-128": Sealed(key=b"k" * 16, method=f'<e:EncryptionMethod Algorithm="{XENC11}aes128-gcm"/>'),
        "another mode under the agreed name": Sealed(cipher=AESCCM),
        "a size of the key": Sealed(
            method=f'<e:EncryptionMethod Algorithm="{XENC11}aes256-gcm"><e:KeySize>128</e:KeySize></e:EncryptionMethod>'
        ),
        "no algorithm": Sealed(method="<e:EncryptionMethod/>"),
        "no method": Sealed(method=""),
        # the content
        "a tag cut off": Sealed(value=bytes(12 + 8)),
        "no content": Sealed(value=b""),
        "only nonce and tag": Sealed(content=b""),
        "content elsewhere": Sealed(data=REFERENCE),
        "a key elsewhere": Sealed(key_data=REFERENCE),
        "content twice": Sealed(after=Sealed().data.format("AAAA")),
        "two values": Sealed(
            data=Sealed().data.replace("</e:CipherValue>", "</e:CipherValue><e:CipherValue>AAAA</e:CipherValue>")
        ),
        "a value that is no Base64": Sealed(data=Sealed().data.replace("{}", "{}#")),
        "an element in the value": Sealed(data=Sealed().data.replace("{}", "<e:CipherValue>{}</e:CipherValue>")),
        "text between": Sealed(after="S"),
        # what it says it is
        "the content of an element": Sealed(root=f' Type="{XENC}Content"'),
        "encoded once more": Sealed(root=' Encoding="http://www.w3.org/2000/09/xmldsig#base64"'),
        "an attribute of somebody's": Sealed(root=' x="1"'),
        "properties": Sealed(after="<e:EncryptionProperties><e:EncryptionProperty/></e:EncryptionProperties>"),
    }
