"""Turn warnings of the certificate library into errors: a later release will refuse these certificates too."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from cryptography.utils import CryptographyDeprecationWarning

_ONE_AT_A_TIME = Lock()
"""Warning filters belong to the whole process, so only one thread changes them at a time."""


@contextmanager
def strictly() -> Iterator[None]:
    """Within the block, raise ValueError where the library warns, for example of a serial number below one.

    Thread-safe. Keep the block short, because other threads wait. Warnings of other libraries do not change.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            yield
        except CryptographyDeprecationWarning as warning:
            raise ValueError(str(warning)) from warning
