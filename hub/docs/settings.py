"""docs/settings.md: every setting with its variable, its default and what it means."""

import ast
import inspect
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hub.docs.page import HEAD
from hub.home.reading import FILE
from hub.home.settings import Settings
from hub.home.variables import NESTED, ONLY_IN_FILE, OTHERS, PREFIX, SECRETS

INTRODUCTION = f"""# Settings

A home's settings are in its `{FILE}`. Every setting can also be given by an environment variable, except those of
`[{ONLY_IN_FILE}]`: whoever acts sets his own variables. A process reads the settings once, when it starts.

When several places give a setting, the first of these counts:

1. its environment variable;
2. a file with the name of that variable, in the folder that `{SECRETS}` names. This is for passwords: `store`, `queue`
   and `management` are URLs that may hold one. The secrets of Docker and Kubernetes, and systemd's `LoadCredential=`,
   are such files;
3. `{FILE}`, which must be there and must not be empty.

`hub check`, `hub doctor` and every other verb refuse a setting that cannot be used (HUB-702). The line names the
variable or the file, and never repeats the value. A misspelt setting is refused in `{FILE}` and in a group's variable.
In the environment a variable is refused when its name is nearly that of a setting, such as `HUB_STROE`. Any other
variable that begins with `{PREFIX}` means nothing to the hub, because other programs may set it: Kubernetes sets
`HUB_SERVICE_HOST` where a service is called `hub`.

These variables are no settings: {", ".join(f"`{name}`" for name in sorted(OTHERS | {SECRETS}))}.

| setting | variable | default | meaning |
|---|---|---|---|
"""


def settings() -> Iterator[str]:
    """The page, piece by piece."""
    yield HEAD + INTRODUCTION
    yield from _rows(Settings, "", PREFIX)


def _rows(model: type[BaseModel], group: str, prefix: str) -> Iterator[str]:
    meanings = _meanings(model)
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _rows(kind, f"{group}{name}.", f"{prefix}{name.upper()}{NESTED}")
        else:
            meaning = meanings[name].replace("|", "\\|")
            variable = "–" if group == f"{ONLY_IN_FILE}." else f"`{prefix}{name.upper()}`"
            yield f"| `{group}{name}` | {variable} | {_default(field)} | {meaning} |\n"


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "the machine's name"
    return f"`{field.default}`" if field.default not in ("", None) else "–"


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """The text beneath each field, on one line."""
    (body,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for field, text in zip(body.body, body.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            assert isinstance(field.target, ast.Name)
            found[field.target.id] = " ".join(str(text.value.value).split())
    return found
