"""What private services share: a free port, and what to do without a server."""

import os
import shutil
import socket
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

IN_MEMORY = Path("/dev/shm")
ROOM_NEEDED = 4 * 1024**3
"""Bytes: three processes of pytest with their servers use about half of it."""


@cache
def quick_folder() -> Path | None:
    """Where files cost least: in memory, so that nothing waits for a disk. None without such a folder or its room.

    No test ends the machine, so none can tell what a disk would have kept. With HUB_TESTS_ON_DISK all is on the disk.
    """
    if os.environ.get("HUB_TESTS_ON_DISK") or not os.access(IN_MEMORY, os.W_OK):
        return None
    return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free >= ROOM_NEEDED else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def missing(reason: str) -> NoReturn:
    """Skip the test; fail it where services are required, as in a CI."""
    if os.environ.get("CI") or os.environ.get("HUB_REQUIRE_SERVICES"):
        pytest.fail(reason)
    pytest.skip(reason)
