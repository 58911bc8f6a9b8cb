"""The folder of one key: its files, written whole and never over others."""

import secrets
import shutil
from pathlib import Path
from typing import Final

from adapters.files.durable import sync_folder, write_new
from adapters.files.folders import make_folder
from adapters.x509 import SigningKey
from adapters.x509.making import certificate_pem, private_pem
from hub.errors import Code, operator_error, unusable_file
from hub.text.bilingual import Bilingual

KEY_FILE: Final = "key.pem"
PKCS12_FILE: Final = "key.p12"
CERTIFICATE_FILE: Final = "certificate.pem"
REQUEST_FILE: Final = "request.pem"


def add_file(path: Path, content: bytes, mode: int) -> None:
    """Write a file and its folder, whole and durably or not at all, and never over another file.

    Raises OperatorError: HUB-707 when there is a file of that name, HUB-705 when it cannot be written.
    """
    try:
        make_folder(path.parent)
        write_new(path, content, mode)
    except FileExistsError as error:
        raise operator_error(
            Code.BAD_KEY, reason=Bilingual("已有同名文件", "there is a file of this name already").about(path)
        ) from error
    except OSError as error:
        raise unusable_file(path, error) from error


def write_key(made: SigningKey, folder: Path) -> tuple[Path, Path]:
    """Write key.pem and certificate.pem, mode 600, and return their paths; never over an older key.

    In a new or empty folder a power cut leaves both files or none. Raises OperatorError: HUB-707 when there is a file
    of that name, HUB-705 when it cannot be written.
    """
    staged = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    try:
        _write_pair(made, staged)
        try:
            staged.rename(folder)
        except OSError:  # there is something in the folder
            _write_pair(made, folder)
        else:
            sync_folder(folder.parent)
    except OSError as error:
        raise unusable_file(folder, error) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return folder / KEY_FILE, folder / CERTIFICATE_FILE


def _write_pair(made: SigningKey, folder: Path) -> None:
    add_file(folder / KEY_FILE, private_pem(made.key), 0o600)
    add_file(folder / CERTIFICATE_FILE, certificate_pem(made.certificate), 0o600)
