"""Something in the store that does not fit."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.errors import Code, Wording, operator_error
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit, and where it is."""

    code: Code
    names: Mapping[str, object]
    """What the sentence of the code names."""

    @property
    def wording(self) -> Wording:
        return operator_error(self.code, **self.names).wording

    @property
    def texts(self) -> dict[str, str]:
        """The names as texts, for programs."""
        return {name: value.en if isinstance(value, Bilingual) else str(value) for name, value in self.names.items()}


def found(code: Code, **names: object) -> Finding:
    """A finding with these names."""
    return Finding(code, names)
