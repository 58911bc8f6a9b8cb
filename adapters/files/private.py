"""Read files that only their owner may read."""

import os
import stat
from pathlib import Path

from hub.errors import Code, operator_error, unusable_file
from hub.text.bilingual import Bilingual


def read_private(path: Path) -> bytes:
    """Read a private key or its password; the mode is checked on the very file that is read.

    Raises OperatorError: HUB-705 when the file cannot be read, HUB-707 when others than its owner may read it.
    """
    try:
        with path.open("rb") as file:
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise operator_error(
                    Code.BAD_KEY,
                    reason=Bilingual("他人可读，请把权限改为 600", "others may read it: make its mode 600").about(path),
                )
            return file.read()
    except OSError as error:
        raise unusable_file(path, error) from error
