"""Passwords of the broker's users: a file each, for the hub's user alone to read."""

import re
import secrets
from contextlib import suppress
from pathlib import Path

from adapters.files.durable import is_there, write_new
from adapters.files.folders import make_folder
from hub.errors import Code, operator_error, unusable_file
from hub.text.bilingual import Bilingual

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def read_password(folder: Path, user: str) -> str:
    """The password in `<folder>/<user>`; raises OperatorError (HUB-702, HUB-705)."""
    file = _file(folder, user)
    try:
        found = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise unusable_file(file, error) from error
    if not found:
        raise operator_error(Code.BAD_CONFIGURATION, reason=Bilingual(f"{file} 是空的", f"{file} is empty"))
    return found


def make_password(folder: Path, user: str) -> str:
    """The password that is there, or else a new, random one (192 bits)."""
    file = _file(folder, user)
    if not is_there(file):
        make_folder(folder.parent)
        make_folder(folder, 0o700)
        with suppress(FileExistsError):  # one that appears meanwhile stays
            write_new(file, f"{secrets.token_urlsafe(24)}\n".encode(), 0o600)
    return read_password(folder, user)


def _file(folder: Path, user: str) -> Path:
    if not _NAME.fullmatch(user):
        raise operator_error(
            Code.BAD_CONFIGURATION,
            reason=Bilingual(f"不能用作消息服务器的用户名：{user!r}", f"not usable as a broker's user: {user!r}"),
        )
    return folder / user
