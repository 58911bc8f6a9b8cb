"""Reading a home's settings: from the environment, then from files of secrets, then from `hub.toml`."""

import os
import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from adapters.files.durable import is_there
from hub.errors import Code, operator_error
from hub.home.settings import Settings
from hub.home.variables import OTHERS, PREFIX
from hub.text.bilingual import Bilingual

FILE: Final = "hub.toml"


def read_settings(home: Path) -> Settings:
    """The settings of a home, whose hub.toml must be there.

    Raises OperatorError: HUB-701 where it is not, HUB-702 with the variable or file of a setting that cannot be used.
    """
    file = home / FILE
    if not is_there(file):
        raise operator_error(Code.NOT_A_HOME, path=home)
    in_file = _in_file(file)
    if any(name.upper().startswith(PREFIX) and name.upper() not in OTHERS for name in os.environ):
        from hub.home.sources import put_together  # noqa: PLC0415 - pydantic-settings is slow to load, and most need none

        return put_together(in_file, file)
    try:
        return Settings.model_validate(in_file)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise operator_error(
            Code.BAD_CONFIGURATION, reason=Bilingual.same(first["msg"]).about(place).about(file)
        ) from error


def _in_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise operator_error(Code.BAD_CONFIGURATION, reason=Bilingual.same(str(error)).about(file)) from error
