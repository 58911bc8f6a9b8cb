"""What is wrong with one field, in the words of whoever sent it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing a sender can put right."""

    field: str
    """Path in the sender's own names, as `data.invoice.email`; empty when the whole is meant."""
    code: str
    """Stable code, `HUB-nnn`; docs/errors.md lists them."""
    zh: str
    en: str

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "zh": self.zh, "en": self.en}
