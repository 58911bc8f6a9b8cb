"""SM2 keys. A key is read once; signing and verifying by it is thread-safe."""

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, byref, c_char_p, c_size_t, c_void_p, cast, create_string_buffer
from typing import Final, Self

from cryptography.exceptions import InvalidSignature

from adapters.sm2.ciphertexts import ADDED, require_ciphertext
from adapters.sm2.library import libcrypto, memory, why
from adapters.sm2.signatures import from_der, to_der

DEFAULT_ID: Final = b"1234567812345678"
"""The signer's id where nothing else was agreed (GB/T 35276, section 10)."""
_LONGEST: Final = 80
"""Bytes: more than a signature in DER has."""
_LARGEST: Final = 4096
"""Bytes: more than a private key in PEM has."""
_SM2: Final = b"SM2"
_UNCOMPRESSED: Final = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
"""How the public key of the curve sm2p256v1 begins: id-ecPublicKey, the curve, an uncompressed point."""
_POINT: Final = 64


class _Key:
    """A key of libcrypto, freed with this object."""

    def __init__(self, library: CDLL, pointer: int | None) -> None:
        """Takes the pointer over. Raises ValueError for no key, and for a key of another kind."""
        if not pointer:
            raise ValueError(why(library))
        self._library, self._pointer = library, pointer
        weakref.finalize(self, library.EVP_PKEY_free, pointer)
        if library.EVP_PKEY_is_a(pointer, _SM2) != 1:
            raise ValueError("not an SM2 key")

    @property
    def spki(self) -> bytes:
        """The public key: SubjectPublicKeyInfo, DER. Equal for two keys that are the same."""
        content = create_string_buffer(self._library.i2d_PUBKEY(self._pointer, None))
        self._library.i2d_PUBKEY(self._pointer, byref(c_char_p(cast(content, c_void_p).value)))
        return content.raw

    @contextmanager
    def _digest(self, begin: str, id_: bytes) -> Iterator[int]:
        """A context in which one message is hashed together with the signer's id and key, then signed or verified."""
        library, context, parameters = self._library, self._library.EVP_MD_CTX_new(), c_void_p()
        try:
            begun = getattr(library, begin)(context, byref(parameters), library.EVP_sm3(), None, self._pointer)
            if begun != 1 or library.EVP_PKEY_CTX_set1_id(parameters, id_, len(id_)) != 1:
                raise ValueError(why(library))
            yield context
        finally:
            library.EVP_MD_CTX_free(context)

    def _converted(self, operation: str, content: bytes) -> bytes:
        """What `EVP_PKEY_encrypt` or `EVP_PKEY_decrypt` makes of the content. Raises ValueError where it fails."""
        library, made = self._library, create_string_buffer(len(content) + ADDED)
        length = c_size_t(len(made))
        context = library.EVP_PKEY_CTX_new_from_pkey(None, self._pointer, None)
        try:
            is_begun = getattr(library, f"{operation}_init")(context) == 1
            if not is_begun or getattr(library, operation)(context, made, byref(length), content, len(content)) != 1:
                raise ValueError(why(library))
            return made.raw[: length.value]
        finally:
            library.EVP_PKEY_CTX_free(context)


class PublicKey(_Key):
    """Verifies signatures, and encrypts keys. Thread-safe."""

    @classmethod
    def load(cls, spki: bytes) -> Self:
        """A key from its SubjectPublicKeyInfo (DER), its point uncompressed (GB/T 35276, section 7.1).

        Raises ValueError for anything else, OperatorError as libcrypto().
        """
        if not spki.startswith(_UNCOMPRESSED) or len(spki) != len(_UNCOMPRESSED) + _POINT:
            raise ValueError("not an SM2 key")
        library = libcrypto()
        return cls(library, library.d2i_PUBKEY(None, byref(c_char_p(spki)), len(spki)))

    def verify(self, signature: bytes, content: bytes, id_: bytes = DEFAULT_ID) -> None:
        """Raises InvalidSignature unless these 64 bytes are this key's signature of the content, made with this id."""
        try:
            der = to_der(signature)
        except ValueError as error:
            raise InvalidSignature from error
        with self._digest("EVP_DigestVerifyInit", id_) as context:
            is_valid = self._library.EVP_DigestVerify(context, der, len(der), content, len(content)) == 1
        if not is_valid:
            self._library.ERR_clear_error()
            raise InvalidSignature

    def encrypt(self, content: bytes) -> bytes:
        """A short content, such as a key, encrypted with SM3 (GB/T 32918.4): SM2Cipher in DER, never the same twice.

        Raises ValueError for an empty one.
        """
        if not content:
            raise ValueError("nothing to encrypt")
        return self._converted("EVP_PKEY_encrypt", content)


class PrivateKey(_Key):
    """Signs, and decrypts keys. Thread-safe."""

    @classmethod
    def make(cls) -> Self:
        """A new key. Raises OperatorError as libcrypto()."""
        library = libcrypto()
        return cls(library, library.EVP_PKEY_Q_keygen(None, None, _SM2))

    @classmethod
    def load(cls, pem: bytes, password: bytes | None = None) -> Self:
        """The first private key in a PEM file, opened by the password if it is encrypted.

        Raises ValueError for another kind, for a wrong password, and where private and public part do not belong
        together; OperatorError as libcrypto().
        """
        library, secret = libcrypto(), password or b""
        if b"\0" in secret:
            raise ValueError("a password without NUL is needed")
        with memory(library, pem) as stream:  # an empty password: libcrypto asks nobody
            return cls.whole(library, library.PEM_read_bio_PrivateKey(stream, None, None, secret))

    @classmethod
    def whole(cls, library: CDLL, pointer: int | None) -> Self:
        """A key that libcrypto has read; takes the pointer over.

        Raises ValueError for none, for another kind, and where private and public part do not belong together.
        """
        key = cls(library, pointer)
        context = library.EVP_PKEY_CTX_new_from_pkey(None, key._pointer, None)
        is_whole = library.EVP_PKEY_check(context) == 1
        library.EVP_PKEY_CTX_free(context)
        if not is_whole:
            raise ValueError(why(library))
        return key

    def public_key(self) -> PublicKey:
        return PublicKey.load(self.spki)

    def sign(self, content: bytes, id_: bytes = DEFAULT_ID) -> bytes:
        """r and s, 32 bytes each, over SM3 of the signer's id, the key and the content. Never the same bytes twice."""
        signature, length = create_string_buffer(_LONGEST), c_size_t(_LONGEST)
        with self._digest("EVP_DigestSignInit", id_) as context:
            if self._library.EVP_DigestSign(context, signature, byref(length), content, len(content)) != 1:
                raise ValueError(why(self._library))
        return from_der(signature.raw[: length.value])

    def decrypt(self, ciphertext: bytes) -> bytes:
        """What was encrypted for this key. Raises ValueError where anything is another key's, changed, or encoded
        in another way than the only one in DER.
        """
        require_ciphertext(ciphertext)
        return self._converted("EVP_PKEY_decrypt", ciphertext)

    def pem(self, password: bytes | None = None) -> bytes:
        """PKCS#8 in PEM, encrypted by AES-256 when there is a password."""
        library, cipher = self._library, self._library.EVP_aes_256_cbc() if password else None
        with memory(library) as stream:
            secret = (password, len(password)) if password else (None, 0)
            if library.PEM_write_bio_PKCS8PrivateKey(stream, self._pointer, cipher, *secret, None, None) != 1:
                raise ValueError(why(library))
            content = create_string_buffer(_LARGEST)
            length = library.BIO_read(stream, content, _LARGEST)
            return content.raw[:length]
