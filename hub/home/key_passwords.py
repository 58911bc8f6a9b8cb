"""What opens the hub's own keys where they are encrypted."""

import os
from typing import Final

from adapters.files.private import read_private
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.text.bilingual import Bilingual

VARIABLE: Final = "HUB_KEY_PASSWORD"


def key_passwords(home: Home) -> tuple[bytes, ...]:
    """What may open our keys: the environment's, then each line of the file that the settings name.

    Raises OperatorError: HUB-705 when the file cannot be read, HUB-707 when others may, or it is empty.
    """
    told = [os.fsencode(word)] if (word := os.environ.get(VARIABLE)) else []
    if not (name := home.settings.key_password_file):
        return tuple(told)
    lines = [line for line in read_private(home.path / name).splitlines() if line]
    if not lines:
        raise operator_error(
            Code.BAD_KEY, reason=Bilingual(f"{home.path / name} 是空的", f"{home.path / name} is empty")
        )
    return (*told, *lines)
