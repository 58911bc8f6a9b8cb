"""Passwords of the broker's users: a file each, for the hub's user alone to read."""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from hub.errors import operator_error
from hub.modes import make_folder

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def read_password(folder: Path, user: str) -> str:
    """The password in `<folder>/<user>`; raises OperatorError (HUB-702, HUB-705)."""
    file = _file(folder, user)
    try:
        found = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise operator_error("HUB-705", path=file) from error
    if not found:
        raise operator_error("HUB-702", reason=f"{file} is empty")
    return found


def make_password(folder: Path, user: str) -> str:
    """The password that is there, or else a new, random one (192 bits)."""
    file = _file(folder, user)
    if not file.exists():
        make_folder(folder.parent)
        make_folder(folder, 0o700)
        _write_new(file, secrets.token_urlsafe(24))
    return read_password(folder, user)


def _file(folder: Path, user: str) -> Path:
    if not _NAME.fullmatch(user):
        raise operator_error("HUB-702", reason=f"not usable as a broker's user: {user!r}")
    return folder / user


def _write_new(file: Path, password: str) -> None:
    """Whole or not at all; one that appears meanwhile stays."""
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(descriptor, "w", encoding="utf-8") as out:  # noqa: PTH123 - it is a descriptor
            out.write(password + "\n")
            out.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(temporary, file)
    finally:
        temporary.unlink()
