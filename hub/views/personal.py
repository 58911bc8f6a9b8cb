"""Personal data is covered until a reader asks for it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from hub.catalogue import is_among
from hub.text.masking import MASK, mask
from hub.views.contents import LineView

_PLAIN: Final = re.compile(
    r"\d{4}-\d\d-\d\d(T[\d:.]{5,15}(Z|[+-]\d\d:\d\d)?)?|-?\d{1,13}\.\d{1,6}|true|false", re.ASCII
)
"""Days, times, amounts and yes or no are never about a person alone."""
_STEP: Final = re.compile(r"[^./\[\]]+")
_NAME: Final = re.compile(r"@?[A-Za-z_][A-Za-z0-9_:-]{0,63}|\d{1,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Covers what is personal."""

    fields: Collection[str]
    """Names of personal fields, as `routes/personal.yaml` has them."""
    is_lifted: bool = False
    """A reader has asked for personal data: nothing is covered."""

    def over(self, path: str, value: Any) -> Any:
        """A value of a submission, or one that came back (its path begins with `returned.`), however deep."""
        if self.is_lifted:
            return value
        if is_among(path, self.fields):
            return MASK
        if isinstance(value, Mapping):
            return {name: self.over(f"{path}.{name}" if path else name, inner) for name, inner in value.items()}
        return [self.over(path, inner) for inner in value] if isinstance(value, list) else value

    def said(self, text: str) -> str:
        """What somebody wrote in words, without numbers and addresses by which a person is known."""
        return text if self.is_lifted else mask(text)

    def place(self, path: str) -> str:
        """A place in what somebody sent: only steps that are plain names; any other may be of anything, as of a person.

        Names of JSON are whatever its sender wrote.
        """
        return path if self.is_lifted else _STEP.sub(lambda found: self._step(found[0]), self.said(path))

    def line(self, line: LineView, known: Collection[str]) -> LineView:
        """A line of a message. A party's own names say nothing about persons: only `known` values stay, and plain ones.

        `known`: what the record of the document itself shows, such as numbers and ids.
        """
        if self.is_lifted:
            return line
        attributes = tuple((name, self._unless(value, known)) for name, value in line.attributes)
        return replace(line, value=self._unless(line.value, known), attributes=attributes)

    @staticmethod
    def _step(step: str) -> str:
        return step if _NAME.fullmatch(step) else MASK

    def _unless(self, value: str, known: Collection[str]) -> str:
        return value if not value or value in known or _PLAIN.fullmatch(value) else MASK
