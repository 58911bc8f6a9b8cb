"""What was submitted, on a screen: each value by the label of its field on the form."""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from hub.cli.screen import screen
from hub.cli.tables import styled
from hub.cli.trail_screen import Labels
from hub.cli.wrapping import wrapped
from hub.text.bilingual import Bilingual
from hub.views.values import flat

_NUMBER: Final = re.compile(r"\[\d+\]")
"""Of an item in a list."""
_NONE: Final = ("", "")


def print_heading(text: Bilingual) -> None:
    """The heading of a part of the screen."""
    screen.print(f"\n[bold dim]{text}[/]")


def print_submission(submission: Mapping[str, Any] | None, labels: Labels) -> None:
    """All values of a form; nothing where there is none."""
    if not submission:
        return
    print_heading(Bilingual("申报内容", "What was submitted"))
    width = screen.width if screen.is_terminal else 1_000_000
    told = " · ".join(f"{name} {value}" for name, value in named_values(submission, labels))
    for line in wrapped(told, width):
        screen.print(styled(line, ""))


def named_values(submission: Mapping[str, Any], labels: Labels) -> list[tuple[str, str]]:
    """Each value with the label of its field; with its path where it has none, and behind a label that others have."""
    fields = list(flat(submission))
    names = [_name(path, labels) for path, _ in fields]
    used = Counter(names)
    return [
        (name if used[name] == 1 or name == path else f"{name} ({path})", value)
        for name, (path, value) in zip(names, fields, strict=True)
    ]


def _name(path: str, labels: Labels) -> str:
    field = _NUMBER.sub("[#]", f"data.{path}")
    label = str(Bilingual(*(labels.get(field) or labels.get(f"{field}[#]") or _NONE)))  # the second of a list of values
    return f"{label}{''.join(_NUMBER.findall(path))}" if label else path
