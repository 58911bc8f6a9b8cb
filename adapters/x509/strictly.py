"""Refuse what the library of certificates only warns of: a later release of it will refuse that too."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from cryptography.utils import CryptographyDeprecationWarning

_ONE_AT_A_TIME = Lock()
"""Filters of warnings are the whole process's."""


@contextmanager
def strictly() -> Iterator[None]:
    """Read something from outside; raises ValueError where the library warns, as of a serial number below one.

    Thread-safe; short, for others wait. Warnings of other libraries are left alone.
    """
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            yield
        except CryptographyDeprecationWarning as warning:
            raise ValueError(str(warning)) from warning
