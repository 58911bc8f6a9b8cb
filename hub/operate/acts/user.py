"""The operating system's user behind a command."""

import os
import pwd
from pathlib import Path
from typing import Final

from hub.model import Operator

LOGIN: Final = Path("/proc/self/loginuid")
"""Where Linux keeps the user under whom a session began.

A process may not change one that is set, without a right of its own. Where none is set, as in services and most
containers, any process may set one, once: it never tells one user to be two persons.
"""
_NOBODY: Final = 0xFFFFFFFF
LONGEST: Final = 64
"""Characters of what `sudo` says."""


def current_user(login: Path = LOGIN) -> Operator:
    """Whose process this is, by its real user id; variables of the environment do not decide."""
    return Operator(user=_name(os.getuid()), login=_login(login), sudo=_sudo())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid:{uid}"


def _login(file: Path) -> str:
    try:
        uid = int(file.read_text("ascii"))
    except (OSError, ValueError):
        return ""
    return "" if uid == _NOBODY else _name(uid)


def _sudo() -> str:
    said = os.environ.get("SUDO_USER", "")[:LONGEST]
    return "".join(c for c in said if c.isprintable())
