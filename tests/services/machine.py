"""What private services share: a free port, and what to do without a server."""

import os
import socket
from typing import NoReturn

import pytest


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
