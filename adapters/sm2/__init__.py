"""A foundation of the adapters: signatures (GB/T 32918.2) and keys encrypted (32918.4) by SM2 with SM3, by libcrypto.

No package of the index does SM2 soundly; OpenSSL 3 does, and is on every machine that has Python.
"""

from adapters.sm2.chains import verified_chain
from adapters.sm2.keys import DEFAULT_ID, PrivateKey, PublicKey
from adapters.sm2.library import leaks_timing, libcrypto
from adapters.sm2.pkcs12 import read_pkcs12
from adapters.sm2.prehash import digest_to_sign
from adapters.sm2.signatures import LENGTH, from_der, to_der

__all__ = [
    "DEFAULT_ID",
    "LENGTH",
    "PrivateKey",
    "PublicKey",
    "digest_to_sign",
    "from_der",
    "leaks_timing",
    "libcrypto",
    "read_pkcs12",
    "to_der",
    "verified_chain",
]
