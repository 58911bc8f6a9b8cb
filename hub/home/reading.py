"""Reading a home's settings: from the environment, then from files of secrets, then from `hub.toml`."""

import os
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from adapters.files.durable import is_there
from hub.errors import Code, operator_error
from hub.home.settings import Settings
from hub.home.toml import read_toml
from hub.home.variables import OTHERS, PREFIX

FILE: Final = "hub.toml"


def read_settings(home: Path) -> Settings:
    """The settings of a home, whose hub.toml must be there.

    Raises OperatorError: HUB-701 where it is not, HUB-702 with the variable or file of a setting that cannot be used.
    """
    file = home / FILE
    if not is_there(file):
        from hub.home.elsewhere import no_home  # noqa: PLC0415 - a home it is as a rule

        raise no_home(home, FILE)
    in_file = read_toml(file)
    if any(name.upper().startswith(PREFIX) and name.upper() not in OTHERS for name in os.environ):
        from hub.home.sources import put_together  # noqa: PLC0415 - pydantic-settings is slow to load, and most need none

        return put_together(in_file, file)
    try:
        return Settings.model_validate(in_file)
    except ValidationError as error:
        from hub.home.misfits import reason_of  # noqa: PLC0415 - settings fit as a rule

        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise operator_error(Code.BAD_CONFIGURATION, reason=reason_of(first).about(place).about(file)) from error
