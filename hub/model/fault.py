"""A fault of one field, in the sender's own words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault that a sender can correct."""

    field: str
    """Path in the sender's own names, such as `data.invoice.email`; empty if the whole is meant."""
    code: str
    """Stable code, `HUB-nnn`; docs/errors.md lists them."""
    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "zh": self.zh, "en": self.en}
