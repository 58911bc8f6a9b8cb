"""Code lists: values that a portal and a party agree on."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class CodeList:
    """Values that both sides agreed on: the portal's code, the code on the wire, and the meaning."""

    name: str
    to_wire: Mapping[str, str]
    from_wire: Mapping[str, str]
    labels: Mapping[str, str]
    """Chinese labels by the portal's code."""
    labels_en: Mapping[str, str] = field(default_factory=dict)
    """English labels by the portal's code."""

    @property
    def type_name(self) -> str:
        """The name of the simple type that lists its wire values: `DutyUse` for `duty-use`."""
        return "".join(part.capitalize() for part in self.name.split("-"))
