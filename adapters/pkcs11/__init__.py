"""Keys on PKCS#11 tokens (OASIS PKCS #11 2.40): hardware security modules, U-keys with a module, SoftHSM.

The package `pkcs11` is imported, and a module loaded, when a device is opened: a module does not survive a fork.
"""

from adapters.pkcs11.device import Pkcs11Device
from adapters.pkcs11.place import Pkcs11Place

__all__ = ["Pkcs11Device", "Pkcs11Place"]
