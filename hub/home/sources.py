"""Settings of which the environment or a file of secrets says some."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from hub.errors import Code, OperatorError, operator_error
from hub.home.misfits import reason_of
from hub.home.settings import Settings
from hub.home.variables import NESTED, ONLY_IN_FILE, OTHERS, PREFIX, SECRETS
from hub.text.bilingual import Bilingual

NEAR: Final = 0.8
"""How alike a variable's name must be to a setting's, the prefix aside, to be a misspelt one; 1 is the same."""
SHORTEST: Final = 4
"""Letters of a name; a shorter one, as `id`, is like too many others."""


class _Sourced(Settings, BaseSettings):
    """Settings that are put together from their sources; the first that says a setting counts."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter=NESTED, extra="forbid", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        secrets = SecretsSettingsSource(settings_cls, secrets_dir=os.environ.get(SECRETS))
        return env_settings, secrets, init_settings


def put_together(in_file: Mapping[str, Any], file: Path) -> Settings:
    """What the environment says, then files of secrets, then hub.toml, of which this is what it says.

    Raises OperatorError (HUB-702), which names the variable or the file, and never repeats a value.
    """
    _refuse_misspelt(os.environ)
    secrets = _folder_of_secrets(os.environ)
    _refuse_acts([*os.environ, *(file.name for file in (secrets.iterdir() if secrets else ()))])
    if private := [name for name in in_file if name.startswith("_")]:  # pydantic-settings would take them for its own
        raise _unusable(Bilingual("没有这一设置", "there is no such setting").about(private[0]).about(file))
    try:
        return _Sourced(**in_file)
    except SettingsError as error:
        name = re.search(r'field "(\w+)"', str(error))
        where = _source([name[1] if name else ""], file, secrets)
        raise _unusable(Bilingual("既不是值，也不是 JSON", "neither a value nor JSON").about(where)) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = _source([str(step) for step in first["loc"]], file, secrets)
        raise _unusable(reason_of(first).about(where)) from error


def variables(model: type[BaseModel] = Settings, prefix: str = PREFIX) -> Iterator[str]:
    """The environment variable of each setting."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if name == ONLY_IN_FILE:
            continue
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from variables(kind, f"{prefix}{name.upper()}{NESTED}")
        else:
            yield prefix + name.upper()


def _refuse_misspelt(environment: Mapping[str, str]) -> None:
    """Refuse what is nearly a setting's variable. Any other is somebody else's, and means nothing to the hub."""
    known = {name.removeprefix(PREFIX) for name in (*variables(), SECRETS, *OTHERS)}
    long = [name for name in known if len(name) >= SHORTEST]
    given = {name.upper().removeprefix(PREFIX) for name in environment if name.upper().startswith(PREFIX)}
    for name in sorted(given - known):
        if near := get_close_matches(name, long, n=1, cutoff=NEAR):
            raise _unusable(
                Bilingual(
                    f"环境变量 {PREFIX}{name} 不是设置，是否指 {PREFIX}{near[0]}？",
                    f"{PREFIX}{name} in the environment is no setting: {PREFIX}{near[0]}?",
                )
            )


def _refuse_acts(names: Iterable[str]) -> None:
    """Refuse variables that would say what operators' acts need: whoever acts sets his own variables."""
    for name in names:
        if name.upper().startswith(PREFIX + ONLY_IN_FILE.upper()):
            raise _unusable(Bilingual("只能写在 hub.toml 中", "it can be said in hub.toml only").about(name))


def _folder_of_secrets(environment: Mapping[str, str]) -> Path | None:
    if not (name := environment.get(SECRETS)):
        return None
    if not (folder := Path(name)).is_dir():
        raise _unusable(
            Bilingual(
                f"环境变量 {SECRETS}：{folder} 不是文件夹", f"{SECRETS} in the environment: {folder} is no folder"
            )
        )
    return folder


def _source(place: Sequence[str], file: Path, secrets: Path | None) -> Bilingual:
    """Where a setting's value is from: the first that has it."""
    variable = PREFIX + NESTED.join(place).upper()
    if any(name.upper() == variable for name in os.environ):
        return Bilingual(f"环境变量 {variable}", f"{variable} in the environment")
    for found in secrets.iterdir() if secrets else ():
        if found.name.upper() == variable:
            return Bilingual.same(str(found))
    return Bilingual.same(".".join(place)).about(file)


def _unusable(reason: Bilingual) -> OperatorError:
    return operator_error(Code.BAD_CONFIGURATION, reason=reason)
