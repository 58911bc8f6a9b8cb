"""A fault of one field, in the sender's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that a sender can correct."""

    field: str
    """Path in the sender's own names, such as `data.invoice.email`; empty if the whole is meant."""
    code: str
    """Stable code, `HUB-nnn`; docs/errors.md lists them."""
    zh: str
    en: str
    names: Mapping[str, object] = with_(default_factory=dict, compare=False, repr=False)
    """The values in its sentences, by place; so that they can be said in the sender's own words."""
    is_worded: bool = with_(default=False, compare=False, repr=False)
    """Whether it is in the sender's own words already."""

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "zh": self.zh, "en": self.en}
