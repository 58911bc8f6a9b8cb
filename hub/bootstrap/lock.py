"""A home is held by one `hub run` at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.text.bilingual import Bilingual


@contextmanager
def alone(home: Home) -> Iterator[int]:
    """Hold the home's lock (HUB-706); the kernel lets go of it when all who inherited the descriptor have ended."""
    home.settings  # noqa: B018 - a directory that is no home stays as it is
    descriptor = os.open(home.path / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            what = Bilingual("该主目录（hub status 可查看）", "this home; hub status shows it")
            raise operator_error(Code.HOME_IN_USE, what=what) from error
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(home: Home) -> bool:
    """Whether a hub runs in this home, as far as this user may ask."""
    try:
        descriptor = os.open(home.path / ".lock", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
